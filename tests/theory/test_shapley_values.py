"""Shapley values against games whose values are known, and the properties that define them."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fssim.statistics.shapley import choose_binary_step, compute_shapley_values, round_together

pytestmark = pytest.mark.slow


def game(players: int, worth: Callable[[set[int]], float]) -> list[float]:
    """What every combination of players is worth, by its number."""
    return [worth({player for player in range(players) if number >> player & 1}) for number in range(2**players)]


def test_the_glove_game() -> None:
    """Two have a left glove, one a right glove; a pair is worth 1 (Shapley and Shubik): 1/6, 1/6, 2/3."""
    pairs = game(3, lambda who: float(2 in who and bool(who & {0, 1})))
    assert compute_shapley_values(pairs) == [Fraction(1, 6), Fraction(1, 6), Fraction(2, 3)]


def test_the_airport_game() -> None:
    """A runway costs what the largest user needs (Littlechild and Owen, 1973): each stretch is shared by its users."""
    needs = [1.0, 2.0, 4.0]
    runway = game(3, lambda who: max((needs[player] for player in who), default=0.0))
    assert compute_shapley_values(runway) == [
        Fraction(1, 3),
        Fraction(1, 3) + Fraction(1, 2),
        Fraction(1, 3) + Fraction(5, 2),
    ]


def test_a_weighted_majority() -> None:
    """One has 3 votes, three have 1, and 4 pass: the big one decides in any place but the first, so in 3 of 4."""
    votes = [3, 1, 1, 1]
    council = game(4, lambda who: float(sum(votes[player] for player in who) >= 4))
    assert compute_shapley_values(council) == [Fraction(3, 4), *[Fraction(1, 12)] * 3]


def test_parts_that_only_add_are_each_what_they_add() -> None:
    adds = [0.1, -2.5, 1e-9, 3e12]
    parts = compute_shapley_values(game(4, lambda who: math.fsum(adds[player] for player in who)))
    for part, added in zip(parts, adds, strict=True):
        assert math.isclose(part, added, rel_tol=1e-3, abs_tol=1e-3)


NUMBERS = st.floats(-1e12, 1e12, allow_nan=False)


@given(st.integers(1, 5).flatmap(lambda parts: st.lists(NUMBERS, min_size=2**parts, max_size=2**parts)))
def test_they_sum_to_the_whole_difference_with_nothing_lost(worth: list[float]) -> None:
    assert sum(compute_shapley_values(worth)) == Fraction(worth[-1]) - Fraction(worth[0])


@given(st.lists(NUMBERS, min_size=4, max_size=4))
def test_a_part_that_never_changes_anything_has_none(worth: list[float]) -> None:
    assert compute_shapley_values([*worth, *worth])[2] == 0


@given(st.lists(NUMBERS, min_size=2, max_size=2), NUMBERS, NUMBERS)
def test_parts_that_do_the_same_have_the_same(ends: list[float], one: float, both: float) -> None:
    first, second = compute_shapley_values([ends[0], one, one, both])
    assert first == second


@given(st.lists(NUMBERS, min_size=1, max_size=10), NUMBERS, st.randoms())
def test_rounded_together_they_add_up_in_floats_in_any_order(
    values: list[float], start: float, any_order: Random
) -> None:
    exact = list(map(Fraction, values))
    step = choose_binary_step([*exact, sum(exact, Fraction(start))])
    rounded = [float(value) for value in round_together(exact, step)]
    whole = float(round(sum(exact) / step) * step)
    any_order.shuffle(rounded)
    assert sum(rounded) == whole
    for value, near in zip(sorted(values), sorted(rounded), strict=True):
        assert math.isclose(value, near, abs_tol=float(step))


def test_a_part_of_nothing_stays_nothing_when_the_rest_are_rounded() -> None:
    thirds = [Fraction(1, 3), Fraction(0), Fraction(1, 3), Fraction(1, 3)]
    assert round_together(thirds, Fraction(1, 100)) == [Fraction(34, 100), 0, Fraction(33, 100), Fraction(33, 100)]
