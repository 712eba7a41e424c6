"""`fssim lesson`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.lessons.small_lesson import write_lesson

pytestmark = pytest.mark.slow
QUICK = ("--replications", 2, "--replays", 0, "--jobs", 1)


def test_a_lesson_is_written_with_the_decisions_beside_its_scenario(command: Any, tmp_path: Path) -> None:
    scenario, _ = write_lesson(tmp_path)
    out = tmp_path / "lesson.html"
    result = command("lesson", scenario, *QUICK, "--out", out)
    assert result.exit_code == 0, result.output
    page = out.read_text(encoding="utf-8")
    assert "<h1>An empty post" in page
    assert 'id="manage"' in page
    assert "They go outside." in page
    assert f"Written to {out} (0." in result.stderr
    assert "4 combinations of decisions, 2 replications each" in result.stderr


def test_without_decisions_there_is_no_such_step(command: Any, tmp_path: Path) -> None:
    scenario, plan = write_lesson(tmp_path)
    plan.unlink()
    out = tmp_path / "lesson.html"
    result = command("lesson", scenario, *QUICK, "--out", out)
    assert result.exit_code == 0, result.output
    assert 'id="manage"' not in out.read_text(encoding="utf-8")
    assert "no decisions, as there is no file of them" in result.stderr


def test_quietly_nothing_is_said(command: Any, tmp_path: Path) -> None:
    scenario, plan = write_lesson(tmp_path)
    elsewhere = plan.rename(tmp_path / "decisions.yaml")
    out = tmp_path / "lesson.html"
    result = command("lesson", scenario, "--decisions", elsewhere, *QUICK, "--quiet", "--out", out)
    assert (result.exit_code, result.output) == (0, "")
    assert 'id="manage"' in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("was", "instead", "words"),
    [
        ("refer externally", "look away", "decisions.list.options.outside.changes"),
        ("date: 2019-10-01", "date: soon", "decisions.worker.date"),
    ],
)
def test_a_wrong_plan_is_refused_and_nothing_is_written(
    command: Any, tmp_path: Path, was: str, instead: str, words: str
) -> None:
    scenario, plan = write_lesson(tmp_path)
    plan.write_text(plan.read_text(encoding="utf-8").replace(was, instead), encoding="utf-8")
    out = tmp_path / "lesson.html"
    result = command("lesson", scenario, *QUICK, "--out", out)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not out.exists()


def test_a_plan_that_is_not_there_is_told(command: Any, tmp_path: Path) -> None:
    scenario, _ = write_lesson(tmp_path)
    result = command("lesson", scenario, "--decisions", tmp_path / "none.yaml", *QUICK, "--out", tmp_path / "a.html")
    assert result.exit_code == 2
    assert "there is no" in result.stderr


def test_a_scenario_in_which_nothing_begins_is_refused(command: Any, tmp_path: Path, small: Path) -> None:
    result = command("lesson", small, "--against", small, *QUICK, "--out", tmp_path / "lesson.html")
    assert result.exit_code == 2
    assert "begins on a date in the observed years" in result.stderr
    assert not list(tmp_path.iterdir())
