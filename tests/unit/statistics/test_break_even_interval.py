"""Where a paired difference is worked out, and where it is said to cross zero, on curves that are known exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest

from fssim.errors import QuestionError
from fssim.statistics.break_even_interval import Crossing, find_crossing
from fssim.statistics.interval import Interval

LOW, HIGH = 0.0, 8.0


def crossing_of(height: Callable[[float], float], noise: float = 0.0) -> tuple[Crossing, list[float]]:
    """The crossing of a curve, with three replications a value that differ by a noise, and the values asked for."""
    asked: list[float] = []

    def differences(values: Sequence[float]) -> list[list[float]]:
        asked.extend(values)
        return [[height(value) - noise, height(value), height(value) + noise] for value in values]

    return find_crossing(differences, LOW, HIGH), asked


@pytest.mark.parametrize("height", [1.0, -1.0])
def test_five_values_are_enough_where_nothing_changes_sign(height: float) -> None:
    crossing, asked = crossing_of(lambda value: height)
    assert asked == [0.0, 2.0, 4.0, 6.0, 8.0]
    assert (crossing.at_first, crossing.at_last) == (crossing.curve[0.0], crossing.curve[8.0])
    assert (crossing.at, crossing.low, crossing.high) == (None, None, None)
    assert (crossing.never, crossing.always) == (height > 0.0, height < 0.0)


def test_values_round_a_crossing_are_a_64th_of_the_range_apart() -> None:
    crossing, asked = crossing_of(lambda value: value - 3.3)
    below, above = max(value for value in asked if value < 3.3), min(value for value in asked if value > 3.3)
    assert (below, above) == (3.25, 3.375)
    assert len(asked) == len(set(asked)) == 5 + 4
    assert list(crossing.curve) == sorted(asked)
    assert not crossing.never
    assert not crossing.always


def test_the_ends_of_the_interval_are_looked_for_too() -> None:
    """The mean crosses at 4, an end of the interval at 2.8 and the other at 5.2: t (2 degrees) is 4.3027."""
    crossing, _ = crossing_of(lambda value: value - 4.0, noise=1.2 * math.sqrt(3.0) / 4.302652729911275)
    assert crossing.at == pytest.approx(4.0)
    assert (crossing.low, crossing.high) == (pytest.approx(2.8), pytest.approx(5.2))


def test_nothing_at_all_is_always_no_worse() -> None:
    crossing, asked = crossing_of(lambda value: 0.0)
    assert len(asked) == 5
    assert (crossing.never, crossing.always, crossing.surely) == (False, True, True)


def test_no_difference_up_to_a_value_and_one_from_there_on() -> None:
    crossing, _ = crossing_of(lambda value: max(0.0, value - 4.0))
    assert (crossing.at, crossing.low, crossing.high, crossing.falls) == (4.0, None, 4.0, False)


def test_a_difference_up_to_a_value_and_none_from_there_on() -> None:
    crossing, _ = crossing_of(lambda value: max(0.0, 4.0 - value))
    assert (crossing.at, crossing.low, crossing.high, crossing.falls) == (4.0, 4.0, None, True)


def test_whether_a_curve_falls_is_told_by_its_ends() -> None:
    dips = {0.0: 5.0, 2.0: -3.0, 4.0: -2.0, 6.0: -1.0, 8.0: -0.5}
    crossing, _ = crossing_of(lambda value: dips.get(value, 5.0 - 4.0 * value))
    assert crossing.falls
    assert crossing.at == pytest.approx(1.25)
    crossing, _ = crossing_of(lambda value: abs(value - 4.0) - 3.0)  # as high at both ends
    assert not crossing.falls
    crossing, _ = crossing_of({0.0: 5.0, 2.0: 1.0, 4.0: 2.0, 6.0: 3.0, 8.0: 4.0}.__getitem__)
    assert crossing.falls


@pytest.mark.parametrize(("known", "is_enough"), [(1, False), (2, True)])
def test_two_replications_must_have_the_measure(known: int, is_enough: bool) -> None:
    def differences(values: Sequence[float]) -> list[list[float]]:
        return [[value + 1.0] * known + [math.nan] * (3 - known) for value in values]

    if is_enough:
        assert find_crossing(differences, LOW, HIGH).never
    else:
        with pytest.raises(QuestionError, match="at 0 fewer than two replications have the measure; choose another"):
            find_crossing(differences, LOW, HIGH)


def test_a_range_need_not_begin_at_zero() -> None:
    asked: list[float] = []

    def differences(values: Sequence[float]) -> list[list[float]]:
        asked.extend(values)
        return [[value - 21.0] * 3 for value in values]

    crossing = find_crossing(differences, 12.0, 28.0)
    assert asked[:5] == [12.0, 16.0, 20.0, 24.0, 28.0]
    assert crossing.at == pytest.approx(21.0)
    near = sorted(asked, key=lambda value: abs(value - 21.1))[:2]
    assert abs(near[0] - near[1]) == 0.25  # a 64th of the range


@pytest.mark.parametrize(
    ("low", "is_sure_above", "is_sure_below"), [(1.0, True, True), (0.0, False, True), (-1.0, False, False)]
)
def test_it_is_sure_if_every_interval_is_on_one_side(low: float, is_sure_above: bool, is_sure_below: bool) -> None:
    """The interval is from `low` to 5 at one value, and from 1 to 5 at the others; then the same below zero, where zero
    itself is no worse."""
    at_ends = Interval(3.0, 1.0, 5.0, 1.0, 3)
    inside = Interval((low + 5.0) / 2.0, low, 5.0, 1.0, 3)
    assert Crossing({0.0: at_ends, 1.0: inside, 2.0: at_ends}, None, None, None, False).surely is is_sure_above
    below_ends = Interval(-3.0, -5.0, -1.0, 1.0, 3)
    below_inside = Interval((-low - 5.0) / 2.0, -5.0, -low, 1.0, 3)
    below = Crossing({0.0: below_ends, 1.0: below_inside, 2.0: below_ends}, None, None, None, False)
    assert below.always
    assert below.surely is is_sure_below


def test_every_value_that_is_asked_for_is_answered() -> None:
    with pytest.raises(ValueError, match="zip"):
        find_crossing(lambda values: [[1.0, 2.0]] * (len(values) - 1), LOW, HIGH)
