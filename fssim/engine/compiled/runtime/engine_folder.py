"""Where the compiled engine is kept.

The folder's name has a hash of the sources of the engine and the model in it, so that a change to either is noticed.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from llvmlite.binding import get_host_cpu_features, get_host_cpu_name, get_process_triple

from fssim.cache import writable_folder
from fssim.engine.compiled.runtime.records import CHECKED

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
