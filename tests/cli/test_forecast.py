"""`fssim forecast`, from the shell."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from fssim.cli.command_group import commands

SMALL = (Path(__file__).parents[1] / "unit" / "scenario" / "small.yaml").as_posix()
COUNTS = "stage,weeks,families,children\nassessment,0,4,6\nplan,0,5,8\nplan,13,6,\n"


@pytest.fixture
def today(tmp_path: Path) -> Path:
    (tmp_path / "caseload.csv").write_text(COUNTS, encoding="utf-8")
    file = tmp_path / "today.yaml"
    text = f"title: Today\nquestion: What comes?\nextends: {SMALL}\nclock: {{warm_up_years: 0}}\n"
    file.write_text(f"{text}opening: {{file: caseload.csv}}\n", encoding="utf-8")
    return file


def test_it_prints_the_months_and_writes_a_page_and_a_table(today: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = CliRunner().invoke(
        commands, ["forecast", str(today), "--months", "4", "--replications", "10", "--out", str(out)]
    )
    assert ran.exit_code == 0, ran.output
    assert sorted(file.name for file in out.iterdir()) == ["forecast.csv", "forecast.html"]
    frame = pd.read_csv(out / "forecast.csv")
    assert frame["date"].unique().tolist() == ["2019-04-01", "2019-05-01", "2019-06-01", "2019-07-01", "2019-08-01"]
    first = frame[(frame["stage"] == "Child in need plan") & (frame["date"] == "2019-04-01")]
    assert first[["low", "middle", "high"]].to_numpy().tolist() == [[11.0, 11.0, 11.0]]
    for words in ("1 Apr 2019", "1 Aug 2019", "Families unallocated", "Eight in ten replications lie in the band"):
        assert words in " ".join(ran.output.split())


def test_without_a_caseload_it_says_what_it_lacks() -> None:
    ran = CliRunner().invoke(commands, ["forecast", SMALL])
    assert ran.exit_code == 2
    assert "has no opening caseload, and a forecast starts from one" in ran.output


def test_a_run_from_the_caseload_obeys_the_laws(today: Path, tmp_path: Path) -> None:
    ran = CliRunner().invoke(
        commands, ["run", str(today), "--replications", "2", "--check", "--out", str(tmp_path / "run")]
    )
    assert ran.exit_code == 0, ran.output
    assert "starts empty" not in ran.output
