"""Values of a few sets, taken apart as worked by hand, and the interval where it is a simpler one."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from fssim.statistics.mean_difference import estimate_mean_difference
from fssim.statistics.two_levels import analyse_two_levels


def test_variances_worked_by_hand() -> None:
    """Means 2, 4 and 9 of two values each, whose deviations are 1, 1 and 2: within sets 2 + 2 + 8 on 3 degrees."""
    found = analyse_two_levels([1.0, 3.0, 3.0, 5.0, 7.0, 11.0], [0, 0, 1, 1, 2, 2])
    assert (found.sets, found.each, found.between, found.within, found.within_degrees) == (3, 2.0, 26.0, 12.0, 3)
    assert found.luck == pytest.approx(4.0 / 6.0)
    assert found.not_known == pytest.approx((13.0 - 2.0) * 4.0 / 3.0)
    assert found.share_not_known == pytest.approx(44.0 / 46.0)


def test_sets_of_other_numbers_of_values_count_alike() -> None:
    found = analyse_two_levels([1.0, 3.0, 5.0], [0, 0, 1])
    assert (found.sets, found.each, found.between, found.within, found.within_degrees) == (2, 4.0 / 3.0, 4.5, 2.0, 1)


def test_less_between_sets_than_luck_gives_is_all_luck() -> None:
    found = analyse_two_levels([0.0, 2.0, 0.5, 2.5], [0, 0, 1, 1])
    assert (found.not_known, found.share_not_known) == (0.0, 0.0)
    assert found.half_width(0.95) > 0.0


@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.9999])
@pytest.mark.parametrize("each", [1, 2])
def test_without_luck_it_is_student_s_interval_for_one_more(confidence: float, each: int) -> None:
    values = [1.0, 3.0, 2.0, 5.0]
    found = analyse_two_levels(
        [value for value in values for _ in range(each)], [n for n in range(4) for _ in range(each)]
    )
    exact = stats.t.ppf((1.0 + confidence) / 2.0, 3) * stats.tstd(values) * math.sqrt(1.0 + 1.0 / 4.0)
    assert found.half_width(confidence) == pytest.approx(exact, rel=1e-4)
    assert found.beyond(exact) == pytest.approx(1.0 - confidence, rel=1e-3)


def test_one_set_says_nothing_of_what_is_not_known() -> None:
    found = analyse_two_levels([1.0, 3.0], [4, 4])
    assert all(map(math.isnan, (found.half_width(0.95), found.beyond(1.0), found.share_not_known)))


def test_values_that_never_differ_leave_no_doubt() -> None:
    found = analyse_two_levels([2.0] * 4, [0, 0, 1, 1])
    assert found.half_width(0.95) == 0.0
    assert math.isnan(found.share_not_known)


def test_a_mean_difference_over_sets_is_as_wide_as_either_doubt() -> None:
    values = [1.0, 1.5, 4.0, 4.5, 2.0, 2.5, math.nan, 6.0]
    spread = estimate_mean_difference(values, sets=[0, 0, 1, 1, 2, 2, 3, 3])
    alone = estimate_mean_difference(values)
    assert spread.over_sets is not None
    assert spread.over_sets.sets == 4
    assert spread.interval().high - spread.mean == pytest.approx(spread.over_sets.half_width(0.95))
    assert spread.interval().high > alone.interval().high
    assert spread.p > alone.p
    assert (spread.mean, spread.n) == (alone.mean, alone.n)
