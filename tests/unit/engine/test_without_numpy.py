"""Loading, compiling and simulating need no NumPy when distributions were tabulated beforehand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario, tabulate_shapes
from fssim.scenario import load

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"

PROGRAM = """
import importlib.abc, json, sys
from array import array
from hashlib import sha256

BLOCKED = {"numpy", "pandas", "scipy", "matplotlib", "pyarrow"}

class Blocker(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"{name} is blocked", name=name)

sys.meta_path.insert(0, Blocker())
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import load

shapes = {key: array("d", knots) for key, knots in json.load(sys.stdin).items()}
log = simulate_tables(compile_scenario(load(sys.argv[1]), shapes), 3, 1)
assert not BLOCKED & {name.partition(".")[0] for name in sys.modules}
print(sha256(log.to_bytes()).hexdigest(), len(log))
"""


def run(shapes: str, cache: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(SMALL)],
        input=shapes,
        env={**os.environ, "FSSIM_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_engine_gives_the_same_log_without_numpy(tmp_path: Path) -> None:
    scenario = load(SMALL)
    log = simulate_tables(compile_scenario(scenario), 3, 1)
    shapes = json.dumps({key: list(knots) for key, knots in tabulate_shapes(scenario).items()})
    done = run(shapes, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [sha256(log.to_bytes()).hexdigest(), str(len(log))]


def test_a_distribution_that_was_not_tabulated_needs_scipy(tmp_path: Path) -> None:
    done = run("{}", tmp_path)
    assert done.returncode != 0
    assert "ModuleNotFoundError" in done.stderr
    assert "is blocked" in done.stderr
