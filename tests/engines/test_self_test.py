"""Object code is tested before it is used and kept; where it does not pass the SimPy engine simulates, and says so."""

from __future__ import annotations

import os
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fssim.engine import simulate
from fssim.engine.compiled.runtime import build_functions as build
from fssim.engine.compiled.runtime import prepare
from fssim.engine.compiled.runtime.functions import Functions, Stopped
from fssim.engine.compiled.runtime.prepare import own_folder
from fssim.engine.event_log import Event, EventLog
from fssim.engine.reference.run_reference import run as run_reference
from fssim.errors import SlowerEngine
from fssim.files.cache import read_own, read_whole, write_whole

RARE = {Event.NEED_RETURNED}  # that does not happen in so small a service


@pytest.fixture(scope="module")
def functions() -> Functions:
    prepared = prepare.prepare()
    assert prepared is not None
    return prepared


@pytest.fixture(scope="module")
def log() -> EventLog:
    return run_reference(prepare.self_test_tables(), prepare.SEED, prepare.REPLICATION)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to keep code in, and no compiling."""
    simulate.prepare_engine("compiled")
    code = read_whole(own_folder() / prepare.FILE)
    monkeypatch.setattr(prepare, "own_folder", lambda: tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no Python"))
    monkeypatch.setattr(build, "build", lambda: code)
    return tmp_path


def test_the_stored_log_is_the_simpy_engines(log: EventLog) -> None:
    """If it was changed on purpose: python -m tests.golden.stored."""
    assert log.to_bytes() == prepare.stored_log()


def test_nearly_everything_happens_in_it(log: EventLog) -> None:
    assert set(log.columns["kind"].tolist()) == set(Event) - RARE


def test_what_is_right_passes_without_scipy(functions: Functions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    assert prepare.passes_self_test(functions)


def later(functions: Functions) -> Functions:
    """Everybody comes a moment later than they should."""

    def arrivals(*arguments: Any) -> int:
        count = functions.arrivals_in_layer(*arguments)
        arguments[-2][:count] += 1e-9
        return count

    return replace(functions, arrivals_in_layer=arrivals)


def stopping(functions: Functions) -> Functions:
    def advance(*arguments: Any) -> int:
        raise Stopped("divided by zero")

    return replace(functions, advance=advance)


@pytest.mark.parametrize("spoilt", [later, stopping])
def test_what_is_wrong_does_not_pass(functions: Functions, spoilt: Any) -> None:
    assert not prepare.passes_self_test(spoilt(functions))


def test_code_that_does_not_pass_is_not_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "passes_self_test", lambda functions: False)
    for _ in range(2):
        with pytest.warns(SlowerEngine, match="did not pass its self-test"):
            assert prepare.prepare.__wrapped__() is None
        assert read_whole(folder / prepare.FILE) == prepare.UNFIT
        monkeypatch.setattr(build, "build", None)


def test_code_that_passed_is_used_without_a_word(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert prepare.prepare.__wrapped__() is not None
        monkeypatch.setattr(prepare, "passes_self_test", None)  # it is not needed again
        assert prepare.prepare.__wrapped__() is not None


def test_the_simpy_engine_simulates_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "prepare", lambda: None)
    assert simulate.prepare_engine("compiled") == "simpy"
    tables = prepare.self_test_tables()
    asked: list[object] = []
    monkeypatch.setattr("fssim.engine.reference.run_reference.run", lambda *given: asked.append(given[0]))
    simulate.simulate_tables(tables, 1, 0, "compiled")
    assert asked == [tables]


@pytest.mark.skipif(sys.platform == "win32", reason="who may write is not said in this way there")
@pytest.mark.parametrize("what", ["file", "folder", "link"])
def test_code_that_others_could_have_written_is_built_anew(folder: Path, what: str) -> None:
    file = folder / prepare.FILE
    write_whole(file, b"whatever somebody else would like to have run")
    if what == "link":
        file.rename(folder / "elsewhere")
        file.symlink_to(folder / "elsewhere")
    else:
        (file if what == "file" else folder).chmod(0o770 if what == "folder" else 0o620)
    assert read_own(file) is None
    assert prepare.prepare.__wrapped__() is not None


@pytest.mark.skipif(sys.platform == "win32", reason="who owns a file is not said in this way there")
def test_code_that_somebody_else_owns_is_not_loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(folder / prepare.FILE, b"code")
    assert read_own(folder / prepare.FILE) == b"code"
    uid = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: uid + 1)
    assert read_own(folder / prepare.FILE) is None


def test_the_engines_folder_is_this_users_alone() -> None:
    prepare.prepare()
    if sys.platform != "win32":
        about = own_folder().stat()
        assert (about.st_uid, about.st_mode & 0o777) == (os.getuid(), 0o700)
        assert (own_folder() / prepare.FILE).stat().st_mode & 0o077 == 0
