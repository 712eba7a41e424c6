"""Scenarios go by their names: in a checkout, and wherever a wheel is installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

import fssim
from tests.cli.conftest import ROOT, Command, environment

SHIPPED = ROOT / "scenarios"
SUFFIXES = {".yaml", ".csv", ".json"}


def shipped_files() -> set[str]:
    return {file.relative_to(SHIPPED).as_posix() for file in SHIPPED.rglob("*") if file.suffix in SUFFIXES}


def test_a_name_is_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    names = fssim.shipped_scenarios()
    assert sorted(names) == sorted(file.stem for file in SHIPPED.glob("*.yaml"))
    assert sorted(fssim.shipped_sweeps()) == sorted(file.stem for file in (SHIPPED / "sweeps").glob("*.yaml"))
    assert sorted(fssim.shipped_lessons()) == sorted(file.stem for file in (SHIPPED / "lessons").glob("*.yaml"))
    kept = SHIPPED / "optimisations"
    assert sorted(fssim.shipped_optimisations()) == sorted(file.stem for file in kept.glob("*.yaml"))
    assert sorted(fssim.shipped_trials()) == sorted(file.stem for file in (SHIPPED / "trials").glob("*.yaml"))
    for name in ("standard", "one_district_vacancy"):
        assert fssim.load(name) == fssim.load(SHIPPED / f"{name}.yaml")
        assert names[name] == fssim.load(name).question
    assert fssim.load_sweep("pooling").base == fssim.load("pooled_specialists")


def test_a_file_that_is_there_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "standard").mkdir()
    assert fssim.load("standard").title == "Standard model of social work"
    words = f"extends: {SHIPPED / 'standard.yaml'}\ntitle: My own\nquestion: What else?\n"
    (tmp_path / "one_district").write_text(words, encoding="utf-8")
    assert fssim.load("one_district").title == "My own"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("standrad", "did you mean 'standard'?"),
        ("scenarios/one_distrct.yaml", "did you mean 'one_district'?"),
        ("standard.yaml", "did you mean 'standard'?"),
        ("zzz", "nothing that comes with fssim has this name (fssim scenarios lists what comes with it)"),
        ("mine.yaml", "mine.yaml: there is no such file; give the path of a {file} file"),
    ],
)
def test_a_name_of_nothing_is_refused(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for line in (("check", name), ("run", name), ("attribute", "standard", name), ("sweep", name, "--out", "out")):
        result = command(*line)
        assert (result.exit_code, result.stdout) == (2, "")
        assert words.format(file="sweep" if line[0] == "sweep" else "scenario") in result.stderr
        assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_each_is_listed_with_its_question(command: Command) -> None:
    printed = command("scenarios").stdout
    assert max(map(len, printed.splitlines())) <= 100  # in a file too
    entries = re.split(r"\n(?=\S)", printed)
    listed = [(name, question) for name, question in (" ".join(entry.split()).split(" ", 1) for entry in entries)]
    for of_a_kind in (fssim.shipped_scenarios, fssim.shipped_sweeps, fssim.shipped_trials, fssim.shipped_lessons):
        for name, question in of_a_kind().items():
            assert (name, question) in listed


def test_they_are_copied_whole(command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert command("init").exit_code == 0
    copied = {path.relative_to("scenarios").as_posix() for path in Path("scenarios").rglob("*") if path.is_file()}
    assert copied >= shipped_files()
    for name in sorted(copied):
        assert (tmp_path / "scenarios" / name).read_bytes() == (SHIPPED / name).read_bytes()
    checked = command("check", *sorted(Path("scenarios").glob("*.yaml")))
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert fssim.load_sweep("scenarios/sweeps/pooling.yaml").base == fssim.load("scenarios/pooled_specialists.yaml")
    assert os.listdir(tmp_path) == ["scenarios"]


def test_nothing_is_written_over(command: Command, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "standard.yaml").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for name in ("kept", "file", "not/there"):
        result = command("init", tmp_path / name)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
        assert name in result.stderr
    assert (tmp_path / "kept" / "standard.yaml").read_text(encoding="utf-8") == "mine"
    assert sorted(os.listdir(tmp_path)) == ["file", "kept"]
    (tmp_path / "empty").mkdir()
    assert command("init", tmp_path / "empty").exit_code == 0


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel was installed into."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(line, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as content:
        content.extractall(folder / "site")
    return folder / "site"


def test_a_wheel_has_them_all(installed: Path) -> None:
    folder = installed / "fssim" / "shipped_scenarios"
    assert {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()} >= shipped_files()
    assert (installed / "fssim" / "py.typed").exists()
    for code in (ROOT / "fssim").rglob("*.jinja"):
        assert (installed / code.relative_to(ROOT)).exists()


@pytest.mark.slow
def test_they_work_from_a_wheel(installed: Path, tmp_path: Path) -> None:
    def fssim_command(*words: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "fssim", *words]
        variables = environment(PYTHONPATH=str(installed))
        return subprocess.run(line, env=variables, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")

    listed = fssim_command("scenarios")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert all(name in listed.stdout for name in fssim.shipped_scenarios())
    checked = fssim_command("check", *fssim.shipped_scenarios())
    assert (checked.returncode, checked.stderr) == (0, "")
    assert str(installed / "fssim" / "shipped_scenarios" / "standard.yaml") in checked.stdout
    ran = fssim_command(
        "run", "one_district_vacancy", "--replications", "1", "--years", "1", "--warm-up", "0", "--engine", "simpy",
        "--jobs", "1",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "One district, with its mental health post empty" in ran.stdout
    assert fssim_command("init", "mine").returncode == 0
    assert {
        path.relative_to(tmp_path / "mine").as_posix() for path in (tmp_path / "mine").rglob("*")
    } >= shipped_files()
    again = fssim_command("init", "mine")
    assert (again.returncode, again.stdout, again.stderr.count("\n")) == (2, "", 1)
