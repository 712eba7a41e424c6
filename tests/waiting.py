"""Waiting for what other processes do, and not for ever."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 120.0  # on however busy a machine


def eventually(is_so: Callable[[], object], seconds: float = SECONDS) -> bool:
    """Whether something comes to be so in time. It is looked at every hundredth of a second."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
