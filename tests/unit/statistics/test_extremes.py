"""The largest and the least of several measures, where they can be told apart."""

from __future__ import annotations

import numpy as np
import pytest

from fssim.statistics.verdict import Extremes, find_extremes


def test_what_is_far_apart_is_told() -> None:
    ends = find_extremes({"1": [1.0, 2.1, 3.0], "2": [21.0, 22.0, 23.2], "3": [10.1, 11.0, 12.0]})
    assert ends == Extremes("2", "1", apart=True, most_apart=True, least_apart=True)


def test_two_that_are_alike_and_one_that_is_not() -> None:
    columns = {"1": [1.0, 2.1, 3.0], "2": [21.0, 22.0, 23.2], "3": [21.4, 21.0, 24.0]}
    assert find_extremes(columns) == Extremes("3", "1", True, False, True)


def test_what_cannot_be_told_apart_is_not() -> None:
    """18.6 and 17.9 with intervals of several days, of which one was said to be longest."""
    columns = {"1": [17.0, 20.0, 16.7, 17.9], "2": [18.0, 18.2, 20.9, 17.3]}
    ends = find_extremes(columns)
    assert ends is not None
    assert (ends.most, ends.apart, ends.most_apart) == ("2", False, False)
    assert find_extremes({"1": [17.0], "2": [90.0]}) == Extremes("2", "1", False, False, False)


def test_one_by_itself_is_no_comparison() -> None:
    assert find_extremes({"1": [17.0, 18.0], "2": [np.nan, np.nan], "3": []}) is None


def test_all_have_as_many_replications() -> None:
    with pytest.raises(ValueError, match="zip"):
        find_extremes({"1": [17.0, 18.0, 19.0], "2": [21.0, 22.0]})


def test_groups_that_do_not_differ_are_seldom_said_to() -> None:
    """At most 5 studies in 100 say that the largest of five is more than the least; of 200, more than 19 do so once in
    1,000 times."""
    rng = np.random.default_rng(4)
    names = list("abcde")
    studies = []
    for _ in range(200):
        columns = {name: rng.normal(18.0, 2.0, 10).tolist() for name in names}
        studies.append(find_extremes(columns))
    assert sum(ends is not None and ends.apart for ends in studies) <= 19
