"""When differences that repeat are a count's, and when they are what the scenario sets."""

import math

import pytest

from fssim.statistics.interval import estimate_mean
from fssim.statistics.mean_difference import estimate_mean_difference, subtract


@pytest.mark.parametrize(("steps", "is_set"), [(1, False), (20, False), (21, True)])
def test_a_difference_of_twenty_steps_may_be_a_count_s_and_a_larger_one_is_not(steps: int, is_set: bool) -> None:
    """The measure moves in whole steps, by 1 and by 4, and differs by as many in each of three replications."""
    difference = estimate_mean_difference([float(steps)] * 3, [10.0, 11.0, 15.0])
    assert difference.mean == steps
    assert (difference.error == 0.0) is is_set


def test_a_count_s_values_need_not_be_whole_if_the_distances_are() -> None:
    assert estimate_mean_difference([1.0] * 3, [10.013, 11.013, 15.013]).error > 0.0


def test_an_amount_that_is_no_whole_number_of_the_measure_s_steps_is_set_by_the_scenario() -> None:
    assert estimate_mean_difference([-15.0] * 3, [1000.2, 1003.9, 1001.4]).error == 0.0
    assert estimate_mean_difference([-15.0] * 2, [1000.2, 1003.9]).error > 0.0  # two prove little


def test_an_amount_must_be_the_same_in_every_replication_and_be_no_whole_steps_of_the_measure() -> None:
    levels = [1000.2, 1003.9, 1001.4]
    assert estimate_mean_difference([-15.0, math.nan, -15.0, -15.0], levels).error == 0.0
    assert estimate_mean_difference([-15.0, -15.0, -15.1], levels).error > 0.0
    assert estimate_mean_difference([-15.0, -15.0, -15.0, 0.0], levels).error > 0.0
    assert (
        estimate_mean_difference([-15.0] * 3, [1000.2, 1000.2 + 1e-10, 1000.2]).error > 0.0
    )  # the levels never differ
    sure = estimate_mean_difference([-15.0] * 3, levels)
    assert (sure.p, sure.sd, sure.n, sure.all_zero) == (0.0, 0.0, 3, False)
    assert (sure.interval().low, sure.interval().high) == (-15.0, -15.0)


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([3.0, 3.0, 3.0], 1 / 4),
        ([-3.0, -3.0, -3.0, -3.0], 1 / 8),
        ([1.0, 1.0, 1.0, 0.0], 1 / 4),  # what does not differ takes no side; t's own p-value is 0.058
        ([10.0, 10.0, 9.0], 1 / 4),  # ten steps of 1
        ([0.1 + 0.2, 0.3, 0.3], 1 / 4),  # the same but for rounding
    ],
)
def test_few_steps_that_repeat_have_the_p_value_of_coins(differences: list[float], p: float) -> None:
    """Of k differences that are not zero, all fall on one side with a chance of 2 to the power of 1 - k."""
    assert estimate_mean_difference(differences).p == pytest.approx(p)


@pytest.mark.parametrize("differences", [[11.0, 11.0, 10.0], [1.0, 2.0, 3.0], [2.0, 2.0, 2.5, 0.2]])
def test_many_steps_or_none_that_repeat_have_the_t_test_s(differences: list[float]) -> None:
    interval = estimate_mean(differences)
    difference = estimate_mean_difference(differences)
    assert difference.error == pytest.approx(interval.sd / math.sqrt(interval.n))
    assert difference.interval(0.9).low == pytest.approx(estimate_mean(differences, 0.9).low)


def test_the_same_difference_is_its_own_interval_once_it_is_sure_enough() -> None:
    """Of five, p is 1/16; of six, 1/32."""
    five, six = (estimate_mean_difference([2.0] * k).interval() for k in (5, 6))
    assert (six.low, six.high) == (2.0, 2.0)
    assert five.low < 0.0 < 2.0 < five.high
    at_its_p = estimate_mean_difference([2.0] * 5).interval(15 / 16 - 1e-9)
    assert (at_its_p.low, at_its_p.high) == (2.0, 2.0)
    wider = estimate_mean_difference([2.0] * 5).interval(15 / 16 + 1e-3)
    assert wider.low < 0.0


def test_fewer_than_two_differences_have_no_interval_and_no_p_value() -> None:
    for differences, mean in (([], math.nan), ([2.0], 2.0), ([math.nan, 2.0], 2.0)):
        difference = estimate_mean_difference(differences)
        assert difference.mean == pytest.approx(mean, nan_ok=True)
        assert all(map(math.isnan, (difference.p, difference.interval().low, difference.interval().high)))
        assert not difference.all_zero
    assert estimate_mean_difference([0.0]).all_zero


def test_what_never_differs_has_a_p_value_of_one() -> None:
    nothing = estimate_mean_difference([0.0, 0.0, math.nan])
    assert (nothing.all_zero, nothing.p, nothing.error) == (True, 1.0, 0.0)


def test_where_sets_agree_by_luck_the_t_interval_is_the_wider_one() -> None:
    """The sets' means are all 5, so that what is not known seems to be nothing."""
    values = [4.0, 6.0, 4.5, 5.5, 3.0, 7.0]
    spread, alone = estimate_mean_difference(values, sets=[0, 0, 1, 1, 2, 2]), estimate_mean_difference(values)
    assert (spread.interval(), spread.p) == (alone.interval(), alone.p)


def test_of_a_single_set_nothing_can_be_told() -> None:
    single = estimate_mean_difference([4.0, 6.0, 4.5], sets=[7, 7, 7])
    assert all(map(math.isnan, (single.p, single.interval().low, single.interval().high)))


@pytest.mark.parametrize(
    ("here", "there", "difference"),
    [
        (3.0, 5.0, -2.0),
        (1e9 + 0.5, 1e9, 0.0),
        (1e9, 1e9 + 2.0, -2.0),
        (-1e9, -1e9 - 0.5, 0.0),
        (1e-9, 0.0, 0.0),
        (2e-9, 0.0, 2e-9),
        (0.1 + 0.2, 0.3, 0.0),
    ],
)
def test_what_only_rounding_tells_apart_is_equal(here: float, there: float, difference: float) -> None:
    assert subtract(here, there) == difference


def test_two_differences_have_an_interval() -> None:
    assert estimate_mean_difference([1.0, 4.0]).interval().low == pytest.approx(estimate_mean([1.0, 4.0]).low)


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([2.0, 2.5, 3.1], None),  # as Student has it
        ([11.0, 11.0, 10.0], None),
        ([5.0, 5.0 + 5e-12, 4.0], 1 / 4),
        ([2.0, 2.0, 2.0 + 2e-12], 1 / 4),
        ([2.0] * 5 + [2.0 + 2e-12], 1 / 32),
    ],
)
def test_the_unit_does_not_matter_nor_does_rounding(unit: float, differences: list[float], p: float | None) -> None:
    scaled = [unit * value for value in differences]
    difference, student = estimate_mean_difference(scaled), estimate_mean(scaled)
    interval = difference.interval()
    if p is None:
        assert (interval.low, interval.high) == (pytest.approx(student.low), pytest.approx(student.high))
    else:
        assert difference.p == pytest.approx(p)
        assert (interval.low == interval.high == student.mean) is (p < 0.05)


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize(
    ("differences", "levels", "is_set"),
    [
        ([-15.0] * 3, [1000.2, 1003.9, 1001.4], True),
        ([-15.0] * 3, [-1000.2, -1003.9, -1001.4], True),
        ([-15.0, -15.0, -15.0 - 1e-11], [1000.2, 1003.9, 1001.4], True),
        ([-15.0, -15.0, -15.1], [1000.2, 1003.9, 1001.4], False),
        ([-15.0] * 3, [1e9, 1e9 + 0.3, 1e9], False),  # levels that differ by what rounding may make of them
    ],
)
def test_what_the_scenario_sets_is_so_in_any_unit(
    unit: float, differences: list[float], levels: list[float], is_set: bool
) -> None:
    difference = estimate_mean_difference([unit * value for value in differences], [unit * value for value in levels])
    assert (difference.error == 0.0) is is_set


def test_the_unit_decides_nothing_about_few_steps() -> None:
    whole, tenths = [10.0, 10.0, 9.0], [1.0, 1.0, 0.9]
    assert estimate_mean_difference(tenths).p == pytest.approx(estimate_mean_difference(whole).p)
