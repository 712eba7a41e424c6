"""`fssim trial`: what it says of a design that is not right. One that is stands in docs/howto, and is run there."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command
from tests.unit.trials.conftest import write_design


def test_a_design_that_is_not_right_is_refused(command: Command, tmp_path: Path) -> None:
    result = command("trial", write_design(tmp_path, starts="[2020-05-01]"), "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "design.yaml:10: starts.0: is 2020-05-01; it must be the first day of a period" in result.stderr
    assert not (tmp_path / "out").exists()
