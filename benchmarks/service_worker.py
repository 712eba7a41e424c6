"""One service on one engine in a process of its own: python -m benchmarks.service_worker SERVICE ENGINE TIMES

Runs replication 0 so many times. Prints one line of JSON: what was simulated, the median CPU seconds of the engine and
of its measures, and the peak memory.
"""

from __future__ import annotations

import json
import sys
from statistics import median
from time import process_time
from typing import NamedTuple

from benchmarks.reference_workflow.answers import peak_kilobytes
from benchmarks.services import service
from fssim.engine.simulate import prepare_engine, simulate_tables
from fssim.measures import measure_log
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.tables import Tables


def main() -> None:
    """Run a district to get ready, then what was asked for."""
    name, engine, times = sys.argv[1:]
    prepare_engine(engine)
    _timed(compile_scenario(service("1")), engine)
    tables = compile_scenario(service(name))
    done = [_timed(tables, engine) for _ in range(int(times))]
    told = {
        "families": done[0].families,
        "log_rows": done[0].log_rows,
        "simulate_seconds": median(each.simulated for each in done),
        "measure_seconds": median(each.measured for each in done),
        "peak_megabytes": peak_kilobytes() / 1024.0,
    }
    print(json.dumps(told))


class Replicated(NamedTuple):
    """One replication: its size, and the CPU seconds of the engine and of the measures."""

    families: int
    log_rows: int
    simulated: float
    measured: float


def _timed(tables: Tables, engine: str) -> Replicated:
    """Replication 0, whose log is gone before the next one's is written, as in a run."""
    began = process_time()
    log = simulate_tables(tables, 1, 0, engine)
    simulated = process_time()
    measure_log(log)
    return Replicated(len(log.families), len(log), simulated - began, process_time() - simulated)


if __name__ == "__main__":
    main()
