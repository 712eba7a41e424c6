"""Values of a few sets, taken apart as worked by hand, and the interval where it is a simpler one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

from fssim.statistics.mean_difference import estimate_mean_difference
from fssim.statistics.variance_components import analyse_two_levels, estimate_mean_over_sets


def test_variances_worked_by_hand() -> None:
    """Means 2, 4 and 9 of two values each, whose deviations are 1, 1 and 2: within sets 2 + 2 + 8 on 3 degrees."""
    levels = analyse_two_levels([1.0, 3.0, 3.0, 5.0, 7.0, 11.0], [0, 0, 1, 1, 2, 2])
    assert (levels.sets, levels.per_set, levels.between, levels.within, levels.within_degrees) == (
        3,
        2.0,
        26.0,
        12.0,
        3,
    )
    assert levels.luck == pytest.approx(4.0 / 6.0)
    assert levels.not_known == pytest.approx((13.0 - 2.0) * 4.0 / 3.0)
    assert levels.share_not_known == pytest.approx(44.0 / 46.0)


def test_sets_of_other_numbers_of_values_count_alike() -> None:
    levels = analyse_two_levels([1.0, 3.0, 5.0], [0, 0, 1])
    assert (levels.sets, levels.per_set, levels.between, levels.within, levels.within_degrees) == (
        2,
        4.0 / 3.0,
        4.5,
        2.0,
        1,
    )


def test_less_between_sets_than_luck_gives_is_all_luck() -> None:
    levels = analyse_two_levels([0.0, 2.0, 0.5, 2.5], [0, 0, 1, 1])
    assert (levels.not_known, levels.share_not_known) == (0.0, 0.0)
    assert levels.half_width(0.95) > 0.0


@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.9999])
@pytest.mark.parametrize("per_set", [1, 2])
def test_without_luck_it_is_student_s_interval_for_one_more(confidence: float, per_set: int) -> None:
    values = [1.0, 3.0, 2.0, 5.0]
    levels = analyse_two_levels(
        [value for value in values for _ in range(per_set)], [n for n in range(4) for _ in range(per_set)]
    )
    exact = stats.t.ppf((1.0 + confidence) / 2.0, 3) * stats.tstd(values) * math.sqrt(1.0 + 1.0 / 4.0)
    assert levels.half_width(confidence) == pytest.approx(exact, rel=1e-4)
    assert levels.beyond(exact) == pytest.approx(1.0 - confidence, rel=1e-3)


def test_one_set_says_nothing_of_what_is_not_known() -> None:
    levels = analyse_two_levels([1.0, 3.0], [4, 4])
    assert all(map(math.isnan, (levels.half_width(0.95), levels.beyond(1.0), levels.share_not_known)))


def test_values_that_never_differ_leave_no_doubt() -> None:
    levels = analyse_two_levels([2.0] * 4, [0, 0, 1, 1])
    assert levels.half_width(0.95) == 0.0
    assert math.isnan(levels.share_not_known)


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


@pytest.mark.parametrize(
    ("values", "sets"),
    [
        ([1.0, 3.0, 3.0, 5.0, 7.0, 11.0], [0, 0, 1, 1, 2, 2]),
        ([0.0, 2.0, 0.5, 2.5], [0, 0, 1, 1]),  # less between sets than luck gives
        ([1.0, 3.0, 5.0, 4.0, 4.5, 6.0, 9.0], [0, 0, 1, 1, 1, 2, 2]),
    ],
)
def test_both_doubts_together_are_what_a_fine_grid_of_their_quantiles_comes_to(
    values: list[float], sets: list[int]
) -> None:
    """A million equally likely pairs of chi-squared values in place of the quadrature, which is right to 1 in 100."""
    levels = analyse_two_levels(values, sets)
    middles = (np.arange(1000) + 0.5) / 1000
    of_sets = levels.between / stats.chi2.ppf(middles, levels.sets - 1)[:, None]
    luck = levels.within / stats.chi2.ppf(middles, levels.within_degrees)[None, :] / levels.per_set
    variances = np.maximum(of_sets - luck, 0.0) + of_sets / levels.sets
    for distance in (0.5, 2.0, 8.0, 30.0):
        assert levels.beyond(distance) == pytest.approx(2.0 * ndtr(-distance / np.sqrt(variances)).mean(), rel=0.01)
    assert levels.beyond(levels.half_width(0.9)) == pytest.approx(0.1, rel=1e-6)
    assert levels.beyond(0.0) == 1.0


@pytest.mark.parametrize("unit", [1e-6, 1e6])
def test_the_unit_does_not_matter(unit: float) -> None:
    values, sets = [1.0, 3.0, 3.0, 5.0, 7.0, 11.0], [0, 0, 1, 1, 2, 2]
    scaled = analyse_two_levels([unit * value for value in values], sets)
    levels = analyse_two_levels(values, sets)
    assert scaled.half_width(0.95) == pytest.approx(unit * levels.half_width(0.95), rel=1e-6)
    assert scaled.beyond(3.0 * unit) == pytest.approx(levels.beyond(3.0))


def test_with_one_value_a_set_luck_cannot_be_told_apart() -> None:
    levels = analyse_two_levels([1.0, 3.0, 8.0], [0, 1, 2])
    assert (levels.within_degrees, levels.luck) == (0, 0.0)
    assert levels.not_known == pytest.approx(13.0 * 4.0 / 3.0)
    assert math.isnan(levels.share_not_known)


def test_one_set_has_no_variance_between_and_no_values_have_nothing() -> None:
    assert math.isnan(analyse_two_levels([1.0, 3.0], [4, 4]).not_known)
    nothing = analyse_two_levels([], [])
    assert (nothing.sets, nothing.within_degrees) == (0, 0)
    assert math.isnan(nothing.per_set)
    assert math.isnan(nothing.half_width(0.95))


def test_a_mean_over_sets_is_of_what_is_known_and_stays_within_what_can_be() -> None:
    values, sets = [1.0, math.nan, 3.0, 3.0, 5.0, 7.0, math.nan, 11.0], [0, 9, 0, 1, 1, 2, 2, 2]
    half_width = analyse_two_levels([1.0, 3.0, 3.0, 5.0, 7.0, 11.0], [0, 0, 1, 1, 2, 2]).half_width(0.9)
    interval = estimate_mean_over_sets(values, sets, 0.9)
    assert (interval.mean, interval.n) == (5.0, 6)
    assert (interval.low, interval.high) == (pytest.approx(5.0 - half_width), pytest.approx(5.0 + half_width))
    within = estimate_mean_over_sets(values, sets, 0.9, least=4.0, most=5.5)
    assert (within.low, within.high, within.sd) == (4.0, 5.5, interval.sd)


def test_sets_that_agree_leave_no_distance_and_nothing_is_divided_by_nothing() -> None:
    levels = analyse_two_levels([4.0, 6.0, 4.5, 5.5], [0, 0, 1, 1])
    with np.errstate(all="raise"):
        assert levels.beyond(0.1) == 0.0


def test_every_value_has_its_set() -> None:
    for sets in ([0], [0, 1, 1]):
        with pytest.raises(ValueError, match="zip"):
            analyse_two_levels([1.0, 2.0], sets)
        with pytest.raises(ValueError, match="zip"):
            estimate_mean_difference([1.0, 2.0], sets=sets)
