"""The text of a scenario file, before anything is made of it."""

from __future__ import annotations

import re
from pathlib import Path

from fssim.scenario.problems import FieldPath, Problem

MOST_BYTES = 1_000_000
_NEVER = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f]")  # not even in a comment


class Unreadable(Exception):
    """Something that ends the reading of a file."""

    def __init__(self, line: int, message: str, path: FieldPath = ()) -> None:
        super().__init__(message)
        self.line, self.message, self.path = line, message, path


def text_of(file: Path, problems: list[Problem]) -> str:
    """A file's text. Raises `Unreadable` if it has none that could be YAML."""
    return _without_control(file, _text(file), problems)


def _text(file: Path) -> str:
    try:
        if file.is_dir():
            raise IsADirectoryError
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise Unreadable(1, f"is {size:,} bytes; a scenario file may have {MOST_BYTES:,} at most")
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise Unreadable(0, "there is no such file; give the path of a scenario file") from None
    except IsADirectoryError:
        raise Unreadable(0, "is a folder and cannot be read; give the path of a scenario file in it") from None
    except OSError as error:
        message = f"cannot be read: {error.strerror}; give the path of a scenario file that you may read"
        raise Unreadable(0, message) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Unreadable(line, "is not UTF-8 text; save it as UTF-8") from None


def _without_control(file: Path, text: str, problems: list[Problem]) -> str:
    """A file's text without the characters that YAML does not allow, each line with one told."""
    if _NEVER.search(text) is None:
        return text
    for number, line in enumerate(text.split("\n"), start=1):
        found = _NEVER.search(line)
        if found:
            problems.append(Problem(file, number, "", unseen(found[0])))
    return _NEVER.sub("", text)


def unseen(character: str) -> str:
    """What is wrong with a text that has a character nobody sees."""
    return f"has the control character U+{ord(character):04X}, which is not seen; remove it"
