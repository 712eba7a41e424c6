"""The grid that shares are rounded to, and which of them is rounded up, worked by hand."""

from __future__ import annotations

from fractions import Fraction

from fssim.statistics.shapley import choose_binary_step, round_together


def test_the_step_is_a_power_of_two_48_bits_below_the_largest_value() -> None:
    """9 is less than 2 to the power of 4."""
    assert choose_binary_step([Fraction(5), Fraction(-9)]) == Fraction(1, 2**44)
    assert choose_binary_step([]) == choose_binary_step([Fraction(0)]) == Fraction(1, 2**48)


def test_those_that_lose_most_are_rounded_up() -> None:
    """In quarters: 1.6, 2.7 and 2.8 sum to 7.1, so to 7; rounded down they are 5, and two are short."""
    shares = [Fraction(n, 40) for n in (16, 27, 28)]
    assert round_together(shares, Fraction(1, 4)) == [Fraction(1, 4), Fraction(3, 4), Fraction(3, 4)]


def test_what_is_below_zero_is_rounded_down_too() -> None:
    """In halves: 3, 5 and -0.6 sum to 7.4, so to 7, which they come to when all are rounded down."""
    shares = [Fraction(3, 2), Fraction(5, 2), Fraction(-3, 10)]
    assert round_together(shares, Fraction(1, 2)) == [Fraction(3, 2), Fraction(5, 2), Fraction(-1, 2)]
