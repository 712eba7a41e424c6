"""How long the first answer takes: python benchmarks/first_answer.py [SCENARIO] [--times 5]

Runs `fssim run` on one district (or another scenario) as from a shell, imports and all: once with an empty cache, in
which the engine is compiled, and then several times more. Prints seconds by the clock and of the processor,
and as a yardstick how long this processor takes to add ten million numbers in a Python loop, before and after.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ONE_DISTRICT = Path(__file__).parents[1] / "scenarios" / "one_district.yaml"


def seconds(scenario: Path, cache: str) -> tuple[float, float]:
    """What one run takes, with its cache in a folder: by the clock, and of the processor, its children's included."""
    started, used = time.perf_counter(), _processor_time()
    subprocess.run(
        [sys.executable, "-m", "fssim", "run", scenario],
        env={**os.environ, "FSSIM_CACHE": cache},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started, _processor_time() - used


def _processor_time() -> float:
    of_children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return of_children.ru_utime + of_children.ru_stime


def yardstick() -> float:
    """The seconds that adding ten million numbers takes, one by one."""
    started, total = time.perf_counter(), 0
    for number in range(10_000_000):
        total += number
    return time.perf_counter() - started


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description="Time the first answer and those after it.")
    parser.add_argument("scenario", nargs="?", type=Path, default=ONE_DISTRICT)
    parser.add_argument("--times", type=int, default=5)
    chosen = parser.parse_args()
    before = yardstick()
    with tempfile.TemporaryDirectory() as cache:
        first = seconds(chosen.scenario, cache)
        later = [seconds(chosen.scenario, cache) for _ in range(chosen.times)]
    clock, processor = (median(each) for each in zip(*later, strict=True))
    print(f"first use, compiling the engine: {first[0]:.1f} s by the clock, {first[1]:.1f} s of the processor")
    print(f"after that, median of {chosen.times}: {clock:.2f} s by the clock, {processor:.2f} s of the processor")
    print(f"adding ten million numbers: {before:.2f} s before, {yardstick():.2f} s after")


if __name__ == "__main__":
    main()
