"""The answer in words."""

from __future__ import annotations

import math
from typing import Any

import pytest

from fssim.measures.headline import DRIFT
from fssim.report.sentence import CAVEAT, answer


def test_what_was_found_and_how_it_differs(results_of: Any) -> None:
    opening, wait, started, drift, plans = answer([results_of(30.0, "Empty posts"), results_of(20.0, "Full team")])
    assert opening == "In 'Empty posts', in the year from 1 April 2019, on average over 3 replications:"
    assert wait == (
        "A parent who starts mental health help has waited 30.0 working days for it: "
        "10.0 working days more than in 'Full team' (95% interval +10.0 to +10.0)."
    )
    assert "30.0% ever start: 10.0 points more" in started
    assert "30.0 working days" in drift
    assert plans.startswith("Child in need plans that end have lasted 30.0 weeks: 10.0 weeks more")


@pytest.mark.parametrize(
    ("drift", "said"),
    [
        ([19.0 - 2e-5, 20.0, 21.0 + 2e-5], "exactly as in 'Full team', in every replication"),
        ([19.001, 20.002, 21.001], "within 2% of what it is in 'Full team' (95% interval"),
        ([9.0, 10.0, 11.0], "10.0 working days fewer than in 'Full team' (95% interval -10.0 to -10.0)"),
        ([19.0, 25.0, 18.0], "more or fewer than in 'Full team', these runs cannot tell (95% interval"),
        ([9.0, math.nan, math.nan], "more or fewer than in 'Full team', these runs cannot tell."),
        ([math.nan] * 3, "an unknown number of working days of drift on it, as it happened to nobody."),
    ],
)
def test_each_verdict_has_its_words(results_of: Any, drift: list[float], said: str) -> None:
    lines = answer([results_of(30.0, **{DRIFT: drift}), results_of(20.0, "Full team")])
    assert said in lines[3]


def test_what_the_other_never_had_is_not_compared(results_of: Any) -> None:
    lines = answer([results_of(30.0), results_of(20.0, "Full team", **{DRIFT: [math.nan] * 3})])
    assert lines[3].endswith(": in 'Full team' it happened to nobody.")


def test_a_scenario_by_itself(results_of: Any) -> None:
    assert answer([results_of(30.0)])[1].endswith("waited 30.0 working days for it.")


def test_the_caveat_says_what_the_pilot_said_and_what_a_simulation_is() -> None:
    for words in (
        "anecdotal and not evidence of impact",
        "first Covid-19 lockdown",
        "no prediction about a real child",
    ):
        assert words in CAVEAT
