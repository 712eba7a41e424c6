"""Break-even values that are known, and how often the interval holds them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from fssim.statistics.break_even_interval import Crossing, find_crossing

pytestmark = pytest.mark.slow

ERROR_RATE = 0.05


def line(root: float, slope: float, noise: float, seed: int, replications: int = 20) -> Crossing:
    """The crossing of slope x (value - root), on replications that differ in height and in slope."""
    rng = np.random.default_rng(seed)
    heights = rng.normal(0.0, noise, replications)
    slopes = slope + rng.normal(0.0, abs(slope) / 10, replications)

    def differences(values: Sequence[float]) -> list[list[float]]:
        return [list(slopes * (value - root) + heights) for value in values]

    return find_crossing(differences, 0.0, 10.0)


@pytest.mark.parametrize(("slope", "falls"), [(2.0, False), (-2.0, True)])
def test_without_noise_the_root_is_found(slope: float, falls: bool) -> None:
    crossing = find_crossing(lambda values: [[slope * (value - 3.3)] * 3 for value in values], 0.0, 10.0)
    assert crossing.at == pytest.approx(3.3, abs=1e-9)
    assert (crossing.low, crossing.high) == (pytest.approx(3.3, abs=1e-9), pytest.approx(3.3, abs=1e-9))
    assert crossing.falls is falls


def test_a_curve_is_followed_to_its_root() -> None:
    crossing = find_crossing(lambda values: [[value**3 - 50.0] * 3 for value in values], 0.0, 10.0)
    assert crossing.at == pytest.approx(50.0 ** (1 / 3), abs=0.01)


def test_the_interval_holds_the_root_as_often_as_it_says() -> None:
    """Of 500 intervals at 95%, between 461 and 489 hold the root, but for once in 1,000 such tests (binomial)."""
    held = 0
    for seed in range(500):
        crossing = line(root=4.0, slope=1.0, noise=1.0, seed=seed)
        low = 0.0 if crossing.low is None else crossing.low
        high = 10.0 if crossing.high is None else crossing.high
        held += low <= 4.0 <= high
    assert 461 <= held <= 489


def test_a_line_through_replications_has_fiellers_interval() -> None:
    """For a straight line the inverted t test is Fieller's quadratic in the value."""
    rng = np.random.default_rng(7)
    heights, slopes = rng.normal(-4.0, 1.0, 12), rng.normal(1.0, 0.1, 12)
    crossing = find_crossing(lambda values: [list(heights + slopes * value) for value in values], 0.0, 10.0)
    t = 2.200985160082949  # of 11 degrees of freedom, 97.5%
    a, b = heights.mean(), slopes.mean()
    (vaa, vab), (_, vbb) = np.cov(heights, slopes) / 12
    ends = np.roots([b * b - t * t * vbb, 2 * (a * b - t * t * vab), a * a - t * t * vaa])
    assert crossing.low == pytest.approx(min(ends), abs=0.002)
    assert crossing.high == pytest.approx(max(ends), abs=0.002)


def test_what_never_crosses_is_said_to_be_so() -> None:
    worse = find_crossing(lambda values: [[5.0, 6.0, 5.5 + value / 100] for value in values], 0.0, 10.0)
    assert worse.at is None
    assert worse.never
    assert worse.surely
    better = find_crossing(lambda values: [[-5.0, -6.0, -5.5] for value in values], 0.0, 10.0)
    assert better.always
    assert better.surely
    unsure = find_crossing(lambda values: [[-5.0, 7.0, 1.0] for value in values], 0.0, 10.0)
    assert unsure.never
    assert not unsure.surely


def test_an_end_that_cannot_be_told_is_left_open() -> None:
    """The difference is 0 or near it all the way from 0; only from 8 on is it surely above."""
    noise = np.array([-1.0, 1.0, -0.5, 0.5])
    crossing = find_crossing(lambda values: [list(0.2 * (value - 1.0) + noise) for value in values], 0.0, 10.0)
    assert crossing.at == pytest.approx(1.0)
    assert crossing.low is None
    assert crossing.high == pytest.approx(1.0 + 5 * 3.182446 * np.std(noise, ddof=1) / 2, abs=0.01)


def test_nothing_at_all_is_no_worse_only_there() -> None:
    """A vacancy of no length is the baseline itself."""
    crossing = find_crossing(lambda values: [[value, 2 * value, 1.5 * value] for value in values], 0.0, 8.0)
    assert (crossing.at, crossing.low, crossing.high) == (0.0, None, 0.0)


def test_whole_numbers_only_are_tried() -> None:
    tried: list[float] = []

    def differences(values: Sequence[float]) -> list[list[float]]:
        tried.extend(values)
        return [[value - 2.5, value - 2.4] for value in values]

    crossing = find_crossing(differences, 0.0, 6.0, snap=lambda value: float(round(value)))
    assert sorted(tried) == sorted(set(tried))
    assert all(value.is_integer() for value in tried)
    assert crossing.at == pytest.approx(2.45)
