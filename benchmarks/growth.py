"""How cost grows with the service, and the county on fssim's two engines."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace

from benchmarks.printing import Table, figures
from benchmarks.reference_workflow.measured import python

DISTRICTS = {1: 9, 3: 9, 9: 5, 27: 3, 81: 3}  # how often each is timed on the compiled engine
SIMPY_DISTRICTS = (1, 3)  # and those that are timed, once, on the SimPy engine
NAMES = {"compiled": "compiled", "simpy": "SimPy"}


@dataclass(frozen=True)
class Served:
    """One replication of a service on one engine: its size, CPU seconds and the peak memory."""

    families: int
    log_rows: int
    simulate_seconds: float
    measure_seconds: float
    peak_megabytes: float


def county_lines() -> Table:
    """The county on both engines, side by side."""
    before, simpy, after = (
        _served("county", engine, times) for engine, times in (("compiled", 5), ("simpy", 1), ("compiled", 5))
    )
    served = {"compiled": _between(before, after), "simpy": simpy}
    slowest = served["simpy"].simulate_seconds
    headings = ("a county, eight years", "families", "log rows", "simulation, s", "measures, s", "times SimPy", "MB")
    rows = [
        (
            f"{NAMES[engine]} engine",
            *_sizes(its),
            figures(slowest / its.simulate_seconds),
            figures(its.peak_megabytes),
        )
        for engine, its in served.items()
    ]
    return Table(headings, rows)


def _between(before: Served, after: Served) -> Served:
    return replace(
        before,
        simulate_seconds=(before.simulate_seconds + after.simulate_seconds) / 2.0,
        measure_seconds=(before.measure_seconds + after.measure_seconds) / 2.0,
    )


def growth_lines() -> Table:
    """More and more districts."""
    headings = ("districts, eight years", "engine", "families", "log rows", "simulation, s", "measures, s",
                "microseconds a row", "MB")  # fmt: skip
    rows = []
    for engine, districts in (("compiled", DISTRICTS), ("simpy", dict.fromkeys(SIMPY_DISTRICTS, 1))):
        for number, times in districts.items():
            its = _served(str(number), engine, times)
            each = 1e6 * its.simulate_seconds / its.log_rows
            rows.append((str(number), NAMES[engine], *_sizes(its), figures(each), figures(its.peak_megabytes)))
    return Table(headings, rows, words=2)


def _sizes(its: Served) -> tuple[str, ...]:
    seconds = (figures(its.simulate_seconds), figures(its.measure_seconds))
    return (f"{its.families:,}", f"{its.log_rows:,}", *seconds)


def _served(service: str, engine: str, times: int) -> Served:
    print(f"{service} on the {NAMES[engine]} engine ...", file=sys.stderr)
    return Served(**json.loads(python("benchmarks.service_worker", service, engine, str(times))))
