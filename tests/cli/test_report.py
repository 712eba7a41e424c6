"""`fssim report`."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_a_report_is_made_again_from_the_folder_alone_the_same_to_the_byte(
    command: Any, busier: Path, tmp_path: Path
) -> None:
    out, moved = tmp_path / "out", tmp_path / "moved"
    command("run", busier, "--replications", 2, "--jobs", 1, "--out", out, "--quiet")
    busier.unlink()
    made = {file.name: file.read_bytes() for file in out.iterdir()}
    out.rename(moved)
    (moved / "report.html").unlink()
    (moved / "report.xlsx").write_bytes(b"spoilt")
    result = command("report", moved)
    assert result.exit_code == 0, result.output
    assert f"Written to {moved}: report.html, brief.html and report.xlsx" in result.stderr
    assert {file.name: file.read_bytes() for file in moved.iterdir()} == made


def test_a_brief_is_made_by_itself(command: Any, busier: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command("run", busier, "--replications", 2, "--jobs", 1, "--out", out, "--quiet")
    made = {file.name: file.read_bytes() for file in out.iterdir()}
    (out / "brief.html").unlink()
    (out / "report.xlsx").write_bytes(b"left alone")
    result = command("report", out, "--brief")
    assert result.exit_code == 0, result.output
    assert f"Written to {out}: brief.html" in result.stderr
    assert {file.name: file.read_bytes() for file in out.iterdir()} == made | {"report.xlsx": b"left alone"}


def test_a_folder_that_holds_no_run_is_told(command: Any, tmp_path: Path) -> None:
    result = command("report", tmp_path)
    assert result.exit_code == 2
    assert "holds no manifest.json, so it is not a whole run; give a folder that `fssim run --out` has written" in (
        result.stderr
    )
    assert list(tmp_path.iterdir()) == []
