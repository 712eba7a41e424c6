"""A sweep that is explored: small, on a grid of two levers, with a line over time."""

from __future__ import annotations

from pathlib import Path

import pytest

import fssim
from tests.sweeping import write_sweep

LEVERS = """
  limit: {path: roles.social_worker.caseload_limit.value, values: [12, 15, 24], label: Caseload limit}
  children: {path: demand.children.value, values: [2000, 4000, 6000]}
"""
WAITING = "['families waiting for mental health, internal', 'families waiting for mental health, external']"


def swept_grid(folder: Path, **parts: str) -> fssim.SweepResults:
    """A finished sweep of nine settings, with a baseline, unless other parts of its file are given."""
    usual = {"baseline": "base.yaml", "replications": "4", "levers": LEVERS, "uncertainties": "", "weekly": WAITING}
    return fssim.sweep(write_sweep(folder, **{**usual, **parts}), folder / "out", jobs=1)


@pytest.fixture(scope="session")
def swept(tmp_path_factory: pytest.TempPathFactory) -> fssim.SweepResults:
    return swept_grid(tmp_path_factory.mktemp("swept"))
