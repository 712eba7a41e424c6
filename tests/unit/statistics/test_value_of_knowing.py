"""What knowing is worth, where it is known: normal numbers that two choices differ by."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from fssim.statistics.value_of_knowing import find_worth, find_worth_of_everything, gain, make_curves

SLOPES = np.array([1.0, 0.3, 0.0])
MIDDLE = -0.3


def normal_worth(spread: float) -> float:
    """Raiffa and Schlaifer's linear loss of a normal number: two choices, MIDDLE apart on average."""
    at = MIDDLE / spread
    return spread * float(norm.pdf(at)) + MIDDLE * float(norm.cdf(at)) - max(MIDDLE, 0.0)


def draw(seed: int, futures: int, slopes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Three known numbers at each future; and what two choices give there, in each of 10 replications."""
    rng = np.random.default_rng(seed)
    known = rng.normal(size=(futures, 3))
    better = MIDDLE + known @ slopes
    luck = 0.3 * rng.normal(size=(futures, 10))
    return known, np.stack([luck, luck + better[:, None] + 0.2 * rng.normal(size=(futures, 10))], axis=1)


def test_each_number_and_all_together_are_worth_what_the_closed_form_says() -> None:
    """Within four standard errors each: 1 in 16,000 would fail."""
    known, replications = draw(1, 400, SLOPES)
    for place, slope in enumerate(SLOPES[:2]):
        worth = find_worth(replications.mean(axis=2), make_curves(known[:, place], True), 1)
        assert abs(worth.value - normal_worth(slope)) < 4.0 * worth.error
        assert worth.error < 0.03
        assert worth.p < 0.05
    worth = find_worth_of_everything(replications)
    assert abs(worth.value - normal_worth(math.hypot(*SLOPES))) < 4.0 * worth.error + worth.by_chance
    nothing = find_worth(replications.mean(axis=2), make_curves(known[:, 2], True), 1)
    assert nothing.value < 0.02
    assert nothing.p > 0.01


def test_a_curve_is_followed_and_not_a_line_alone() -> None:
    """Better by cos(pi x) - 0.2 for x uniform from -1 to 1: better where |x| is below arccos(0.2) / pi."""
    edge = math.acos(0.2)
    known = (math.sin(edge) - 0.2 * edge) / math.pi
    x = (np.arange(200) + 0.5) / 100.0 - 1.0
    luck = np.random.default_rng(2).normal(0.0, 0.2, 200)
    worth = find_worth(np.stack([np.zeros(200), np.cos(np.pi * x) - 0.2 + luck], axis=1), make_curves(x, True), 1)
    assert worth.value == pytest.approx(known, abs=0.03)


def test_a_value_without_order_or_with_few_has_a_mean_of_its_own() -> None:
    """Choices 1 and -1 better by turns, in any order: half of what the better gains."""
    values = np.tile([2.0, 0.0, 1.0, 3.0], 10)
    better = np.tile([1.0, 1.0, -1.0, -1.0], 10)
    benefits = np.stack([np.zeros(40), better], axis=1)
    for ordered in (True, False):
        assert find_worth(benefits, make_curves(values, ordered), 1).value == pytest.approx(0.5)
    assert gain(benefits) == pytest.approx(0.5)


def test_a_curve_over_whole_numbers_that_come_again_and_again() -> None:
    """Better by x - 4 where x is 1 to 8, most of them 1: what is gained where it is above 4."""
    values = np.array([1.0] * 60 + [2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0] * 4)
    benefits = np.stack([np.zeros(88), values - 4.0], axis=1)
    worth = find_worth(benefits, make_curves(values, True), 1)
    assert worth.value == pytest.approx(4.0 * (1.0 + 2.0 + 3.0 + 4.0) / 88.0, abs=0.01)


def test_by_chance_says_how_far_a_number_that_does_not_matter_is_too_high() -> None:
    """Over 30 draws the mean value of a number of no worth is what its own shuffles say, within three standard errors
    (1 in 370); and at most 5 of 30 have a p-value below 5% (1 in 300 would have more)."""
    values, chances, low = [], [], 0
    for seed in range(30):
        known, replications = draw(seed, 40, np.zeros(3))
        worth = find_worth(replications.mean(axis=2) - [0.0, MIDDLE], make_curves(known[:, 0], True), seed)
        values.append(worth.value)
        chances.append(worth.by_chance)
        low += worth.p < 0.05
    error = float(np.std(values, ddof=1)) / math.sqrt(30)
    assert abs(float(np.mean(values)) - float(np.mean(chances))) < 3.0 * error
    assert low <= 5


def test_a_number_that_makes_nothing_else_the_best_is_not_told_from_nothing() -> None:
    """The other choice is never better, though by how much it is worse turns on the number: knowing it is worth
    nothing, while its curve comes near the chosen's and may cross it."""
    rng = np.random.default_rng(3)
    unlike_chance = above_error = 0
    for seed in range(10):
        number = rng.uniform(size=81)
        lost = (rng.random(81) < 0.1 + 0.5 * number) * rng.exponential(0.1 + 2.0 * number**2) * (number > 0.3)
        worth = find_worth(np.column_stack([np.zeros(81), -lost]), make_curves(number, ordered=True), seed)
        unlike_chance += worth.value > 0.0 and worth.p < 0.05
        above_error += worth.is_above_error
    assert unlike_chance >= 3  # that chance does not give it is no test
    assert above_error == 0
