"""Every number of the standard model at nothing, just above it, its least, its most and absurdly large: it is refused
with what was found and what would be right, or it is simulated by both engines alike and measured, within the laws."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from fssim.engine.event_log import EventLog
from fssim.engine.simulate import ENGINES, simulate_tables
from fssim.errors import CannotSimulate
from fssim.measures import check_laws, measure_log
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.tables import Tables
from fssim.scenario import ScenarioError, scenario_from
from fssim.scenario.checks.endless_checks import LARGEST
from fssim.scenario.findings import Code, FieldPath
from fssim.scenario.override import plainly
from fssim.scenario.reading.schema_errors import kind_at
from fssim.scenario.schema.units import Limits
from tests.laws.shipped import shipped

pytestmark = pytest.mark.slow

JUST_ABOVE = 1e-9
ABSURD = 1e300
A_LOT_OF_PEOPLE = 300.0  # how many teams and posts a computer has room for is asked elsewhere
SECTIONS = ("demand", "families", "needs", "services", "roles", "teams", "pools", "smallest_part_of_post",
            "pathway.stages", "pathway.activities", "pathway.decisions", "pathway.tilts", "pathway.holding",
            "re_referral", "working_models", "care_costs", "clock")  # fmt: skip


@cache
def base(name: str = "standard") -> dict[str, Any]:
    """A scenario with one team of each kind and some twenty families a year, to whom happens what happens to more; as
    its file would say it, without the ranges that its numbers lie in, and with people coming and going."""
    mapping: dict[str, Any] = _without_ranges(plainly(shipped(name).model_dump(mode="json")))
    mapping["clock"] |= {"warm_up_years": 0, "observed_years": 1}
    mapping["demand"]["children"]["value"] = 1000.0
    if not mapping.get("roll_out"):  # which names teams by number
        for team in mapping["teams"].values():
            team["count"]["value"] = 1.0
    for role in mapping["roles"].values():
        if "turnover" in role:
            role["turnover"]["leaving_rate"]["value"] = 2.0
    return mapping


def _without_ranges(part: Any) -> Any:
    if isinstance(part, dict):
        ranges = ("low", "high", "confidence") if "value" in part else ()
        return {key: _without_ranges(inner) for key, inner in part.items() if key not in ranges}
    return part


def numbers(part: Any, path: FieldPath = ()) -> Iterator[FieldPath]:
    if isinstance(part, dict):
        for key, inner in part.items():
            yield from numbers(inner, (*path, key))
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield path


def values_of(path: FieldPath) -> list[float]:
    """What a number is tried at: nothing, just above it, the least and the most it may be, and absurdly large."""
    limits = next((limit for limit in kind_at(path[:-1])[1] if isinstance(limit, Limits)), None)
    if path[0] == "clock":
        return [0, 1, 2, 10**9]
    if limits is None:  # a parameter of a distribution
        return [0.0, JUST_ABOVE, LARGEST, ABSURD]
    least, most = limits.at_least or 0.0, LARGEST if limits.at_most is None else limits.at_most
    if path[0] in ("teams", "pools"):
        most = min(most, A_LOT_OF_PEOPLE)
    above = 1.0 if limits.whole else JUST_ABOVE
    return list(dict.fromkeys([0.0, above, least, least + above, most, ABSURD]))


def changed(name: str, path: FieldPath, value: float) -> dict[str, Any]:
    """The base with one number changed. The rest of a table of probabilities keeps the sum at 1."""
    mapping = inside = dict(base(name))
    shared = 2 if path[0] == "pathway" else 1  # levels whose other entries are the base's own
    for part in path[:shared]:
        inside[part] = dict(inside[part])
        inside = inside[part]
    inside[path[shared]] = copy.deepcopy(inside[path[shared]])
    for part in path[shared:-1]:
        inside = inside[part]
    inside[path[-1]] = value
    if path[:2] == ("pathway", "decisions"):
        table = [entry["probability"] for entry in mapping["pathway"]["decisions"][path[2]].values()]
    elif path[0] == "families" and path[1] != "engagement":
        table = list(mapping["families"][path[1]].values())
    else:
        return mapping
    others = [entry for entry in table if entry is not inside]
    left = sum(entry["value"] for entry in others)
    for entry in others:
        entry["value"] *= max(1.0 - value, 0.0) / left
    return mapping


def outcome_of(name: str, path: FieldPath, value: float) -> str:
    """What becomes of the base with one number changed, and that it is as it should be."""
    where = f"{name}: {'.'.join(map(str, path))} at {value:g}"
    tables, problems = compiled(name, path, value)
    if tables is None:
        assert any(_is_about(problem, path) for problem in problems), f"{where}: {problems}"
        assert all(";" in message or "must" in message or "no more than" in message for _, message in problems), (
            f"{where}: {problems}"
        )
        return "refused"
    logs = _simulated(tables, ENGINES if value <= 1.0 else ENGINES[:1], where)
    if logs:
        values = measure_log(logs[0])
        assert not [name for name, number in values.items() if math.isinf(number) or number < -1e-9], where
        assert check_laws(logs[0]) == [], where
    return "simulated"


def compiled(name: str, path: FieldPath, value: float) -> tuple[Tables | None, list[tuple[str, str]]]:
    """The tables of the base with one number changed; or what is said against it, by field."""
    try:
        scenario = scenario_from(changed(name, path, value), files=False)
    except ScenarioError as error:
        return None, [
            (problem.field, problem.message) for problem in error.problems if problem.code is not Code.more_to_check
        ]
    try:
        return compile_scenario(scenario), []
    except ValueError as error:  # of a distribution; the scenario's name is put before it
        return None, [(".".join(map(str, path)), str(error))]


def _is_about(problem: tuple[str, str], path: FieldPath) -> bool:
    """Whether a finding is at the number, at what holds it, or names a part of what holds it."""
    field, message = problem
    named = field.split(".")
    holds = named[: len(path)] == list(map(str, path))[: len(named)]
    return holds or any(str(part) in message or str(part) in named for part in path)


def _simulated(tables: Tables, engines: tuple[str, ...], where: str) -> list[EventLog]:
    logs, refusals = [], []
    for engine in engines:
        try:
            logs.append(simulate_tables(tables, 1, 0, engine))
        except CannotSimulate as error:
            refusals.append(str(error))
    assert not (logs and refusals), f"{where}: one engine refuses: {refusals}"
    assert len(set(refusals)) <= 1, where
    assert len({log.to_bytes() for log in logs}) <= 1, where
    return logs


@pytest.mark.parametrize("section", SECTIONS)
def test_every_number_is_refused_or_simulated(section: str) -> None:
    root = tuple(section.split("."))
    tried = [
        outcome_of("standard", path, value)
        for path in numbers(base())
        if path[: len(root)] == root
        for value in values_of(path)
    ]
    assert "simulated" in tried
    assert "refused" in tried or section in ("pathway.holding",)


def test_the_sections_hold_every_number() -> None:
    roots = [tuple(section.split(".")) for section in SECTIONS]
    assert len(list(numbers(base()))) > 350
    for path in numbers(base()):
        assert any(path[: len(root)] == root for root in roots), path


@pytest.mark.parametrize("name", ["family_safeguarding", "pandemic_launch"])
def test_what_other_models_add_is_refused_or_simulated(name: str) -> None:
    """Practitioners in teams and pools, group supervision, training, shocks and roll-out; and the needs, which are met
    by the practitioners here: at nothing and just above it."""
    known = set(numbers(base()))
    added = [path for path in numbers(base(name)) if path not in known or path[0] == "needs"]
    assert len(added) > 70
    tried = [outcome_of(name, path, value) for path in added for value in values_of(path)[:2]]
    assert set(tried) == {"simulated", "refused"}
