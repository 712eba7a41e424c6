"""When a system is dropped and when the selection ends, on replications that are known.

The first four differences of the two systems are 1, -1, 1 and -1, with variance 4 / 3. By Kim and Nelson (2001), at 95%
and a smallest difference that matters of 1: eta = (0.1 ** (-2 / 3) - 1) / 2 = 1.8208, h squared = 2 x 1.8208 x 3 =
10.925, and h squared times the variance is 14.566. So it ends after 15 replications, and before that a system is
dropped once its sum is further behind than (14.566 - n) / 2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

import pytest

from fssim.statistics.selection import Selection, find_cost_frontier, select_best


def select(
    later: Sequence[float], most: int = 100, indifference: float = 1.0, confidence: float = 0.95, unit: float = 1.0
) -> tuple[Selection, list[int]]:
    """The selection between system 1 and 2 with these later differences, and how many replications were asked for."""
    ahead = [1.0, -1.0, 1.0, -1.0, *later, *[0.0] * 100]
    behind = [3.0, 7.0, 1.0, 12.0] * (len(ahead) // 4 + 1)  # luck that both share
    asked: list[int] = []

    def more(systems: Sequence[int], upto: int) -> Mapping[int, Sequence[float]]:
        asked.append(upto)
        return {system: values(system, upto) for system in systems}

    def values(system: int, count: int) -> list[float]:
        return [unit * (base + (gain if system == 1 else 0.0)) for base, gain in zip(behind, ahead, strict=False)][
            :count
        ]

    return select_best({2: values(2, 4), 1: values(1, 4)}, more, unit * indifference, most, confidence), asked


def test_it_ends_after_as_many_as_the_variance_asks_for() -> None:
    """At the last look the larger sum is chosen, and nothing is dropped for being behind."""
    selection, asked = select([0.0] * 10 + [0.5])
    assert (selection.best, selection.used, selection.left) == (1, {1: 15, 2: 15}, (1, 2))
    assert selection.decided
    assert asked == list(range(5, 16))


def test_it_ends_sooner_where_more_matters() -> None:
    """With 2 in place of 1: 14.566 / 4 is below 4, so that the first replications are enough."""
    selection, asked = select([], indifference=2.0)
    assert (selection.used, selection.decided, asked) == ({1: 4, 2: 4}, True, [])


@pytest.mark.parametrize(("lead", "dropped_at"), [(4.79, 5), (4.78, 6), (-4.79, 5), (-4.78, 6)])
def test_a_system_is_dropped_once_it_is_far_enough_behind(lead: float, dropped_at: int) -> None:
    selection, asked = select([lead])
    best = 1 if lead > 0.0 else 2
    assert (selection.best, selection.left, selection.decided) == (best, (best,), True)
    assert selection.used == {1: dropped_at, 2: dropped_at}
    assert asked == list(range(5, dropped_at + 1))


@pytest.mark.parametrize("most", [4, 9])
def test_it_ends_at_the_most_and_promises_nothing(most: int) -> None:
    selection, asked = select([0.25] * 10, most)
    assert (selection.best, selection.left, selection.decided) == (1, (1, 2), False)
    assert selection.used == {1: most, 2: most}
    assert asked == list(range(5, most + 1))


def test_a_lead_is_added_up_over_replications() -> None:
    """A lead of 1 a replication from the fifth on passes (14.566 - n) / 2 at the eighth: 4 against 3.283."""
    leads = list(accumulate([1.0] * 4))
    assert [lead > (14.566 - n) / 2.0 for n, lead in enumerate(leads, 5)] == [False, False, False, True]
    assert select([1.0] * 10)[0].used == {1: 8, 2: 8}


def test_less_confidence_needs_fewer() -> None:
    """At 90% eta is (0.2 ** (-2 / 3) - 1) / 2 = 0.962 and h squared times the variance 7.696."""
    assert select([0.0] * 10, confidence=0.9)[0].used == {1: 8, 2: 8}


def test_of_three_systems_the_hopeless_one_is_given_no_more() -> None:
    """Two of them differ as above and the third is always 8 below the second. At 95% of three, eta is
    (0.05 ** (-2 / 3) - 1) / 2 = 3.184, and h squared times the variance 25.473 for either pair with system 1, 0 for the
    other pair. After four, system 3 is 32 behind, and slack is at most (25.473 - 4) / 2; the other two go on to 26."""
    asked: list[tuple[list[int], int]] = []

    def values(system: int, count: int) -> list[float]:
        gains = [1.0, -1.0, 1.0, -1.0, *[0.0] * 21, 0.5][:count]
        return {1: [3.0 + gain for gain in gains], 2: [3.0] * count, 3: [-5.0] * count}[system]

    def more(systems: Sequence[int], upto: int) -> Mapping[int, Sequence[float]]:
        asked.append((list(systems), upto))
        return {system: values(system, upto) for system in systems}

    selection = select_best({system: values(system, 4) for system in (3, 1, 2)}, more, 1.0, 100)
    assert selection == Selection(1, {1: 26, 2: 26, 3: 4}, (1, 2), True)
    assert asked == [([1, 2], upto) for upto in range(5, 27)]


def test_what_is_there_already_is_not_asked_for_again() -> None:
    asked: list[int] = []

    def more(systems: Sequence[int], upto: int) -> Mapping[int, Sequence[float]]:
        asked.append(upto)
        return {1: [4.0, 2.0, 4.0, 2.0, *[3.0] * 11], 2: [3.0] * 15}

    assert select_best({1: [4.0, 2.0, 4.0, 2.0], 2: [3.0] * 4}, more, 1.0, 100).used == {1: 15, 2: 15}
    assert asked == [5]


@pytest.mark.parametrize("unit", [0.25, 4.0])
@pytest.mark.parametrize("lead", [4.79, 4.78])
def test_the_unit_does_not_matter(unit: float, lead: float) -> None:
    assert select([lead], unit=unit) == select([lead])


def test_two_systems_that_never_differ_do_not_drop_each_other() -> None:
    first = {1: [4.0, 2.0, 4.0, 2.0], 2: [3.0] * 4, 3: [3.0] * 4}
    later = {1: [*first[1], *[3.0] * 22], 2: [3.0] * 26, 3: [3.0] * 26}
    selection = select_best(first, lambda systems, upto: later, 1.0, 100)
    assert (selection.left, selection.used) == ((1, 2, 3), {1: 26, 2: 26, 3: 26})


def test_the_slack_shrinks_to_nothing() -> None:
    """At the thirteenth replication it is (14.566 - 13) / 2 = 0.783."""
    assert select([0.0] * 8 + [0.79])[0].used == {1: 13, 2: 13}
    assert select([0.0] * 8 + [0.78])[0].used == {1: 14, 2: 14}


def test_a_single_system_is_the_best_after_its_first_replications() -> None:
    selection = select_best({4: [1.0, 2.0]}, lambda systems, upto: pytest.fail("none are needed"), 1.0, 100)
    assert selection == Selection(4, {4: 2}, (4,), True)


def test_all_systems_have_as_many_first_replications() -> None:
    with pytest.raises(ValueError, match="zip"):
        select_best({1: [1.0, 2.0, 3.0], 2: [1.0, 2.0]}, lambda systems, upto: {}, 1.0, 100)


@pytest.mark.parametrize(
    ("costs", "badness", "best"),
    [
        ([3.0, 1.0, 2.0, 2.0], [1.0, 5.0, 6.0, 4.0], [1, 3, 0]),
        ([3.0, 1.0, 2.0, 2.0], [-1.0, -5.0, -6.0, -4.0], [1, 2]),
        ([1.0, 1.0], [2.0, 2.0], [0]),
        ([], [], []),
    ],
)
def test_the_frontier_has_what_nothing_beats_for_its_cost(
    costs: list[float], badness: list[float], best: list[int]
) -> None:
    assert find_cost_frontier(costs, badness) == best


@pytest.mark.parametrize(("indifference", "used"), [(1e300, 3), (5e-324, 9), (1e-300, 9), (1.7e308, 3)])
def test_a_difference_of_any_size_may_be_the_one_that_matters(indifference: float, used: int) -> None:
    """Its square is no number, and nothing is further apart than the largest, nor nearer than the smallest."""
    values = {0: [1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0], 1: [1.5, 1.0, 3.5, 1.5, 1.0, 3.5, 1.5, 1.0, 3.5]}
    first = {system: own[:3] for system, own in values.items()}
    chosen = select_best(first, lambda systems, upto: values, indifference, 9)
    assert (max(chosen.used.values()), chosen.decided) == (used, used == 3)
