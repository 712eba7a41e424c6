"""A small scenario, and files that extend it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fssim.scenario import Problem, ScenarioError, load
from fssim.scenario.findings import Code

SMALL = Path(__file__).parent / "small.yaml"
HEAD = 3  # lines that come before what a test says

Write = Callable[[str, str], Path]
Complaints = Callable[[str], list[str]]


@pytest.fixture
def small() -> Path:
    return SMALL


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file in a folder of its own, which becomes the current folder."""
    monkeypatch.chdir(tmp_path)

    def written(name: str, text: str) -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return written


@pytest.fixture
def child(write: Write) -> Callable[[str], Path]:
    """Write a file that extends the small scenario. The first line of the text is line 4 of the file."""

    def written(text: str) -> Path:
        return write("child.yaml", f"title: Child\nquestion: What if?\nextends: {SMALL}\n{text}")

    return written


@pytest.fixture
def complaints(child: Callable[[str], Path]) -> Complaints:
    """What is wrong with a file that extends the small scenario; its own lines are counted from where the text
    begins, and come first. That more is checked later is left out."""

    def problems(text: str) -> list[str]:
        with pytest.raises(ScenarioError) as caught:
            load(child(text))
        return [_from_the_text(problem) for problem in caught.value.problems if problem.code is not Code.more_to_check]

    return problems


def _from_the_text(problem: Problem) -> str:
    if not str(problem.file).endswith("child.yaml"):
        return str(problem)
    return f"{problem.line - HEAD}: {problem.field}: {problem.message}"
