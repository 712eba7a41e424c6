"""How fast the compiled engine is beside the SimPy engine: python benchmarks/compiled_engine.py [SCENARIO ...]

Processor time, in one run: the compiled engine a few times before and after one replication of the SimPy engine, so
that both meet the same machine. Peak memory is that of a process of its own which simulates one replication with the
compiled engine and works out its measures.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
from statistics import median
from time import process_time

from fssim.engine.simulate import prepare_engine, simulate_tables
from fssim.measures import measure_log
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.tables import Tables
from fssim.scenario import load

TIMES = 8


def seconds(tables: Tables, engine: str) -> float:
    """The processor time of one replication."""
    started = process_time()
    simulate_tables(tables, seed=1, replication=0, engine=engine)
    return process_time() - started


def peak_megabytes(scenario: str) -> float:
    """The most memory this process has used, once it has simulated and measured one replication."""
    measure_log(simulate_tables(compile_scenario(load(scenario)), seed=1, replication=0, engine="compiled"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print a line a scenario."""
    started = process_time()
    prepare_engine("compiled")
    print(f"compiled, or read from the cache, in {process_time() - started:.1f} s")
    for scenario in sys.argv[1:] or ["scenarios/standard.yaml"]:
        with multiprocessing.get_context("spawn").Pool(1) as fresh:
            peak = fresh.apply(peak_megabytes, (scenario,))
        tables = compile_scenario(load(scenario))
        rows = len(simulate_tables(tables, seed=1, replication=0, engine="compiled"))
        quick = [seconds(tables, "compiled") for _ in range(TIMES)]
        slow = seconds(tables, "simpy")
        quick += [seconds(tables, "compiled") for _ in range(TIMES)]
        print(
            f"{scenario}: {rows:,} log rows; SimPy {slow:.2f} s, compiled {median(quick):.3f} s "
            f"({min(quick):.3f} to {max(quick):.3f}): {slow / median(quick):.0f} times as fast; peak {peak:,.0f} MB"
        )


if __name__ == "__main__":
    main()
