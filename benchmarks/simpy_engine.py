"""How fast the SimPy engine is: python benchmarks/simpy_engine.py [SCENARIO] [REPLICATIONS]

Prints seconds a replication, events a second (what SimPy steps through), log rows a second and peak memory. Events are
counted in a run of their own, so that counting does not slow the timing.
"""

from __future__ import annotations

import resource
import sys
from time import perf_counter

from fssim.engine.simpy_engine.clock import Clock
from fssim.engine.simulate import simulate
from fssim.model.compile import compile_scenario
from fssim.model.tables import Tables
from fssim.scenario import load


def count_events(tables: Tables) -> int:
    """The events SimPy steps through in replication 0."""
    counted = 0
    step = Clock.step

    def counting(clock: Clock) -> None:
        nonlocal counted
        counted += 1
        step(clock)

    Clock.step = counting  # type: ignore[assignment, method-assign]
    try:
        simulate(tables, seed=1, replication=0, engine="simpy")
    finally:
        Clock.step = step  # type: ignore[method-assign]
    return counted


def main() -> None:
    """Print the table."""
    scenario = sys.argv[1] if len(sys.argv) > 1 else "scenarios/one_district.yaml"
    replications = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    started = perf_counter()
    tables = compile_scenario(load(scenario))
    compiled = perf_counter() - started
    events = count_events(tables)
    seconds = []
    rows = 0
    for _ in range(replications):
        started = perf_counter()
        rows = len(simulate(tables, seed=1, replication=0, engine="simpy"))
        seconds.append(perf_counter() - started)
    median = sorted(seconds)[len(seconds) // 2]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{scenario}: load and compile {compiled:.2f} s; a replication {median:.2f} s (median of {replications})")
    print(f"{events:,} events: {events / median:,.0f} a second; {rows:,} log rows: {rows / median:,.0f} a second")
    print(f"peak memory {peak:,.0f} MB")


if __name__ == "__main__":
    main()
