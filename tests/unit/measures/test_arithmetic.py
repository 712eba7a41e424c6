from math import fsum, inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fssim.measures.log_view.arithmetic import (
    expand,
    mean,
    overlap,
    percent,
    percentile,
    ratio,
    spread,
    stable_order,
    total,
)
from fssim.scenario.names import slug


def test_nothing_to_average_is_nan() -> None:
    nothing = np.empty(0)
    assert isnan(mean(nothing))
    assert isnan(percentile(nothing, 50.0))
    assert isnan(spread(nothing))
    assert isnan(percent(nothing > 0.0))
    assert isnan(ratio(1.0, 0.0))


def test_a_percentile_is_a_value_that_occurs_counted_by_weight() -> None:
    values = np.array([30.0, 10.0, 20.0])
    assert percentile(values, 50.0) == 20.0
    assert percentile(values, 90.0) == 30.0
    assert percentile(values, 50.0, np.array([1, 5, 1])) == 10.0


def test_weighted_mean_and_percentage() -> None:
    weights = np.array([1.0, 3.0])
    assert mean(np.array([10.0, 20.0]), weights) == 17.5
    assert percent(np.array([True, False]), weights) == 25.0


def test_spread_is_the_standard_deviation() -> None:
    assert spread(np.array([2.0, 4.0])) == 1.0


def test_overlap_is_what_lies_inside() -> None:
    start, end = np.array([0.0, 5.0, 12.0]), np.array([3.0, 15.0, 13.0])
    assert overlap(start, end, 2.0, 10.0).tolist() == [1.0, 5.0, 0.0]


def test_expand_lists_ranges_with_the_range_each_number_came_from() -> None:
    owner, number = expand(np.array([4, 7, 1]), np.array([2, 0, 3]))
    assert owner.tolist() == [0, 0, 2, 2, 2]
    assert number.tolist() == [4, 5, 1, 2, 3]


@pytest.mark.parametrize(("name", "slugged"), [("Mental health", "mental_health"), ("write-up (2)", "write_up_2")])
def test_slug(name: str, slugged: str) -> None:
    assert slug(name) == slugged


@given(st.lists(st.sampled_from([0, 1, 2, 65_535, 65_536, 65_537, 131_072, 2_000_000_000])))
def test_equal_numbers_stay_as_they_stand_when_sorted(numbers: list[int]) -> None:
    expected = sorted(range(len(numbers)), key=numbers.__getitem__)
    assert stable_order(np.array(numbers, np.int32)).tolist() == expected


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e250, max_value=1e250), min_size=1),
    st.integers(0, 60),
    st.integers(0, 2**32 - 1),
)
def test_many_numbers_are_added_up_and_rounded_once(unlike: list[float], decades: int, seed: int) -> None:
    draws = np.random.default_rng(seed)
    many = draws.normal(size=2_000) * 10.0 ** draws.integers(-decades, decades + 1, 2_000)
    values = np.concatenate([many, unlike, -many[::2]])
    assert total(values) == fsum(values.tolist())


@pytest.mark.parametrize("unlike", [inf, nan, 1e305, 5e-324, 0.0])
def test_many_numbers_of_any_size_are_added_up(unlike: float) -> None:
    values = np.append(np.full(2_000, 0.1), unlike)
    assert repr(total(values)) == repr(fsum(values.tolist()))
    assert total(np.zeros(2_000)) == 0.0
