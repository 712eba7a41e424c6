"""`fssim validate`: a small panel, quickly."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Command

PANEL = ROOT / "scenarios" / "published" / "authorities.csv"


@pytest.fixture
def two_authorities(tmp_path: Path) -> Path:
    heading, *rows = PANEL.read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if row.startswith(("Sutton,2018", "Sutton,2019", "Reading,2018", "Reading,2019"))]
    file = tmp_path / "two.csv"
    file.write_text("\n".join([heading, *kept]) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    """The standard model, over one year after one of warm-up."""
    file = tmp_path / "brief.yaml"
    clock = "clock: {warm_up_years: 1, observed_years: 1}"
    standard = ROOT / "scenarios" / "standard.yaml"
    file.write_text(f"extends: {standard}\ntitle: Brief\nquestion: Does it hold?\n{clock}\n", encoding="utf-8")
    return file


@pytest.mark.slow
def test_what_is_compared_and_whether_it_holds(
    command: Command, brief: Path, two_authorities: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    line = ("validate", brief, "--authorities", two_authorities, "--replications", 2, "--jobs", 1, "--out", out)
    result = command(*line)
    assert result.exit_code == 0, result.stderr
    title, about, *rest = result.stdout.splitlines()
    assert title == "Brief"
    assert about == "Authorities: 2; replications of each: 2; random seed: 1."
    for words in (
        "National ratio",
        "Last year",
        "With 10% more referrals",
        "With 10% more workers",
        "With a jump in referrals",
    ):
        assert any(words in line for line in rest)
    assert "of 8 goals are met" in rest[-1]
    assert sorted(file.name for file in out.iterdir()) == ["goals.csv", "rows.csv", "summary.csv"]
    with (out / "rows.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["part"] for row in rows} == {"transfer", "response", "jump", "spread", "recovery", "target", "shape"}
    assert {row["authority"] for row in rows} == {"Sutton", "Reading", ""}
    sutton = {row["statistic"]: row for row in rows if row["authority"] == "Sutton"}
    assert float(sutton["nfa"]["model"]) == pytest.approx(float(sutton["nfa"]["published"]), abs=4.0)
    assert sutton["assess45"]["last_year"] != ""
    with (out / "goals.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 8


def test_a_file_that_is_not_right_is_refused_before_anything_runs(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    file.write_text(PANEL.read_text(encoding="utf-8").replace("Barnet,2017,3325", "Barnet,2017,many", 1))
    result = command("validate", "--authorities", file, "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        "panel.csv:3: referrals: is 'many'; it must be a number, or blank where nothing is published" in result.stderr
    )
    assert not (tmp_path / "out").exists()


def test_one_authority_is_too_few_before_anything_runs(
    command: Command, brief: Path, two_authorities: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fssim.studies.validation.validate.start_simulating", None)
    lines = two_authorities.read_text(encoding="utf-8").splitlines()
    two_authorities.write_text("\n".join([line for line in lines if "Reading" not in line]) + "\n", encoding="utf-8")
    result = command("validate", brief, "--authorities", two_authorities, "--replications", 2, "--jobs", 1)
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        "two.csv: 1 of the 1 authorities can be described; give 2 or more with 10000 children or more" in result.stderr
    )


def test_figures_that_no_authority_has_are_refused_before_anything_runs(
    command: Command, brief: Path, two_authorities: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fssim.studies.validation.validate.start_simulating", None)
    heading, *rows = two_authorities.read_text(encoding="utf-8").splitlines()
    cells = [row.split(",") for row in rows]
    for row in cells:
        row[heading.split(",").index("referrals")] = "1e300"
    two_authorities.write_text("\n".join([heading, *map(",".join, cells)]) + "\n", encoding="utf-8")
    out = tmp_path / "out"
    result = command("validate", brief, "--authorities", two_authorities, "--jobs", 1, "--out", out)
    assert (result.exit_code, result.stdout) == (2, "")
    words = "referrals: gives what a scenario cannot have: demand.children: value is "
    assert result.stderr.count(words) == 2, result.stderr
    assert "two.csv:3: referrals: " in result.stderr
    assert "<values>" not in result.stderr
    assert not out.exists()
