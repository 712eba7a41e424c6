"""`fssim explore`: a page from a finished sweep's folder, or from a sweep's file, which is run first."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

import fssim
from tests.cli.conftest import Command
from tests.sweeping import files, write_sweep

ONE_LEVER = {"uncertainties": "", "baseline": "base.yaml"}


def test_a_sweep_file_is_run_and_then_only_read(command: Command, tmp_path: Path) -> None:
    page, folder = tmp_path / "page.html", tmp_path / "page_sweep"
    result = command("explore", write_sweep(tmp_path, **ONE_LEVER), "--out", page, "--jobs", 1)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert f"Written to {page} (0." in result.stderr
    assert "with 2 simulated settings" in result.stderr
    before, text = files(folder), page.read_text(encoding="utf-8")
    assert text == fssim.explore(folder).html()
    again = command("explore", folder, "--out", page, "--quiet")
    assert (again.exit_code, again.stderr) == (0, "")
    assert (files(folder), page.read_text(encoding="utf-8")) == (before, text)


def test_the_page_runs_its_own_script_and_no_other(command: Command, tmp_path: Path) -> None:
    hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    levers = f"{{limit: {{path: roles.social_worker.caseload_limit.value, values: [12, 18], label: '{hostile}'}}}}"
    file = write_sweep(tmp_path, **ONE_LEVER, title=f"'{hostile}'", question=f"'{hostile}'", levers=levers)
    command("explore", file, "--out", tmp_path / "page.html", "--jobs", 1)
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<img" not in text
    assert "alert(1)</script>" not in text
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="(.*?)"', text)
    for content in (*scripts, style):
        assert b64encode(sha256(content.encode()).digest()).decode() in policy
    assert len(scripts) == 1
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"(src|href)=[\"']?(https?:)?//", text)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nothing", "--out", "page.html"), "nothing that comes with fssim has this name"),
        ((".", "--out", "page.html"), "has no sweep.json; give the folder that a sweep was written to"),
        (("sweep.yaml", "--out", "page.txt"), "'page.txt' does not end in .html"),
        (("base.yaml", "--out", "page.html"), "this is a scenario, not a sweep"),
    ],
)
def test_what_is_no_sweep_is_told_and_nothing_is_written(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_sweep(tmp_path)
    result = command("explore", *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(file.name for file in tmp_path.iterdir()) == ["base.yaml", "sweep.yaml"]


def test_points_that_failed_are_told_and_left_out(command: Command, tmp_path: Path) -> None:
    levers = "{filled: {path: vacancies.gone.until, values: [2019-07-01, 2019-10-01, 2001-01-01]}}"
    file = write_sweep(tmp_path, uncertainties="", levers=levers)
    with (tmp_path / "base.yaml").open("a", encoding="utf-8") as base:
        base.write(
            "vacancies: {gone: {role: mental_health_practitioner, start: 2019-04-01, until: 2019-07-01, "
            "share: {value: 1.0, unit: share, source: guess, grade: assumed}}}\n"
        )
    result = command("explore", file, "--out", tmp_path / "page.html", "--jobs", 1)
    assert result.exit_code == 0, result.stderr
    assert "with 2 simulated settings" in result.stderr
    assert "1 point failed and cannot be chosen" in result.stderr
    assert "failures.csv says why" in result.stderr
