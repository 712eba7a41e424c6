"""The folder of work: nothing half-written is there, nothing outside of it has a name, and what was asked is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fssim.app.work.work_folder import ASKED, NOTES, RUN, AskedWork, Notes, WorkFolder
from fssim.errors import OutputError
from fssim.runs.folder.run_folder import MANIFEST

ASKING = AskedWork(RUN, "What an empty post does", ("mine.yaml", "one_district"), 20)


@pytest.fixture
def work(tmp_path: Path) -> WorkFolder:
    folder = WorkFolder(tmp_path / "work")
    folder.open()
    return folder


def test_what_is_asked_is_kept_with_its_files_and_notes(work: WorkFolder) -> None:
    piece = work.ask(ASKING, {"mine.yaml": b"extends: one_district\n"}, Notes(question="Why?"))
    assert piece.title == "What an empty post does"
    assert not piece.is_finished
    assert not piece.stopped
    assert (piece.folder / "mine.yaml").read_bytes() == b"extends: one_district\n"
    assert work.notes(piece) == Notes(question="Why?")
    again = WorkFolder(work.path).find(piece.name)
    assert again is not None
    assert again.asked is not None
    assert again.asked.scenarios == ASKING.scenarios
    assert again.asked.replications == 20


def test_notes_are_replaced_whole(work: WorkFolder) -> None:
    piece = work.ask(ASKING)
    work.note(piece, Notes("a", "b", "c", "d"))
    work.note(piece, Notes("a", "b", "", "it was decided to refill the post\nin June"))
    assert work.notes(piece) == Notes("a", "b", "", "it was decided to refill the post\nin June")
    assert sorted(file.name for file in piece.folder.iterdir()) == [ASKED, NOTES]


@pytest.mark.parametrize("spoilt", ["", "[]", "{", '{"question": ["x"]}', "\x00"])
def test_spoilt_notes_do_no_harm(work: WorkFolder, spoilt: str) -> None:
    piece = work.ask(ASKING)
    (piece.folder / NOTES).write_text(spoilt)
    assert isinstance(work.notes(piece).question, str)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../work", "a/b", "/etc", "a\x00", ".lock", ".partial-1", "x" * 200, "a\nb", "%2e%2e", "a\\b"],
)
def test_nothing_outside_has_a_name(work: WorkFolder, name: str) -> None:
    assert work.find(name) is None


def test_a_link_is_no_piece_of_work(work: WorkFolder, tmp_path: Path) -> None:
    elsewhere = WorkFolder(tmp_path / "elsewhere")
    elsewhere.open()
    piece = elsewhere.ask(ASKING)
    (work.path / "link").symlink_to(piece.folder)
    assert work.find("link") is None
    assert work.pieces() == []


@pytest.mark.parametrize("name", ["../mine.yaml", "mine.txt", ".yaml", "a/b.yaml", "asked.json", "é.yaml"])
def test_a_file_of_another_name_is_not_written(work: WorkFolder, name: str) -> None:
    with pytest.raises(ValueError, match="file names"):
        work.ask(ASKING, {name: b""})
    assert work.pieces() == []


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"kind": 1}', json.dumps({"title": "x", "scenarios": 1})])
def test_a_folder_that_says_nothing_is_not_listed(work: WorkFolder, content: str) -> None:
    (work.path / "other").mkdir()
    (work.path / "other" / ASKED).write_text(content)
    assert work.pieces() == []


def test_what_a_killed_app_had_begun_is_put_away_and_what_was_asked_waits(work: WorkFolder) -> None:
    piece = work.ask(ASKING)
    (piece.folder / ".partial-ab").mkdir()
    (piece.folder / ".partial-ab" / "report.html").write_text("half")
    (work.path / ".partial-cd").mkdir()
    work.close()
    again = WorkFolder(work.path)
    again.open()
    assert not list(work.path.rglob(".partial-*"))
    assert [waiting.name for waiting in again.waiting()] == [piece.name]


def test_what_was_stopped_waits_no_more_unless_it_is_asked_for_again(work: WorkFolder) -> None:
    piece = work.ask(ASKING)
    work.stop(piece, "You cancelled it.")
    stopped = work.find(piece.name)
    assert stopped is not None
    assert stopped.stopped == "You cancelled it."
    assert list(work.waiting()) == []
    work.resume(stopped)
    assert [waiting.name for waiting in work.waiting()] == [piece.name]


def test_two_apps_do_not_share_a_folder(work: WorkFolder) -> None:
    with pytest.raises(OutputError, match="another fssim app has this folder"):
        WorkFolder(work.path).open()
    work.close()
    WorkFolder(work.path).open()


def test_a_file_is_no_folder_of_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="--folder"):
        WorkFolder(tmp_path / "file").open()


def test_the_latest_comes_first(work: WorkFolder) -> None:
    first, second = work.ask(ASKING), work.ask(ASKING)
    words = json.loads((first.folder / ASKED).read_text())
    (first.folder / ASKED).write_text(json.dumps(words | {"when": "2020-01-01T09:00:00"}))
    assert [piece.name for piece in work.pieces()] == [second.name, first.name]


def test_a_folder_that_is_gone_is_said_to_be(work: WorkFolder) -> None:
    work.path.rename(work.path.with_name("elsewhere"))
    with pytest.raises(OutputError, match="put it back"):
        work.pieces()
    work.path.with_name("elsewhere").rename(work.path)
    assert work.pieces() == []


def test_what_is_deleted_is_gone_with_its_folder(work: WorkFolder) -> None:
    kept, piece = work.ask(ASKING), work.ask(ASKING, {"mine.yaml": b""})
    (piece.folder / "answer").mkdir()
    (piece.folder / "answer" / "picture.png").write_bytes(b"x")
    work.delete(piece)
    assert [left.name for left in work.pieces()] == [kept.name]
    assert sorted(file.name for file in work.path.iterdir()) == [".lock", kept.name]


def test_of_a_run_that_a_command_wrote_other_files_stay(work: WorkFolder) -> None:
    run = work.path / "by_command"
    run.mkdir()
    for name in ("report.html", "mine.txt"):
        (run / name).write_text(name)
    (run / MANIFEST).write_text(json.dumps({"files": {"report.html": "", "../.lock": ""}}))
    piece = work.find("by_command")
    assert piece is not None
    work.note(piece, Notes("Why?"))
    work.delete(piece)
    assert work.find("by_command") is None
    assert [file.name for file in run.iterdir()] == ["mine.txt"]
    assert (work.path / ".lock").is_file()


def test_what_cannot_be_deleted_is_said(work: WorkFolder) -> None:
    piece = work.ask(ASKING)
    piece.folder.rename(work.path / "elsewhere")
    with pytest.raises(OutputError, match="cannot be deleted"):
        work.delete(piece)
