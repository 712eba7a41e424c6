"""`fssim run`: what it prints and writes, and what it refuses."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from fssim.runs import replicate
from tests.cli.conftest import ROOT, environment

FILES = {
    "ledger.png",
    "manifest.json",
    "plan_durations.png",
    "replications.parquet",
    "report.html",
    "brief.html",
    "report.xlsx",
    "sources.csv",
    "specialist_waits.png",
    "summary.csv",
    "targets.csv",
    "weekly.parquet",
    "families.parquet",
}


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_the_whole_answer(command: Any, busier: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = command("run", busier, "--replications", 3, "--jobs", 1, "--out", out)
    assert result.exit_code == 0
    for part in (
        "A busier service\nWhat do more referrals do?",
        "Against: A small service",
        "Differences are paired",
        "Where a family's days on a plan go",
        "'A busier service'. These are means over 3 replications of the year from 1 April 2019",
        "This is a simulation",
    ):
        assert part in result.stdout
    assert "anecdotal" not in result.stdout  # none of its numbers is the pilot's
    assert result.stderr == f"Written to {out}\n"
    assert names_in(out) == FILES
    frame = pd.read_parquet(out / "replications.parquet")
    assert list(frame["scenario"]) == ["busier"] * 3 + ["small"] * 3


def test_without_a_folder_nothing_is_written(command: Any, small: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    result = command("run", small, "--replications", 1, "--jobs", 1)
    assert "Nothing is written. Add --out FOLDER" in result.stderr
    assert names_in(tmp_path) == set()


def test_output_for_a_file_has_whole_lines_and_no_control_codes(process: Any, busier: Path) -> None:
    result = process("run", busier, "--replications", 2, "--jobs", 1, COLUMNS="20")
    assert result.returncode == 0
    assert not any(ord(letter) < 32 and letter != "\n" for letter in result.stdout + result.stderr)
    assert "…" not in result.stdout
    assert "Child in need plan: mean duration of those" in result.stdout


def test_a_terminal_of_plain_letters(process: Any, tmp_path: Path, small: Path) -> None:
    file = tmp_path / "letters.yaml"
    file.write_text(f"extends: {small}\ntitle: Où est 家族\nquestion: '[bold]Why?[/bold]'\n", encoding="utf-8")
    result = process("run", file, "--replications", 1, "--jobs", 1, PYTHONIOENCODING="ascii")
    assert result.returncode == 0
    assert result.stdout.startswith("O? est ??\n[bold]Why?[/bold]\n")
    assert "#####" in result.stdout


def test_quiet_is_quiet(command: Any, small: Path, tmp_path: Path) -> None:
    result = command("run", small, "--replications", 1, "--jobs", 1, "--quiet", "--out", tmp_path / "out")
    assert (result.exit_code, result.output) == (0, "")
    assert names_in(tmp_path / "out") == FILES


def test_against_takes_the_place_of_what_the_file_says(command: Any, busier: Path) -> None:
    result = command("run", busier, "--against", busier, "--replications", 2, "--jobs", 1)
    assert "Against: A busier service" in result.stdout
    assert "A small service" not in result.stdout
    for verdict in ("more, ", "less, ", " more  ", " less  "):
        assert verdict not in result.stdout


def test_the_clock_can_be_changed(command: Any, busier: Path, tmp_path: Path) -> None:
    words = ("--years", 2, "--warm-up", 0, "--replications", 1, "--jobs", 1, "--quiet", "--out", tmp_path)
    assert command("run", busier, *words).exit_code == 0
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["scenarios"]) == 2
    for entry in manifest["scenarios"]:
        assert entry["scenario"]["clock"] == {"observed_from": "2019-04-01", "warm_up_years": 0, "observed_years": 2}


def test_logs_are_written_and_a_later_run_without_them_takes_them_away(
    command: Any, small: Path, tmp_path: Path
) -> None:
    words = ("run", small, "--replications", 1, "--jobs", 1, "--quiet", "--out", tmp_path)
    assert command(*words, "--log").exit_code == 0
    assert names_in(tmp_path) == FILES | {"log-small-0.parquet"}
    assert {"event", "family", "time"} <= set(pd.read_parquet(tmp_path / "log-small-0.parquet").columns)
    assert command(*words).exit_code == 0
    assert names_in(tmp_path) == FILES


def test_logs_need_a_folder(command: Any, small: Path) -> None:
    result = command("run", small, "--log")
    assert result.exit_code == 2
    assert "--out FOLDER" in result.stderr


def test_another_scenarios_results_are_replaced_only_if_that_is_asked_for(
    command: Any, busier: Path, small: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    few = ("--replications", 1, "--jobs", 1, "--quiet", "--out", out)
    assert command("run", busier, *few).exit_code == 0
    assert command("run", busier, *few, "--seed", 2).exit_code == 0  # the same one again
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    refused = command("run", small, *few)
    assert refused.exit_code == 2
    assert refused.stderr == (
        f"{out}: holds the results of another scenario, 'A busier service' (busier); choose another folder with --out, "
        "or replace them with --overwrite\n"
    )
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before
    assert command("run", small, *few, "--overwrite").exit_code == 0
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["scenarios"][0]["name"] == "small"
    assert command("run", small, "--overwrite").exit_code == 2


@pytest.mark.parametrize(
    ("option", "value", "wrong"),
    [
        ("--seed", 2**64, "it must be a whole number from 0 and below 2**64"),
        ("--seed", -1, "it must be a whole number from 0 and below 2**64"),
        ("--seed", 1.5, "1.5 is not a whole number"),
        ("--replications", 0, "it must be a whole number from 1 and below 2**64"),
        ("--replications", "many", "many is not a whole number"),
        ("--years", 21, "it must be a whole number from 1 to 20"),
    ],
)
def test_what_is_no_whole_number_is_told(command: Any, small: Path, option: str, value: object, wrong: str) -> None:
    result = command("run", small, option, value)
    assert result.exit_code == 2
    assert wrong in " ".join(result.stderr.split())


@pytest.mark.slow
def test_same_bytes_on_any_number_of_processes_and_any_hash_seed(process: Any, busier: Path, tmp_path: Path) -> None:
    words = ("run", busier, "--replications", 2, "--log")
    here = process(*words, "--jobs", 1, "--out", tmp_path / "here", PYTHONHASHSEED="1")
    there = process(*words, "--jobs", 2, "--out", tmp_path / "there", PYTHONHASHSEED="2")
    assert here.stdout == there.stdout
    assert names_in(tmp_path / "here") == names_in(tmp_path / "there") > FILES
    for file in (tmp_path / "here").iterdir():
        assert file.read_bytes() == (tmp_path / "there" / file.name).read_bytes(), file.name


def test_every_problem_is_told_before_anything_is_simulated(
    command: Any, busier: Path, broken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicate, "simulate_tables", lambda *words: pytest.fail("it simulated"))
    out = tmp_path / "out"
    result = command("run", busier, "--against", broken, "--against", "missing.yaml", "--out", out)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "broken.yaml:4: unheard_of" in result.stderr
    assert "missing.yaml" in result.stderr
    assert not out.exists()


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_simulated(
    command: Any, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicate, "simulate_tables", lambda *words: pytest.fail("it simulated"))
    (tmp_path / "file").write_text("in the way")
    result = command("run", small, "--jobs", 1, "--out", tmp_path / "file")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "file: is a file, not a folder; choose another folder with --out" in result.stderr


def test_a_law_that_is_broken(command: Any, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("run", small, "--replications", 1, "--jobs", 1, "--check", "--out", tmp_path / "out")
    monkeypatch.setattr(replicate, "check_laws", lambda log: ["a family was in two places"])
    result = command(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "small, replication 0: a family was in two places" in result.stderr
    assert not (tmp_path / "out").exists()
    monkeypatch.undo()
    assert command(*words).exit_code == 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on the size of files to reach")
def test_a_disk_that_fills_while_writing(process: Any, small: Path, tmp_path: Path) -> None:
    limit = tmp_path / "sitecustomize.py"
    limit.write_text("import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))\n")
    result = process(
        "run", small, "--replications", 2, "--jobs", 1, "--out", tmp_path / "out", PYTHONPATH=f"{ROOT}:{tmp_path}"
    )
    assert result.returncode == 2
    assert "out: cannot write results here: File too large; choose another folder" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


def test_an_empty_name_is_no_folder(command: Any, small: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    result = command("run", small, "--out", "")
    assert result.exit_code == 2
    assert "the name of the folder is empty" in result.stderr
    assert names_in(tmp_path) == set()


@pytest.mark.parametrize("name", ["summary.csv", "ledger.png", "manifest.json", "log-small-0.parquet"])
def test_a_file_of_somebodys_own_is_told_before_anything_is_simulated(
    command: Any, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(replicate, "simulate_tables", lambda *words: pytest.fail("it simulated"))
    (tmp_path / name).write_text("mine")
    result = command("run", small, "--jobs", 1, "--log", "--out", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{tmp_path}: {name} is there already" in result.stderr
    assert (tmp_path / name).read_text() == "mine"
    assert names_in(tmp_path) == {name}


def test_a_service_without_a_warm_up_is_told(command: Any, busier: Path) -> None:
    note = "The service starts empty and has had 0 years to fill: early figures are too low."
    words = ("run", busier, "--replications", 1, "--jobs", 1)
    assert f"What do more referrals do?\n{note}\n" in command(*words, "--warm-up", 0).stdout
    assert note not in command(*words, "--warm-up", 1).stdout


def run_into(stdout: Any, *words: object) -> tuple[int, str]:
    """Run the command with that standard output: its exit status and what it says on standard error."""
    line = [sys.executable, "-m", "fssim", *map(str, words)]
    ended = subprocess.run(line, env=environment(), stdout=stdout, stderr=subprocess.PIPE, text=True)
    return ended.returncode, ended.stderr


FULL = Path("/dev/full")


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="needs a file that is always full")
def test_a_standard_output_that_is_full_loses_no_results(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with FULL.open("w") as full:
        outcome = run_into(full, "run", small, "--replications", 1, "--jobs", 1, "--out", out)
    assert outcome == (2, f"Written to {out}\nstandard output: cannot print here: No space left on device\n")
    assert names_in(out) == FILES


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
def test_a_reader_who_has_gone_loses_no_results(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    reading, writing = os.pipe()
    os.close(reading)
    outcome = run_into(writing, "run", small, "--replications", 1, "--jobs", 1, "--out", out)
    os.close(writing)
    assert outcome == (0, f"Written to {out}\n")
    assert names_in(out) == FILES


@pytest.mark.skipif(not FULL.exists(), reason="needs a file that is always full")
@pytest.mark.parametrize("words", [("schema",), ("--version",), ("run", "--help")])
def test_every_command_tells_of_a_standard_output_that_is_full(words: tuple[str, ...]) -> None:
    with FULL.open("w") as full:
        assert run_into(full, *words) == (2, "standard output: cannot print here: No space left on device\n")


@pytest.mark.parametrize("width", ["60", "80", "100"])
def test_help_has_no_line_that_is_cut_off(process: Any, width: str) -> None:
    result = process("--help", COLUMNS=width)
    listed = result.stdout.partition("Commands:")[2]
    assert "..." not in listed
    assert max(map(len, listed.splitlines())) <= int(width)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there are no terminals of this kind to look at")
@pytest.mark.parametrize("width", [60, 80, 120])
def test_nothing_is_cut_off_on_a_terminal(busier: Path, width: int) -> None:
    import fcntl
    import pty
    import struct
    import termios

    screen, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    line = [sys.executable, "-m", "fssim", "run", str(busier), "--replications", "2", "--jobs", "1"]
    variables = environment(TERM="xterm")
    variables.pop("COLUMNS", None)
    with subprocess.Popen(line, env=variables, stdout=terminal, stderr=subprocess.DEVNULL):
        os.close(terminal)
        shown = b"".join(iter(lambda: read(screen), b"")).decode()
    os.close(screen)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()
    assert "…" not in shown
    assert max(map(len, lines)) <= width
    assert any(text.strip().startswith("Mental health: first referral to start") for text in lines)


def read(screen: int) -> bytes:
    try:
        return os.read(screen, 65536)
    except OSError:  # how Linux says that nobody writes any more
        return b""


def test_stopping_what_is_printed_loses_no_results(
    command: Any, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("fssim.cli.commands.run_scenario.show", stopped)
    result = command("run", small, "--replications", 1, "--jobs", 1, "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (130, f"Written to {tmp_path}\n")
    assert names_in(tmp_path) == FILES


def test_numbers_are_tried_at_the_ends_of_their_ranges(command: Any, busier: Path, tmp_path: Path) -> None:
    wait = "{value: 4, unit: months, source: guess, grade: assumed, low: 1, high: 6}"
    ranged = tmp_path / "ranged.yaml"
    ranged.write_text(busier.read_text() + f"services: {{talking therapy: {{wait: {wait}}}}}\n")
    out = tmp_path / "out"
    result = command("run", ranged, "--replications", 3, "--jobs", 1, "--try-ranges", "--out", out)
    assert result.exit_code == 0
    assert names_in(out) == FILES | {"tried_values.csv"}
    words = " ".join(result.stdout.split())
    assert re.search("least certain numbers?, |It is not known which way|would be|cannot tell which way", words)
    assert "--try-ranges" not in (out / "brief.html").read_text()
    (out / "tried_values.csv").write_text("measure\n")
    assert "tried_values.csv was changed after it was written" in command("report", out).stderr


@pytest.mark.parametrize("words", [("--replications", "1"), ("--against", "none")])
def test_trying_needs_something_to_turn(command: Any, small: Path, busier: Path, words: tuple[str, str]) -> None:
    scenario, options = (small, ()) if "none" in words else (busier, words)
    result = command("run", scenario, *options, "--try-ranges")
    assert result.exit_code == 2
    assert "needs a scenario to compare with" in result.stderr


def test_without_ranges_there_is_nothing_to_try(command: Any, busier: Path) -> None:
    result = command("run", busier, "--replications", 3, "--try-ranges")
    assert result.exit_code == 2
    assert "no number of 'A busier service' has a range" in result.stderr
