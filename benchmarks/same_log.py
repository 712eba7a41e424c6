"""Whether both engines write the same log at full scale: python benchmarks/same_log.py [SCENARIO ...] [--seeds 1 2]

Runs each scenario file (every one in scenarios/, if none is named) on both engines for each seed, two at a time, and
compares the logs column by column, to the last bit. Prints what was compared; the exit status is 1 if anything differs.
A county takes the SimPy engine about half a minute of one processor for each seed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from fssim.engine.simulate import prepare_engine, simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import load

SCENARIOS = Path(__file__).parents[1] / "scenarios"


def compared(file: Path, seed: int) -> tuple[int, list[str]]:
    """The number of rows the SimPy engine wrote, and the columns in which the compiled engine's log differs."""
    tables = compile_scenario(load(file))
    reference, compiled = (simulate_tables(tables, seed, replication=0, engine=name) for name in ("simpy", "compiled"))
    different = [
        name for name in reference.columns if reference.columns[name].tobytes() != compiled.columns[name].tobytes()
    ]
    return len(reference), different


def lines(files: list[Path], seeds: list[int], processes: int) -> Iterator[tuple[bool, str]]:
    """Whether each comparison came out the same, and what to say of it, as they come."""
    with ProcessPoolExecutor(processes) as pool:
        runs = {pool.submit(compared, file, seed): (file.stem, seed) for seed in seeds for file in files}
        for run in as_completed(runs):
            scenario, seed = runs[run]
            rows, different = run.result()
            said = f"differs in {', '.join(different)}" if different else f"all columns of {rows:,} rows are the same"
            yield not different, f"{scenario}, seed {seed}: {said}"


def main() -> int:
    """Print the comparisons."""
    parser = argparse.ArgumentParser(description="Compare the logs of both engines at full scale.")
    parser.add_argument("scenarios", nargs="*", type=Path, default=sorted(SCENARIOS.glob("*.yaml")))
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    prepare_engine("compiled")
    same = []
    for is_same, line in lines(chosen.scenarios, chosen.seeds, chosen.processes):
        same.append(is_same)
        print(line, flush=True)
    print(f"{sum(same)} of {len(same)} logs are the same on both engines")
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main())
