"""What happens when standard output cannot take what is printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from fssim import OutputError


@contextmanager
def standard_output() -> Iterator[None]:
    """Print in the body. If the reader has gone, as `head` does once it has enough, the body ends there in silence.

    Raises `OutputError` if standard output cannot be written to for another reason: a full disk, say; or if the system
    refused something else that nobody has told of better.
    """
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _let_go()
    except OSError as error:
        if error.filename is not None:  # about a file that was opened, and not about what was printed
            raise
        reason = error.strerror or error
        if _can_be_flushed():
            raise OutputError(f"the system refused what was asked of it: {reason}; put that right") from error
        _let_go()
        raise OutputError(f"standard output: cannot print here: {reason}") from error


def _can_be_flushed() -> bool:
    """Whether standard output takes what is still held back, and so what was printed is not what went wrong."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
            os.write(sys.stdout.fileno(), b"")  # fails on some devices where nothing is ever held back
    except (OSError, ValueError, AttributeError):
        return False
    return True


def _let_go() -> None:
    """Send what is still held back nowhere, or Python would try it once more on the way out."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
