"""The compiled engine is kept between runs, told apart by its sources, and works where nothing can be kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fssim.engine.compiled.runtime.prepare import (
    DAYS_UNUSED,
    FILE,
    PACKAGE,
    SOURCES,
    cache_folder,
    own_folder,
    prepare,
    remove_unused,
    source_hash,
)
from fssim.files.cache import read_whole

pytestmark = pytest.mark.slow

PROGRAM = """
import sys
from pathlib import Path
from fssim.engine.compiled.runtime import prepare
prepare._built_elsewhere = Path(sys.argv[2]).read_bytes
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import load
print(len(simulate_tables(compile_scenario(load(sys.argv[1])), 1, 0, "compiled")))
print("numba" in sys.modules)
"""
SMALL = Path(__file__).parents[1] / "unit" / "scenario" / "small.yaml"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    for source in SOURCES:
        there = tmp_path / "package" / source
        there.parent.mkdir(parents=True, exist_ok=True)
        if (PACKAGE / source).is_dir():
            shutil.copytree(PACKAGE / source, there)
        else:
            shutil.copy(PACKAGE / source, there)
    return tmp_path / "package"


def test_the_same_sources_have_the_same_folder(package: Path) -> None:
    assert source_hash(package) == source_hash()


@pytest.mark.parametrize(
    "source",
    [
        "engine/compiled/kernel/arrangements.py",
        "engine/compiled/self_test/scenario.yaml",
        "engine/event_log.py",
        "model/draws.py",
    ],
)
def test_a_changed_source_has_another_folder(package: Path, source: str) -> None:
    before = cache_folder(package)
    with (package / source).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert cache_folder(package) != before


def test_the_folder_is_chosen_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FSSIM_CACHE", str(tmp_path))
    assert tmp_path in cache_folder().parents


def test_a_place_that_cannot_be_written_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a file").touch()
    monkeypatch.setenv("FSSIM_CACHE", str(tmp_path / "a file"))
    folder = cache_folder()
    assert tmp_path not in folder.parents
    assert folder.is_dir()


def test_the_first_use_says_that_it_compiles_and_the_second_does_not_import_numba(tmp_path: Path) -> None:
    """What the compiler gives is what it gave for these very sources when they were first used on this computer."""
    prepare()
    built = tmp_path / "built"
    built.write_bytes(read_whole(own_folder() / FILE) or b"")
    old = tmp_path / "fssim" / "compiled-old"
    old.mkdir(parents=True)
    os.utime(old, (0, 0))
    environment = {**os.environ, "FSSIM_CACHE": str(tmp_path)}
    runs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(SMALL), str(built)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        for _ in range(2)
    ]
    assert [run.stderr.count("\n") for run in runs] == [1, 0]
    assert runs[0].stderr.startswith("Compiling the simulation engine.")
    (rows, compiles), (rows_again, compiles_again) = (run.stdout.split() for run in runs)
    assert rows == rows_again
    assert int(rows) > 0
    assert (compiles, compiles_again) == ("True", "False")
    assert not old.exists()


def test_engines_of_other_versions_are_removed_once_they_are_not_used(tmp_path: Path) -> None:
    own, used, unused, other = (
        tmp_path / name for name in ("compiled-own", "compiled-used", "compiled-unused", "answers")
    )
    for folder in (own, used, unused, other):
        (folder / "inner").mkdir(parents=True)
    long_ago = time.time() - (DAYS_UNUSED + 1) * 24 * 60 * 60
    for folder in (own, unused, other):
        os.utime(folder, (long_ago, long_ago))
    remove_unused(own)
    assert {folder.name for folder in tmp_path.iterdir()} == {"compiled-own", "compiled-used", "answers"}
