"""The benchmark's quick mode runs from the shell, and engines that give different answers are told."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.printing import Table, figures, printed
from benchmarks.reference_workflow.answers import Answers
from benchmarks.reference_workflow.cpp import read_logs
from benchmarks.reference_workflow.engines import BASE, BEST, COMPILED, ENGINES, LOGGED, Engine, Rules
from benchmarks.reference_workflow.log_by_hand import differing_logs
from benchmarks.reference_workflow.measured import Measured, disagreements, unchecked
from benchmarks.reference_workflow.service import reference_service
from benchmarks.reference_workflow.speeds import notes

ROOT = Path(__file__).parents[3]
NEED_NOTHING_EXTRA = {BEST, LOGGED, "C++ by due date", COMPILED, BASE, "SimPy"}
ANSWERS = {"families": 1000, "visits": 7800, "sessions": 2400, "slot_wait": 2.5, "specialist_wait": 1.5}


def by_name(name: str) -> Engine:
    return next(engine for engine in ENGINES if engine.name == name)


def measured(name: str, **answers: float) -> Measured:
    return Measured(by_name(name), "1.0", 1.0, [{**ANSWERS, **answers}], [31000], [0.1], 100.0, 0)


@pytest.mark.slow
def test_the_quick_mode_runs_and_its_engines_agree(tmp_path: Path) -> None:
    chosen = [word for name in sorted(NEED_NOTHING_EXTRA) for word in ("--engine", name)]
    command = [sys.executable, str(ROOT / "benchmarks/engines.py"), "--small", "--replications", "1", *chosen]
    ran = subprocess.run([*command, "--part", "workflow"], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert ran.returncode == 0, ran.stderr
    here = {name for name in NEED_NOTHING_EXTRA if by_name(name).missing() is None}
    assert {"fssim, compiled", "fssim, SimPy engine", "SimPy"} <= here
    shown = {engine.name for engine in ENGINES if engine.name in here and not engine.only_to_check}
    assert all(any(line.startswith(name) for line in ran.stdout.splitlines()) for name in shown)
    assert all(f"{name} left out" in ran.stdout for name in NEED_NOTHING_EXTRA - here)
    assert (LOGGED in here) == ("C++ by hand writes the same log as fssim" in ran.stdout)


needs_a_compiler = pytest.mark.skipif(by_name(LOGGED).missing() is not None, reason="no g++ here")


@pytest.mark.slow
@needs_a_compiler
@pytest.mark.parametrize(("small", "replications"), [(True, 6), (False, 3)])
def test_the_log_written_by_hand_is_fssims_bit_for_bit(small: bool, replications: int) -> None:
    assert not list(differing_logs(reference_service(small), range(replications)))


@pytest.mark.slow
@needs_a_compiler
def test_logs_that_differ_are_told_by_column_and_row(monkeypatch: pytest.MonkeyPatch) -> None:
    service = reference_service(small=True)
    first, second = (bytearray(log) for log in read_logs(service, range(2)))
    first[1000] ^= 1  # kinds come first, of a byte each
    del second[-55:]  # as long as a row
    monkeypatch.setattr("benchmarks.reference_workflow.log_by_hand.read_logs", lambda *_: [bytes(first), bytes(second)])
    one, other = differing_logs(service, range(2))
    assert one.startswith("replication 0: kind of row 1,000 is ")
    rows = len(second) // 55
    assert other == f"replication 1: the log by hand has {rows:,} rows, fssim's {rows + 1:,}"


def test_engines_of_the_same_rules_that_differ_are_told() -> None:
    slower = measured("SimPy", slot_wait=2.5 + 1e-6)
    other_rules = measured("fssim, compiled", slot_wait=2.4)
    sentences = list(disagreements([measured("C++ by hand"), slower, other_rules]))
    assert sentences == ["replication 0: slot_wait is 2.500001 on SimPy, 2.5 on C++ by hand"]
    assert not list(disagreements([measured("C++ by hand"), measured("SimPy", slot_wait=2.5 + 1e-12)]))


def test_how_long_fssim_takes_is_told_of_each_replication_in_its_quickest_round() -> None:
    """The second of three replications was disturbed in the first round."""
    answers = [ANSWERS] * 3
    seconds = {COMPILED: [0.3, 0.9, 0.3, 0.3, 0.3, 0.4], BEST: [0.2] * 6, LOGGED: [0.25] * 6}
    told = [replace(measured(name), answers=answers, seconds=its) for name, its in seconds.items()]
    (sentence,) = (note for note in notes(told) if "quickest" in note)
    assert "takes 1.50 times as long as C++ by hand that writes nothing" in sentence
    assert "1.20 times as long as C++ by hand that writes the same log" in sentence


def test_what_nothing_was_held_against_is_told() -> None:
    both = [measured("C++ by hand"), measured("SimPy")]
    assert unchecked([*both, measured("fssim, compiled")]) == ["fssim, compiled"]


def test_what_is_not_installed_is_named() -> None:
    engine = replace(by_name("SimPy"), package="no-such-package")
    assert engine.missing() == "no-such-package is not installed"


def test_every_rule_has_two_engines_to_hold_against_each_other() -> None:
    assert all(sum(engine.rules is rules for engine in ENGINES) >= 2 for rules in Rules)


def test_events_are_advances_of_time_and_starts_of_a_service() -> None:
    """A family of six visits and a specialist: it arrives, 6 intervals, 5 gaps, 12 starts, and 12 ends."""
    assert Answers(1, visits=6, sessions=6, slot_wait=0.0, specialist_wait=0.0, time_to_closing=1.0).events == 36


@pytest.mark.parametrize(("value", "text"), [(0.016149, "0.0161"), (5.777, "5.78"), (1230.4, "1,230"), (99.96, "100")])
def test_numbers_have_three_figures(value: float, text: str) -> None:
    assert figures(value) == text


def test_a_table_is_markdown_or_aligned() -> None:
    table = Table(("engine", "speed"), [("SimPy", "0.2"), ("fssim", "10")])
    assert printed(table, markdown=True) == "| engine | speed |\n| --- | ---: |\n| SimPy | 0.2 |\n| fssim | 10 |"
    assert printed(table, markdown=False) == "engine  speed\nSimPy     0.2\nfssim      10"
