"""Testing object code before it is used: whether it writes the log in the folder `self_test`, to the last bit.

The scenario has some of nearly everything that the engine does, in three years of a tiny service. Its quantile tables
do not come from SciPy, so that the log is the same on every machine.
"""

from __future__ import annotations

import zlib
from array import array
from pathlib import Path

from fssim.engine.compiled.runtime.functions import Functions, Stopped
from fssim.engine.compiled.runtime.run_compiled import run
from fssim.errors import CannotSimulate
from fssim.model.compile.compile_families import UNIT_EXPONENTIAL
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.quantile_tables import shape_key
from fssim.model.tables import KNOTS, Tables
from fssim.scenario import load

FOLDER = Path(__file__).parents[1] / "self_test"
SCENARIO, LOG = FOLDER / "scenario.yaml", FOLDER / "log.zlib"
SEED, REPLICATION = 1, 0


def self_test_tables() -> Tables:
    """The tables of the self-test's scenario, the waits until people leave evenly spread instead of exponential."""
    even = array("d", (2.0 * knot / (KNOTS - 1) for knot in range(KNOTS)))
    return compile_scenario(load(SCENARIO), {shape_key(UNIT_EXPONENTIAL): even})


def stored_log() -> bytes:
    """The bytes of the log as it is to be (see `EventLog.to_bytes`)."""
    return zlib.decompress(LOG.read_bytes())


def passes_self_test(functions: Functions) -> bool:
    """Whether the functions write the stored log."""
    try:
        return run(functions, self_test_tables(), SEED, REPLICATION).to_bytes() == stored_log()
    except (Stopped, CannotSimulate):
        return False
