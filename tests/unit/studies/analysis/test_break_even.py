"""Break-even of scenarios: where the answer is known by arithmetic, and what is said where there is none."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import fssim
from fssim.errors import QuestionError, UnknownMeasure
from fssim.report.terminal.difference_tables import break_even_sentences
from fssim.runs.replicate import DoEach, count_each
from fssim.scenario.override import with_values
from fssim.studies.analysis.differences.break_even import find_worse_way
from fssim.studies.analysis.differences.varied_input import find_varied_input

SMALL = Path(__file__).parents[2] / "scenario" / "small.yaml"
COST = "cost_staff_gbp_a_year"
CHAIR = "roles.conference_chair.cost"


@pytest.fixture(scope="module")
def small() -> fssim.Scenario:
    return fssim.load(SMALL)


def answer(*asked: object, **more: object) -> pd.Series:
    return fssim.breakeven(*asked, replications=3, jobs=1, **more).frame.iloc[0]  # type: ignore[arg-type]


def test_a_pay_that_makes_up_for_another(small: fssim.Scenario) -> None:
    """The chair's post is never vacant, so staff cost rises pound for pound with its pay: 70,000 - 12,345."""
    chair = small.pools["chairs"].posts["conference_chair"]
    extra = 12_345 * chair.posts.value * chair.full_time_share.value
    dearer = with_values(small, {"roles.mental_health_practitioner.cost.value": 62_000, f"{CHAIR}.value": 70_000})
    cheaper = with_values(small, {f"{CHAIR}.value": 70_000 - 12_345})
    assert extra > 0
    row = answer(dearer, cheaper, CHAIR, COST, 40_000.0, 90_000.0, worse="more")
    assert row["break_even"] == pytest.approx(70_000 - 12_345, abs=1e-3)
    assert row["low"] == pytest.approx(row["break_even"], abs=1e-3)
    assert row["high"] == pytest.approx(row["break_even"], abs=1e-3)
    assert (row["status"], row["no_worse"]) == ("crosses", "up to there")
    less_is_worse = answer(dearer, cheaper, CHAIR, COST, 40_000.0, 90_000.0, worse="less")
    assert less_is_worse["no_worse"] == "from there up"


def test_a_vacancy_must_not_be_there_to_do_no_harm(small: fssim.Scenario) -> None:
    """Posts uncovered, as a share of the time: any vacancy at all is worse than none."""
    none = with_values(small, {"vacancies.mental health": None})
    measure = "vacancy_mental_health_practitioner_uncovered_percent"
    row = answer(small, none, "vacancies.mental health", measure, 0.0, 26.0)
    assert (row["break_even"], row["high"], row["no_worse"]) == (0.0, 0.0, "up to there")
    assert math.isnan(row["low"])
    assert row["unit"] == "weeks"
    assert row["worse_by_at_range_low"] == 0.0


def test_a_vacancy_as_long_as_the_baselines_is_as_bad(small: fssim.Scenario) -> None:
    shorter = with_values(small, {"vacancies.mental health.until": "2019-10-07"})  # 14 weeks from 1 July 2019
    measure = "vacancy_mental_health_practitioner_uncovered_percent"
    row = answer(small, shorter, "vacancies.mental health", measure)
    assert row["break_even"] == pytest.approx(14.0, abs=0.3)
    assert row["range_high"] == pytest.approx(184 / 7)


def test_no_other_measure_is_worked_out(small: fssim.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[tuple[str, ...]] = set()

    def noted(do_each: DoEach, count: Any, *rest: Any) -> list[Any]:
        asked.add(count.keywords["measures"])
        return count_each(do_each, count, *rest)

    monkeypatch.setattr("fssim.studies.analysis.differences.shared_runs.count_each", noted)
    answer(small, small, CHAIR, COST, 40_000.0, 90_000.0, worse="more")
    assert asked == {(COST,)}


def test_of_posts_as_many_as_there_can_be_are_said_to_be_enough(small: fssim.Scenario) -> None:
    """What a manager costs pays for two or three workers more, and there is no part of one."""
    posts = "teams.safeguarding.posts.social_worker.posts"
    three = with_values(small, {f"{posts}.value": 3})
    without = with_values(three, {"roles.team_manager.cost.value": 0})
    found = fssim.breakeven(without, three, posts, COST, 2.0, 8.0, replications=3, jobs=1, worse="more")
    at = found.crossing.at
    assert at is not None
    assert 5.0 < at < 6.0
    (sentence,) = break_even_sentences(found, "three")
    assert f" is 5 posts or less. The means cross at {at:.2f}. The break-even lies between " in sentence


def test_never_and_throughout_are_said(small: fssim.Scenario) -> None:
    cheap = with_values(small, {f"{CHAIR}.value": 1_000})
    never = answer(small, cheap, CHAIR, COST, 40_000.0, 90_000.0, worse="more")
    assert never["status"] == "never within the range"
    assert never["worse_by_at_range_low"] > 0
    always = answer(small, cheap, CHAIR, COST, 40_000.0, 90_000.0, worse="less")
    assert always["status"] == "throughout the range"
    assert math.isnan(always["break_even"])


def test_what_can_be_turned(small: fssim.Scenario) -> None:
    posts = find_varied_input(small, "teams.safeguarding.posts.social_worker.posts")
    assert (posts.name, posts.unit, posts.snap(4.6)) == ("social_worker posts in team safeguarding", "posts", 5.0)
    assert posts.at(5.0).teams["safeguarding"].posts["social_worker"].posts.value == 5.0
    vacancy = find_varied_input(small, "vacancies.mental health")
    assert vacancy.at(0.0).vacancies == {}
    assert (
        vacancy.at(2.0).vacancies["mental health"].until - vacancy.at(1.0).vacancies["mental health"].until
    ).days == 7


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("roles.social_worker.wages", "there is no 'wages' in roles.social_worker"),
        ("roles.social_worker.title", "must be text"),
        ("vacancies.mental health.until", "must be a date"),
        ("roles.social_worker", "holds more than one value"),
        ("clock.observed_years", "the clock cannot vary"),
    ],
)
def test_what_cannot_be_turned_is_refused(small: fssim.Scenario, path: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        find_varied_input(small, path)


def test_questions_without_an_answer_are_refused_before_anything_is_run(small: fssim.Scenario) -> None:
    with pytest.raises(QuestionError, match="say which: --worse"):
        answer(small, small, CHAIR, COST, 1.0, 2.0)
    with pytest.raises(QuestionError, match="has no low and high"):
        answer(small, small, CHAIR, COST, worse="more")
    with pytest.raises(QuestionError, match="one value at most"):
        answer(small, small, CHAIR, COST, 5.0, 5.0, worse="more")
    with pytest.raises(QuestionError, match=r"cannot be -5: .*must be 0 or more"):
        answer(small, small, CHAIR, COST, -5.0, 5.0, worse="more")
    with pytest.raises(QuestionError, match="a vacancy cannot last -10 weeks"):
        answer(small, small, "vacancies.mental health", COST, -10.0, 5.0, worse="more")
    with pytest.raises(QuestionError, match="cannot be inf; it must be finite"):
        answer(small, small, CHAIR, COST, 5.0, math.inf, worse="more")
    with pytest.raises(UnknownMeasure, match="did you mean 'cost_staff_gbp_a_year'"):
        answer(small, small, CHAIR, "cost_staff_gbp_a_yr", 1.0, 2.0)
    with pytest.raises(QuestionError, match=r"clock\.observed_years is 1 in the one and 2"):
        answer(small, with_values(small, {"clock.observed_years": 2}), CHAIR, COST, 1.0, 2.0, worse="more")
    assert find_worse_way("visits_in_time_percent", None) == "less"
    assert find_worse_way("unallocated_days_per_family", None) == "more"
