"""Having the engine's code: it is built again if what was kept is damaged, and used even where nothing can be kept."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fssim.engine import simulate
from fssim.engine.compiled.runtime import build_functions as build
from fssim.engine.compiled.runtime import prepare
from fssim.engine.compiled.runtime.drawn_families import draw_families
from fssim.engine.compiled.runtime.functions import loaded
from fssim.engine.compiled.runtime.prepare import own_folder
from fssim.files.cache import read_whole, write_whole
from tests.laws.shipped import tables_of

pytestmark = pytest.mark.slow

NAME = "one_district"


@pytest.fixture
def code() -> bytes:
    """The code that this computer keeps."""
    simulate.prepare_engine("compiled")
    kept = read_whole(own_folder() / prepare.FILE)
    assert kept is not None
    return kept


@pytest.fixture
def folder(tmp_path: Path, code: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to keep code in, and no other process to build it."""
    monkeypatch.setattr(prepare, "own_folder", lambda: tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no Python"))
    monkeypatch.setattr(build, "build", lambda: code)
    return tmp_path


def test_a_damaged_file_is_built_anew(folder: Path, code: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    write_whole(folder / prepare.FILE, code)
    (folder / prepare.FILE).write_bytes((folder / prepare.FILE).read_bytes()[:-1])
    prepare.prepare.__wrapped__()
    assert capfd.readouterr().err.startswith("Compiling the simulation engine.")
    assert read_whole(folder / prepare.FILE) == code
    prepare.prepare.__wrapped__()
    assert capfd.readouterr().err == ""


def test_code_that_cannot_be_kept_is_used(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / prepare.FILE).mkdir()
    functions = prepare.prepare.__wrapped__()
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("It cannot be kept, and is compiled again next time: ")
    assert [file.name for file in folder.iterdir()] == [prepare.FILE]
    assert functions.advance is not None


def test_a_function_keeps_its_code(code: bytes) -> None:
    """Though nobody has the rest of what was loaded with it any more."""
    expected = draw_families(prepare.prepare(), tables_of(NAME), 1, 0)
    made = loaded(code)
    kept: Any = SimpleNamespace(
        arrivals_in_layer=made.arrivals_in_layer,
        describe_families=made.describe_families,
        describe_past=made.describe_past,
        describe_open=made.describe_open,
    )
    del made
    gc.collect()
    assert draw_families(kept, tables_of(NAME), 1, 0) == expected


def test_a_library_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot() -> None:
        raise OSError("Could not find/load shared object file")

    monkeypatch.setattr(prepare, "prepare", cannot)
    with pytest.raises(simulate.EngineUnusable, match=r"cannot be used \(Could not find/load shared object file\)"):
        simulate.prepare_engine("compiled")
