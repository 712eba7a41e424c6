"""Shapley values: what each part of a change adds, on average over every order in which the parts could be made.

Exact: floats are taken for the fractions they are, so that the values sum to the whole difference and nothing is lost.
Source: L. S. Shapley, A value for n-person games, Contributions to the Theory of Games II, 1953, pages 307 to 317.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import factorial, floor, frexp, lcm

SIGNIFICANT_BITS = 48  # of a float's 53, so that sums of a few hundred numbers on the grid are exact too


def compute_shapley_values(worth: Sequence[float]) -> list[Fraction]:
    """Each part's Shapley value, of what every combination of the parts is worth.

    A part's is the mean of what it adds over all the orders of the parts (Shapley, 1953).

    Parameters
    ----------
    worth
        `worth[number]` is that of the combination of the parts whose bits are set in `number`: 2 to the power of the
        number of parts of them, beginning with no part.

    Returns
    -------
    list of Fraction
        One a part, in the unit of `worth`. They sum to `worth[-1] - worth[0]`, exactly.
    """
    parts = len(worth).bit_length() - 1
    exact = [Fraction(value) for value in worth]
    unit = lcm(*(value.denominator for value in exact))
    whole = [value.numerator * (unit // value.denominator) for value in exact]
    orders = [factorial(size) * factorial(parts - size - 1) for size in range(parts)]
    shares = []
    for part in range(parts):
        bit = 1 << part
        without = (number for number in range(len(worth)) if not number & bit)
        added = sum(orders[number.bit_count()] * (whole[number | bit] - whole[number]) for number in without)
        shares.append(Fraction(added, factorial(parts) * unit))
    return shares


def choose_binary_step(values: Iterable[Fraction]) -> Fraction:
    """Choose the step of a grid on which values can be added up as floats with nothing lost.

    Parameters
    ----------
    values
        In any unit.

    Returns
    -------
    Fraction
        A power of two, in the values' unit: so fine that values rounded to its multiples are right to about 14 figures
        of the largest, and so coarse that floats hold the multiples, and their sums in any order, exactly.
    """
    _, exponent = frexp(max((abs(float(value)) for value in values), default=0.0))
    return Fraction(2) ** (exponent - SIGNIFICANT_BITS)


def round_together(values: Sequence[Fraction], step: Fraction) -> list[Fraction]:
    """Round values so that they sum to their sum's own rounding.

    All are rounded down, and then those that lose most by it up instead: the largest remainder method (M. L. Balinski
    and H. P. Young, Fair Representation, 1982, where it is Hamilton's).

    Parameters
    ----------
    values
        In any unit.
    step
        What all are made multiples of, in the same unit.

    Returns
    -------
    list of Fraction
        One a value, in their order and unit.
    """
    counts = [floor(value / step) for value in values]
    short = round(sum(values, Fraction(0)) / step) - sum(counts)
    by_remainder = sorted(range(len(values)), key=lambda place: counts[place] - values[place] / step)
    for place in by_remainder[:short]:
        counts[place] += 1
    return [count * step for count in counts]
