"""What is too large for the computer, or takes very long, is said in a sentence before anything is simulated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

WORDS = [
    ("run",),
    ("story", "--pick", "typical"),
    ("animate", "--out", "film.html"),
    ("export", "--format", "csv", "--out", "log.csv"),
]


def full(task: object) -> None:
    raise MemoryError


def larger(folder: Path, small: Path) -> Path:
    file = folder / "larger.yaml"
    children = "{value: 14000000000, unit: children, source: guess, grade: assumed}"
    file.write_text(f"extends: {small}\ntitle: Everybody\nquestion: Q?\ndemand: {{children: {children}}}\n")
    return file


@pytest.mark.parametrize("words", WORDS)
def test_too_many_families_are_a_sentence(
    command: Any, tmp_path: Path, small: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = command(words[0], larger(tmp_path, small), *words[1:])
    assert result.exit_code == 2
    assert "one replication of 'Everybody' has about " in result.stderr
    assert "allow more with the environment variable FSSIM_MOST_GB" in result.stderr
    assert "Traceback" not in result.stderr


def test_too_many_replications_are_a_sentence(command: Any, tmp_path: Path, small: Path) -> None:
    result = command("run", small, "--replications", 10**9, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stderr.startswith("Too large: these are 1,000,000,000 replications, which take about ")
    assert not (tmp_path / "out").exists()


def test_check_says_how_large(command: Any, tmp_path: Path, small: Path) -> None:
    output = " ".join(command("check", larger(tmp_path, small)).stdout.split())
    assert "Large: one replication has about " in output
    assert "of memory, more than the " in output
    assert "Large:" not in command("check", small).stdout


def test_memory_that_runs_out_in_a_worker_is_a_sentence(
    command: Any, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fssim.runs.runner.replicate", full)
    for jobs in (1, 2):
        result = command("run", small, "--replications", 4, "--jobs", jobs)
        assert result.exit_code == 2
        assert "memory" in result.stderr
        assert "Traceback" not in result.stderr
