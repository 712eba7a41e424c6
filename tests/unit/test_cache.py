"""Answers are kept from run to run, until what they depend on changes; nothing depends on keeping them."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fssim.files import cache
from fssim.files.cache import remembered, writable_folder


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("FSSIM_CACHE", str(tmp_path))
    _forget()
    yield tmp_path / "fssim" / "answers"
    _forget()


def _forget() -> None:
    cache._answers_folder.cache_clear()
    cache._stamp.cache_clear()
    cache._at_hand.clear()


class Oracle:
    """Answers every question, and counts how often it was asked."""

    def __init__(self, maker: Path) -> None:
        self.maker = maker
        self.asked = 0
        maker.write_text("answers = 1")

    def ask(self, question: str, *libraries: str, process: str = "new") -> bytes:
        if process == "new":
            _forget()
        return remembered(str(self.maker), libraries, question, self.answer)

    def answer(self) -> bytes:
        self.asked += 1
        return b"answer %d" % self.asked


@pytest.fixture
def oracle(tmp_path: Path) -> Oracle:
    return Oracle(tmp_path / "oracle.py")


@pytest.mark.skipif(sys.platform == "win32", reason="who may write is not said in this way there")
def test_a_folder_that_anybody_may_write_to_is_passed_over(folder: Path) -> None:
    folder.mkdir(parents=True)
    assert writable_folder(folder.name) == folder
    folder.chmod(0o777)
    assert writable_folder(folder.name) != folder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place there is for a cache, which is not made yet."""
    made = tmp_path / "far" / "off"
    monkeypatch.setattr(cache, "_places", lambda: [made])
    return made


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_whatever_the_umask_is_the_folder_is_the_users_alone_and_is_used_again(place: Path) -> None:
    for umask in (0o000, 0o077, 0o777):
        before = os.umask(umask)
        try:
            folder = cache.writable_folder(f"made with {umask}")
        finally:
            os.umask(before)
        assert folder == place / "fssim" / f"made with {umask}"
        for made in (place.parent, place, place / "fssim", folder):
            assert stat.S_IMODE(made.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_a_folder_that_an_open_umask_left_is_closed(place: Path) -> None:
    (place / "fssim" / "answers").mkdir(parents=True)
    (place / "fssim").chmod(0o777)
    assert cache.writable_folder("answers") == place / "fssim" / "answers"
    assert stat.S_IMODE((place / "fssim").stat().st_mode) == 0o700
    (place / "fssim" / "answers").chmod(0o777)  # anybody may have written answers
    assert cache.writable_folder("answers") is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
@pytest.mark.parametrize("whose", ["off", "far"])
def test_a_folder_inside_somebody_elses_is_not_used(place: Path, monkeypatch: pytest.MonkeyPatch, whose: str) -> None:
    assert cache.writable_folder("answers")
    theirs, owner_of = {"off": place, "far": place.parent}[whose].resolve(), Path.stat

    def stat_of(path: Path, *args: Any, **options: Any) -> Any:
        about = owner_of(path, *args, **options)
        return SimpleNamespace(st_uid=4711, st_mode=about.st_mode) if path == theirs else about

    monkeypatch.setattr(Path, "stat", stat_of)
    assert cache.writable_folder("answers") is None


def test_a_process_reads_an_answer_once(oracle: Oracle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_AT_HAND", 2)
    assert oracle.ask("how long?") == b"answer 1"
    monkeypatch.setattr(cache, "read_whole", lambda file: b"read again")
    assert oracle.ask("how long?", process="the same") == b"answer 1"
    for question in ("how many?", "how far?"):  # which leaves no room
        oracle.ask(question, process="the same")
    assert oracle.ask("how long?", process="the same") == b"read again"


def test_a_question_is_answered_once(oracle: Oracle) -> None:
    assert [oracle.ask(question) for question in ("how long?", "how many?", "how long?")] == [
        b"answer 1", b"answer 2", b"answer 1",
    ]  # fmt: skip


def test_an_empty_answer_is_an_answer(oracle: Oracle) -> None:
    assert remembered(str(oracle.maker), (), "anything wrong?", lambda: b"") == b""
    assert remembered(str(oracle.maker), (), "anything wrong?", oracle.answer) == b""


def test_a_change_of_the_source_or_a_library_asks_again(oracle: Oracle, monkeypatch: pytest.MonkeyPatch) -> None:
    oracle.ask("how long?", "numpy")
    monkeypatch.setattr(cache, "version", lambda library: "99")
    oracle.ask("how long?", "numpy")
    assert oracle.asked == 2
    oracle.maker.write_text("answers = 2")
    oracle.ask("how long?", "numpy")
    assert oracle.asked == 3


def test_a_damaged_answer_is_made_again(oracle: Oracle, folder: Path) -> None:
    oracle.ask("how long?")
    (kept,) = folder.iterdir()
    kept.write_bytes(kept.read_bytes()[:-1] + b"9")
    assert oracle.ask("how long?") == b"answer 2"
    assert oracle.ask("how long?") == b"answer 2"


def test_an_answer_that_cannot_be_made_leaves_nothing(oracle: Oracle, folder: Path) -> None:
    def cannot() -> bytes:
        raise ValueError("no such distribution")

    with pytest.raises(ValueError, match="no such distribution"):
        remembered(str(oracle.maker), (), "how long?", cannot)
    assert list(folder.iterdir()) == []


def test_a_library_that_is_not_there_is_an_import_error(oracle: Oracle) -> None:
    with pytest.raises(ImportError):
        oracle.ask("how long?", "no-such-library")


def test_nothing_is_kept_where_nothing_can_be(oracle: Oracle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "writable_folder", lambda name: None)
    assert [oracle.ask("how long?") for _ in range(2)] == [b"answer 1", b"answer 2"]


def test_the_answers_not_used_for_longest_make_way(
    oracle: Oracle, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MOST_KEPT", 4)
    for question in "abcd":
        oracle.ask(question)
    for kept in folder.iterdir():
        os.utime(kept, (0, 0))
    oracle.ask("a")
    oracle.ask("e")
    assert len(list(folder.iterdir())) == 3
    assert oracle.ask("a") == b"answer 1"
