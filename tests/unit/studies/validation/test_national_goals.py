"""Goals, counted by hand, and how many numbers are calibrated."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import fssim
from fssim.studies.validation.national_goals import count_calibrated, judge_goals
from fssim.studies.validation.validation_file import read_yardstick

SMALL = fssim.load(Path(__file__).parents[2] / "scenario" / "small.yaml")
SHARE = "demand.first_referrals"
FITTED = {f"{SHARE}.value": 0.7, f"{SHARE}.source": "guess", f"{SHARE}.grade": "calibrated"}
SUMMARY = pd.DataFrame(
    {
        "statistic": ["caseload", "cpp_rate", "revcp"], "met": [True, False, True],
        "model": [1.0, 2.0, 1.09], "national_ratio": [1.5, 1.0, 1.0],
    }
)  # fmt: skip
RESPONSES = pd.DataFrame({"part": ["response", "response", "jump", "spread"], "inside": [True, False, True, True]})
RECOVERY = pd.DataFrame({"recovered": [True, True], "in_range": [True, False]})
NATIONAL = pd.DataFrame({"inside": [True] * 9 + [False]})


def test_what_each_goal_counts() -> None:
    goals = judge_goals(SMALL, read_yardstick(), SUMMARY, RESPONSES, RECOVERY, NATIONAL).set_index("goal")
    assert [*goals[["rows", "inside", "needed"]].itertuples(index=False, name=None)] == [
        (3, 2, 3),  # responses, those to a jump among them
        (1, 1, 1),  # the spread between authority-years
        (10, 9, 9),  # nine national figures in ten
        (2, 1, 2),  # predictions that have to be nearer than the national ratio
        (3, 2, 3),  # and those that may not be further off by a tenth: 1.09 is not
        (2, 2, 2),
        (2, 1, 2),
        (1, 1, 1),
    ]
    assert list(goals["met"]) == [False, True, True, False, False, True, False, True]
    assert goals.index[-1] == "no more than 5 values calibrated for 12 published figures (there are 0)"


@pytest.mark.parametrize(("figures", "is_met"), [(3, True), (2, False)])
def test_calibrated_values_are_fewer_than_half_of_the_figures(figures: int, is_met: bool) -> None:
    fitted = fssim.with_values(SMALL, FITTED)
    assert count_calibrated(fitted) == count_calibrated(SMALL) + 1 == 1
    national = NATIONAL.head(figures)
    responses = RESPONSES[RESPONSES["part"] == "spread"]
    goals = judge_goals(fitted, read_yardstick(), SUMMARY, responses, RECOVERY, national)
    most = 1 if is_met else 0
    assert goals["goal"].iloc[-1] == (
        f"no more than {most} values calibrated for {figures} published figures (there are 1)"
    )
    assert goals["met"].iloc[-1] == is_met
