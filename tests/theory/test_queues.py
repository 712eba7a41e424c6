"""With one stage, one role and simple times, the model is a queue with a known answer.

Every comparison is with the mean of independent replications with fixed seeds, and would fail with chance 0.001 if the
model were right and the seeds were not fixed.
"""

from __future__ import annotations

from math import factorial, log, sqrt
from statistics import fmean, stdev

import numpy as np
import pytest

from tests.laws import building as b
from tests.theory.running import agree, closed_rows, column, mean_time_open, mean_wait, numbers_open, replications

pytestmark = pytest.mark.slow

HOURS_A_DAY = 8.0


def erlang_c_mean_wait(arrivals: float, service: float, servers: int) -> float:
    """The mean wait in M/M/c (Erlang, 1917): C / (c / s - a), where C is the chance of waiting at all."""
    load = arrivals * service
    last = load**servers / factorial(servers) * servers / (servers - load)
    chance = last / (sum(load**k / factorial(k) for k in range(servers)) + last)
    return chance / (servers / service - arrivals)


@pytest.mark.parametrize(("servers", "service"), [(1, 0.07), (3, 0.24), (6, 0.5)])
def test_work_for_a_team_waits_as_erlang_says(servers: int, service: float) -> None:
    """M/M/c: families arrive at random, and any of c workers does their one task of exponential length."""
    service_days = b.small_service(families_a_day=10.0, years=3, workers=servers)
    hours = b.drawn(service * HOURS_A_DAY, "hours", "expon")
    service_days["pathway"]["activities"]["task"] = b.activity({"worker": b.part(hours)})
    waits = replications(service_days, 12, mean_wait)
    assert agree(waits, erlang_c_mean_wait(10.0, service, servers))


def test_a_single_server_waits_as_pollaczek_and_khinchine_say() -> None:
    """M/G/1 with a long tail: the mean wait is a E[S^2] / (2 (1 - load)) (Pollaczek, 1930; Khinchine, 1932).

    Tasks are lognormal with a coefficient of variation of 2, so that the spread of a few long ones makes four fifths of
    the wait. With the tail cut off it was 3.7% less.
    """
    arrivals, load, variation = 10.0, 0.5, 2.0
    service = load / arrivals
    mapping = b.small_service(families_a_day=arrivals, years=6)
    hours = b.drawn(service * HOURS_A_DAY, "hours", "lognorm", s=sqrt(log(1.0 + variation**2)))
    mapping["pathway"]["activities"]["task"] = b.activity({"worker": b.part(hours)})
    waits = replications(mapping, 500, mean_wait)
    known = arrivals * service**2 * (1.0 + variation**2) / (2.0 * (1.0 - load))
    assert agree(waits, known)
    assert stdev(waits) / len(waits) ** 0.5 < 0.01 * known


def test_a_service_without_staff_limits_holds_a_poisson_number_of_families() -> None:
    """M/G/infinity: the number open is Poisson with mean arrivals x mean length, whatever the shape of the length."""
    mapping = b.small_service(families_a_day=2.0, years=4)
    length = b.drawn(15.0, "working days", "lognorm", s=0.7)
    mapping["pathway"]["activities"]["task"] = b.activity({}, gap=length)
    means = replications(mapping, 12, lambda log: float(numbers_open(log).mean()))
    variances = replications(mapping, 12, lambda log: float(numbers_open(log, every=30.0).var(ddof=1)))
    assert agree(means, 30.0)
    assert agree(variances, 30.0)


def test_littles_law_holds_exactly_when_the_books_are_closed() -> None:
    """Little (1961): number open over time = arrivals x mean time open, exactly if everybody who came has left."""
    mapping = b.small_service(families_a_day=5.0)
    start, until = mapping["clock"]["observed_from"], b.date_of(200)
    mapping["demand"]["shocks"] = {
        "nobody comes": {"start": until, "until": "2020-04-01", "factor": b.number(0.0, "multiplier")}
    }
    assert start < until

    def both_sides(log: object) -> float:
        closed, arrival = column(log, "time")[closed_rows(log)], np.asarray(log.families.arrival)  # type: ignore[attr-defined, arg-type]
        assert len(closed) == len(arrival) > 500
        changes = np.concatenate([arrival, closed])
        order = np.argsort(changes, kind="stable")
        steps = np.concatenate([np.ones(len(arrival)), -np.ones(len(closed))])[order]
        area = float((np.cumsum(steps)[:-1] * np.diff(changes[order])).sum())
        return area - float(closed.sum() - arrival.sum())

    assert replications(mapping, 1, both_sides)[0] == pytest.approx(0.0, abs=1e-6)


def test_littles_law_holds_over_a_long_run() -> None:
    """The mean number open is arrivals x the mean time open, within the noise of a run that is cut off."""
    mapping = b.small_service(families_a_day=8.0, years=4)
    hours = b.drawn(0.8, "hours", "expon")
    mapping["pathway"]["activities"]["task"] = b.activity({"worker": b.part(hours)})
    numbers = replications(mapping, 6, lambda log: float(numbers_open(log, every=0.37).mean()))
    times = replications(mapping, 6, mean_time_open)
    assert fmean(numbers) == pytest.approx(8.0 * fmean(times), rel=0.05)
