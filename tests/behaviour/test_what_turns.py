"""Numbers that are known to turn an answer round, and some that cannot, tried at the ends of their ranges."""

from __future__ import annotations

from pathlib import Path

import pytest

import fssim
from fssim import Results, Scenario
from fssim.measures.headline import wait_measure
from fssim.report.wording.answer_notes import turning_sentences
from fssim.runs.folder.stored_run import TriedValue, read_tried_values, write_tried_values
from fssim.runs.runner import run_all
from fssim.studies.analysis.differences import what_turns as module

OUTSIDE = "services.adult_mental_health.wait"
LIMIT = "roles.mental_health_practitioner.caseload_limit.value"
WAIT = wait_measure("mental_health")
REPLICATIONS = 6
CLOCK = {"observed_years": 1, "warm_up_years": 1}


def with_range(scenario: Scenario, low: float) -> Scenario:
    """The wait for the outside service may be as short as this."""
    source = {f"{OUTSIDE}.{name}": value for name, value in {"low": low, "high": 61.0}.items()}
    return fssim.with_values(scenario, source | {f"clock.{name}": value for name, value in CLOCK.items()})


def ran(low: float) -> list[Results]:
    """A district with a post of its own that is short of room, and one whose families wait for the service outside."""
    scenarios = {name: with_range(fssim.load(name), low) for name in ("one_district", "one_district_standard")}
    scenarios["one_district"] = fssim.with_values(scenarios["one_district"], {LIMIT: 8.0})
    return run_all(scenarios, REPLICATIONS, 1, 1)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_NUMBERS", 4)
    monkeypatch.setattr(module, "MOST_AGAIN", 2)


@pytest.mark.slow
def test_a_wait_outside_that_is_nothing_turns_round_who_waits_longer(tmp_path: Path) -> None:
    """With a post of their own families wait less than the 60 days outside, and more than the day that those may be.

    Where it turns is looked for; the two scenarios run anew on either side of that differ as is said.
    """
    results = ran(1.0)
    tried = module.try_values(results[0], results[1], [WAIT], 1)
    rows = {row.tried: row for row in tried if row.number == OUTSIDE}
    usual = fssim.compare(results[0], results[1], [WAIT]).loc[WAIT]
    assert usual["verdict"] == "less"
    assert rows[1.0].verdict == "more"
    assert rows[1.0].n == REPLICATIONS
    assert {row.number for row in tried} != {OUTSIDE}
    sentences = " ".join(turning_sentences(results, tried))
    assert (
        f"would be more, not less, than in '{results[1].scenario.title}' if 'wait of service adult mental" in sentences
    )
    point = float(sentences.split("below about ")[1].split()[0])
    for days, sign in ((point / 3.0, 1.0), (point * 3.0, -1.0)):
        sides = [fssim.with_values(result.scenario, {f"{OUTSIDE}.value": days}) for result in results]
        here, there = run_all(dict(zip("ab", sides, strict=True)), REPLICATIONS, 1, 1)
        assert sign * fssim.compare(here, there, [WAIT]).loc[WAIT, "difference"] > 0.0
    write_tried_values(tmp_path / "tried.csv", tried)
    assert read_tried_values(tmp_path / "tried.csv") == tuple(tried)


@pytest.mark.slow
def test_within_a_narrow_range_nothing_turns() -> None:
    results = ran(59.0)
    frame = fssim.what_turns(*results, [WAIT], 1).frame
    assert list(frame.columns) == list(TriedValue.__slots__)
    assert (frame["difference"] < 0.0).all()
    tried = [TriedValue(*row) for row in frame.itertuples(index=False, name=None)]
    (sentence,) = turning_sentences(results, tried)
    assert sentence.startswith("None of the 4 least certain numbers, each tried at both ends")


@pytest.mark.slow
def test_where_nothing_is_known_to_differ_there_is_nothing_to_turn() -> None:
    results = ran(59.0)[:1] * 2
    assert module.try_values(*results, [WAIT], 1) == []
