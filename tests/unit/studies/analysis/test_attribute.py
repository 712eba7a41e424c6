"""The difference between two scenarios, split: against what is known of it."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fssim
from fssim.errors import QuestionError
from fssim.runs.runner import run_all
from fssim.scenario.override import with_values
from fssim.studies.analysis.differences.attribute import judge_contributions, split_measure
from fssim.studies.analysis.differences.change_groups import ChangedPart

SMALL = Path(__file__).parents[2] / "scenario" / "small.yaml"
COST, DRIFT = "cost_staff_gbp_a_year", "ledger_in_plans_drift_days_per_family"
POSTS = "teams.safeguarding.posts.social_worker.posts.value"
REPLICATIONS = 4


@pytest.fixture(scope="module")
def small() -> fssim.Scenario:
    return fssim.load(SMALL)


@pytest.fixture(scope="module")
def changed(small: fssim.Scenario) -> fssim.Scenario:
    """Two things that can only add to the staff cost, one that leaves it alone, and one that does nothing at all."""
    return with_values(
        small,
        {"roles.conference_chair.cost.value": 80_000, "roles.team_manager.cost.value": 80_000,
         "teams.safeguarding.posts.mental_health_practitioner.full_time_share.value": 1.0,
         "working_models.family_safeguarding.workbook.recording_at_first.value": 1.3,
         "demand.referral_rate.value": 550},
    )  # fmt: skip


@pytest.fixture(scope="module")
def split(small: fssim.Scenario, changed: fssim.Scenario) -> pd.DataFrame:
    return fssim.attribute(changed, small, replications=REPLICATIONS, jobs=1).frame


def test_every_measures_parts_sum_to_its_difference_exactly(split: pd.DataFrame) -> None:
    for _, parts in split.groupby("measure"):
        (difference,) = set(parts["difference"])
        (value,), (baseline,) = set(parts["value"]), set(parts["baseline"])
        assert sum(parts["contribution"]) == difference == value - baseline
        assert sum(reversed(list(parts["contribution"]))) == difference


def test_the_difference_is_that_of_the_two_scenarios(
    split: pd.DataFrame, small: fssim.Scenario, changed: fssim.Scenario
) -> None:
    here, there = run_all({"here": changed, "there": small}, REPLICATIONS, 1, 1)
    compared = fssim.compare(here, there)
    for measure in (COST, DRIFT):
        (difference,) = set(split.loc[measure]["difference"])
        assert difference == pytest.approx(compared.loc[measure, "difference"], rel=1e-9)


def test_what_only_adds_is_what_it_adds_by_itself(split: pd.DataFrame) -> None:
    """A chair costs 10,000 more and three managers 5,000 each; another fifth of a practitioner at 62,000."""
    parts = split.loc[COST]
    assert parts.loc["pay", "contribution"] == pytest.approx(20_000, rel=0.01)
    assert parts.loc["co-location", "contribution"] < 0.2 * 62_000
    assert parts.loc["workbook", "contribution"] == 0.0
    assert parts.loc["workbook", "verdict"] == "the same in all runs"


def test_a_part_carries_its_evidence(split: pd.DataFrame) -> None:
    parts = split.loc[DRIFT]
    assert parts.loc["workbook", "rests_on"] == "reported or assumed effect"
    assert set(parts["rests_on"].drop("workbook")) == {"structure"}
    assert set(parts["grade"]) == {"assumed"}
    known = parts[parts["verdict"] != "the same in all runs"]
    assert len(known) > 1
    assert (known["low"] <= known["contribution"]).all()
    assert (known["contribution"] <= known["high"]).all()


def test_jobs_change_nothing(split: pd.DataFrame, small: fssim.Scenario, changed: fssim.Scenario) -> None:
    again = fssim.attribute(changed, small, [DRIFT], replications=REPLICATIONS, jobs=2).frame
    about_the_table = ["low", "high", "p_adjusted", "verdict"]
    here, there = (frame.loc[[DRIFT]].drop(columns=about_the_table) for frame in (again, split))
    pd.testing.assert_frame_equal(here, there, check_exact=True)


def test_replications_without_a_value_somewhere_are_left_out() -> None:
    parts = [ChangedPart("one", ()), ChangedPart("two", ())]
    worth = [[0.0, 0.0, 0.0], [1.0, math.nan, 2.0], [3.0, 3.0, 3.0], [5.0, 5.0, 7.0]]
    one, two = split_measure("wait", parts, worth)
    assert (one.contribution, two.contribution, one.over_replications.n) == (2.25, 3.75, 2)
    assert one.difference == 6.0
    nothing = next(split_measure("wait", parts, [[math.nan]] * 4))
    assert math.isnan(nothing.contribution)
    assert nothing.over_replications.n == 0


def test_verdicts_allow_for_the_number_of_rows() -> None:
    """One part is clear by itself (t of 3.05 with 9 degrees: p 0.014) and is not when it is the best of ten."""
    rng = np.random.default_rng(1)
    luck = rng.normal(0.0, 1.0, 10)
    clear = (luck - luck.mean()) / luck.std(ddof=1) * math.sqrt(10) / 3.05 + 1.0
    noise = [[*rng.normal(0.0, 1.0, 9), 0.0] for _ in range(9)]
    names = [ChangedPart("it", ())]
    rows = [
        next(split_measure(f"wait {place}", names, [[0.0] * 10, worth])) for place, worth in enumerate([clear, *noise])
    ]
    assert rows[0].over_replications.p == pytest.approx(0.0138, abs=0.0002)
    assert judge_contributions(rows[:1])[0].verdict == "more"
    assert judge_contributions(rows)[0].verdict == "suggests more"
    assert {row.verdict for row in judge_contributions(rows)[1:]} == {"cannot tell"}
    nothing = next(split_measure("cost", names, [[1.0] * 10] * 2))
    assert (nothing.over_replications.p, judge_contributions([nothing])[0].verdict) == (1.0, "the same in all runs")


def test_a_measure_there_is_not_is_refused(small: fssim.Scenario, changed: fssim.Scenario) -> None:
    with pytest.raises(QuestionError, match=f"no measure 'cost_staf_gbp_a_year'; did you mean '{COST}'"):
        fssim.attribute(with_values(small, {POSTS: 5}), small, ["cost_staf_gbp_a_year"], replications=2, jobs=1)
