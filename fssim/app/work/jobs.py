"""What a worker process does, by kind of job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fssim.app.from_returns.authority_jobs import forecast_authority, make_authority
from fssim.app.sweep.sweep_job import sweep_and_ask
from fssim.app.work.page_jobs import make_animation, make_class_lesson, make_story
from fssim.app.work.run_job import Tell, run_asked
from fssim.app.work.work_folder import AUTHORITY, SWEEP

JOBS: dict[str, Callable[[Path, Mapping[str, Any], Tell], None]] = {
    "run": run_asked,
    SWEEP: sweep_and_ask,
    AUTHORITY: make_authority,
    "forecast": forecast_authority,
    "story": make_story,
    "animation": make_animation,
    "lesson": make_class_lesson,
}


def do_job(kind: str, folder: Path, options: Mapping[str, Any], tell: Tell) -> None:
    """Do a job for a folder of work, and tell how far it is. What follows a hyphen in its kind says which of a kind."""
    JOBS[kind.split("-")[0]](folder, options, tell)
