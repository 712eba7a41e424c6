"""Scenario files small enough to run in a second, and ways to run the command on them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fssim.cli.command_group import commands

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "unit" / "scenario" / "small.yaml"
BUSIER = f"""extends: {SMALL}
title: A busier service
question: What do more referrals do?
compare_with: [{SMALL}]
demand:
  referral_rate: {{value: 700, unit: per 10000 children a year, source: guess, grade: assumed}}
"""

Command = Callable[..., Result]
Process = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def small() -> Path:
    return SMALL


@pytest.fixture
def busier(tmp_path: Path) -> Path:
    """A scenario that extends the small one and is compared with it."""
    file = tmp_path / "busier.yaml"
    file.write_text(BUSIER, encoding="utf-8")
    return file


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A file with two things wrong with it."""
    file = tmp_path / "broken.yaml"
    file.write_text(
        f"extends: {SMALL}\ntitle: Broken\nquestion: Why?\nunheard_of: 1\nclock: {{observed_years: many}}\n"
    )
    return file


@pytest.fixture
def command() -> Command:
    """Run the command here, with standard output and standard error apart."""
    return lambda *words: CliRunner().invoke(commands, [str(word) for word in words], catch_exceptions=False)


def environment(**more: str) -> dict[str, str]:
    """A terminal-less environment in which fssim can be imported from anywhere."""
    kept = {name: value for name, value in os.environ.items() if name not in {"FORCE_COLOR", "TTY_COMPATIBLE"}}
    return kept | {"PYTHONPATH": str(ROOT)} | more


@pytest.fixture
def process() -> Process:
    """Run the command in a process of its own, as a shell would."""

    def run(*words: object, **variables: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "fssim", *map(str, words)]
        return subprocess.run(line, env=environment(**variables), capture_output=True, text=True, encoding="utf-8")

    return run
