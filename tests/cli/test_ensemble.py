"""`fssim ensemble`, and `fssim run --ensemble`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from fssim import load
from fssim.runs.ensemble import Ensemble, EnsembleNumber, ParameterSet, format_ensemble
from tests.cli.conftest import SMALL

pytestmark = pytest.mark.slow

FREE = """free:
  demand.first_referrals: {low: 0.5, high: 0.9, step: 0.1, targets: [referral_rate], evidence: a guess}
"""
SHARE = "demand.first_referrals"


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """Three sets of the small scenario, which `busier` extends."""
    numbers = {SHARE: EnsembleNumber(unit="share", low=0.5, high=0.9, fitted=True)}
    made = tuple(ParameterSet(misfit=1.0, values=(value,)) for value in (0.7, 0.8, 0.9))
    ensemble = Ensemble(load(SMALL), 1, 40, ("referral_rate",), numbers, made)
    file = tmp_path / "sets.yaml"
    file.write_text(format_ensemble(ensemble, str(SMALL)), encoding="utf-8")
    return file


def test_sets_that_fit_are_found_and_written(command: Any, tmp_path: Path) -> None:
    (tmp_path / "targets.csv").write_text(
        "id,measure,value,unit,tolerance\nreferral_rate,referrals per 10000 children,400,per 10000,60\n"
    )
    (tmp_path / "sources.csv").write_text((SMALL.parent / "sources.csv").read_text(encoding="utf-8"))
    (tmp_path / "free.yaml").write_text(FREE)
    service = tmp_path / "service.yaml"
    service.write_text(f"extends: {SMALL}\ntitle: A service\nquestion: Does it fit?\nsources: [sources.csv]\n")
    out = tmp_path / "sets.yaml"
    asked = ("--free", tmp_path / "free.yaml", "--tries", 5, "--jobs", 1, "--out", out)
    result = command("ensemble", service, *asked)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[:2] == ["A service", "Replications of each set: 2; random seed: 1."]
    assert any(line.startswith(f"{SHARE}, share") or SHARE in line for line in lines)
    assert " of 5 sets tried meet the one target, with misfits from " in " ".join(lines)
    assert result.stderr.splitlines()[-1] == f"Written to {out}"
    assert out.read_text().startswith("# Made by fssim ensemble.\nscenario: service.yaml\n")
    before = service.read_text()
    refused = command("ensemble", service, *asked[:-1], service)
    assert (refused.exit_code, service.read_text()) == (2, before)
    assert "is the scenario to be fitted; choose another name with --out" in refused.stderr


def test_a_comparison_over_sets_says_so_everywhere(command: Any, busier: Path, sets: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked = ("run", busier, "--replications", 6, "--jobs", 1)
    result = command(*asked, "--ensemble", sets, "--out", out)
    assert result.exit_code == 0, result.output
    printed = " ".join(result.stdout.split())
    assert (
        "Intervals allow for luck, and for numbers that are not known: replications are spread over 3 sets of such "
        "numbers, each of which fits 1 published figure."
    ) in printed
    assert "The share of the uncertainty that comes from those numbers is " in printed
    assert "; the rest is luck, which is all that more replications would reduce." in printed
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert {**manifest["ensemble"], "sha256": ""} == {
        "file": "sets.yaml", "sha256": "", "sets": 3, "tried": 40, "targets": 1,
    }  # fmt: skip
    summary = pd.read_csv(out / "summary.csv")
    compared = summary[summary["compared_with"].notna()]
    assert compared["share_not_known"].dropna().between(0.0, 1.0).all()
    assert summary[summary["compared_with"].isna()]["share_not_known"].isna().all()
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "each of which fits 1 published figure" in report
    assert "3 of the 3 in sets.yaml" in report
    again = command("report", out)
    assert again.exit_code == 0, again.output
    assert (out / "report.html").read_text(encoding="utf-8") == report
    plain = tmp_path / "plain"
    assert command(*asked, "--out", plain, "--quiet").exit_code == 0
    assert "ensemble" not in json.loads((plain / "manifest.json").read_text(encoding="utf-8"))
    assert "share_not_known" not in (plain / "summary.csv").read_text(encoding="utf-8-sig").splitlines()[0]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--precision", "5%"), "no number of replications narrows"),
        (("--try-ranges",), "--try-ranges moves one number at a time and --ensemble all of them: give one"),
        (("--replications", 3), "--ensemble needs 4 replications or more, two with each of two"),
    ],
)
def test_what_does_not_go_with_it_is_refused(
    command: Any, busier: Path, sets: Path, options: tuple[object, ...], why: str
) -> None:
    result = command("run", busier, "--ensemble", sets, *options)
    assert result.exit_code == 2
    assert why in " ".join(result.stderr.replace("│", " ").split())


def test_an_empty_file_is_told_what_it_should_be(command: Any, busier: Path, tmp_path: Path) -> None:
    empty = tmp_path / "sets.yaml"
    empty.write_text("", encoding="utf-8")
    result = command("run", busier, "--ensemble", empty, "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    words = "is empty; the file of an ensemble is a map of fields such as `numbers: ...`"
    assert words in " ".join(result.stderr.split())
    assert not (tmp_path / "out").exists()


def test_a_fault_is_told_before_anything_is_run(command: Any, busier: Path, sets: Path, tmp_path: Path) -> None:
    sets.write_text(sets.read_text(encoding="utf-8").replace(SHARE, "demand.first_referral"), encoding="utf-8")
    result = command("run", busier, "--ensemble", sets, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "sets.yaml:8: numbers.demand.first_referral: is not a number of 'A small service'; did you" in result.stderr
    assert not (tmp_path / "out").exists()
