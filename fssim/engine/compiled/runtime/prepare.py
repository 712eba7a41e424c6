"""Having the engine's functions: from this process, from the folder they are kept in, or built now and tested.

The folder's name has a hash of the sources of the engine and the model in it, so that a change to either is noticed.
Code is tested before it is used: whether it writes the log in the folder `self_test`, to the last bit. The scenario
there has some of nearly everything that the engine does, in three years of a tiny service. Its quantile tables do not
come from SciPy, so that the log is the same on every machine.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
import zlib
from array import array
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from llvmlite.binding import get_host_cpu_features, get_host_cpu_name, get_process_triple

from fssim.engine.compiled.runtime.functions import Functions, Stopped, loaded
from fssim.engine.compiled.runtime.records import CHECKED
from fssim.engine.compiled.runtime.run_compiled import run
from fssim.errors import CannotSimulate, SlowerEngine
from fssim.files.cache import read_own, writable_folder, write_whole
from fssim.model.compile.compile_families import UNIT_EXPONENTIAL
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.quantile_tables import shape_key
from fssim.model.tables import KNOTS, Tables
from fssim.scenario import load

FILE = "engine"  # object code that has passed the self-test
UNFIT = b""  # in its place, if it has not
PROGRAM = """
import os, sys
sys.path[:] = sys.argv[1:]
os.environ["NUMBA_OPT"] = "0"  # all of it is optimised at once, in the end
import gc, signal
gc.disable()
signal.signal(signal.SIGINT, signal.SIG_IGN)
from fssim.engine.compiled.runtime.build_functions import build
sys.stdout.buffer.write(build())
"""
FALLS_BACK = (
    "The SimPy engine is used, which gives the same answers about a hundred times as slowly: the compiled engine did "
    "not pass its self-test on this computer; installing Numba anew may help (pip install --force-reinstall numba)."
)


@cache
def prepare() -> Functions | None:
    """The engine's functions. If they are to be built first, say so on the standard error stream.

    Code is tested once it is built, and kept with what came of it. None, with a warning (`SlowerEngine`), if it did
    not pass. Raises `ImportError` if Numba is needed and cannot be imported, and `OSError` if the machine forbids such
    code.
    """
    folder = own_folder()
    with suppress(OSError):
        os.utime(folder)  # in use, so not to be removed
    code = read_own(folder / FILE)
    functions = loaded(code) if code else None
    if code is None:
        remove_unused(folder)
        code = _built()
        functions = loaded(code)
        if not passes_self_test(functions):
            functions, code = None, UNFIT
        try:
            write_whole(folder / FILE, code)
        except OSError as error:
            print(f"It cannot be kept, and is compiled again next time: {error}", file=sys.stderr)
    if functions is None and multiprocessing.parent_process() is None:
        warnings.warn(FALLS_BACK, SlowerEngine, stacklevel=2)
    return functions


def _built() -> bytes:
    from fssim.engine.compiled.runtime.build_functions import build

    print("Compiling the simulation engine. This is done once and takes about half a minute.", file=sys.stderr)
    return _built_elsewhere() or build()


def _built_elsewhere() -> bytes:
    """The code, built in another process, which can be ended at once: the compiler pays no heed to Ctrl-C for many
    seconds on end. Empty if that process fails.
    """
    if not sys.executable:
        return b""
    program = [sys.executable, "-c", PROGRAM, *sys.path]  # it imports what this process would
    silent = subprocess.DEVNULL
    try:
        done = subprocess.run(program, stdin=silent, stdout=subprocess.PIPE, stderr=silent, check=False)
    except OSError:
        return b""
    return b"" if done.returncode else done.stdout


PACKAGE = Path(__file__).parents[3]
DAYS_UNUSED = 30
SOURCES = ("engine/compiled", "engine/event_log.py", "engine/standstill.py", "model")


def source_hash(package: Path = PACKAGE) -> str:
    """A name for the sources that the compiled engine depends on, and for what it is tested with."""
    digest = sha256()
    for source in SOURCES:
        path = package / source
        for file in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
            if file.suffix == ".pyc":
                continue
            digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def cache_folder(package: Path = PACKAGE) -> Path:
    """Where the compiled engine is kept: in the user's cache, or for this run only where nothing can be kept.

    Another kind of machine, other versions of Numba and llvmlite, and the checked build have other folders. Nobody but
    this user can write there.
    """
    versions = f"{version('numba')} {version('llvmlite')}"
    machine = f"{versions} {get_process_triple()} {get_host_cpu_name()} {get_host_cpu_features().flatten()}"
    kind = "checked-" if CHECKED else ""
    name = f"compiled-{kind}{source_hash(package)}-{sha256(machine.encode()).hexdigest()[:8]}"
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
