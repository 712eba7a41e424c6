"""What simulates the many scenarios of a fit: measures in order, and errors that are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

import fssim
from fssim.errors import ModelError
from fssim.studies.calibration import fitting
from fssim.studies.calibration.fitting import start_measuring

SMALL = Path(__file__).parents[2] / "scenario" / "small.yaml"
MEASURES = ("caseload_children_per_full_time_worker",)


def test_rows_are_those_of_the_replications_asked_for() -> None:
    scenario = fssim.load(SMALL)
    done: list[int] = []
    with start_measuring(3, 1, 2, lambda: done.append(1)) as simulate:
        rows = simulate([(scenario, 2), (scenario, 0)], MEASURES)
    frame = fssim.run(scenario, 3, seed=3, jobs=1, measures=MEASURES).frame
    assert [row[MEASURES[0]] for row in rows] == [frame.loc[2, MEASURES[0]], frame.loc[0, MEASURES[0]]]
    assert len(done) == 2


def test_what_a_distribution_cannot_give_names_the_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = (fssim.with_values(fssim.load(SMALL), {"title": title}) for title in ("Here", "There"))

    count = iter(range(2))

    def second_fails(_: object, measures: object) -> dict[str, float]:
        if next(count):
            raise ModelError("gives negative quantities")
        return {}

    monkeypatch.setattr(fitting, "measure_log", second_fails)
    with (
        start_measuring(1, 1, 2, lambda: None) as simulate,
        pytest.raises(fssim.ModelError, match="There: gives negative quantities"),
    ):
        simulate([(here, 0), (there, 0)], MEASURES)


def test_what_whoever_listens_raises_is_no_scenarios_fault() -> None:
    def listen() -> None:
        raise ValueError("a closed window")

    with start_measuring(1, 1, 1, listen) as simulate, pytest.raises(ValueError, match=r"^a closed window$"):
        simulate([(fssim.load(SMALL), 0)], MEASURES)
