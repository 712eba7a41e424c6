"""The t interval, against numbers worked by hand and against its own promise."""

import math
import random

import pytest
from scipy import stats

from fssim.statistics.interval import compute_t_quantile, correct_for_skewness, estimate_mean, estimate_skewed_mean


def test_a_sample_worked_by_hand() -> None:
    # mean 5; squared deviations 9 + 1 + 1 + 9 = 20; sd = sqrt(20 / 3); t(3, 0.975) = 3.182446
    interval = estimate_mean([2.0, 4.0, 6.0, 8.0])
    assert interval.n == 4
    assert interval.mean == 5.0
    assert interval.sd == pytest.approx(2.581989, abs=1e-6)
    assert interval.low == pytest.approx(5.0 - 3.182446 * 2.581989 / 2.0, abs=1e-5)
    assert interval.high == pytest.approx(5.0 + 3.182446 * 2.581989 / 2.0, abs=1e-5)


def test_another_confidence() -> None:
    # t(1, 0.75) = 1: two values a distance 2 apart give a half-interval of sqrt(2) / sqrt(2) = 1
    interval = estimate_mean([3.0, 5.0], confidence=0.5)
    assert interval.low == pytest.approx(3.0)
    assert interval.high == pytest.approx(5.0)


@pytest.mark.parametrize(("values", "mean"), [([7.0], 7.0), ([], math.nan), ([math.nan, 7.0], 7.0)])
def test_fewer_than_two_values_have_no_interval(values: list[float], mean: float) -> None:
    interval = estimate_mean(values)
    assert interval.mean == pytest.approx(mean, nan_ok=True)
    assert math.isnan(interval.low)
    assert math.isnan(interval.high)
    assert math.isnan(interval.sd)


def test_what_is_not_known_is_left_out() -> None:
    assert estimate_mean([math.nan, 2.0, math.nan, 4.0]) == estimate_mean([2.0, 4.0])


def test_the_order_of_values_does_not_matter() -> None:
    luck = random.Random(3)
    values = [luck.uniform(-1e9, 1e9) for _ in range(500)]
    assert len(set(values)) == 500
    assert estimate_mean(values) == estimate_mean(sorted(values))


@pytest.mark.parametrize("degrees", [1, 2, 999, 1000, 1001, 5000])
def test_quantiles_that_are_kept_and_those_that_are_not(degrees: int) -> None:
    assert compute_t_quantile(degrees, 0.975) == pytest.approx(stats.t.ppf(0.975, degrees), rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("n", [3, 20])
def test_nineteen_intervals_in_twenty_hold_the_true_mean(n: int) -> None:
    """Of 4,000 intervals at 95%, the share that holds the truth has a standard error of 0.0034. We allow four of them,
    so that a right implementation would fail for one seed in sixteen thousand."""
    luck = random.Random(20)
    intervals = [estimate_mean(luck.gauss(10.0, 3.0) for _ in range(n)) for _ in range(4_000)]
    share = sum(interval.low <= 10.0 <= interval.high for interval in intervals) / len(intervals)
    assert abs(share - 0.95) < 4 * math.sqrt(0.95 * 0.05 / 4_000)


def test_skewness_worked_by_hand() -> None:
    # 0, 0, 0, 0, 5: mean 1, sd sqrt(5); cubes of deviations 4 (-1) + 64 = 60; skewness 5 / 12 x 60 / 5 ** 1.5 = sqrt(5)
    # bend sqrt(5) / sqrt(5) = 1, error 1; t(4, 0.975) = 2.776445
    # 3 (cbrt(1 + 2.776445 - 1 / 6) - 1) = 1.602083 and 3 (cbrt(1 - 2.776445 - 1 / 6) - 1) = -6.743300
    interval = estimate_skewed_mean([0.0, 0.0, 5.0, 0.0, 0.0])
    assert interval.low == pytest.approx(1.0 - 3.0 * ((1.0 + 2.7764451 - 1.0 / 6.0) ** (1 / 3) - 1.0), abs=1e-6)
    assert interval.high == pytest.approx(1.0 + 3.0 * ((2.7764451 + 1.0 / 6.0 - 1.0) ** (1 / 3) + 1.0), abs=1e-6)


@pytest.mark.parametrize("unit", [1e-3, 1e3])
def test_the_unit_of_skewed_values_does_not_matter(unit: float) -> None:
    interval = estimate_skewed_mean([0.0, 0.0, 5.0, 0.0, 0.0])
    scaled = estimate_skewed_mean([0.0, 0.0, 5.0 * unit, 0.0, 0.0])
    assert (scaled.low, scaled.high) == (pytest.approx(unit * interval.low), pytest.approx(unit * interval.high))


def test_values_that_are_not_skewed_have_students_interval() -> None:
    for values in ([2.0, 4.0, 6.0, 8.0, 10.0], [7.0] * 6, [7.0], [], [1.0, 1.0, 9.0, 1.0]):
        ends = [
            getattr(estimate(values), end)
            for end in ("low", "high")
            for estimate in (estimate_mean, estimate_skewed_mean)
        ]
        assert ends[::2] == pytest.approx(ends[1::2], nan_ok=True)


def test_the_correction_is_hallss_transformation_undone() -> None:
    """Hall's own cubic, with which a skewed statistic becomes a normal one."""
    for skewness, n, t in ((0.7, 10, 2.0), (-1.9, 5, -2.5), (3.0, 20, 1.0)):
        corrected, bend = correct_for_skewness(t, skewness, n), skewness / math.sqrt(n)
        cubic = corrected + bend * corrected**2 / 3.0 + bend**2 * corrected**3 / 27.0 + bend / 6.0
        assert cubic == pytest.approx(t)
    assert correct_for_skewness(2.0, 1e-9, 10) == 2.0


def test_an_interval_stays_within_what_can_be() -> None:
    interval = estimate_skewed_mean([0.0, 0.0, 0.0, 99.0, 1.0, 0.0], least=0.0, most=50.0)
    assert (interval.low, interval.high) == (0.0, 50.0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shape", "mean", "holds"),
    [  # of 4,000 intervals a share has a standard error of 0.005 at most; four of them are allowed, and t's own is told
        ("normal", 10.0, {5: 0.944, 10: 0.947, 20: 0.951, 40: 0.953}),  # t: 0.95
        ("exponential", 1.0, {5: 0.928, 10: 0.940, 20: 0.943, 40: 0.949}),  # t: 0.885, 0.902, 0.917, 0.932
        ("lognormal 1", math.sqrt(2.0), {5: 0.903, 10: 0.923, 20: 0.934, 40: 0.936}),  # t: 0.855, 0.873, 0.896, 0.914
        ("lognormal 2", math.sqrt(5.0), {5: 0.860, 10: 0.896, 20: 0.909, 40: 0.916}),  # t: 0.752, 0.777, 0.813, 0.850
    ],
)
def test_how_often_skewed_intervals_hold_the_true_mean(shape: str, mean: float, holds: dict[int, float]) -> None:
    """Lognormal with a coefficient of variation of 1 or 2: unallocated days and median assessments lie between."""
    luck = random.Random(3)
    draw = {
        "normal": lambda: luck.gauss(10.0, 3.0),
        "exponential": lambda: luck.expovariate(1.0),
        "lognormal 1": lambda: luck.lognormvariate(0.0, math.sqrt(math.log(2.0))),
        "lognormal 2": lambda: luck.lognormvariate(0.0, math.sqrt(math.log(5.0))),
    }[shape]
    for n, share in holds.items():
        interval = [estimate_skewed_mean(draw() for _ in range(n)) for _ in range(4_000)]
        assert abs(sum(one.low <= mean <= one.high for one in interval) / 4_000 - share) < 0.02
