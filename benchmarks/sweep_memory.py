"""How much memory a sweep of very many points takes, beside its simulations.

    python benchmarks/sweep_memory.py scenarios/sweeps/assumed_over_evidence_ranges.yaml --points 100000

Every replication is stood in for by a row of numbers, so that what is measured is the sweep's own: making points,
writing blocks, and summing them up. Prints the most memory the process had, before and after.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from array import array
from pathlib import Path

from fssim.studies.sweeps import run_sweep as run
from fssim.studies.sweeps.plan.sweep import build_sweep, load_sweep
from fssim.studies.sweeps.work import missing_points as doing
from fssim.studies.sweeps.work.work_units import UnitResult, WorkUnit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sweep", type=Path)
    parser.add_argument("--points", type=int, default=100_000)
    asked = parser.parse_args()
    said = load_sweep(asked.sweep)
    design = said.plan.design.model_copy(update={"points": asked.points})
    sweep = build_sweep(said.plan.model_copy(update={"design": design, "replications": 1}), said.base, said.baseline)
    doing.do_work = instead  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as place:
        for points in (1_000, asked.points):
            design = design.model_copy(update={"points": points})
            part = build_sweep(sweep.plan.model_copy(update={"design": design}), sweep.base, sweep.baseline)
            began = time.process_time()
            run.sweep(part, Path(place) / str(points), jobs=1)
            written = sum(file.stat().st_size for file in (Path(place) / str(points)).rglob("*"))
            print(
                f"{points:,} points: {most_memory():,.0f} MB at most, {time.process_time() - began:.0f} s of processor "
                f"time, {written / 1e6:,.0f} MB written",
                flush=True,
            )


def instead(work: WorkUnit) -> UnitResult:
    """Numbers that look like measures, others at each point."""
    start = hash(work.changes) % 1_000_003
    count = (work.until - work.first) * len(work.measures)
    return UnitResult(array("d", ((start * (at + 1)) % 1_000_003 / 7.0 for at in range(count))))


def most_memory() -> float:
    """In megabytes; Linux counts kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    main()
