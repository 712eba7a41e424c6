"""Nobody referred, nobody in post, or nobody on a plan: measured, held against the laws and reported all the same."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import SMALL, Command

NOBODY = {
    "referred": """
demand:
  children: {value: 0, unit: children, source: guess, grade: assumed}
""",
    "in post": """
roles:
  social_worker:
    contracted_hours: {value: 0, unit: hours a week, source: guess, grade: assumed}
  team_manager:
    availability: {value: 0, unit: share, source: guess, grade: assumed}
""",
    "on a plan": """
families:
  needs:
    none: {value: 1, unit: probability, source: guess, grade: assumed}
    mental health: {value: 0, unit: probability, source: guess, grade: assumed}
demand:
  first_referrals: {value: 0.001, unit: share, source: guess, grade: assumed}
""",
}


@pytest.mark.parametrize("who", NOBODY)
def test_a_run_with_nobody_is_reported(command: Command, tmp_path: Path, who: str) -> None:
    file, out = tmp_path / "nobody.yaml", tmp_path / "out"
    head = f"extends: {SMALL}\ntitle: Nobody is {who}\nquestion: What if nobody is?\ncompare_with: [{SMALL}]\n"
    file.write_text(head + NOBODY[who], encoding="utf-8")
    result = command("run", file, "--replications", 3, "--check", "--out", out)
    assert result.exit_code == 0, result.output
    assert (out / "report.html").exists()
    assert (out / "report.xlsx").exists()
    rows = pd.read_parquet(out / "replications.parquet")
    numbers = rows.select_dtypes("number").to_numpy(dtype=float)
    assert not ((numbers == float("inf")) | (numbers == float("-inf"))).any()
    assert " inf" not in result.stdout
