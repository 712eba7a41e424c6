"""`fssim emulate`, and shares of the variance by an emulator, of a sweep that was run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.sweeping import write_sweep

pytestmark = pytest.mark.slow

COST, CASELOAD = "cost_staff_gbp_a_year", "caseload_children_per_full_time_worker"
VARIED = {
    "levers": "{wage: {path: roles.social_worker.cost.value, range: {low: 50000, high: 60000}}}",
    "uncertainties": "{paid: {path: roles.team_manager.cost.value, range: {low: 60000, high: 80000}}}",
    "measures": f"[{COST}, {CASELOAD}]",
}


def test_an_emulator_says_how_good_it_is_and_stands_for_a_design(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_sweep(tmp_path, design="{kind: latin hypercube, points: 20}", replications="1", **VARIED)
    folder, left_out = tmp_path / "out", tmp_path / "left_out.csv"
    assert command("sweep", file, "--out", folder, "--jobs", 1, "--quiet").exit_code == 0
    monkeypatch.setattr("fssim.cli.screen.WIDTH_OF_A_FILE", 140)
    result = command("emulate", folder, "--measure", COST, "--out", left_out)
    assert result.exit_code == 0
    printed = " ".join(result.stdout.split())
    assert "Staff cost 20 over 99%" in printed
    assert "good enough" in printed
    lines = left_out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "measure,point,lever_wage,uncertainty_paid,simulated,predicted,low,high,inside"
    assert len(lines) == 21
    refused = command("sensitivity", folder, "--measure", COST)
    assert refused.exit_code == 2
    assert "or an emulator of the sweep (--emulated)" in refused.stderr
    shares = " ".join(command("sensitivity", folder, "--measure", COST, "--emulated").stdout.split())
    assert "Staff cost. Emulated from 20 points: of points left out, over 99% of the variance is explained" in shares
    assert "Staff cost is moved most by" in shares


def test_a_measure_that_points_lack_does_not_keep_others_from_being_told(command: Command, tmp_path: Path) -> None:
    """Of a child or two nobody is referred: no wait has a value, and no session outside is paid for."""
    lacking, same = "wait_mental_health_from_first_referral_p90_working_days", "cost_external_sessions_gbp_a_year"
    parts = {**VARIED, "measures": f"[{COST}, {same}, {lacking}]"}
    parts["uncertainties"] = "{children: {path: demand.children.value, range: {low: 1, high: 2}}}"
    file = write_sweep(tmp_path, design="{kind: latin hypercube, points: 20}", replications="1", **parts)
    assert command("sweep", file, "--out", tmp_path / "out", "--jobs", 1, "--quiet").exit_code == 0
    result = command("emulate", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    printed = " ".join(result.stdout.split())
    assert "it does not vary; nothing to emulate" in printed
    assert f"0 points have {lacking} in all their replications, and an emulator needs 20" in printed
    unknown = command("emulate", tmp_path / "out", "--measure", COST, "--measure", "no_such")
    assert (unknown.exit_code, "no_such" in unknown.stderr) == (2, True)


def test_too_few_points_are_refused(command: Command, tmp_path: Path) -> None:
    file = write_sweep(tmp_path, replications="1", measures=f"[{COST}]", uncertainties="")
    assert command("sweep", file, "--out", tmp_path / "out", "--jobs", 1, "--quiet").exit_code == 0
    refused = command("emulate", tmp_path / "out", "--measure", COST)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert f"2 points have {COST} in all their replications, and an emulator needs 20" in refused.stderr
