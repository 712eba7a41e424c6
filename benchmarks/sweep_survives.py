"""Whether a sweep that is killed again and again ends as one that was not: the same files, byte for byte.

    python benchmarks/sweep_survives.py scenarios/sweeps/assumed_over_evidence_ranges.yaml --kills 5

The sweep is run once undisturbed, and once killed with -9 at random moments: the process that was started, or one of
its workers. It prints what was done and how long each took, and ends with status 1 if any file differs.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORKERS_UP = 10.0  # seconds of starting, which are no test of anything


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sweep", type=Path)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as place:
        whole, killed = Path(place) / "whole", Path(place) / "killed"
        began = time.monotonic()
        run(asked.sweep, whole, asked.jobs).wait()
        seconds = time.monotonic() - began
        print(f"undisturbed: {seconds:.0f} s, {len(files(whole))} files", flush=True)
        for _ in range(asked.kills):
            disturb(run(asked.sweep, killed, asked.jobs), WORKERS_UP + rng.random() * seconds / asked.kills, rng)
            print(f"killed with {len(files(killed))} files there", flush=True)
        status = run(asked.sweep, killed, asked.jobs).wait()
        same = status == 0 and files(whole) == files(killed)
    print("the same, byte for byte" if same else "NOT the same")
    return 0 if same else 1


def run(sweep: Path, out: Path, jobs: int) -> subprocess.Popen[bytes]:
    line = [sys.executable, "-m", "fssim", "sweep", str(sweep), "--out", str(out), "--jobs", str(jobs), "--quiet"]
    return subprocess.Popen(line)


def disturb(process: subprocess.Popen[bytes], after_seconds: float, rng: random.Random) -> None:
    """Kill a run, or one of its workers, after a while; and wait for its end."""
    try:
        process.wait(timeout=after_seconds)
        return
    except subprocess.TimeoutExpired:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        victim = rng.choice([process.pid, *map(int, children)])
        whom = "the parent" if victim == process.pid else "a worker"
        print(f"killing {whom} after {after_seconds:.0f} s", flush=True)
        os.kill(victim, signal.SIGKILL)
        process.wait()


def files(folder: Path) -> dict[str, bytes]:
    """What is in a sweep's folder, without its lock."""
    found = (file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))
    return {str(file.relative_to(folder)): file.read_bytes() for file in found}


if __name__ == "__main__":
    sys.exit(main())
