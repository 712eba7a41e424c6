"""When differences that repeat are a count's, and when they are what the scenario sets."""

import pytest

from fssim.statistics.mean_difference import estimate_mean_difference


@pytest.mark.parametrize(("steps", "is_set"), [(1, False), (20, False), (21, True)])
def test_a_difference_of_twenty_steps_may_be_a_count_s_and_a_larger_one_is_not(steps: int, is_set: bool) -> None:
    """The measure moves in whole steps, by 1 and by 4, and differs by as many in each of three replications."""
    difference = estimate_mean_difference([float(steps)] * 3, [10.0, 11.0, 15.0])
    assert difference.mean == steps
    assert (difference.error == 0.0) is is_set


def test_an_amount_that_is_no_whole_number_of_the_measure_s_steps_is_set_by_the_scenario() -> None:
    assert estimate_mean_difference([-15.0] * 3, [1000.2, 1003.9, 1001.4]).error == 0.0
    assert estimate_mean_difference([-15.0] * 2, [1000.2, 1003.9]).error > 0.0  # two prove little
