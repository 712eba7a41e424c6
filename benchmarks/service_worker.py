"""One service on one engine in a process of its own: python -m benchmarks.service_worker SERVICE ENGINE TIMES

Runs replication 0 so many times. Prints one line of JSON: what was simulated, the median CPU seconds of the engine and
of its measures, and the peak memory.
"""

from __future__ import annotations

import json
import sys
from statistics import median
from time import process_time

from benchmarks.reference_workflow.answers import peak_kilobytes
from benchmarks.services import service
from fssim.engine.event_log import EventLog
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
    simulating, measuring = [], []
    for _ in range(int(times)):
        log, simulated, measured = _timed(tables, engine)
        simulating.append(simulated)
        measuring.append(measured)
    told = {
        "families": len(log.families),
        "log_rows": len(log),
        "simulate_seconds": median(simulating),
        "measure_seconds": median(measuring),
        "peak_megabytes": peak_kilobytes() / 1024.0,
    }
    print(json.dumps(told))


def _timed(tables: Tables, engine: str) -> tuple[EventLog, float, float]:
    """Replication 0, and the CPU seconds it and its measures took."""
    began = process_time()
    log = simulate_tables(tables, 1, 0, engine)
    simulated = process_time()
    measure_log(log)
    return log, simulated - began, process_time() - simulated


if __name__ == "__main__":
    main()
