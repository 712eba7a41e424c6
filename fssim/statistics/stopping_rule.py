"""When to stop adding replications: how often to look, and what has to be seen.

Looking after every replication and stopping the first time an interval is narrow enough gives intervals that hold the
true value less often than they say, as one stops when the variance happens to look small (Chow and Robbins, 1965, "On
the asymptotic theory of fixed-width sequential confidence intervals for the mean", show that this wears off as
intervals get narrower; for few replications it does not). So we look seldom, at numbers of replications that grow by a
quarter, and stop when the precision has held at two looks in succession, as Hoad, Robinson and Davies (2010, "Automated
selection of the number of replications for a discrete-event simulation") look ahead before they stop.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

FIRST_LOOK, AT_MOST = 10, 400  # replications
GROWTH = 1.25


def schedule_looks(at_most: int) -> Iterator[int]:
    """When to look whether the precision is reached: the numbers of replications.

    Parameters
    ----------
    at_most
        Where it ends in any case.

    Yields
    ------
    int
        Replications: 10, 13, 17, 22, 28, 35, 44 and so on, and `at_most`.
    """
    count = FIRST_LOOK
    while count < at_most:
        yield count
        count = ceil(count * GROWTH)
    yield at_most


def is_enough(now: bool, before: bool, is_last: bool) -> bool:
    """Whether to stop.

    Parameters
    ----------
    now, before
        Whether the precision is there at this look, and was at the one before.
    is_last
        Whether no other look follows, so that `now` suffices.

    Returns
    -------
    bool
        Whether the precision counts as reached.
    """
    return now and (before or is_last)
