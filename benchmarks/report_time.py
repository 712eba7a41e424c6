"""What the report takes: python benchmarks/report_time.py [SCENARIO] [--replications 10] [--times 5] [--beside FOLDER]

Runs `fssim run` with and without `--out`, `fssim report` and `fssim report --brief` as from a shell, imports and all,
with the engine compiled beforehand. Prints medians, in seconds by the clock and of the processor. `--beside` is a
folder that holds another version of fssim, which is run turn and turn about with this one.
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

ROOT = Path(__file__).parents[1]
Times = list[tuple[float, float]]


def seconds(version: Path, *words: object) -> tuple[float, float]:
    """What one command takes in a version: by the clock, and of the processor, its children's included."""
    started, used = time.perf_counter(), _processor_time()
    subprocess.run(
        [sys.executable, "-m", "fssim", *map(str, words)],
        cwd=version,
        env={**os.environ, "PYTHONPATH": str(version)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started, _processor_time() - used


def _processor_time() -> float:
    of_children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return of_children.ru_utime + of_children.ru_stime


def is_known(version: Path, option: str) -> bool:
    """Whether a version's `fssim report` has an option."""
    words = [sys.executable, "-m", "fssim", "report", "--help"]
    said = subprocess.run(words, cwd=version, env={**os.environ, "PYTHONPATH": str(version)}, capture_output=True)
    return option in said.stdout.decode()


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description="Time the report.")
    parser.add_argument("scenario", nargs="?", default="scenarios/one_district_vacancy.yaml")
    parser.add_argument("--replications", type=int, default=10)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--beside", type=Path)
    chosen = parser.parse_args()
    versions = {"this": ROOT, **({"beside": chosen.beside.resolve()} if chosen.beside else {})}
    found: dict[tuple[str, str], Times] = {}
    with tempfile.TemporaryDirectory() as folder:
        for time_over in range(chosen.times + 1):
            for name, version in versions.items():
                out = Path(folder) / f"{name}{time_over}"
                run = ("run", chosen.scenario, "--replications", chosen.replications, "--quiet")
                commands: dict[str, tuple[object, ...]] = {
                    "run": run, "run --out": (*run, "--out", out), "report": ("report", out),
                }  # fmt: skip
                if is_known(version, "--brief"):
                    commands["report --brief"] = ("report", out, "--brief")
                for said, words in commands.items():
                    took = seconds(version, *words)
                    if time_over:  # the first time compiles the engine
                        found.setdefault((said, name), []).append(took)
    for (said, name), times in sorted(found.items()):
        clock, processor = (median(each) for each in zip(*times, strict=True))
        print(f"{said:16} {name:8} {clock:6.2f} s by the clock {processor:6.2f} s of the processor")


if __name__ == "__main__":
    main()
