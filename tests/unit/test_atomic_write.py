"""Files are there whole or not at all, for those whom the umask lets read them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

from fssim.errors import OutputError
from fssim.files.atomic_write import PartialFile, file_of_sweep, whole_file, write_files

Writing = Callable[[Path], AbstractContextManager[BinaryIO]]


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"before")
    with whole_file(file) as content:
        content.write(b"after")
        assert file.read_bytes() == b"before"
    assert file.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [file]


def stopped_half_way(writing: Writing, file: Path) -> None:
    with writing(file) as content:
        content.write(b"half of")
        raise KeyboardInterrupt


@pytest.mark.parametrize("writing", [whole_file, file_of_sweep])
def test_what_fails_half_way_changes_nothing(tmp_path: Path, writing: Writing) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt):
        stopped_half_way(writing, file)
    assert file.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [file]


def test_two_can_write_one_file_at_once(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with whole_file(file) as first, whole_file(file) as second:
        first.write(b"first")
        second.write(b"second")
    assert file.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are not what they are elsewhere")
@pytest.mark.parametrize(("mask", "for_all"), [(0o022, 0o644), (0o002, 0o664), (0o077, 0o600)])
def test_the_umask_says_who_may_read_it_unless_it_is_the_users_own(tmp_path: Path, mask: int, for_all: int) -> None:
    before = os.umask(mask)
    try:
        for is_cache, name in ((False, "for all"), (True, "own")):
            with whole_file(tmp_path / name, is_cache) as content:
                content.write(b"content")
    finally:
        os.umask(before)
    assert (tmp_path / "for all").stat().st_mode & 0o777 == for_all
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o600


def test_several_files_are_written_all_or_none(tmp_path: Path) -> None:
    first, nowhere = tmp_path / "first", tmp_path / "no folder" / "second"
    first.write_bytes(b"before")
    with pytest.raises(OutputError, match="second: cannot be written: No such file or directory"):
        write_files({first: b"after", nowhere: b"after"})
    assert first.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [first]
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="folder: cannot be written"):
        write_files({tmp_path / "folder": b"after", first: b"after"})
    (tmp_path / "folder").rmdir()
    assert first.read_bytes() == b"before"
    write_files({first: b"after", tmp_path / "other": b"too"})
    assert [file.read_bytes() for file in sorted(tmp_path.iterdir())] == [b"after", b"too"]


@pytest.mark.skipif(sys.platform == "win32", reason="devices and links are not what they are elsewhere")
def test_a_pipe_is_refused_and_a_link_stays_one(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="pipe: cannot be written: it is a device or a pipe, and no file; choose an"):
        write_files({tmp_path / "other": b"content", pipe: b"content"})
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]
    (tmp_path / "folder").mkdir()
    link.symlink_to(tmp_path / "folder" / "file")
    for content in (b"first", b"second"):
        write_files({link: content})
        assert link.is_symlink()
        assert (tmp_path / "folder" / "file").read_bytes() == content


def test_a_file_that_is_removed_leaves_nothing(tmp_path: Path) -> None:
    partial = PartialFile(tmp_path / "file")
    partial.write(b"content")
    partial.remove()
    partial.remove()
    assert not list(tmp_path.iterdir())
