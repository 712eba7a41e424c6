"""Having the engine compiled: from the cache, or now."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from numba import boolean, float64, from_dtype, int64, uint64, void

from fssim.engine.compiled.families import arrivals_in_layer, describe
from fssim.engine.compiled.jit import own_folder, remove_unused
from fssim.engine.compiled.loop import advance, begin, finish
from fssim.engine.compiled.records import WORLD

DEPTH = 10_000  # of calls while compiling, which follows the engine's own calls down


def prepare() -> None:
    """Compile the engine, unless this process or an earlier one has; say so on the standard error stream."""
    if finish.signatures:  # the last that is compiled
        return
    folder = own_folder()
    with suppress(OSError):
        os.utime(folder)  # in use, so not to be removed
    if not any(folder.rglob("*.nbc")):
        remove_unused(folder)
        print("Compiling the simulation engine. This is done once and takes about half a minute.", file=sys.stderr)
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


@contextmanager
def _deep_calls() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
