"""Ranking and selection: which of several systems has the best mean, with a stated probability of being right.

Kim and Nelson's fully sequential procedure, which holds for systems simulated on common random numbers and with unequal
variances: S.-H. Kim and B. L. Nelson, A fully sequential procedure for indifference-zone selection in simulation, ACM
Transactions on Modeling and Computer Simulation 11 (3), 2001, pages 251 to 273, with c = 1. If the best system's mean
is better than every other's by `indifference` or more, it is chosen with at least the `confidence` asked for; systems
nearer than that to the best are as good for the purpose. Replications' values should be near enough to normal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from fssim.statistics.interval import CONFIDENCE, estimate_mean

More = Callable[[Sequence[int], int], Mapping[int, Sequence[float]]]


@dataclass(frozen=True, slots=True)
class Selection:
    """The system with the best mean, and how the others fared.

    Attributes
    ----------
    best
        Its number.
    used
        How many replications decided about each system, by its number: those of one dropped early stay few.
    left
        The systems never dropped, the best among them, in order of their numbers.
    decided
        False if the most replications allowed came before the procedure could end; then nothing is promised.
    """

    best: int
    used: Mapping[int, int]
    left: tuple[int, ...]
    decided: bool


def select_best(
    first: Mapping[int, Sequence[float]],
    more: More,
    indifference: float,
    most: int,
    confidence: float = CONFIDENCE,
) -> Selection:
    """Select the system whose mean is greatest.

    Parameters
    ----------
    first
        The first replications of each system, by its number: the same two or more of each.
    more
        Called with the systems still in the running and how many replications of each are needed by now, it returns all
        that there are of them, in order.
    indifference
        The smallest difference between means that matters, in the values' unit.
    most
        How many replications no system is given more than.
    confidence
        The least chance that the best is selected, where it is better than the rest by `indifference`.

    Returns
    -------
    Selection
        The best, and how many replications decided about each.
    """
    values = {system: list(numbers) for system, numbers in first.items()}
    n0 = len(next(iter(values.values())))
    in_running = sorted(values)
    if len(in_running) == 1:
        return Selection(in_running[0], {in_running[0]: n0}, tuple(in_running), True)
    reach = _reach(values, n0, confidence)
    longest = max(squared / indifference / indifference for squared in reach.values())  # a square may be no number
    used = dict.fromkeys(in_running, n0)
    n = n0
    while True:
        sums = {system: math.fsum(values[system][:n]) for system in in_running}
        if n <= longest:
            in_running = [
                system
                for system in in_running
                if all(
                    sums[system] >= sums[other] - _slack(reach[_pair(system, other)], indifference, n)
                    for other in in_running
                    if other != system
                )
            ]
        decided = len(in_running) == 1 or n > longest
        if decided or n >= most:
            best = max(in_running, key=lambda system: sums[system])
            return Selection(best, used, tuple(in_running), decided)
        n += 1
        if any(len(values[system]) < n for system in in_running):
            values |= {system: list(numbers) for system, numbers in more(in_running, n).items()}
        used |= dict.fromkeys(in_running, n)


def find_cost_frontier(costs: Sequence[float], badness: Sequence[float]) -> list[int]:
    """The places of the systems that no other is less bad than for the same cost or less, the cheapest first; of
    equals, the first."""
    best: list[int] = []
    for place in sorted(range(len(costs)), key=lambda place: (costs[place], badness[place])):
        if not best or badness[place] < badness[best[-1]]:
            best.append(place)
    return best


def _reach(values: Mapping[int, Sequence[float]], n0: int, confidence: float) -> dict[tuple[int, int], float]:
    """For each pair of systems h squared times the first-stage variance of their difference."""
    eta = ((2.0 * (1.0 - confidence) / (len(values) - 1)) ** (-2.0 / (n0 - 1)) - 1.0) / 2.0
    h_squared = 2.0 * eta * (n0 - 1)
    return {
        (one, other): h_squared
        * estimate_mean(here - there for here, there in zip(values[one][:n0], values[other][:n0], strict=True)).sd ** 2
        for one, other in combinations(sorted(values), 2)
    }


def _slack(reach: float, indifference: float, n: int) -> float:
    """How far one system's sum may be below another's after `n` replications without being dropped for it."""
    return max(0.0, (reach / indifference - n * indifference) / 2.0)


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
