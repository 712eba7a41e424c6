"""Verdicts on differences whose intervals are known, by themselves and as some of many rows; and extremes of several
measures, where they can be told apart."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fssim.statistics.mean_difference import MeanDifference
from fssim.statistics.verdict import (
    CANNOT_TELL,
    LESS,
    MORE,
    NO_DIFFERENCE,
    SAME,
    SUGGESTS_LESS,
    SUGGESTS_MORE,
    DifferenceLimits,
    Extremes,
    find_extremes,
    judge,
)

T, T_OF_TEN = 2.2621571628, 3.6896623923  # Student's quantiles of 9 degrees of freedom: 97.5% and 99.75%


def difference(mean: float, error: float = 1.0, n: int = 10) -> MeanDifference:
    return MeanDifference(mean, error * math.sqrt(n), error, n, False)


@pytest.mark.parametrize(
    ("mean", "rows", "baseline", "verdict"),
    [
        (2.3, 1, 10.0, MORE),
        (-2.3, 1, 10.0, LESS),
        (2.2, 1, 10.0, CANNOT_TELL),
        (-2.2, 1, 10.0, CANNOT_TELL),
        (2.3, 10, 10.0, SUGGESTS_MORE),
        (-2.3, 10, 10.0, SUGGESTS_LESS),
        (3.7, 10, 10.0, MORE),
        (-3.7, 10, 10.0, LESS),
        (2.3, 1, 230.0, NO_DIFFERENCE),  # up to 4.56, of 4.6
        (-2.3, 1, 230.0, NO_DIFFERENCE),
        (-2.3, 1, -230.0, NO_DIFFERENCE),
        (2.3, 1, 220.0, MORE),
        (2.3, 10, 230.0, SUGGESTS_MORE),  # up to 5.99
    ],
)
def test_verdicts_on_both_sides_of_where_they_change(mean: float, rows: int, baseline: float, verdict: str) -> None:
    judged = judge(difference(mean), rows, baseline)
    assert judged.verdict == verdict
    assert (judged.low_alone, judged.high_alone) == (pytest.approx(mean - T), pytest.approx(mean + T))
    t = T if rows == 1 else T_OF_TEN
    assert (judged.low, judged.high) == (pytest.approx(mean - t), pytest.approx(mean + t))


def test_what_is_set_and_just_as_much_as_matters_does_not_matter() -> None:
    assert judge(difference(2.0, error=0.0), 1, 100.0).verdict == NO_DIFFERENCE
    assert judge(difference(2.001, error=0.0), 1, 100.0).verdict == MORE
    assert judge(difference(2.001, error=0.0), 1, 100.0, matters=0.03).verdict == NO_DIFFERENCE


def test_p_values_are_multiplied_by_the_rows_and_are_one_at_most() -> None:
    p = difference(2.3).p
    assert judge(difference(2.3), 5, 10.0).p_adjusted == pytest.approx(5.0 * p)
    assert judge(difference(2.3), 500, 10.0).p_adjusted == 1.0


def test_one_replication_cannot_tell_and_what_never_differs_is_the_same() -> None:
    single = judge(MeanDifference(2.0, math.nan, math.nan, 1, False), 1, 10.0)
    assert single.verdict == CANNOT_TELL
    assert all(map(math.isnan, (single.low, single.high, single.low_alone, single.high_alone, single.p_adjusted)))
    same = judge(MeanDifference(0.0, 0.0, 0.0, 2, True), 1, 10.0)
    assert (same.verdict, same.p_adjusted) == (SAME, 1.0)
    assert all(map(math.isnan, (same.low, same.high, same.low_alone, same.high_alone)))


def test_two_replications_are_enough_for_an_interval() -> None:
    assert judge(difference(30.0, n=2), 1, 10.0).verdict == MORE  # t of one degree of freedom is 12.7


def test_a_row_s_own_interval_keeps_to_what_can_be_and_the_wider_one_goes_no_further_than_the_mean_allows() -> None:
    limits = DifferenceLimits(least=-1.0, most=4.0, least_from_mean=-2.0, most_from_mean=3.0)
    judged = judge(difference(2.0, error=2.0), 10, 10.0, limits=limits)
    assert (judged.low_alone, judged.high_alone) == (-1.0, 4.0)
    assert (judged.low, judged.high) == (-2.0, 4.0)
    far = DifferenceLimits(least=-100.0, most=100.0, least_from_mean=-3.0, most_from_mean=7.0)
    judged = judge(difference(2.0, error=2.0), 10, 10.0, limits=far)
    assert (judged.low_alone, judged.high_alone) == (pytest.approx(2.0 - 2.0 * T), pytest.approx(2.0 + 2.0 * T))
    assert (judged.low, judged.high) == (-3.0, 7.0)


@pytest.mark.parametrize(("mean", "least", "most"), [(2.0, 0.0, 10.0), (-2.0, -10.0, 0.0)])
def test_an_interval_that_cannot_go_past_zero_holds_it(mean: float, least: float, most: float) -> None:
    judged = judge(difference(mean, error=2.0), 1, 10.0, limits=DifferenceLimits(least, most, least, most))
    assert 0.0 in (judged.low, judged.high)
    assert judged.verdict == CANNOT_TELL


@pytest.mark.parametrize(("rows", "verdict"), [(1, LESS), (10, SUGGESTS_LESS)])
def test_a_little_less_is_less(rows: int, verdict: str) -> None:
    assert judge(difference(-0.3, error=0.1), rows, 1.0).verdict == verdict


def test_what_is_far_apart_is_told() -> None:
    ends = find_extremes({"1": [1.0, 2.1, 3.0], "2": [21.0, 22.0, 23.2], "3": [10.1, 11.0, 12.0]})
    assert ends == Extremes("2", "1", apart=True, most_apart=True, least_apart=True)


def test_two_that_are_alike_and_one_that_is_not() -> None:
    columns = {"1": [1.0, 2.1, 3.0], "2": [21.0, 22.0, 23.2], "3": [21.4, 21.0, 24.0]}
    assert find_extremes(columns) == Extremes("3", "1", True, False, True)


def test_what_cannot_be_told_apart_is_not() -> None:
    """18.6 and 17.9 with intervals of several days, of which one was said to be longest."""
    columns = {"1": [17.0, 20.0, 16.7, 17.9], "2": [18.0, 18.2, 20.9, 17.3]}
    ends = find_extremes(columns)
    assert ends is not None
    assert (ends.most, ends.apart, ends.most_apart) == ("2", False, False)
    assert find_extremes({"1": [17.0], "2": [90.0]}) == Extremes("2", "1", False, False, False)


def test_one_by_itself_is_no_comparison() -> None:
    assert find_extremes({"1": [17.0, 18.0], "2": [np.nan, np.nan], "3": []}) is None


def test_all_have_as_many_replications() -> None:
    with pytest.raises(ValueError, match="zip"):
        find_extremes({"1": [17.0, 18.0, 19.0], "2": [21.0, 22.0]})


def test_groups_that_do_not_differ_are_seldom_said_to() -> None:
    """At most 5 studies in 100 say that the largest of five is more than the least; of 200, more than 19 do so once in
    1,000 times."""
    rng = np.random.default_rng(4)
    names = list("abcde")
    studies = []
    for _ in range(200):
        columns = {name: rng.normal(18.0, 2.0, 10).tolist() for name in names}
        studies.append(find_extremes(columns))
    assert sum(ends is not None and ends.apart for ends in studies) <= 19
