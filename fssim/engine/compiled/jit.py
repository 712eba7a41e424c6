"""How the engine's functions are compiled, and where the compiled engine is kept.

The folder's name has a hash of the sources of the engine and the model in it, so that a change to either is noticed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import numba
from llvmlite.binding import get_host_cpu_name
from numba.core import types as numba_types

from fssim.cache import writable_folder

types: Any = numba_types

PACKAGE = Path(__file__).parents[2]
DAYS_UNUSED = 30
SOURCES = ("engine/compiled", "engine/log.py", "model")


def source_hash(package: Path = PACKAGE) -> str:
    """A name for the sources that the compiled engine depends on."""
    digest = sha256()
    for source in SOURCES:
        path = package / source
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def cache_folder(package: Path = PACKAGE) -> Path:
    """Where the compiled engine is kept: in the user's cache, or for this run only where nothing can be kept.

    Another kind of processor, or another version of Numba, has another folder.
    """
    machine = f"{numba.__version__} {get_host_cpu_name()} {sys.implementation.cache_tag}"
    name = f"compiled-{source_hash(package)}-{sha256(machine.encode()).hexdigest()[:8]}"
    return writable_folder(name) or Path(tempfile.mkdtemp(prefix="fssim-")) / "fssim" / name


@cache
def own_folder() -> Path:
    """Where this process keeps its compiled engine."""
    return cache_folder()


def remove_unused(folder: Path) -> None:
    """Remove the engines kept beside this folder that nothing has used for `DAYS_UNUSED`: other versions of fssim."""
    oldest = time.time() - DAYS_UNUSED * 24 * 60 * 60
    for other in folder.parent.glob("compiled-*"):
        with suppress(OSError):
            if other != folder and other.stat().st_mtime < oldest:
                shutil.rmtree(other, ignore_errors=True)


def jitted(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the engine, compiled when the loop is: plain arithmetic, nothing reordered or fused.

    It is compiled once for each kind of argument, not again for each number written in a call.
    """
    return _jitted(function, inline=False)


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """As `jitted`, and written out wherever it is called: for what is short.

    A call costs as much as a short function does: without any of this the loop takes nearly half as long again.
    """
    return _jitted(function, inline=True)


def part_of_caller(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that is called in one place only, and compiled as if it were written there.

    Never compiled by itself: the engine is compiled a third sooner than if all were. Called in two places it is
    compiled twice, and all it calls in turn, which soon takes far longer.
    """
    return cast(Callable[..., Any], numba.njit(inline="always", nogil=True, fastmath=False)(function))


def _jitted(function: Callable[..., Any], inline: bool) -> Callable[..., Any]:
    compiler: Any = numba.njit
    options = {"nogil": True, "fastmath": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    made = compiler(forceinline=inline, **options)(function)
    template_for = made.get_call_template

    def get_call_template(args: Any, kws: Any) -> Any:
        return template_for(tuple(_widened(types.unliteral(argument)) for argument in args), kws)

    made.get_call_template = get_call_template
    return cast(Callable[..., Any], made)


def _widened(argument: Any) -> Any:
    """The type a function takes for an argument: a whole number from a narrow column is like any other."""
    return types.int64 if argument in (types.int8, types.int16, types.int32) else argument


def kept(function: Callable[..., Any]) -> Any:
    """A compiled function that Python calls, kept in the cache folder with everything it calls."""
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(own_folder())
    try:
        return numba.njit(nogil=True, fastmath=False, cache=True)(function)
    finally:
        settings.CACHE_DIR = before
