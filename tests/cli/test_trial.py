"""`fssim trial`: its table, its page, and what it says of a design that is not right."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command
from tests.unit.trials.conftest import write_design


def test_a_trial_is_tried_and_told(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = command("trial", write_design(tmp_path, trials="10", contamination="{}"), "--out", out, "--jobs", 1)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("A small trial\nWhat would it find?\n")
    assert "structure alone" in result.stdout
    assert "3 authorities over 24 months: 80% of trials find a fall of" in result.stdout
    assert f"Written to {out}" in result.stderr
    assert {"trial.html", "power.csv", "bank.json"} < {file.name for file in out.iterdir()}
    again = command("trial", tmp_path / "design.yaml", "--out", out, "--quiet")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")


def test_a_design_that_is_not_right_is_refused(command: Command, tmp_path: Path) -> None:
    result = command("trial", write_design(tmp_path, starts="[2020-05-01]"), "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "design.yaml:10: starts.0: is 2020-05-01; it must be the first day of a period" in result.stderr
    assert not (tmp_path / "out").exists()
