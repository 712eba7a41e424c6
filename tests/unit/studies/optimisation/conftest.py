"""An optimisation small enough to run in a second, and one of them run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sweeping import BASE

PARTS = {
    "title": "A small service",
    "question": "One more post, or two?",
    "base": "base.yaml",
    "goals": "{ledger_drift_days_per_family: less, cost_staff_gbp_a_year: less}",
    "limits": "{cost_staff_gbp_a_year: {above_base_at_most: 130000}}",
    "levers": (
        "{workers: {path: teams.safeguarding.posts.social_worker.posts.value, range: {low: 4, high: 9}}, "
        "limit: {path: roles.social_worker.caseload_limit.value, values: [12, 15, 18]}}"
    ),
    "replications": "{in_all: 91, first: 2, most: 8, fresh: 2}",
    "population": "5",
}
WriteOptimisation = Callable[..., Path]


@pytest.fixture
def optimisation_file(tmp_path: Path) -> WriteOptimisation:
    """Writes an optimisation of the small scenario, with the parts that are given in place of the usual ones."""

    def write(**parts: str) -> Path:
        (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
        file = tmp_path / "posts.yaml"
        written = {name: text for name, text in {**PARTS, **parts}.items() if text}
        file.write_text("".join(f"{name}: {text}\n" for name, text in written.items()), encoding="utf-8")
        return file

    return write
