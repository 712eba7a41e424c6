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
SECONDS_UNTIL_ASKED_AGAIN = 0.5
OBJECTS_BETWEEN_COLLECTIONS = 100_000  # imports alone make as many, and nearly all stay


def main() -> NoReturn:
    """Run the command on what was typed, and exit."""
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # and not ignored, as in a shell's background
        signal.signal(signal.SIGINT, _stop)
    sys.unraisablehook = _drop_stops
    try:
        status = _run()
    except KeyboardInterrupt:  # before there was a command to heed it
        print("Stopped: nothing was written.", file=sys.stderr)
        status = STOPPED_WITH_CTRL_C
    finally:
        _ask_again(0.0)
    sys.exit(status)


def _run() -> int:
    """The exit status. What takes long to import is imported here, where Ctrl-C is heeded."""
    import atexit
    import gc
    import io

    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    atexit.register(gc.freeze)  # what is left at the end is not gone through once more

    import click

    from fssim.cli.command_group import commands
    from fssim.cli.standard_output import standard_output
    from fssim.errors import OutputError

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
        click.echo("Stopped: nothing was written.", err=True)
        return STOPPED_WITH_CTRL_C
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    return status


def _stop(signal_number: int, frame: FrameType | None) -> NoReturn:
    """Heed the first Ctrl-C, and let no other disturb the putting away that follows it, to the end of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _ask_again(SECONDS_UNTIL_ASKED_AGAIN, KeyboardInterrupt())
    raise KeyboardInterrupt


def _end(signal_number: int, frame: FrameType | None) -> NoReturn:
    """Leave in good order, as on Ctrl-C, when asked to end from outside."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _ask_again(SECONDS_UNTIL_ASKED_AGAIN, SystemExit(ENDED_FROM_OUTSIDE))
    sys.exit(ENDED_FROM_OUTSIDE)


def _ask_again(seconds: float, stop: BaseException | None = None) -> None:
    """Raise what stops the command again and again, unless it is being heeded: Python drops what is raised in a
    callback, such as it has many of while it imports. No seconds end it."""
    if not hasattr(signal, "setitimer"):  # Windows
        return

    def again(signal_number: int, frame: FrameType | None) -> None:
        heeded = sys.exc_info()[1]
        while heeded is not None and not isinstance(heeded, KeyboardInterrupt | SystemExit):
            heeded = heeded.__context__
        if heeded is None and stop is not None:
            raise stop

    signal.signal(signal.SIGALRM, again)
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds)


def _drop_stops(dropped: sys.UnraisableHookArgs) -> None:
    """Say nothing of a stop that Python dropped, as it comes again."""
    if not isinstance(dropped.exc_value, KeyboardInterrupt | SystemExit):
        sys.__unraisablehook__(dropped)
