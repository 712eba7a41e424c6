"""`fssim targets`: the model beside what is published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fssim.runs import replicate
from fssim.runs.folder.provenance import TARGETS_FILE
from fssim.runs.results import Results
from fssim.runs.runner import run_all
from tests.cli.conftest import ROOT

pytestmark = pytest.mark.slow

STANDARD = ROOT / "scenarios" / "one_district_standard.yaml"
TARGETS = """id,measure,value,unit,tolerance
referral_rate,referrals per 10000 children,500,per 10000,400
assessment_median,assessment duration median,31,working days,0
"""


@pytest.fixture
def small_with_targets(tmp_path: Path, small: Path) -> Path:
    """The small scenario with published figures beside its sources: one that is met, and one that cannot be."""
    (tmp_path / TARGETS_FILE).write_text(TARGETS, encoding="utf-8")
    (tmp_path / "sources.csv").write_text((small.parent / "sources.csv").read_text(encoding="utf-8"), encoding="utf-8")
    file = tmp_path / "with_targets.yaml"
    file.write_text(f"extends: {small}\ntitle: With targets\nquestion: Met?\nsources: [sources.csv]\n")
    return file


def test_what_is_compared_and_which_targets_are_met(command: Any, small_with_targets: Path) -> None:
    result = command("targets", small_with_targets, "--replications", 2, "--jobs", 1)
    assert result.exit_code == 0
    title, clock, *rest = result.stdout.splitlines()
    assert title == "With targets"
    assert clock == "In the year from 1 April 2019; replications: 2; random seed: 1."
    heading = next(line for line in rest if "Target" in line)
    for word in ("Published", "Tolerance", "Model", "95% interval", "Met"):
        assert word in heading
    assert "Value" not in result.stdout
    rows = {name: next(line for line in rest if name in line) for name in ("referrals per", "assessment duration")}
    assert " met " in rows["referrals per"]
    assert "not met" in rows["assessment duration"]
    assert rest[-1] == "1 of 2 targets met."


def test_every_published_figure_of_the_standard_district(command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def one_replication(scenarios: Any, replications: int, *words: Any, **more: Any) -> list[Results]:
        return run_all(scenarios, 1, *words, **more)

    monkeypatch.setattr("fssim.cli.commands.published_figures.run_all", one_replication)
    result = command("targets", STANDARD, "--jobs", 1)
    count = len((STANDARD.parent / "sources" / TARGETS_FILE).read_text(encoding="utf-8").splitlines()) - 1
    assert f" of {count} targets met." in result.stdout
    assert "\nIn the 3 years from 1 April 2019; replications: " in result.stdout


@pytest.mark.parametrize("width", [60, 80, 120])
def test_nothing_is_cut_off_however_narrow(
    command: Any, small_with_targets: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr("fssim.cli.screen.WIDTH_OF_A_FILE", width)
    result = command("targets", small_with_targets, "--replications", 1, "--jobs", 1)
    assert "…" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= width


def test_a_scenario_without_targets(command: Any, small: Path) -> None:
    result = command("targets", small)
    assert result.exit_code == 2
    assert "no targets.csv beside the scenario's sources" in result.stderr


def test_published_figures_that_cannot_be_read_are_told_before_a_run(
    command: Any, small_with_targets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicate, "simulate_tables", lambda *words: pytest.fail("it simulated"))
    file, out = tmp_path / TARGETS_FILE, tmp_path / "out"
    file.write_text(TARGETS.replace("500", "about 500"), encoding="utf-8")
    result = command("run", small_with_targets, "--replications", 1, "--out", out)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{TARGETS_FILE}:2: value: is 'about 500'; it must be a number" in result.stderr
    assert not out.exists()
