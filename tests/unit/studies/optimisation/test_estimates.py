"""What staffings score by their replications: paired with the base, within limits, on the frontier, and how surely."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fssim.studies.optimisation.estimates import Scores, estimate_scores
from fssim.studies.optimisation.goals import Goal, Limit, SearchGoals

LEAST = SearchGoals((Goal(0, 1.0),), ())
TWO = SearchGoals((Goal(0, 1.0), Goal(1, -1.0)), (Limit(2, 1.0, 10.0), Limit(2, -1.0, -3.0, over_base=True)))


def scores(goals: SearchGoals, *rows: list[list[float]], base: list[list[float]], draws: int = 50) -> Scores:
    tables = [np.array(table, dtype=np.float64) for table in rows]
    return estimate_scores(goals, tables, np.array(base, dtype=np.float64), draws, np.random.default_rng(1))


def test_less_is_better_and_limits_are_kept_at_zero_or_less() -> None:
    table = TWO.score(np.array([[1.0, 5.0, 12.0]]), np.array([[2.0, 2.0, 14.0]]))
    assert table.tolist() == [[1.0, -5.0, 2.0, -1.0]]  # 2 too much; 2 below the base, where 3 are allowed


def test_few_replications_are_put_right_for_the_luck_they_had() -> None:
    """The first two replications were lucky ones for all: a staffing that has no others is no better for it."""
    made = scores(LEAST, [[1.0], [3.0]], [[2.0], [4.0], [9.0], [9.0]], base=[[2.0], [4.0], [8.0], [10.0]])
    assert made.means.ravel().tolist() == [5.0, 6.0]


def test_the_choice_is_the_best_within_limits_and_then_the_next_goal_decides() -> None:
    goals = SearchGoals((Goal(0, 1.0), Goal(1, 1.0)), (Limit(1, 1.0, 5.0),))
    rows = [[[1.0, 9.0]] * 2, [[2.0, 5.0]] * 2, [[2.0, 4.0]] * 2, [[3.0, 1.0]] * 2]
    made = scores(goals, *rows, base=[[9.0, 9.0]] * 2)
    assert made.choose() == 2
    assert made.frontier().tolist() == [False, False, True, True]
    assert made.probability_best().tolist() == [0.0, 1.0, 1.0, 0.0]  # as good as each other
    assert made.probability_within().tolist() == [0.0, 1.0, 1.0, 1.0]


def test_the_nearest_is_chosen_where_nothing_keeps_the_limits() -> None:
    goals = SearchGoals((Goal(0, 1.0),), (Limit(1, 1.0, 5.0),))
    made = scores(goals, [[1.0, 9.0]] * 2, [[2.0, 6.0]] * 2, base=[[9.0, 9.0]] * 2)
    assert made.choose() == 1
    assert not made.frontier().any()
    assert math.isnan(made.expected_loss(1))


def test_what_cannot_be_simulated_is_never_chosen() -> None:
    made = scores(LEAST, [[math.nan]] * 3, [[4.0]] * 3, base=[[5.0]] * 3)
    assert made.choose() == 1
    assert made.probability_best().tolist() == [0.0, 1.0]


def test_probabilities_are_those_of_normal_means() -> None:
    """Two staffings whose difference is known to a standard error of 1 and seen to be 1: 84% (16,000 draws have a
    standard error of 0.3%; twenty replications make it Student's t)."""
    rng = np.random.default_rng(4)
    luck = rng.normal(size=20)
    luck = (luck - luck.mean()) / luck.std(ddof=1) * math.sqrt(20)
    made = scores(
        LEAST, [[0.0]] * 20, [[1.0 + one] for one in luck.tolist()], base=[[0.0]] * 20, draws=16_000
    )  # fmt: skip
    assert made.probability_best()[0] == pytest.approx(0.84, abs=0.015)
    assert made.expected_loss(1) == pytest.approx(1.083, abs=0.05)  # the mean of the larger of 0 and a normal one
