"""The text of files that people write, before anything is made of it."""

from __future__ import annotations

import csv
import os
import re
import stat
from io import StringIO
from pathlib import Path

from fssim.errors import Error
from fssim.scenario.findings import Code, FieldPath, Problem

MOST_BYTES = 1_000_000
MOST_BYTES_OF_A_TABLE = 10_000_000
_NEVER = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f]")  # not even in a comment


class Unreadable(Error):
    """Something that ends the reading of a file."""

    def __init__(self, code: Code, line: int, message: str, path: FieldPath = ()) -> None:
        super().__init__(message)
        self.code, self.line, self.message, self.path = code, line, message, path


def text_of(file: Path, kind: str, problems: list[Problem]) -> str:
    """The text of a file that should be of a `kind`. Raises `Unreadable` if it has none that could be YAML."""
    return _without_control(file, read_text(file, kind, MOST_BYTES), problems)


def located(path: str | Path) -> Path:
    """A file's place, without symbolic links and `..`. What has no place, such as a pipe, is left as it was said."""
    absolute, real = os.path.abspath(path), os.path.realpath(path)
    return Path(absolute if os.path.exists(absolute) and not os.path.exists(real) else real)


def table_of(file: Path) -> csv.DictReader[str]:
    """The rows of a CSV file with a heading. Raises `Unreadable` if it is none that could be read, and `csv.Error` on
    the way if it is not CSV."""
    return csv.DictReader(StringIO(read_text(file, "a CSV file", MOST_BYTES_OF_A_TABLE), newline=""))


def read_text(file: Path, kind: str, most_bytes: int) -> str:
    """The text of a file that should be of a `kind`. Raises `Unreadable` if it is no file, too large or not UTF-8."""
    try:
        with open(file, "rb", opener=_without_waiting) as content:
            if not stat.S_ISREG(os.fstat(content.fileno()).st_mode):
                raise Unreadable(
                    Code.unreadable_file, 0, f"is a pipe or a device, not a file; save what it gives as {kind}"
                )
            data = content.read(most_bytes + 1)
            if len(data) > most_bytes:
                size = max(os.fstat(content.fileno()).st_size, len(data))
                raise Unreadable(Code.too_large, 1, f"is {size:,} bytes; {kind} may have {most_bytes:,} at most")
        return data.decode("utf-8-sig")
    except FileNotFoundError:
        raise Unreadable(Code.file_not_there, 0, f"there is no such file; give the path of {kind}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Unreadable(Code.unreadable_file, line, "is not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        if os.path.isdir(file):
            raise Unreadable(
                Code.unreadable_file, 0, f"is a folder and cannot be read; give the path of {kind} in it"
            ) from None
        message = f"cannot be read: {error.strerror}; give the path of {kind} that you may read"
        raise Unreadable(Code.unreadable_file, 0, message) from None


def _without_waiting(name: str, flags: int) -> int:
    """Open a file; a pipe that nobody writes to as well."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def _without_control(file: Path, text: str, problems: list[Problem]) -> str:
    """A file's text without the characters that YAML does not allow, each line with one told."""
    if _NEVER.search(text) is None:
        return text
    for number, line in enumerate(text.split("\n"), start=1):
        hidden = _NEVER.search(line)
        if hidden:
            problems.append(Problem(file, number, (), unseen(hidden[0]), Code.hidden_character))
    return _NEVER.sub("", text)


def unseen(character: str) -> str:
    """What is wrong with a text that has a character nobody sees."""
    return f"has the control character U+{ord(character):04X}, which is not seen; remove it"
