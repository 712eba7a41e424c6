"""The folder of all work: a folder for each piece, with what was asked, what came of it, and the planner's notes.

A piece of work that is finished is a run folder, which the commands and `fssim` read too; and a run folder that a
command wrote here is a piece of work. Nothing is changed in place: a folder appears whole, and so does every file.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from filelock import FileLock, Timeout

from fssim.errors import OutputError
from fssim.files.atomic_write import PARTIAL, partial_folder, whole_file
from fssim.runs.folder.run_folder import MANIFEST, list_run_files
from fssim.scenario.findings import visible
from fssim.scenario.names import slug

ASKED, NOTES, STOPPED, FINISHED = "asked.json", "notes.json", "stopped.json", "finished.json"
RUN, SWEEP, AUTHORITY = "run", "sweep", "authority"
TRY_RANGES = "try_ranges"  # an option of a run
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
OWN_FIGURES = "own_figures.json"  # of an authority
FILE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,79}}\.yaml|{re.escape(OWN_FIGURES)}")
LONGEST_SLUG = 40
LONGEST_NOTE = 10_000  # letters


@dataclass(frozen=True, slots=True)
class Notes:
    """What a planner writes about a piece of work: four boxes, in the order in which they are filled in."""

    question: str = ""
    expectation: str = ""
    finding: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class AskedWork:
    """What was asked for.

    `scenarios` are the scenario and then those it is compared with: files in the piece's own folder, or names of
    scenarios that come with fssim. `options` are what another kind of work than a run needs.
    """

    kind: str
    title: str
    scenarios: tuple[str, ...]
    replications: int
    seed: int = 1
    when: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PieceOfWork:
    """One folder. `asked` is None for a run that a command wrote; `stopped` says why there is no result, if there is
    none and none is to come."""

    folder: Path
    title: str
    asked: AskedWork | None
    is_finished: bool
    stopped: str

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def when(self) -> datetime:
        """When it was asked for; when it was written, of a run that a command wrote."""
        if self.asked is not None:
            with suppress(ValueError):
                return datetime.fromisoformat(self.asked.when)
        return datetime.fromtimestamp(self.folder.stat().st_mtime)

    @property
    def kind(self) -> str:
        return self.asked.kind if self.asked is not None else RUN


class WorkFolder:
    """All pieces of work. One app at a time keeps a folder: `open` raises `OutputError` if another has it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._open = ExitStack()

    def open(self) -> None:
        """Make the folder if need be, keep it from other apps, and put away what an app that was killed left half done.

        Raises `OutputError`.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._open.enter_context(FileLock(self.path / ".lock", timeout=0))
        except Timeout as error:
            raise OutputError(
                f"{self.path}: another fssim app has this folder of work open; end that one, or choose another folder "
                "with --folder"
            ) from error
        except OSError as error:
            raise OutputError(
                f"{self.path}: cannot be written: {error.strerror}; choose another folder with --folder"
            ) from error
        self.clear_partial(self.path)
        for piece in self.pieces():
            if piece.asked is not None and not piece.is_finished:
                self.clear_partial(piece.folder)

    def close(self) -> None:
        self._open.close()

    def pieces(self) -> list[PieceOfWork]:
        """All that is there, the latest first. Raises `OutputError` if the folder is gone."""
        try:
            names = [folder.name for folder in self.path.iterdir()]
        except OSError as error:
            raise OutputError(
                f"{self.path}: the folder of work cannot be read: {error.strerror}; put it back where it was, and load "
                "this page again"
            ) from error
        pieces = [piece for name in names if (piece := self.find(name)) is not None]
        return sorted(pieces, key=lambda piece: (piece.when, piece.name), reverse=True)

    def find(self, name: str) -> PieceOfWork | None:
        """The piece of this name, if there is one. Nothing outside of the folder has a name here."""
        if NAME.fullmatch(name) is None:
            return None
        folder = self.path / name
        if folder.is_symlink() or not folder.is_dir():
            return None
        asked, has_manifest = read_asked(folder), (folder / MANIFEST).is_file()
        if asked is None and not has_manifest:
            return None
        title = asked.title if asked is not None else _title_of_run(folder)
        finished = has_manifest or (folder / FINISHED).is_file()
        stopped = "" if finished else str(_read(folder / STOPPED).get("sentence", ""))
        return PieceOfWork(folder, title, asked, finished, stopped)

    def ask(self, asked: AskedWork, files: Mapping[str, bytes] = {}, notes: Notes = Notes()) -> PieceOfWork:
        """A new piece of work, whole or not at all. `files` are those that it is made from, by name.

        Raises `OutputError` if it cannot be written.
        """
        if any(FILE.fullmatch(name) is None for name in files):
            raise ValueError(f"file names are letters, figures, - and _, and end in .yaml: {', '.join(files)}")
        now = datetime.now().replace(microsecond=0)
        name = f"{now:%Y-%m-%d-%H%M%S}-{slug(asked.title)[:LONGEST_SLUG].strip('_') or 'work'}-{token_hex(2)}"
        words = asdict(asked) | {"when": now.isoformat()}
        try:
            with partial_folder(self.path) as partial:
                whole = partial / "whole"
                whole.mkdir()
                for file, content in files.items():
                    (whole / file).write_bytes(content)
                (whole / ASKED).write_bytes(_json(words))
                (whole / NOTES).write_bytes(_json(asdict(notes)))
                whole.rename(self.path / name)
        except OSError as error:
            raise OutputError(f"{self.path}: cannot be written: {error.strerror}; make room in this folder") from error
        piece = self.find(name)
        assert piece is not None
        return piece

    def notes(self, piece: PieceOfWork) -> Notes:
        """What was noted of a piece of work, empty if nothing was."""
        known = _read(piece.folder / NOTES)
        return Notes(**{part.name: str(known.get(part.name, ""))[:LONGEST_NOTE] for part in fields(Notes)})

    def note(self, piece: PieceOfWork, notes: Notes) -> None:
        """Keep notes in place of those there were. Raises `OutputError`."""
        _write(piece.folder / NOTES, asdict(notes))

    def stop(self, piece: PieceOfWork, sentence: str) -> None:
        """Keep why a piece of work has no result, and put away what it had begun to write."""
        self.clear_partial(piece.folder)
        _write(piece.folder / STOPPED, {"sentence": sentence})

    def resume(self, piece: PieceOfWork) -> None:
        """Forget why a piece of work was stopped, so that it can be done after all."""
        (piece.folder / STOPPED).unlink(missing_ok=True)

    def is_finished(self, piece: PieceOfWork) -> bool:
        """Whether it is finished by now."""
        current = self.find(piece.name)
        return current is not None and current.is_finished

    def finish(self, piece: PieceOfWork) -> None:
        """Keep that a piece of work is done, if nothing else says so."""
        if not (piece.folder / MANIFEST).is_file():
            _write(piece.folder / FINISHED, {})

    def clear_partial(self, folder: Path) -> None:
        """Remove what was being written when a process was ended."""
        for partial in folder.glob(f"{PARTIAL}*"):
            if partial.is_dir() and not partial.is_symlink():
                shutil.rmtree(partial, ignore_errors=True)
            else:
                partial.unlink(missing_ok=True)

    def delete(self, piece: PieceOfWork) -> None:
        """Delete a piece of work for good, with its folder. Of a run that a command wrote into a folder with other
        files, those stay. Raises `OutputError`."""
        try:
            if piece.asked is not None:
                gone = self.path / f"{PARTIAL}{token_hex(8)}"  # put away at the next start, if this is stopped half-way
                piece.folder.rename(gone)
                shutil.rmtree(gone)
                return
            for name in (MANIFEST, *list_run_files(piece.folder), NOTES):  # with no manifest, it is a run no longer
                (piece.folder / name).unlink(missing_ok=True)
            if not any(piece.folder.iterdir()):
                piece.folder.rmdir()
        except OSError as error:
            raise OutputError(
                f"{piece.folder}: cannot be deleted: {error.strerror}; close what has its files open, and try again"
            ) from error

    def waiting(self) -> Iterator[PieceOfWork]:
        """What was asked for and neither finished nor stopped, the earliest first."""
        return (piece for piece in reversed(self.pieces()) if not piece.is_finished and not piece.stopped)


def _read(file: Path) -> dict[str, Any]:
    """What a file of ours says; nothing, if it is not there or somebody has spoilt it."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def read_asked(folder: Path) -> AskedWork | None:
    """What was asked for in a folder; None if nothing was, or somebody has spoilt it."""
    content = _read(folder / ASKED)
    try:
        asked = AskedWork(**content)
        return AskedWork(
            str(asked.kind), visible(str(asked.title)), tuple(map(str, asked.scenarios)), int(asked.replications),
            int(asked.seed), str(asked.when), dict(asked.options),
        )  # fmt: skip
    except (TypeError, ValueError):
        return None


def _title_of_run(folder: Path) -> str:
    try:
        return visible(str(_read(folder / MANIFEST)["scenarios"][0]["scenario"]["title"]))
    except (LookupError, TypeError):
        return folder.name


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _write(file: Path, content: Mapping[str, Any]) -> None:
    try:
        with whole_file(file) as opened:
            opened.write(_json(content))
    except OSError as error:
        raise OutputError(f"{file}: cannot be written: {error.strerror}; make room in this folder") from error
