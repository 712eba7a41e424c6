"""Sweeps small enough to run in a second or two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sweeping import write_sweep

WriteSweep = Callable[..., Path]


@pytest.fixture
def sweep_file(tmp_path: Path) -> WriteSweep:
    """Writes a sweep of the small scenario, with the parts of the file that are given in place of the usual ones."""
    return lambda **parts: write_sweep(tmp_path, **parts)
