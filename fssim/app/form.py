"""The form for what a planner changes: `/change`, and what is reached from it."""

from __future__ import annotations

from starlette.routing import BaseRoute


def routes() -> list[BaseRoute]:
    """The form's pages."""
    return []
