"""A service still filling up when observation begins is warned about, with the warm-up to try."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import lfilter

import fssim
from fssim.measures.indicators.weekly import SERIES, Weekly
from fssim.runs.results import Results
from fssim.runs.steady_state import find_truncation, warn_of_short_warm_up
from fssim.scenario import load, with_values

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"
WEEKS = 208


def filling(years: float, replications: int = 20, warm_up_weeks: int = 52, changes: bool = False) -> Results:
    """Four years of a service that fills to 1,000 families at a rate of 1 / `years` a year, give or take 30."""
    level = 1000.0 * (1.0 - np.exp(-np.arange(WEEKS) / 52.0 / years)) if years else np.full(WEEKS, 1000.0)
    noise = np.random.default_rng(1).normal(0.0, 30.0, (replications, len(SERIES), WEEKS))
    numbers = np.rint(level + noise).astype(np.int64)
    weekly = {r: Weekly(warm_up_weeks, numbers_of_one) for r, numbers_of_one in enumerate(numbers)}
    scenario = load(SMALL) if changes else with_values(load(SMALL), {"vacancies": {}, "demand.shocks": {}})
    return Results("small", scenario, "simpy", 1, {}, weekly)


def test_mser_5_by_hand() -> None:
    """Batch means 0, 10, 10, ...: leaving out one batch leaves no variance."""
    assert find_truncation(np.repeat([0.0] + [10.0] * 9, 5)) == 5
    assert find_truncation(np.repeat([0.0, 9.0] + [10.0, 10.2] * 10, 5)) == 10
    assert find_truncation(np.full(50, 3.0)) == 0
    assert find_truncation(np.arange(12.0)) == 0  # too short to say
    assert find_truncation(np.arange(50.0)) == 25  # five batches are left, however steep it is


def test_a_service_that_is_still_filling_is_warned_of() -> None:
    warning = warn_of_short_warm_up([filling(years=1.0)])
    assert warning is not None
    assert "The warm-up of 1 year may be too short: in 'A small service', " in warning
    # the mean of 1 - e**-t is 0.883 from 1 to 4 years, and 0.975 from 3.4 to 4 years, which MSER-5 keeps
    assert re.search(r"settle after 3\.4 years or more, and the observed years' mean is (9|10)% below", warning)
    assert "Try --warm-up 4; " in warning


@pytest.mark.parametrize(
    "results",
    [
        filling(years=0.0),
        filling(years=0.2),  # it fills within the warm-up
        filling(years=1.0, replications=1),
        filling(years=1.0, warm_up_weeks=156),  # what is left is too little to matter
        filling(years=1.0, changes=True),  # it should change
        Results("small", load(SMALL), "simpy", 1, {}),  # nothing is known
    ],
)
def test_what_has_settled_or_cannot_be_told_is_not(results: Results) -> None:
    assert warn_of_short_warm_up([results]) is None


def test_the_scenario_that_takes_longest_is_told() -> None:
    assert warn_of_short_warm_up([filling(years=0.0), filling(years=1.0)]) == warn_of_short_warm_up(
        [filling(years=1.0)]
    )


def test_false_alarms_are_rare() -> None:
    """Settled services with noise that lasts for weeks, as a service's does.

    With seeds fixed the number is what it is; were they not, more than 10 of 100 would have a chance of 0.001 if the
    rate were 3 in 100.
    """
    steps = np.random.default_rng(2).normal(0.0, 30.0, (100, 10, len(SERIES), WEEKS + 200))
    noise = lfilter([1.0], [1.0, -0.95], steps)[..., 200:]
    still = filling(years=0.0)
    studies = [
        Results(
            "small",
            still.scenario,
            "simpy",
            1,
            {},
            {r: Weekly(52, numbers_of_one) for r, numbers_of_one in enumerate(numbers)},
        )
        for numbers in np.rint(1000.0 + noise).astype(np.int64)
    ]
    assert sum(warn_of_short_warm_up([study]) is not None for study in studies) <= 10


def test_a_run_knows_how_full_the_service_was_week_by_week() -> None:
    scenario = with_values(load(SMALL), {"clock.warm_up_years": 1, "clock.observed_years": 1})
    results = fssim.run(scenario, replications=2, jobs=1)
    assert list(results.weekly) == [0, 1]
    weekly = results.weekly[0]
    assert weekly.series[: len(SERIES)] == SERIES
    assert (weekly.warm_up_weeks, weekly.numbers.shape) == (51, (len(weekly.series), 104))  # from Tuesday 3 April 2018
