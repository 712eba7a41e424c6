"""What is kept aside for a while is there to be read, in memory or not, and is gone however its process ends."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from fssim.errors import OutputError
from fssim.files.scratch_file import IN_MEMORY, ColumnFile, scratch_file

KILLED = """
from fssim.files.scratch_file import scratch_file
with scratch_file(1e9) as file:
    file.write(bytes(5_000_000))
    file.flush()
    print("written", flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FSSIM_CACHE", str(tmp_path))
    return tmp_path / "fssim" / "scratch"


@pytest.mark.parametrize("size", [0, IN_MEMORY, IN_MEMORY + 1])
def test_columns_are_read_as_they_were_written(size: int) -> None:
    rows = 50
    numbers = np.random.default_rng(1).normal(size=(rows, 3))
    with scratch_file(size) as file:
        columns = ColumnFile(file, rows, np.float64)
        for first in (20, 0):
            for column in (2, 0, 1):
                columns.write(column, first, numbers[first : first + 30, column])
        for column in range(3):
            assert columns.read(column, 0, rows).tobytes() == numbers[:, column].tobytes()
            assert columns.read(column, 7, 2).tobytes() == numbers[7:9, column].tobytes()


def test_what_is_small_is_in_no_file(folder: Path) -> None:
    with scratch_file(IN_MEMORY) as file:
        file.write(b"a")
    assert not folder.exists()


@pytest.mark.parametrize("signal", ["kill", "terminate"])
def test_nothing_is_left_of_a_process_that_is_killed(folder: Path, signal: str) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"written"
        getattr(process, signal)()
        process.wait()
    assert list(folder.iterdir()) == []


def test_nothing_is_left_when_it_is_stopped_in_the_middle(folder: Path) -> None:
    with suppress(KeyboardInterrupt), scratch_file(IN_MEMORY + 1) as file:
        file.write(bytes(5_000_000))
        raise KeyboardInterrupt
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_told_with_what_to_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(tempfile.SpooledTemporaryFile[bytes]):
        def write(self, _: object) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda dir: Full(dir=dir))
    with pytest.raises(OutputError) as caught, scratch_file(88e6) as file:
        file.write(b"a")
    assert str(caught.value) == (
        f"{folder}: cannot keep 88 MB here for a while: No space left on device; make room, or name another folder in "
        "the environment variable FSSIM_CACHE"
    )
