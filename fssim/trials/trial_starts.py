"""Which authorities of a trial start when, by its design."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from fssim.arrays import Floats, Integers

NEVER = -1  # in place of a start: one that does not start, to compare with
HAVE_COMPARISON = ("parallel", "matched comparison")


class TrialDesignKind(StrEnum):
    """How it is decided who starts when.

    `parallel`: half of the authorities, drawn by lot, start, and the rest never do. `stepped wedge`: all start, and the
    order is drawn by lot. `matched comparison`: half start without any lot, and each is compared with the authority
    that was most like it before. `before and after`: all start, and each is compared with itself.
    """

    parallel = "parallel"
    stepped_wedge = "stepped wedge"
    matched_comparison = "matched comparison"
    before_and_after = "before and after"


def count_starting(kind: TrialDesignKind, authorities: int) -> int:
    """How many of a trial's authorities start at some time."""
    return authorities // 2 if kind in HAVE_COMPARISON else authorities


def draw_starts(kind: TrialDesignKind, authorities: int, starts: int, random: np.random.Generator) -> Integers:
    """Which of the starts each authority has, or `NEVER`. Those that start are spread evenly over the starts."""
    starting = count_starting(kind, authorities)
    given: Integers = np.full(authorities, NEVER, np.int64)
    given[:starting] = np.arange(starting) % starts
    if kind in (TrialDesignKind.parallel, TrialDesignKind.stepped_wedge):
        random.shuffle(given)
    return given


def match(before: Floats, starting: Integers, others: Integers) -> Integers:
    """For each of the `starting`, one after another, the one of the `others` whose value was nearest; none twice."""
    left = list(others)
    chosen = []
    for one in starting:
        nearest = min(left, key=lambda other: abs(before[other] - before[one]))
        left.remove(nearest)
        chosen.append(nearest)
    return np.array(chosen, np.int64)


def lay_out(given: Integers, starts: Integers, periods: int) -> Floats:
    """1 for each authority (rows) and period (columns) in which it has started, and 0 for the others.

    `starts` are the periods that begin on the days of the starts.
    """
    first = np.where(given == NEVER, periods, starts[np.maximum(given, 0)])
    treated: Floats = (np.arange(periods) >= first[:, np.newaxis]).astype(np.float64)
    return treated
