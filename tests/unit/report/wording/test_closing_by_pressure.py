"""What days of drift rest on is told where closing a plan responds to pressure by an assumed share alone."""

from __future__ import annotations

import fssim
from fssim.report.wording.closing_by_pressure import closing_notes, find_assumed_closing

DRIFT = "ledger_in_plans_drift_days_per_family"
EXITS = [f"pathway.decisions.child_in_need_{state}.close.exit.value" for state in ("ready", "not_ready")]


def test_it_is_told_of_drift_alone_and_only_while_closing_is_assumed() -> None:
    base = fssim.load("one_district")
    assert find_assumed_closing(base) == ["child in need plan"]
    (note,) = closing_notes(base, [DRIFT])
    assert "keep more open, whose days are then drift (child in need plan). How far is assumed" in note
    assert closing_notes(base, ["visits_in_time_percent"]) == []
    assert closing_notes(fssim.with_values(base, dict.fromkeys(EXITS, 0.0)), [DRIFT]) == []
