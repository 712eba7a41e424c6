"""The laws of the model, on scenarios made by Hypothesis."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fssim.engine.event_log import Event, EventLog
from fssim.engine.simulate import simulate_tables
from fssim.measures import check_laws, ledger
from fssim.measures.ledger.ledger_lines import READY
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import with_values
from tests.exploring import examples
from tests.laws import building as b
from tests.laws.generated import scenario_mappings
from tests.laws.opening import list_miscounted
from tests.laws.ready_days import ready_days
from tests.laws.room import waits_beside_room

pytestmark = pytest.mark.slow

SEEDS = st.integers(0, 1000)


def log_of(mapping: dict[str, Any], seed: int = 1, replication: int = 0) -> EventLog:
    return simulate_tables(compile_scenario(b.scenario_of(mapping)), seed, replication)


@settings(max_examples=examples(60))
@given(scenario_mappings(), SEEDS)
def test_every_law_holds_and_nobody_waits_while_somebody_has_room(mapping: dict[str, Any], seed: int) -> None:
    log = log_of(mapping, seed)
    assert check_laws(log) == []
    assert waits_beside_room(log) == []
    assert list_miscounted(log) == []
    booked, counted = ledger(log).by_spell().sum(axis=0), ready_days(log)
    assert [booked[line] for line in READY] == pytest.approx([counted[line] for line in READY])


@settings(max_examples=examples(30))
@given(scenario_mappings(), SEEDS, st.integers(0, 5), st.data())
def test_the_same_seed_gives_the_same_log_and_an_override_that_restates_what_is_so_changes_nothing(
    mapping: dict[str, Any], seed: int, replication: int, data: st.DataObject
) -> None:
    chosen = data.draw(st.lists(st.sampled_from(sorted(numbers(mapping))), min_size=1, max_size=5, unique=True))
    restated = with_values(b.scenario_of(mapping), {path: at(mapping, path) for path in chosen})
    log = log_of(mapping, seed, replication)
    assert log_of(mapping, seed, replication).to_bytes() == log.to_bytes()
    assert simulate_tables(compile_scenario(restated), seed, replication).to_bytes() == log.to_bytes()


def numbers(mapping: dict[str, Any], path: str = "") -> list[str]:
    """The dotted paths of the values of a scenario's numbers."""
    paths = []
    for name, inner in mapping.items():
        if isinstance(inner, dict) and "." not in name:
            here = f"{path}{name}"
            paths += [f"{here}.value"] if "value" in inner and "unit" in inner else numbers(inner, f"{here}.")
    return paths


def at(mapping: dict[str, Any], path: str) -> Any:
    inside: Any = mapping
    for name in path.split("."):
        inside = inside[name]
    return inside


AND_IN_POST = (
    "agency",
    "part-filled",
    "agency workers beside posts",
    "posts from a date",
    "past",
    "returns kept away",
    "open at the start",
)
WHO_LEADS = ("co-holders", "other holders", "streams", "changed stages", "effects of one decision", "payers")


def test_generated_scenarios_are_rich_enough_to_be_worth_checking() -> None:
    """Of 100 scenarios, each kind of event happens in some, and everything a scenario may have is in several."""
    seen: Counter[str] = Counter()
    rows: list[int] = []

    @settings(max_examples=examples(100))
    @given(scenario_mappings())
    def look(mapping: dict[str, Any]) -> None:
        log = log_of(mapping)
        rows.append(len(log))
        seen.update({Event(kind).name for kind in set(log.columns["kind"].tolist())})
        seen.update(what for what in ("vacancies", "roll_out", "training") if mapping[what])
        seen.update({role["when_vacant"] for role in mapping["roles"].values() if "when_vacant" in role})
        seen.update(["turnover"] if any("turnover" in role for role in mapping["roles"].values()) else [])
        seen.update(["shocks"] if mapping["demand"]["shocks"] else [])
        seen.update(["past"] if any(log.tables.returns_a_day) else [])
        seen.update(["open at the start"] if any(log.tables.open_a_day) else [])
        seen.update(["returns kept away"] if min(log.tables.returns_kept) < 1.0 else [])
        seen.update(["agency"] if any(log.workers.agency) else [])
        seen.update(["part-filled"] if len(log.workers.changes) else [])
        seen.update(["agency workers beside posts"] if any(log.tables.posts.agency) else [])
        seen.update(["posts from a date"] if any(log.tables.posts.opens) else [])
        seen.update(["co-holders"] if max(log.tables.worked_stages.co_holder) >= 0 else [])
        seen.update(["other holders"] if len(log.tables.holder_choices.role) else [])
        seen.update(["streams"] if any(log.tables.streams_a_day) else [])
        models = mapping["working_models"].values()
        seen.update(["changed stages"] if any(model.get("stages") for model in models) else [])
        seen.update(["effects of one decision"] if any("decisions" in model["effects"] for model in models) else [])
        seen.update(["payers"] if log.tables.names.payers else [])

    look()
    kinds = [event.name for event in Event]
    features = ["vacancies", "roll_out", "training", "wait", "refer externally", "substitute", "turnover", "shocks"]
    assert [kind for kind in kinds if seen[kind] < 2] == []
    assert [feature for feature in [*features, *AND_IN_POST, *WHO_LEADS] if seen[feature] < 10] == []
    assert sum(rows) > 20000
