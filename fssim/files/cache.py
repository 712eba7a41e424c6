"""The user's cache folder: what takes long to work out, and is always the same, is kept there from run to run."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from fssim.files.atomic_write import whole_file

MOST_KEPT = 2_000  # answers; then the half that was not used for longest makes way
DIGEST = 32  # bytes
MOST_AT_HAND = 1_000  # answers that a process keeps in memory, of some kilobytes each
OWN = 0o700  # the user's alone
ROOT = 0  # whose the system's folders are
_at_hand: dict[str, bytes] = {}  # answers, by their keys


def writable_folder(name: str) -> Path | None:
    """A folder by this name in the user's cache, or in a temporary folder if that cannot be written; None if neither.

    It is the user's own, nobody else can write in it, and every folder on the way to it is theirs or the system's.

    The environment variable `FSSIM_CACHE` names another place.
    """
    for place in _places():
        folder = place / "fssim" / name
        with suppress(OSError):
            _make(folder)
            if os.access(folder, os.W_OK) and _is_ours(folder):
                return folder
    return None


def _make(folder: Path) -> None:
    """Make a folder, and those on the way to it, for the user alone, whatever the umask. Raises `OSError`."""
    for outer in (*reversed(folder.parents), folder):
        with suppress(FileExistsError):
            outer.mkdir(mode=OWN)
            outer.chmod(OWN)
    ours = folder.parent
    if sys.platform != "win32" and _others_write(ours) and ours.stat().st_uid == os.getuid():
        ours.chmod(OWN)  # as it was made once with an open umask; what is inside is looked at by itself


def _is_ours(folder: Path) -> bool:
    """Whether nobody else can have put anything there: what is kept is run again, or believed."""
    if sys.platform == "win32":
        return True
    if _others_write(folder) or _others_write(folder.parent) or folder.stat().st_uid != os.getuid():
        return False
    return _owners(folder.resolve()) <= {os.getuid(), ROOT}


def _is_ours_alone(path: Path) -> bool:
    """Whether a file or folder is this user's, and neither its group nor anybody else can write to it."""
    if sys.platform == "win32":
        return True
    about = path.lstat()
    return about.st_uid == os.getuid() and not stat.S_ISLNK(about.st_mode) and not _others_write(path)


def _owners(folder: Path) -> set[int]:
    """Whose a folder and all those around it are."""
    return {part.stat().st_uid for part in (folder, *folder.parents)}


def _others_write(folder: Path) -> bool:
    """Whether its group, or everybody, may write in a folder."""
    return bool(folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH))


def remembered(
    maker: str | tuple[str, ...], libraries: tuple[str, ...], question: str, answer: Callable[[], bytes]
) -> bytes:
    """What `answer` returns, from the cache if it was asked for before.

    An answer is known by the `question`, the files of the source code that makes it (`maker`) and the versions of the
    `libraries` that it uses. One that was damaged is made again; where nothing can be written none are kept for other
    processes. Raises `ImportError` if a library is not installed.
    """
    key = sha256("\0".join([_stamp(maker, libraries), question]).encode()).hexdigest()
    if key not in _at_hand:
        if len(_at_hand) >= MOST_AT_HAND:
            _at_hand.clear()
        _at_hand[key] = _look_up(key, answer)
    return _at_hand[key]


def _look_up(key: str, answer: Callable[[], bytes]) -> bytes:
    folder = _answers_folder()
    if folder is None:
        return answer()
    file = folder / key
    stored = read_whole(file)
    if stored is not None:
        with suppress(OSError):
            os.utime(file)
        return stored
    made = answer()
    with suppress(OSError):
        _make_room(folder)
        write_whole(file, made)
    return made


def read_whole(file: Path) -> bytes | None:
    """What `write_whole` wrote, or None if it is not there or was damaged since."""
    try:
        stored = file.read_bytes()
    except OSError:
        return None
    return stored[DIGEST:] if sha256(stored[DIGEST:]).digest() == stored[:DIGEST] else None


def read_own(file: Path) -> bytes | None:
    """As `read_whole`, for what is to be run: None too if the file is not this user's, or others can write to it or to
    the folder it is in."""
    try:
        if not (_is_ours_alone(file) and _is_ours_alone(file.parent)):
            return None
    except OSError:
        return None
    return read_whole(file)


def write_whole(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, whoever else is writing it. Raises `OSError`."""
    with whole_file(file, is_cache=True) as out:
        out.write(sha256(content).digest() + content)


def _make_room(folder: Path) -> None:
    if len(os.listdir(folder)) >= MOST_KEPT:  # which counts them in a fraction of the time that listing paths takes
        for old in sorted(folder.iterdir(), key=lambda old: old.stat().st_mtime)[: MOST_KEPT // 2]:
            old.unlink(missing_ok=True)


@cache
def _answers_folder() -> Path | None:
    return writable_folder("answers")


@cache
def _stamp(maker: str | tuple[str, ...], libraries: tuple[str, ...]) -> str:
    """What an answer depends on besides the question."""
    files = (maker,) if isinstance(maker, str) else maker
    return "\0".join([*(sha256(Path(file).read_bytes()).hexdigest() for file in files), *map(version, libraries)])


def _places() -> list[Path]:
    from platformdirs import user_cache_path

    chosen = os.environ.get("FSSIM_CACHE")
    user = os.environ.get("USER") or os.environ.get("USERNAME") or "anybody"
    return [*([Path(chosen)] if chosen else []), user_cache_path(), Path(tempfile.gettempdir()) / f"fssim-{user}"]
