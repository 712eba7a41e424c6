"""A service still filling up when observation begins is warned about."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim.experiment.results import Results
from fssim.experiment.settled import FIRST, LAST, warm_up_warning
from fssim.scenario import load, with_values

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"


def results(first: list[float], last: list[float], vacancies: bool = False) -> Results:
    scenario = load(SMALL)
    unchanging = scenario if vacancies else with_values(scenario, {"vacancies": {}, "demand.shocks": {}})
    rows = [{FIRST: before, LAST: after} for before, after in zip(first, last, strict=True)]
    return Results("small", unchanging, "simpy", 1, dict(enumerate(rows)))


def test_a_rise_in_open_families_beyond_noise_is_warned_of() -> None:
    warning = warm_up_warning(results([100.0, 102.0, 98.0], [112.0, 113.0, 110.0]))
    assert warning is not None
    assert "the families open rose by 12% from the first observed year to the last" in warning


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ([100.0, 102.0, 98.0], [102.0, 104.0, 100.0]),  # too little to matter
        ([100.0, 102.0, 98.0], [130.0, 90.0, 105.0]),  # noise
        ([float("nan")] * 3, [float("nan")] * 3),  # one observed year
        ([100.0], [120.0]),  # one replication
    ],
)
def test_little_noise_or_nothing_to_go_by_is_not(first: list[float], last: list[float]) -> None:
    assert warm_up_warning(results(first, last)) is None


def test_a_scenario_that_changes_part_of_the_way_is_not() -> None:
    assert warm_up_warning(results([100.0, 102.0, 98.0], [112.0, 113.0, 110.0], vacancies=True)) is None
