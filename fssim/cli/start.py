"""The `fssim` command. Exit status: 0 done, 1 a law of the model broken, 2 something to put right, 3 some points of a
sweep failed, 130 stopped."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import NoReturn

STOPPED_WITH_CTRL_C = 130
ENDED_FROM_OUTSIDE = 143
CANNOT_PRINT = 2
STOPPED = "Stopped: nothing was written."
SECONDS_UNTIL_ASKED_AGAIN = 0.5
_asked_to_stop: list[int] = []  # the signals that have come
OBJECTS_BETWEEN_COLLECTIONS = 100_000  # imports alone make as many, and nearly all stay


def main() -> NoReturn:
    """Run the command on what was typed, and exit."""
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # and not ignored, as in a shell's background
        signal.signal(signal.SIGINT, _stop)
    sys.unraisablehook = _drop_stops
    try:
        try:
            status = _run()
        finally:
            _ask_no_more()
    except (KeyboardInterrupt, Exception) as problem:  # an import that is stopped may end with an error of its own
        if not _asked_to_stop and not isinstance(problem, KeyboardInterrupt):
            raise
        _ask_no_more()
        print(STOPPED, file=sys.stderr)
        status = STOPPED_WITH_CTRL_C
    finally:
        exec("")  # Python ends by the signal itself, and no status, if Ctrl-C came within the last text it executed
    sys.exit(status)


def _run() -> int:
    """The exit status. What takes long to import is imported here, where Ctrl-C is heeded."""
    import atexit
    import gc
    import io

    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    atexit.register(gc.freeze)  # what is left at the end is not gone through once more

    import click

    from fssim import OutputError
    from fssim.cli.command_group import commands, standard_output

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a letter that an old terminal lacks is no reason to fail
    status = 0
    try:
        with standard_output():
            status = commands.main(prog_name="fssim", standalone_mode=False) or 0
    except OutputError as error:
        click.echo(error, err=True)
        return CANNOT_PRINT
    except click.Abort:
        _ask_no_more()
        click.echo(STOPPED, err=True)
        return STOPPED_WITH_CTRL_C
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    return status


def _stop(signal_number: int, frame: FrameType | None) -> NoReturn:
    """Heed the first Ctrl-C, and let no other disturb the putting away that follows it, to the end of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _asked_to_stop.append(signal_number)
    _ask_again(KeyboardInterrupt())
    raise KeyboardInterrupt


def _end(signal_number: int, frame: FrameType | None) -> NoReturn:
    """Leave in good order, as on Ctrl-C, when asked to end from outside."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _ask_again(SystemExit(ENDED_FROM_OUTSIDE))
    sys.exit(ENDED_FROM_OUTSIDE)


def _ask_again(stop: BaseException) -> None:
    """Raise what stops the command again and again, unless it is being heeded: Python drops what is raised in a
    callback, such as it has many of while it imports."""
    if not hasattr(signal, "setitimer"):  # Windows
        return

    def again(signal_number: int, frame: FrameType | None) -> None:
        heeded = sys.exc_info()[1]
        while heeded is not None and not isinstance(heeded, KeyboardInterrupt | SystemExit):
            heeded = heeded.__context__
        if heeded is None:
            raise stop

    signal.signal(signal.SIGALRM, again)
    signal.setitimer(signal.ITIMER_REAL, SECONDS_UNTIL_ASKED_AGAIN, SECONDS_UNTIL_ASKED_AGAIN)


def _ask_no_more() -> None:
    """What stops the command is heeded, or there is nothing left to stop."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)


def _drop_stops(dropped: sys.UnraisableHookArgs) -> None:
    """Say nothing of a stop that Python dropped, as it comes again."""
    if not isinstance(dropped.exc_value, KeyboardInterrupt | SystemExit):
        sys.__unraisablehook__(dropped)
