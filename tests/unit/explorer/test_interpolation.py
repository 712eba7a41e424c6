"""What lies between settings: exact at each, as SciPy has it, and missed by about what it is said to be missed by."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.interpolate import RBFInterpolator
from scipy.optimize import nnls

from fssim.explorer.interpolation import estimate_left_out, is_between, measure_misses, solve
from tests.unit.explorer.weights import weigh_settings

GRID = np.array(list(product([0.0, 0.25, 0.5, 1.0], [0.0, 0.5, 1.0])))
Places = np.ndarray


def bent(places: Places) -> Places:
    """A truth with bends, between 0 and about 2."""
    return np.sin(2.0 * places[:, 0]) + places[:, 1] ** 2 * places[:, 0]


def at(settings: Places, values: Places, place: Places) -> float:
    return float(weigh_settings(solve(settings), settings, place) @ values)


def test_each_setting_has_its_own_value_and_one_lever_has_straight_lines() -> None:
    values = bent(GRID)
    assert [at(GRID, values, place) for place in GRID] == pytest.approx(list(values), abs=1e-12)
    line = np.array([[0.0], [0.2], [1.0]])
    assert at(line, np.array([5.0, 3.0, 7.0]), np.array([0.6])) == pytest.approx(5.0)
    assert at(line, np.array([5.0, 3.0, 7.0]), np.array([0.1])) == pytest.approx(4.0)


def test_it_is_what_scipy_gives() -> None:
    rng = np.random.default_rng(1)
    settings, values, places = rng.random((30, 3)), rng.random(30), rng.random((20, 3))
    theirs = RBFInterpolator(settings, values, kernel="linear", degree=0)(places)
    assert [at(settings, values, place) for place in places] == pytest.approx(list(theirs), rel=1e-9)


def test_misses_are_those_of_leaving_each_setting_out() -> None:
    values = bent(GRID)
    by_hand = [
        values[number] - at(np.delete(GRID, number, 0), np.delete(values, number), place)
        for number, place in enumerate(GRID)
    ]
    assert list(measure_misses(solve(GRID), values[:, None])[:, 0]) == pytest.approx(by_hand, abs=1e-12)


def test_what_is_said_to_be_missed_is_no_less_than_what_is_missed() -> None:
    """Against the truth between settings of finer and finer grids. Left out, a setting is twice as far from the rest
    as what lies between settings is, so that the error told is the larger of the two, and falls with it."""
    stated, true = [], []
    between = np.random.default_rng(2).random((500, 2))
    for count in (3, 5, 9, 17):
        axis = np.linspace(0.0, 1.0, count)
        settings = np.array(list(product(axis, axis)))
        values = bent(settings)
        (left_out,) = estimate_left_out([(settings, values[:, None])])
        inverse = solve(settings)
        estimates = np.array([weigh_settings(inverse, settings, place) @ values for place in between])
        stated.append(left_out.typical)
        true.append(float(np.sqrt(np.mean((estimates - bent(between)) ** 2))))
        assert left_out.count == count**2 - 4
        assert left_out.most >= left_out.typical
    assert all(one >= other for one, other in zip(stated, true, strict=True))
    assert stated == sorted(stated, reverse=True)
    assert true == sorted(true, reverse=True)
    assert stated[-1] < 0.1 * stated[0]


def test_what_lies_between_is_what_a_linear_programme_says() -> None:
    """Non-negative least squares finds shares of the others that give the place, if there are any."""
    rng = np.random.default_rng(3)
    for _ in range(200):
        axes = int(rng.integers(1, 6))
        others, place = rng.random((int(rng.integers(2, 60)), axes)), rng.random(axes)
        _, missed = nnls(np.vstack([others.T, np.ones(len(others))]), np.append(place, 1.0))
        assert is_between(place, others) == (missed < 1e-4)
    cube = np.array(list(product([0.0, 0.5, 1.0], [0.0, 1.0], [0.0, 0.3, 0.6, 1.0])))
    inside = np.array(list(product([0.0, 0.25, 0.5, 1.0], [0.0, 0.5, 1.0], np.linspace(0.0, 1.0, 10))))
    assert all(is_between(place, cube) for place in inside)  # on faces and edges too
    edge = [is_between(place, np.delete(GRID, number, 0)) for number, place in enumerate(GRID)]
    assert edge.count(False) == 4  # the corners alone


def test_groups_are_apart_and_what_cannot_be_told_is_not_told() -> None:
    line = np.array([[0.0], [0.5], [1.0]])
    straight, bend = np.array([[1.0], [2.0], [3.0]]), np.array([[1.0], [5.0], [3.0]])
    (left_out,) = estimate_left_out([(line, straight), (line, bend)])
    assert (left_out.typical, left_out.most, left_out.count) == pytest.approx((np.sqrt(4.5), 3.0, 2))
    (nothing,) = estimate_left_out([(line[[0, 2]], straight[[0, 2]]), (np.zeros((1, 0)), straight[:1])])
    assert np.isnan(nothing.typical)
    assert nothing.count == 0
