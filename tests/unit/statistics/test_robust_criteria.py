"""The worst case, regret, thresholds and the frontier of numbers small enough to work out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fssim.statistics.robust_criteria import Demands, apply_criteria, find_frontier

NO_LIMIT = np.full(1, math.inf)
# a measure of three systems in three futures
LOSSES = np.array([[[1.0], [5.0], [9.0]], [[4.0], [5.0], [6.0]], [[7.0], [2.0], [7.0]]])


def test_criteria_of_a_table_by_hand() -> None:
    """The first is best in the first future, the third in the second, the second in the third."""
    criteria = apply_criteria(LOSSES, Demands(np.array([6.0]), NO_LIMIT, [0]))
    assert criteria.expected[:, 0].tolist() == pytest.approx([5.0, 5.0, 16.0 / 3.0])
    assert criteria.worst[:, 0].tolist() == [9.0, 6.0, 7.0]
    assert criteria.regret[:, 0].tolist() == [3.0, 3.0, 6.0]
    assert criteria.holds.tolist() == pytest.approx([2.0 / 3.0, 1.0, 1.0 / 3.0])
    assert criteria.choose(criteria.worst[:, 0]) == 1
    assert criteria.choose(-criteria.holds) == 1


def test_what_is_over_its_limit_is_neither_chosen_nor_regretted() -> None:
    costs = np.broadcast_to(np.array([1.0, 9.0, 1.0])[:, None, None], (3, 3, 1))
    both = np.concatenate([LOSSES, costs], axis=2)
    criteria = apply_criteria(both, Demands(np.full(2, math.inf), np.array([math.inf, 5.0]), [0, 1]))
    assert criteria.within.tolist() == [True, False, True]
    assert criteria.regret[:, 0].tolist() == [3.0, 3.0, 6.0]
    assert criteria.choose(criteria.worst[:, 0]) == 2
    assert criteria.on_frontier.tolist() == [True, False, False]
    none = apply_criteria(both, Demands(np.full(2, math.inf), np.array([math.inf, 0.5]), [0, 1]))
    assert none.choose(none.worst[:, 0]) == -1
    assert not none.on_frontier.any()


def test_a_frontier_has_equals_and_no_one_that_is_beaten() -> None:
    points = np.array([[1.0, 4.0], [2.0, 2.0], [2.0, 2.0], [3.0, 2.0], [4.0, 1.0], [5.0, 5.0]])
    assert find_frontier(points, np.ones(len(points), dtype=bool)).tolist() == [True, True, True, False, True, False]
