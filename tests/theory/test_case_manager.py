"""A worker who holds families up to a caseload limit and sees each again and again until a contact completes the case.

Between contacts a family is away for a while. The two ends are known queues: held one at a time it is M/G/1, held
without limit it is a Jackson network. Campello, Ingolfsson and Shumsky (2017, "Queueing models of case managers") study
what lies between. Each comparison would fail with chance 0.001 if the model were right and its seeds were not fixed.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.laws import building as b
from tests.theory.running import agree, mean_time_open, mean_wait_for_a_holder, replications

pytestmark = pytest.mark.slow

HOURS_A_DAY = 8.0
AWAY = 2.0  # working days before each contact


def case_manager(arrivals: float, contact: float, completes: float, limit: int, years: int = 4) -> dict[str, Any]:
    """Contacts of exponential length (working days), each completing the case with a chance; away between them."""
    mapping = b.small_service(families_a_day=arrivals, years=years)
    mapping["roles"]["worker"] = b.role(limit=limit)
    contacts = {"holder": b.part(b.drawn(contact * HOURS_A_DAY, "hours", "expon"))}
    away = b.drawn(AWAY, "working days", "expon")
    now = (0, "working days")
    mapping["pathway"]["activities"] = {
        "first contact": b.activity(contacts, due=now),
        "contact": b.activity(contacts, due=now, repeat=now, gap=away, after="first contact"),
    }
    decides = {"first contact": "done", "contact": "done"}
    mapping["pathway"]["stages"]["work"] = b.stage(
        *decides, decides=decides, team="team", holder="worker", statutory_plan="plan"
    )
    mapping["pathway"]["decisions"]["done"] = {
        "completed": b.outcome("closed", completes),
        "again": b.outcome("continue", 1.0 - completes),
    }
    return mapping


def test_held_one_at_a_time_it_is_a_single_server_with_whole_cases_as_service() -> None:
    """M/G/1: wait = a E(S^2) / 2 (1 - a E(S)) (Pollaczek and Khinchine), S all of a family's contacts and time away."""
    arrivals, contact, completes = 0.05, 1.5, 0.3
    more, more_variance = (1.0 - completes) / completes, (1.0 - completes) / completes**2
    mean = contact + more * (AWAY + contact)
    variance = contact**2 + more * (AWAY**2 + contact**2) + more_variance * (AWAY + contact) ** 2
    known = arrivals * (variance + mean**2) / (2.0 * (1.0 - arrivals * mean))
    times = replications(case_manager(arrivals, contact, completes, limit=1, years=20), 12, mean_wait_for_a_holder)
    assert agree(times, known)


def test_held_without_limit_it_is_a_network_of_a_server_and_time_away() -> None:
    """Jackson (1957): time open = 1 / p contacts of 1 / (1 / s - a / p), and away before all but the first of them."""
    arrivals, contact, completes = 0.5, 0.5, 0.4
    known = 1.0 / (1.0 / contact - arrivals / completes) / completes + AWAY * (1.0 - completes) / completes
    times = replications(case_manager(arrivals, contact, completes, limit=1000), 12, mean_time_open)
    assert agree(times, known)


def test_completing_more_cases_a_contact_cuts_waits_more_than_working_faster_by_the_same_load() -> None:
    """Both changes cut the work by a sixth; fewer contacts cut time away as well, and free places on the caseload."""
    arrivals, contact, completes, less = 0.4, 0.5, 0.25, 1.2
    usual = replications(case_manager(arrivals, contact, completes, limit=5), 6, mean_wait_for_a_holder)
    faster = replications(case_manager(arrivals, contact / less, completes, limit=5), 6, mean_wait_for_a_holder)
    surer = replications(case_manager(arrivals, contact, completes * less, limit=5), 6, mean_wait_for_a_holder)
    assert all(s < f < u for s, f, u in zip(surer, faster, usual, strict=True))
