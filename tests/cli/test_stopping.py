"""Stopping a run half way: at once, in good order, with nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fssim.engine.compiled.runtime.prepare import prepare
from tests.cli.conftest import environment
from tests.waiting import SECONDS, eventually

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="signals are not what they are elsewhere"),
]


AT_ONCE = 15.0  # seconds, on however busy a machine: compiling takes twice as long, and a run minutes


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """A run is under way once the engine is there; what is stopped while it is compiled has a test of its own."""
    prepare()


def started(scenario: Path, out: Path, jobs: int, **variables: str) -> subprocess.Popen[str]:
    """A run that would take minutes, once it is under way. It has a process group of its own, as under a shell."""
    words = ["run", str(scenario), "--replications", "5000", "--jobs", str(jobs), "--out", str(out)]
    line = [sys.executable, "-m", "fssim", *words]
    run = subprocess.Popen(
        line,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(**variables),
        start_new_session=True,
        preexec_fn=heed_ctrl_c,
    )
    assert eventually(lambda: list(out.glob(".partial-*")) or run.poll() is not None)
    assert run.poll() is None
    time.sleep(1.0)
    return run


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped(small: Path, tmp_path: Path, jobs: int, number: signal.Signals, status: int) -> None:
    run = started(small, tmp_path / "out", jobs)
    before = time.monotonic()
    signal_group(run, number)
    stdout, stderr = run.communicate(timeout=SECONDS)
    assert time.monotonic() - before < AT_ONCE
    assert run.returncode == status
    assert stdout == ""
    assert "Traceback" not in stderr
    assert ("nothing was written" in stderr) == (number == signal.SIGINT)
    assert not (tmp_path / "out").exists()
    assert nobody_left(run)


@pytest.mark.parametrize("after", [0.06, 0.1, 0.15, 0.2, 0.25, 0.33])
def test_ctrl_c_while_it_is_still_starting(small: Path, tmp_path: Path, after: float) -> None:
    ready = tmp_path / "ready"  # before, it is Python that is stopped and not yet fssim
    begin = f"""
import fssim.cli.start
run = fssim.cli.start._run
fssim.cli.start._run = lambda: open({str(ready)!r}, "w").close() or run()
fssim.cli.start.main()
"""
    run = subprocess.Popen(
        [sys.executable, "-c", begin, "run", str(small), "--replications", "5000"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(), start_new_session=True,
        preexec_fn=heed_ctrl_c,
    )  # fmt: skip
    assert eventually(ready.exists)
    time.sleep(after)
    signal_group(run, signal.SIGINT)
    stdout, stderr = run.communicate(timeout=SECONDS)
    assert (run.returncode, stdout) == (130, "")
    assert stderr.splitlines()[-1] == "Stopped: nothing was written."
    assert "Traceback" not in stderr


@pytest.mark.parametrize("words", [("run",), ("attribute",)])
def test_ctrl_c_again_and_again(busier: Path, small: Path, words: tuple[str, ...]) -> None:
    more = ("--against", small) if words == ("run",) else (small,)
    line = [sys.executable, "-m", "fssim", *words, busier, *more, "--replications", "5000", "--jobs", "2"]
    run = subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(), start_new_session=True,
        preexec_fn=heed_ctrl_c,
    )  # fmt: skip
    assert eventually(lambda: len(members_of_group(run.pid)) >= 3 or run.poll() is not None)
    assert run.poll() is None  # and the workers are there
    assert eventually(lambda: run.poll() is not None or os.killpg(run.pid, signal.SIGINT))
    stdout, stderr = run.communicate(timeout=SECONDS)
    assert (run.returncode, stdout) == (130, "")
    assert stderr.splitlines()[-1] == "Stopped: nothing was written."
    assert "Traceback" not in stderr
    assert nobody_left(run)


def test_what_an_import_makes_of_ctrl_c_is_ctrl_c() -> None:
    """A library that is stopped while it is imported may raise an error of its own, from none."""
    begin = """
import signal, fssim.cli.start
def broken():
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        pass
    raise ImportError("half of it is missing")
fssim.cli.start._run = broken
fssim.cli.start.main()
"""
    run = subprocess.run(
        [sys.executable, "-c", begin], capture_output=True, text=True, env=environment(), preexec_fn=heed_ctrl_c,
        check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "Stopped: nothing was written.\n")


def test_ctrl_c_within_text_that_is_executed_has_the_same_status(tmp_path: Path) -> None:
    """As in making a data class, of which imports have hundreds: the first process is then stopped like any other."""
    (tmp_path / "begin.py").write_text("""
import signal, fssim.cli.start
fssim.cli.start._run = lambda: exec("signal.raise_signal(signal.SIGINT)", {"signal": signal})
fssim.cli.start.main()
""")
    run = subprocess.run(
        [sys.executable, "-m", "begin"], capture_output=True, text=True, env=environment(), cwd=tmp_path,
        preexec_fn=heed_ctrl_c, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "Stopped: nothing was written.\n")


def test_a_first_run_that_is_stopped_while_the_engine_is_compiled(small: Path, tmp_path: Path) -> None:
    """The compiler itself would not heed it for many seconds."""
    run = started(small, tmp_path / "out", 1, FSSIM_CACHE=str(tmp_path / "cache"))
    assert run.stderr is not None
    assert any("Compiling" in line for line in run.stderr)
    before = time.monotonic()
    signal_group(run, signal.SIGINT)
    _, stderr = run.communicate(timeout=SECONDS)
    assert time.monotonic() - before < AT_ONCE
    assert "nothing was written" in stderr
    assert nobody_left(run)


def test_an_earlier_run_is_left_as_it_was(small: Path, tmp_path: Path) -> None:
    (tmp_path / "summary.csv").write_text("an earlier run's")
    (tmp_path / "manifest.json").write_text('{"files": ["manifest.json", "summary.csv"]}')
    run = started(small, tmp_path, jobs=2)
    signal_group(run, signal.SIGINT)
    run.communicate(timeout=SECONDS)
    assert {file.name for file in tmp_path.iterdir()} == {"manifest.json", "summary.csv"}


def heed_ctrl_c() -> None:
    """Tests that were started in the background of a shell ignore Ctrl-C, and so would what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def signal_group(run: subprocess.Popen[str], number: signal.Signals) -> None:
    """What a terminal does on Ctrl-C: everybody gets it. (Only the first process is asked to end, by `kill`.)"""
    if number == signal.SIGINT:
        os.killpg(run.pid, number)
    else:
        run.send_signal(number)


def members_of_group(group: int) -> list[str]:
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,pid="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [pid for pgid, state, pid in rows if int(pgid) == group and not state.startswith("Z")]


def nobody_left(run: subprocess.Popen[str]) -> bool:
    return eventually(lambda: not members_of_group(run.pid))
