"""Scenarios that run over other days, or meet other demand: refused where it is said, or told as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def extending(folder: Path, name: str, small: Path, text: str, compare_with: str = "") -> Path:
    file = folder / f"{name}.yaml"
    beside = f"compare_with: [{compare_with}]\n" if compare_with else ""
    file.write_text(f"extends: {small}\ntitle: The {name} one\nquestion: Q?\n{beside}{text}\n")
    return file


def test_another_clock_is_refused_at_its_line_before_anything_is_simulated(
    command: Any, tmp_path: Path, small: Path
) -> None:
    extending(tmp_path, "later", small, "clock: {observed_from: 2020-04-01, observed_years: 2}")
    file = extending(tmp_path, "now", small, "", "later.yaml")
    result = command("run", file, "--replications", 1, "--out", tmp_path / "out")
    assert result.exit_code == 2
    first, second = result.stderr.splitlines()
    assert f"{tmp_path / 'later.yaml'}:4: clock.observed_from: is 2020-04-01, and it is 2019-04-01 in " in first
    assert second.endswith("give both the same clock, or say --years")
    assert not (tmp_path / "out").exists()
    again = command("run", file, "--replications", 1, "--years", 1)
    assert again.exit_code == 2
    assert "observed_years" not in again.stderr


def test_years_of_one_s_own_make_clocks_alike(command: Any, tmp_path: Path, small: Path) -> None:
    extending(tmp_path, "longer", small, "clock: {observed_years: 2, warm_up_years: 0}")
    file = extending(tmp_path, "now", small, "", "longer.yaml")
    assert command("run", file, "--replications", 1, "--years", 1, "--warm-up", 0, "--jobs", 1).exit_code == 0


def test_other_demand_is_told_as_it_is(command: Any, busier: Path, small: Path, tmp_path: Path) -> None:
    output = " ".join(command("run", busier, "--replications", 2, "--jobs", 1).stdout.split())
    assert "both scenarios have the same families and the same luck where both meet them. But demand differs" in output
    assert "by the referral rate, so not every family is in both" in output
    assert "both scenarios have the same families and the same luck. " not in output
    same = extending(tmp_path, "same", small, "", str(small))
    output = " ".join(command("run", same, "--replications", 2, "--jobs", 1).stdout.split())
    assert "Differences are paired: both scenarios have the same families and the same luck. " in output


def test_scenarios_of_one_title_are_told_apart_by_their_files(command: Any, small: Path, tmp_path: Path) -> None:
    for name in ("mine", "theirs"):
        beside = "compare_with: [theirs.yaml]\n" if name == "mine" else ""
        (tmp_path / f"{name}.yaml").write_text(f"extends: {small}\ntitle: A copy\nquestion: Q?\n{beside}")
    output = command("run", tmp_path / "mine.yaml", "--replications", 2, "--jobs", 1).stdout
    assert "Against: A copy (theirs)" in output
    assert "'A copy (theirs)'" in output
    assert "A copy (mine)" not in output
