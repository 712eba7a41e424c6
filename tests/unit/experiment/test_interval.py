"""The t interval, against numbers worked by hand and against its own promise."""

import math
import random

import pytest

from fssim.experiment.interval import interval_of


def test_a_sample_worked_by_hand() -> None:
    # mean 5; squared deviations 9 + 1 + 1 + 9 = 20; sd = sqrt(20 / 3); t(3, 0.975) = 3.182446
    interval = interval_of([2.0, 4.0, 6.0, 8.0])
    assert interval.n == 4
    assert interval.mean == 5.0
    assert interval.sd == pytest.approx(2.581989, abs=1e-6)
    assert interval.low == pytest.approx(5.0 - 3.182446 * 2.581989 / 2.0, abs=1e-5)
    assert interval.high == pytest.approx(5.0 + 3.182446 * 2.581989 / 2.0, abs=1e-5)


def test_another_confidence() -> None:
    # t(1, 0.75) = 1: two values a distance 2 apart give a half-interval of sqrt(2) / sqrt(2) = 1
    interval = interval_of([3.0, 5.0], confidence=0.5)
    assert interval.low == pytest.approx(3.0)
    assert interval.high == pytest.approx(5.0)


@pytest.mark.parametrize(("values", "mean"), [([7.0], 7.0), ([], math.nan), ([math.nan, 7.0], 7.0)])
def test_fewer_than_two_values_have_no_interval(values: list[float], mean: float) -> None:
    interval = interval_of(values)
    assert interval.mean == pytest.approx(mean, nan_ok=True)
    assert math.isnan(interval.low)
    assert math.isnan(interval.high)
    assert math.isnan(interval.sd)


def test_what_is_not_known_is_left_out() -> None:
    assert interval_of([math.nan, 2.0, math.nan, 4.0]) == interval_of([2.0, 4.0])


def test_the_order_of_values_does_not_matter() -> None:
    values = [random.Random(3).uniform(-1e9, 1e-9) for _ in range(500)]
    assert interval_of(values) == interval_of(sorted(values))


@pytest.mark.parametrize("n", [3, 20])
def test_nineteen_intervals_in_twenty_hold_the_true_mean(n: int) -> None:
    """Of 4,000 intervals at 95%, the share that holds the truth has a standard error of 0.0034. We allow four of them,
    so that a right implementation would fail for one seed in sixteen thousand."""
    luck = random.Random(20)
    intervals = [interval_of(luck.gauss(10.0, 3.0) for _ in range(n)) for _ in range(4_000)]
    share = sum(interval.low <= 10.0 <= interval.high for interval in intervals) / len(intervals)
    assert abs(share - 0.95) < 4 * math.sqrt(0.95 * 0.05 / 4_000)
