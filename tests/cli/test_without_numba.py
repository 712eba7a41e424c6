"""Where Numba is not installed or does not work the SimPy engine simulates, and one line says so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Command, environment
from tests.sweeping import write_sweep

pytestmark = pytest.mark.slow

PROGRAM = """
import importlib.abc, sys

class Blocker(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "numba":
            raise ModuleNotFoundError(f"{name} is blocked", name=name)

sys.meta_path.insert(0, Blocker())
from fssim.cli import main
main()
"""
WARNING = "The SimPy engine is used, as Numba is not installed."


def without_numba(*words: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-c", PROGRAM, *map(str, words)]
    return subprocess.run(line, env=environment(), capture_output=True, text=True, encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "lines"), [((), 1), (("--quiet",), 0), (("--engine", "simpy"), 0)], ids=["default", "quiet", "asked for"]
)
def test_a_run_says_that_simpy_is_used(small: Path, words: tuple[str, ...], lines: int) -> None:
    done = without_numba("run", small, "--replications", 1, "--jobs", 1, *words)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count(WARNING) == done.stderr.count("pip install numba") == lines


def test_the_answer_is_the_same(small: Path, command: Command) -> None:
    words = ("run", small, "--replications", 2, "--jobs", 1)
    assert without_numba(*words).stdout == command(*words).stdout


def test_a_sweep_of_the_compiled_engine_is_ranked_all_the_same(command: Command, tmp_path: Path) -> None:
    posts = "{posts: {path: teams.safeguarding.posts.social_worker.posts.value, values: [5, 6]}}"
    file = write_sweep(tmp_path, levers=posts, uncertainties="", replications="5")
    assert command("sweep", file, "--out", tmp_path / "out", "--jobs", 1).exit_code == 0
    words = ("rank", tmp_path / "out", "--measure", "caseload_children_per_full_time_worker", "--matters", 1e-9)
    words = (*words, "--most", 8, "--jobs", 1)
    done = without_numba(*words)
    assert (done.returncode, done.stderr.count(WARNING)) == (0, 1), done.stderr
    shutil.rmtree(tmp_path / "out" / "further")
    assert command(*words).stdout == done.stdout
    assert (tmp_path / "out" / "further").is_dir()


def test_numba_that_does_not_work_is_told(small: Path, tmp_path: Path) -> None:
    (tmp_path / "numba").mkdir()
    (tmp_path / "numba" / "__init__.py").write_text("raise ImportError('Numba needs NumPy 2.2 or less')")
    line = [sys.executable, "-m", "fssim", "run", str(small), "--replications", "1", "--jobs", "1"]
    path = f"{tmp_path}{os.pathsep}{ROOT}"
    variables = environment(PYTHONPATH=path, FSSIM_CACHE=str(tmp_path))
    done = subprocess.run(line, env=variables, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "Numba is installed but cannot be used (Numba needs NumPy 2.2 or less); install it anew" in done.stderr


@pytest.mark.parametrize("words", [(), ("--engine", "compiled")], ids=["default", "asked for"])
def test_an_engine_that_fails_its_self_test_is_told_in_a_line(small: Path, command: Command, words: tuple[str]) -> None:
    program = "from fssim.engine.compiled.runtime import prepare; prepare.read_own = lambda file: prepare.UNFIT; "
    line = [sys.executable, "-c", f"{program} from fssim.cli import main; main()"]
    line += ["run", str(small), "--replications", "2", "--jobs", "2", *words]
    done = subprocess.run(line, env=environment(), capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if "self-test" in line or "Warning" in line] == [
        "The SimPy engine is used, which gives the same answers about a hundred times as slowly: the compiled engine "
        "did not pass its self-test on this computer; installing Numba anew may help (pip install --force-reinstall "
        "numba)."
    ]
    assert done.stdout == command("run", small, "--replications", 2, "--jobs", 1).stdout


def test_the_compiled_engine_cannot_be_asked_for(small: Path) -> None:
    done = without_numba("run", small, "--engine", "compiled")
    assert done.returncode == 2
    assert "'compiled' is not 'simpy'" in done.stderr


def test_targets_say_so_too(tmp_path: Path) -> None:
    scenario = tmp_path / "tiny.yaml"
    scenario.write_text(
        f"extends: {ROOT / 'scenarios' / 'one_district_standard.yaml'}\ntitle: Tiny\nquestion: Does it run?\n"
        "clock: {warm_up_years: 0, observed_years: 1}\ndemand: {children: {value: 2000}}\n"
    )
    done = without_numba("targets", scenario, "--replications", 1, "--jobs", 1)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count(WARNING) == 1
