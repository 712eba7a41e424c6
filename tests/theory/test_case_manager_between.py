"""A worker who holds a few families at a time, between the two limits: held against the Markov chain's own solution.

With exponential contacts and times away, how many families are open and how many of those held are waiting for, or in,
a contact say all there is to know (Campello, Ingolfsson and Shumsky, 2017, "Queueing models of case managers").
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve

from tests.theory.running import agree, mean_wait_for_a_holder, replications
from tests.theory.test_case_manager import AWAY, case_manager

pytestmark = pytest.mark.slow

MOST_OPEN = 400  # families: more are as good as impossible


def known_wait_for_a_holder(arrivals: float, contact: float, completes: float, limit: int) -> float:
    """The mean wait until held, from the chain's stationary distribution and Little's law."""
    states = [(n, busy) for n in range(MOST_OPEN + 1) for busy in range(min(n, limit) + 1)]
    number = {state: row for row, state in enumerate(states)}
    rates: dict[tuple[int, int], float] = {}

    def goes(state: tuple[int, int], to: tuple[int, int], rate: float) -> None:
        if rate > 0.0:
            here, there = number[state], number[to]
            rates[there, here] = rates.get((there, here), 0.0) + rate
            rates[here, here] = rates.get((here, here), 0.0) - rate

    for n, busy in states:
        if n < MOST_OPEN:
            goes((n, busy), (n + 1, busy + (n < limit)), arrivals)
        if busy:
            goes((n, busy), (n - 1, busy - (n <= limit)), completes / contact)
            goes((n, busy), (n, busy - 1), (1.0 - completes) / contact)
        away = min(n, limit) - busy
        if away:
            goes((n, busy), (n, busy + 1), away / AWAY)
    rows, columns = zip(*rates, strict=True)
    chain = coo_matrix((list(rates.values()), (rows, columns)), shape=(len(states), len(states))).tolil()
    chain[0, :] = 1.0  # the probabilities sum to 1, in place of one balance equation
    share = spsolve(chain.tocsc(), np.eye(1, len(states))[0])
    assert share[-limit - 1 :].sum() < 1e-9
    return float(sum(p * max(n - limit, 0) for p, (n, _) in zip(share, states, strict=True))) / arrivals


@pytest.mark.parametrize(("limit", "arrivals"), [(2, 0.12), (4, 0.25)])
def test_held_a_few_at_a_time_families_wait_as_the_chain_says(limit: int, arrivals: float) -> None:
    """The mean wait until held, within its interval; error rate 1 in 1,000 for each limit, with fixed seeds."""
    contact, completes = 0.5, 0.25
    known = known_wait_for_a_holder(arrivals, contact, completes, limit)
    waits = replications(case_manager(arrivals, contact, completes, limit, years=20), 12, mean_wait_for_a_holder)
    assert 0.5 < known < 30.0
    assert agree(waits, known)


def test_the_chain_agrees_with_what_is_known_of_its_limits() -> None:
    """One at a time it is M/G/1 (Pollaczek and Khinchine), and with plenty of room nobody waits."""
    arrivals, contact, completes = 0.05, 0.5, 0.25
    more, more_variance = (1.0 - completes) / completes, (1.0 - completes) / completes**2
    mean = contact + more * (AWAY + contact)
    variance = contact**2 + more * (AWAY**2 + contact**2) + more_variance * (AWAY + contact) ** 2
    one_at_a_time = arrivals * (variance + mean**2) / (2.0 * (1.0 - arrivals * mean))
    assert known_wait_for_a_holder(arrivals, contact, completes, 1) == pytest.approx(one_at_a_time, rel=1e-6)
    assert known_wait_for_a_holder(arrivals, contact, completes, 30) == pytest.approx(0.0, abs=1e-9)
