"""The process that does one job: `python -m fssim.app.work.do_job`.

It imports what a job takes, reads one line that says which, and tells how far it is, a line of JSON at a time. When the
app is gone, so is this process, and so are those that it has started.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fssim.app.from_returns.authority_jobs import forecast_authority, make_authority
from fssim.app.page_words import explain_error
from fssim.app.sweep.sweep_job import sweep_and_ask
from fssim.app.work.run_job import Tell, make_animation, make_class_lesson, make_story, run_asked
from fssim.app.work.work_folder import AUTHORITY, SWEEP
from fssim.engine.simulate import ENGINES, prepare_engine
from fssim.errors import Error
from fssim.report.document.save_report import import_libraries

JOBS: dict[str, Callable[[Path, Mapping[str, Any], Tell], None]] = {
    "run": run_asked,
    SWEEP: sweep_and_ask,
    AUTHORITY: make_authority,
    "forecast": forecast_authority,
    "story": make_story,
    "animation": make_animation,
    "lesson": make_class_lesson,
}
STANDARD_INPUT, STANDARD_OUTPUT, STANDARD_ERROR = 0, 1, 2


def do_job(kind: str, folder: Path, options: Mapping[str, Any], tell: Tell) -> None:
    """Do a job for a folder of work, and tell how far it is. What follows a hyphen in its kind says which of a kind."""
    JOBS[kind.split("-")[0]](folder, options, tell)


def do_asked_job() -> None:
    """Do one job."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the app's
    tell = _speaker()
    import_libraries()
    prepare_engine(ENGINES[0])
    order = json.loads(_line())
    threading.Thread(target=_end_with_app, daemon=True).start()
    try:
        do_job(order["kind"], Path(order["folder"]), order["options"], tell)
    except MemoryError:
        tell({"stopped": "This computer has not enough memory for it. Ask for fewer replications."})
    except Error as error:
        tell({"stopped": explain_error(error, Path(order["folder"]))})
    except Exception as error:
        print(f"fssim app: {type(error).__name__}: {error}", file=sys.stderr)
        tell({"stopped": f"Something went wrong that fssim did not foresee ({type(error).__name__}: {error})."})
    else:
        tell({"state": "finished"})


def _speaker() -> Tell:
    """What tells the app something. Anything else that is printed goes where errors go."""
    to_app = os.dup(STANDARD_OUTPUT)
    os.set_inheritable(to_app, False)
    os.dup2(STANDARD_ERROR, STANDARD_OUTPUT)

    def tell(message: Mapping[str, Any]) -> None:
        line = json.dumps(message).encode() + b"\n"
        while line:
            line = line[os.write(to_app, line) :]

    return tell


def _line() -> bytes:
    """The first line of the standard input, of which nothing is read into a buffer: a process that is forked while
    another thread reads from one cannot close it."""
    line = b""
    while not line.endswith(b"\n"):
        part = os.read(STANDARD_INPUT, 1)
        if not part:
            os._exit(0)  # the app has no work any more
        line += part
    return line


def _end_with_app() -> None:
    while os.read(STANDARD_INPUT, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    do_asked_job()
