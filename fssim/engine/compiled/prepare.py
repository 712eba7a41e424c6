"""Having the engine compiled: from the cache, or now."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from numba import boolean, float64, from_dtype, int64, uint64, void

from fssim.engine.compiled.families import arrivals_in_layer, describe
from fssim.engine.compiled.jit import own_folder, remove_unused
from fssim.engine.compiled.loop import advance, begin, finish
from fssim.engine.compiled.records import WORLD

DEPTH = 10_000  # of calls while compiling, which follows the engine's own calls down
WHOLE = "whole"  # a file that is there once all of the engine is in its folder
PROGRAM = """
import sys
sys.path[:] = sys.argv[1:]
import gc, signal
gc.disable()
signal.signal(signal.SIGINT, signal.SIG_IGN)
from fssim.engine.compiled.prepare import compile_here
compile_here()
"""


def prepare() -> None:
    """Compile the engine, unless this process or an earlier one has; say so on the standard error stream."""
    if finish.signatures:  # the last that is compiled
        return
    folder = own_folder()
    with suppress(OSError):
        os.utime(folder)  # in use, so not to be removed
    if not (folder / WHOLE).exists():
        remove_unused(folder)
        print("Compiling the simulation engine. This is done once and takes about half a minute.", file=sys.stderr)
        _compile_elsewhere(folder)
    compile_here()
    with suppress(OSError):
        (folder / WHOLE).touch()


def compile_here() -> None:
    """Compile the engine in this process, or read it from its folder if it is there."""
    world: Any = from_dtype(WORLD)
    quantities, numbers, keys = float64[::1], int64[::1], uint64[::1]
    with _deep_calls():
        arrivals_in_layer.compile(int64(quantities, quantities, int64, float64, uint64, int64, quantities, numbers))
        describe.compile(
            void(uint64, numbers, *[quantities] * 4, int64, keys, numbers, numbers, numbers, quantities, quantities)
        )
        begin.compile(void(world))
        advance.compile(boolean(world, float64, int64))
        finish.compile(void(world))


def _compile_elsewhere(folder: Path) -> None:
    """Fill the folder from another process, which can be ended at once: the compiler pays no heed to Ctrl-C for many
    seconds on end. If that process fails, the folder is left for this one to fill.
    """
    if not sys.executable:
        return
    program = [sys.executable, "-c", PROGRAM, *sys.path]  # it imports what this process would
    environment = {**os.environ, "FSSIM_CACHE": str(folder.parent.parent)}
    silent = subprocess.DEVNULL
    with suppress(OSError):
        subprocess.run(program, env=environment, stdin=silent, stdout=silent, stderr=silent, check=False)


@contextmanager
def _deep_calls() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
