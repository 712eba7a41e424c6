"""What no engine can carry to its end."""

from __future__ import annotations

from fssim.errors import Error


class CannotSimulate(Error, ValueError):
    """A scenario that no engine can simulate to its end: what happens in it, and what to change. `str()` says so."""
