"""`fssim report`."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from tests.sweeping import files, write_sweep


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


def test_a_sweep_has_a_report_of_its_own(command: Any, tmp_path: Path) -> None:
    measures = "[ledger_in_plans_drift_days_per_family, cost_staff_gbp_a_year]"
    out = tmp_path / "out"
    command("sweep", write_sweep(tmp_path, measures=measures), "--out", out, "--jobs", 1, "--quiet")
    before = files(out)
    result = command("report", out)
    assert result.exit_code == 0, result.output
    assert result.stderr == f"Written to {out}: report.html and report.xlsx\n"
    made = files(out)
    assert {name: made[name] for name in before} == before
    assert set(made) - set(before) == {"report.html", "report.xlsx"}
    page = made["report.html"].decode()
    assert "What does the limit do?" in page
    assert "How measures answer" in page
    assert "http" not in page.replace("http-equiv", "")
    with zipfile.ZipFile(out / "report.xlsx") as workbook:
        tabs = re.findall(r'<sheet name="(.*?)"', workbook.read("xl/workbook.xml").decode())
    assert tabs == ["Report", "What varies", "What moves what", "Response curves", "Two at once", "Settings"]
    command("report", out)
    assert files(out) == made
    refused = command("report", out, "--brief")
    assert refused.exit_code == 2
    assert "--brief is of a run's report" in refused.stderr
    (out / "failures.csv").unlink()
    assert command("report", out).exit_code == 2
