"""Lines over time; spells of time; and weeks taken together."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from matplotlib.patches import Polygon

from fssim.measures.indicators.weekly import Weekly
from fssim.report.charts.line_panels import DrawnLine, LinePanel, draw_lines
from fssim.report.document.pictures import (
    draw_both,
    fours,
    intervals,
    most_of,
    observed,
    quarters,
    series_picture,
    within,
)
from fssim.report.document.report_parts import Picture
from fssim.report.wording.dated_changes import together
from fssim.runs.results import Results
from fssim.scenario import Scenario
from fssim.statistics.interval import Interval, estimate_mean

APRIL, MAY, JUNE, JULY = (date(2019, month, 1) for month in (4, 5, 6, 7))


def test_a_band_has_a_gap_where_there_is_nothing(results_of: Callable[..., Results]) -> None:
    some, none = estimate_mean([2.0, 3.0]), estimate_mean([math.nan, math.nan])
    intervals = {"Families waiting": [[some, some, none, some, some]]}
    dates = [APRIL + timedelta(days=28 * place) for place in range(1, 6)]
    picture = series_picture([results_of(9.0)], dates, intervals)
    figure = draw_lines(APRIL, dates, [LinePanel("Families", [_of(intervals, "Families waiting")])], [], 400.0)
    assert len(figure.findobj(Polygon)) == 2
    drawn = draw_both(picture.draw, picture.width)
    assert drawn.wide != drawn.narrow


def svg_of(picture: Picture) -> str:
    return draw_both(picture.draw, picture.width).wide.decode()


def _of(intervals: Mapping[str, Sequence[Sequence[Interval]]], name: str) -> DrawnLine:
    points = intervals[name][0]
    return DrawnLine(name, [p.mean for p in points], [p.low for p in points], [p.high for p in points])


def test_what_is_a_share_is_drawn_no_higher_than_all_of_it(results_of: Callable[..., Results]) -> None:
    intervals = {"Social worker: % of time in use": [[estimate_mean([99.0, 100.0])] * 2]}
    picture = svg_of(series_picture([results_of(9.0)], [MAY, JUNE], intervals))
    assert ">100<" in picture
    assert ">150<" not in picture


def test_spells_that_touch_are_one_and_only_what_is_observed_counts() -> None:
    assert together([(MAY, JUNE), (APRIL, MAY)], (APRIL, JULY)) == [(APRIL, JUNE)]
    assert together([(date(2018, 1, 1), MAY), (JUNE, date(2020, 1, 1))], (APRIL, JULY)) == [(APRIL, MAY), (JUNE, JULY)]
    assert together([(date(2018, 1, 1), date(2018, 2, 1))], (APRIL, JULY)) == []


def test_weeks_together() -> None:
    ends = [APRIL + timedelta(days=7 * week) for week in range(14)]
    assert [block.tolist() for block in fours(ends)] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    assert {name: len(weeks) for name, weeks in quarters(ends).items()} == {"April 2019": 13, "July 2019": 1}
    assert within(ends, [(APRIL, date(2019, 4, 15))]).tolist() == [1, 2]


def test_means_over_weeks_leave_out_those_with_no_number() -> None:
    numbers = np.array([[1.0, 3.0, np.nan], [3.0, 5.0, np.nan]])
    both, none = intervals(numbers, [np.array([0, 1, 2]), np.array([2])])
    assert (both.mean, both.n) == (pytest.approx(3.0), 2)
    assert none.n == 0


def test_weeks_are_matched_by_date_and_others_have_no_number(small: Scenario) -> None:
    numbers = np.array([[1.0, 2.0, 3.0, 4.0], [10.0, 20.0, 30.0, 40.0]], np.float32)
    weekly = Weekly(1, numbers, ("one", "ten"), APRIL.toordinal())
    results = Results("here", small, "simpy", 1, {0: {}}, {0: weekly})
    ends = [APRIL + timedelta(days=days) for days in (0, 7, 16, 28)]  # in the warm-up, observed, near, and after
    intervals = observed(results, ["one", "ten"], ends)[0]
    assert intervals[1:3].tolist() == [22.0, 33.0]
    assert np.isnan(intervals[[0, 3]]).all()
    assert np.isnan(observed(results, ["one", "unheard of"], ends)).all()


def test_a_series_that_is_nothing_anywhere_has_no_panel(results_of: Callable[..., Results]) -> None:
    some, none = estimate_mean([2.0, 3.0]), estimate_mean([0.0, 0.0])
    intervals = {"Families waiting": [[none, none]], "In post": [[none, none]], "Held": [[none, some]]}
    picture = svg_of(series_picture([results_of(9.0)], [APRIL, MAY], intervals))
    assert "Families waiting" in picture
    assert "Held" in picture
    assert "In post" not in picture


def test_no_interval_of_a_share_goes_past_100_unless_a_value_does() -> None:
    weeks, few = [np.arange(2)], np.array([[60.0, 62.0], [98.0, 97.0], [70.0, 71.0]])
    (wide,) = intervals(few, weeks, most_of("Worker: % of time in use"))
    assert wide.mean < wide.high == 100.0
    (count,) = intervals(few, weeks, most_of("Families unallocated"))
    assert count.high > 100.0
    (over,) = intervals(np.array([[101.0, 104.0], [103.0, 102.0]]), weeks, most_of("% of time in use"))
    assert over.low <= over.mean <= over.high
