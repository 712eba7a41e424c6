"""`fssim calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fssim.scenario import load
from fssim.studies.calibration.fitting import read_what_to_fit
from fssim.studies.calibration.free_parameters import find_free_parameters
from tests.cli.conftest import ROOT, SMALL

pytestmark = pytest.mark.slow

TARGETS = "id,measure,value,unit,tolerance\nreferral_rate,referrals per 10000 children,400,per 10000,40\n"
FREE = """free:
  demand.first_referrals: {low: 0.5, high: 0.9, step: 0.1, targets: [referral_rate], evidence: a guess}
"""
QUICK = ("--tries", 26, "--replications", 2, "--jobs", 1)


@pytest.fixture
def service(tmp_path: Path) -> Path:
    """A scenario with targets beside its sources, and its free parameters in the folder where they are looked for."""
    (tmp_path / "targets.csv").write_text(TARGETS)
    (tmp_path / "sources.csv").write_text((SMALL.parent / "sources.csv").read_text(encoding="utf-8"))
    (tmp_path / "calibration").mkdir()
    (tmp_path / "calibration" / "service.yaml").write_text(FREE)
    file = tmp_path / "service.yaml"
    file.write_text(f"extends: {SMALL}\ntitle: A service\nquestion: Does it fit?\nsources: [sources.csv]\n")
    return file


def test_what_was_fitted_and_a_file_that_runs(command: Any, service: Path, tmp_path: Path) -> None:
    out = tmp_path / "fitted.yaml"
    result = command("calibrate", service, *QUICK, "--out", out)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[:2] == ["A service", "Replications: 26 tries, then 2; random seed: 1."]
    for heading in ("Free parameter", "Range", "Start", "Fitted", "90% region", "Told by", "Before", "After"):
        assert heading in result.stdout
    row = next(line for line in lines if "demand.first_referrals, share" in line)
    assert "0.5 to 0.9" in row
    assert "referral_rate" in row
    assert any(line.startswith("Misfit: ") for line in lines)
    assert result.stderr.splitlines()[-1] == f"Written to {out}"
    assert out.read_text().startswith("# Fitted by fssim calibrate.\nextends: service.yaml\n")
    checked = command("check", out)
    assert checked.exit_code == 0
    assert "Worth knowing" not in checked.stdout


def test_the_shipped_free_parameters_can_be_fitted() -> None:
    scenario = load(ROOT / "scenarios" / "standard.yaml")
    parameters, figures = read_what_to_fit(scenario, ROOT / "scenarios" / "calibration" / "standard.yaml")
    assert len(parameters.free) <= 12
    assert list(parameters.leave_out) == ["cost_per_cin_week"]
    assert {id for parameter in parameters.free.values() for id in parameter.targets} < {
        figure.id for figure in figures
    }


def test_a_later_year_is_predicted(command: Any, service: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.csv"
    later.write_text(TARGETS.replace("400", "410"), encoding="utf-8")
    result = command("calibrate", service, *QUICK, "--later", later)
    assert result.exit_code == 0, result.output
    assert "1 of 1 later figures lie where nine in ten should." in result.stdout
    later.write_text(TARGETS.replace("400", "many"), encoding="utf-8")
    result = command("calibrate", service, *QUICK, "--later", later)
    assert result.exit_code == 2
    assert "later.csv:2: value: is 'many'; it must be a number" in result.stderr


def test_a_scenario_without_free_parameters_of_its_own_is_fitted_by_what_may_differ_locally(tmp_path: Path) -> None:
    assert find_free_parameters(tmp_path / "ours.yaml") == ROOT / "scenarios" / "calibration" / "local.yaml"
    scenario = load(ROOT / "scenarios" / "standard.yaml")
    parameters, figures = read_what_to_fit(scenario, find_free_parameters(tmp_path / "ours.yaml"))
    assert 12 <= len(parameters.free) <= 16
    assert {id for parameter in parameters.free.values() for id in parameter.targets} < {
        figure.id for figure in figures
    }


def test_nothing_is_left_behind_by_what_cannot_be_fitted(command: Any, service: Path, tmp_path: Path) -> None:
    (tmp_path / "calibration" / "service.yaml").write_text(FREE.replace("first_referrals", "first_referral"))
    before = sorted(tmp_path.rglob("*"))
    result = command("calibrate", service, *QUICK, "--out", tmp_path / "fitted.yaml")
    assert result.exit_code == 2
    assert "service.yaml:2: free.demand.first_referral: is not a number of the scenario; did you mean" in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_it_writes_over_nobodys_file(command: Any, service: Path) -> None:
    text = service.read_text()
    result = command("calibrate", service, *QUICK, "--out", service)
    assert result.exit_code == 2
    assert "is the scenario to be fitted; choose another name with --out" in result.stderr
    assert service.read_text() == text
    own = service.parent / "sources.csv"
    result = command("calibrate", service, *QUICK, "--out", own)
    assert "is there already, and was not fitted by fssim; choose another name with --out" in result.stderr
    nowhere = service.parent / "nowhere" / "fitted.yaml"
    assert "there is no folder" in command("calibrate", service, *QUICK, "--out", nowhere).stderr


@pytest.mark.parametrize("width", [60, 80, 120])
def test_nothing_is_cut_off_however_narrow(
    command: Any, service: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr("fssim.cli.screen.WIDTH_OF_A_FILE", width)
    result = command("calibrate", service, *QUICK)
    assert "…" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= width
