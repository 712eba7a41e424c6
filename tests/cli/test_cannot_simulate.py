"""What cannot be simulated, or needs more memory than there is, is told in a sentence, with exit status 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim.runs import runner
from tests.cli.conftest import SMALL, Command, Process

ENDLESS = f"""extends: {SMALL}
title: Visits without end
question: What if visits took no time?
needs:
  mental health:
    missed: {{value: 1, unit: probability, source: guess, grade: assumed}}
    drops_out: {{value: 0, unit: probability, source: guess, grade: assumed}}
services:
  talking therapy:
    session_interval: {{value: 0.000000001, unit: weeks, source: guess, grade: assumed}}
"""


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_a_scenario_in_which_time_does_not_pass(process: Process, tmp_path: Path, engine: str) -> None:
    file = tmp_path / "endless.yaml"
    file.write_text(ENDLESS, encoding="utf-8")
    out = tmp_path / "out"
    done = process("run", file, "--replications", 2, "--engine", engine, "--out", out)
    assert done.returncode == 2
    assert "This scenario cannot be simulated: time does not pass on " in done.stderr
    assert "'mental health' (missed)" in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_too_little_memory(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*_: object) -> None:
        raise MemoryError("Unable to allocate 3.00 TiB")

    monkeypatch.setattr(runner, "compile_pickled", no_memory)
    result = command("run", SMALL, "--replications", 2)
    assert result.exit_code == 2
    assert "This computer has not enough memory for what was asked." in result.stderr
