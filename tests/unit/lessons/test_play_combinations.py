"""What combinations come to is what a run of each says, with the same families, and decisions act from their dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from fssim.lessons.lesson_contents import count_options, play
from fssim.lessons.lesson_plan import combinations_of, read_plan
from fssim.measures.indicators.weekly import waiting_series
from fssim.runs.compare import compare
from fssim.runs.runner import run
from fssim.scenario import load
from tests.unit.lessons.small_lesson import REPLICATIONS, SEED, small_lesson

ROOT = Path(__file__).parents[3]
SHIPPED = sorted((ROOT / "scenarios" / "lessons").glob("*.yaml"))


def test_every_combination_is_there_once() -> None:
    made = small_lesson()
    assert [one.chosen for one in made.combinations] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert len(made.played) == len(made.outcomes) == 4
    assert count_options([one.chosen for one in made.combinations]) == [2, 2]


def test_a_combination_that_is_not_there_is_missed() -> None:
    with pytest.raises(ValueError, match="not every combination"):
        count_options([(0, 0), (0, 1), (1, 1)])


@pytest.mark.parametrize("place", [0, 3])
def test_measures_and_the_line_are_those_of_a_run(place: int) -> None:
    made = small_lesson()
    played = made.played[place]
    alone = run(played.results.scenario, REPLICATIONS, SEED, jobs=1)
    for name in made.measures:
        np.testing.assert_equal(played.results.values(name), alone.values(name))
    weekly = alone.weekly[0]
    routes = [weekly.series.index(waiting_series("mental health", route)) for route in ("internal", "external")]
    waiting = [week.numbers[routes, week.warm_up_weeks :].sum(axis=0) for week in alone.weekly.values()]
    np.testing.assert_allclose([week.mean for week in played.line.weeks], np.mean(waiting, axis=0), rtol=1e-6)
    assert len(played.line.days) == len(waiting[0])
    assert played.line.days[0].year == 2019
    assert all(week.low <= week.mean <= week.high and week.low >= 0.0 for week in played.line.weeks)


def test_differences_are_those_of_a_comparison_with_nothing_done() -> None:
    made = small_lesson()
    for played, rows in zip(made.played[1:], made.outcomes[1:], strict=True):
        compared = compare(played.results, made.played[0].results, made.measures)
        for name, row in rows.items():
            assert row.difference == pytest.approx(compared.difference[name], nan_ok=True)
            assert not row.high - row.low < compared.high[name] - compared.low[name]  # of more rows at once


def test_what_is_decided_changes_nothing_before_its_date() -> None:
    made = small_lesson()
    dates = [date(2019, 6, 3), date(2019, 10, 1)]
    for one, played in zip(made.combinations, made.played, strict=True):
        acts = min((day for day, option in zip(dates, one.chosen, strict=True) if option), default=date.max)
        before = [week for week, day in enumerate(played.line.days) if day < acts]
        nothing = made.played[0].line.weeks
        assert [played.line.weeks[week] for week in before] == [nothing[week] for week in before]


@pytest.mark.slow
@pytest.mark.parametrize("file", SHIPPED, ids=[file.stem for file in SHIPPED])
def test_what_a_shipped_decision_changes_begins_on_its_date(file: Path) -> None:
    """Each option by itself: the families that wait are the same ones until then, and others at some time after."""
    scenario = load(ROOT / "scenarios" / file.name)
    plan = read_plan(file)
    alone = [one for one in combinations_of(plan, scenario, file) if sum(map(bool, one.chosen)) <= 1]
    need = scenario.headline.need
    nothing, *others = play([one.scenario for one in alone], need, [], 1, 1, 1, lambda done, total: None)
    dates = [decision.date for decision in plan.decisions.values()]
    for one, played in zip(alone[1:], others, strict=True):
        (acts,) = (day for day, option in zip(dates, one.chosen, strict=True) if option)
        pairs = zip(played.line.days, played.line.weeks, nothing.line.weeks, strict=True)
        unlike = [day for day, here, there in pairs if here.mean != there.mean]
        assert unlike, one.chosen
        assert min(unlike) >= acts, one.chosen


def test_the_line_on_a_day_is_that_of_the_last_week_that_is_over() -> None:
    line = small_lesson().played[0].line
    assert line.on(line.days[5]) is line.weeks[5]
    assert line.on(date.fromordinal(line.days[5].toordinal() + 6)) is line.weeks[5]
    assert line.on(date(2000, 1, 1)) is line.weeks[0]
