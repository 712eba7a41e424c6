"""Having the engine's functions: from this process, from the folder they are kept in, or built now."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

from fssim.cache import read_whole, write_whole
from fssim.engine.compiled.folder import own_folder, remove_unused
from fssim.engine.compiled.functions import Functions, loaded

FILE = "engine"  # object code
PROGRAM = """
import sys
sys.path[:] = sys.argv[1:]
import gc, signal
gc.disable()
signal.signal(signal.SIGINT, signal.SIG_IGN)
from fssim.engine.compiled.build import build
from fssim.engine.compiled.prepare import FILE, own_folder, write_whole
write_whole(own_folder() / FILE, build())
"""


@cache
def prepare() -> Functions:
    """The engine's functions. If they are to be built first, say so on the standard error stream.

    Raises `ImportError` if Numba is needed and cannot be imported.
    """
    folder = own_folder()
    with suppress(OSError):
        os.utime(folder)  # in use, so not to be removed
    code = read_whole(folder / FILE)
    if code is None:
        from fssim.engine.compiled.build import build

        remove_unused(folder)
        print("Compiling the simulation engine. This is done once and takes about half a minute.", file=sys.stderr)
        _build_elsewhere(folder)
        code = read_whole(folder / FILE)
        if code is None:
            code = build()
            with suppress(OSError):
                write_whole(folder / FILE, code)
    return loaded(code)


def _build_elsewhere(folder: Path) -> None:
    """Build and keep the code in another process, which can be ended at once: the compiler pays no heed to Ctrl-C for
    many seconds on end. If that process fails, nothing is kept.
    """
    if not sys.executable:
        return
    program = [sys.executable, "-c", PROGRAM, *sys.path]  # it imports what this process would
    environment = {**os.environ, "FSSIM_CACHE": str(folder.parent.parent)}
    silent = subprocess.DEVNULL
    with suppress(OSError):
        subprocess.run(program, env=environment, stdin=silent, stdout=silent, stderr=silent, check=False)
