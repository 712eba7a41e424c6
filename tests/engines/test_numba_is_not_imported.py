"""Once the compiled loop is kept, nothing imports Numba: a short run takes less time than that would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from fssim.engine.simulate import prepare

PROGRAM = """
import sys
from fssim.engine.simulate import simulate
from fssim.model.compile import compile_scenario
from fssim.scenario import load
print(len(simulate(compile_scenario(load(sys.argv[1])), 1, 0, "compiled")) > 0, "numba" in sys.modules)
"""
SMALL = Path(__file__).parents[1] / "unit" / "scenario" / "small.yaml"


def test_a_simulation_does_without() -> None:
    prepare("compiled")
    run = subprocess.run([sys.executable, "-c", PROGRAM, str(SMALL)], capture_output=True, text=True, check=True)
    assert run.stdout == "True False\n"
