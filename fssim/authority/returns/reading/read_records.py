"""The records of a return, one after another: XML that is read strictly, and that refers to nothing outside it."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NoReturn
from xml.parsers import expat

from fssim.scenario.findings import Code, Problem, ScenarioError

A_PIECE = 1 << 18  # bytes read at a time
MOST_BYTES = 500_000_000  # ten times the return of the largest authority
LONGEST_TAG = 4_000_000  # bytes
MOST_FIELDS = 50_000  # of one record
MOST_CHARACTERS = 1_000  # of one field
DEEPEST = 12
ROOT = "message"
AS_SENT = "give the return's XML as it was sent"
ARCHIVES = {b"PK\x03\x04": "zip file", b"\x1f\x8b": "gzip file", b"7z\xbc\xaf": "7-Zip file"}
OFFICE = "Word or Excel file"
DOCUMENTS = {b"%PDF": "PDF file", b"\xd0\xcf\x11\xe0": OFFICE, b"{\\rtf": OFFICE}
IN_WORKBOOKS = b"[Content_Types].xml"  # and in other documents of Office, which are zip files
ENCODINGS = {b"\xff\xfe": "UTF-16LE", b"\xfe\xff": "UTF-16BE", b"<\x00": "UTF-16LE", b"\x00<": "UTF-16BE"}


@dataclass(slots=True)
class Element:
    """One element of a return: its name in small letters and without its namespace, where it begins, and what is in it.

    `stray` is the line of text that stands between its fields, or 0.
    """

    name: str
    line: int
    text: str = ""
    fields: list[Element] = field(default_factory=list)
    stray: int = 0

    def get(self, name: str) -> Element | None:
        """The first field of this name."""
        return next((inner for inner in self.fields if inner.name == name), None)

    def get_all(self, name: str) -> list[Element]:
        """Every field of this name, in order."""
        return [inner for inner in self.fields if inner.name == name]


class Records:
    """The records of a file, of the names asked for, as `Element`s.

    Iterating reads the file. `counts` has, as far as it has been read, how many elements began by each name `counted`.
    """

    def __init__(self, file: Path, names: Collection[str], counted: Collection[str] = ()) -> None:
        self.file = file
        self.counts: Counter[str] = Counter()
        self._counted = frozenset(counted)
        self._names = frozenset(names)
        self._short: dict[str, str] = {}  # an element's name as it stands, and without namespace and capitals
        self._open: list[Element] = []  # the record that is being read, from the outside inwards
        self._pending: list[Element] = []
        self._depth = 0
        self._fields = 0

    def __iter__(self) -> Iterator[Element]:
        """Read the file. Raises `ScenarioError` if it is no return that can be read to its end."""
        try:
            with open(self.file, "rb", opener=_without_waiting) as content:
                self._refuse_other_kinds(content)
                yield from self._read(content)
        except FileNotFoundError:
            self._refuse(0, "there is no such file; give the path of a return", Code.file_not_there)
        except IsADirectoryError:
            self._refuse(0, "is a folder; give the path of the return in it", Code.unreadable_file)
        except OSError as error:
            self._refuse(0, f"cannot be read: {error.strerror}; give a return that you may read", Code.unreadable_file)

    def _refuse_other_kinds(self, content: BinaryIO) -> None:
        status = os.fstat(content.fileno())
        if not stat.S_ISREG(status.st_mode):
            self._refuse(0, "is a pipe or a device, not a file; save the return as a file", Code.unreadable_file)
        if status.st_size > MOST_BYTES:
            self._refuse(
                0,
                f"is {status.st_size / 1e6:,.0f} MB; a return may have {MOST_BYTES / 1e6:,.0f} MB at most. "
                "Give the return as it was sent, of one year",
                Code.too_large,
            )
        if not status.st_size:
            self._refuse(0, "is empty; export the return again")

    def _read(self, content: BinaryIO) -> Iterator[Element]:
        piece = content.read(A_PIECE)
        self._refuse_what_is_no_xml(piece)
        parser = self._make_parser(piece)
        parsed = 0  # bytes
        try:
            while piece:
                parser.Parse(piece, False)
                parsed += len(piece)
                if parsed - parser.CurrentByteIndex > LONGEST_TAG:
                    line = parser.CurrentLineNumber
                    self._refuse(line, f"has a tag or comment of more than {LONGEST_TAG:,} bytes; export it again")
                yield from self._take_pending()
                piece = content.read(A_PIECE)
            parser.Parse(b"", True)
            yield from self._take_pending()
        except expat.ExpatError as error:
            self._refuse_bad_xml(error)
        except (LookupError, ValueError):
            self._refuse(1, "names an encoding that is not known; save it as UTF-8")

    def _take_pending(self) -> Iterator[Element]:
        pending, self._pending = self._pending, []
        yield from pending

    def _refuse_what_is_no_xml(self, beginning: bytes) -> None:
        kind = next((kind for mark, kind in (ARCHIVES | DOCUMENTS).items() if beginning.startswith(mark)), "")
        if kind in ARCHIVES.values() and IN_WORKBOOKS in beginning:
            kind = OFFICE
        if kind:
            instead = "take the XML file out of it, and give that" if kind in ARCHIVES.values() else AS_SENT
            self._refuse(0, f"is a {kind}; {instead}", Code.other_kind_of_file)
        if not re.match(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<", beginning):
            self._refuse(
                1, "is not XML, which begins with `<`; give the return as it was sent", Code.other_kind_of_file
            )

    def _make_parser(self, beginning: bytes) -> expat.XMLParserType:
        encoding = next((name for mark, name in ENCODINGS.items() if beginning.startswith(mark)), None)
        parser = expat.ParserCreate(encoding)
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._take_text
        self._parser = parser
        return parser

    def _refuse_doctype(self, name: str, *_: object) -> NoReturn:
        line = self._parser.CurrentLineNumber
        if name.lower() == "html":
            self._refuse(line, f"is a web page; {AS_SENT}", Code.other_kind_of_file)
        self._refuse(line, "declares a document type or entities, which no return does; export the return again")

    def _begin(self, name: str, _: dict[str, str]) -> None:
        short = self._short.get(name) or self._shorten(name)
        if short in self._counted:
            self.counts[short] += 1
        self._depth += 1
        line = self._parser.CurrentLineNumber
        if self._depth == 1 and short != ROOT:
            self._refuse(line, f"begins with <{name[:40]}>, and a return begins with <Message>; give the return's XML")
        if self._depth > DEEPEST:
            self._refuse(line, f"has fields {DEEPEST} deep and more, which no return has; export the return again")
        if self._open:
            self._fields += 1
            if self._fields > MOST_FIELDS:
                self._refuse(line, f"has a record of more than {MOST_FIELDS:,} fields; export the return again")
            element = Element(short, line)
            self._open[-1].fields.append(element)
            self._open.append(element)
        elif short in self._names:
            self._fields = 0
            self._open.append(Element(short, line))

    def _end(self, _: str) -> None:
        self._depth -= 1
        if self._open:
            element = self._open.pop()
            if not self._open:
                self._pending.append(element)

    def _take_text(self, text: str) -> None:
        if self._open and not text.isspace():
            element = self._open[-1]
            element.text = (element.text + text)[:MOST_CHARACTERS]
            element.stray = element.stray or self._parser.CurrentLineNumber

    def _shorten(self, name: str) -> str:
        short = name.rpartition(":")[2].lower()
        if len(self._short) < MOST_FIELDS:
            self._short[name] = short
        return short

    def _refuse_bad_xml(self, error: expat.ExpatError) -> NoReturn:
        cut_short = {
            expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
            expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
            expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
        }
        if error.code in cut_short:
            self._refuse(error.lineno, "ends in the middle: the file was cut short; export or copy the return again")
        self._refuse(
            error.lineno,
            f"is not XML that can be read ({expat.errors.messages[error.code]}); export the return again, as UTF-8",
        )

    def _refuse(self, line: int, message: str, code: Code = Code.wrong_return) -> NoReturn:
        raise ScenarioError([Problem(self.file, line, (), message, code)])


def _without_waiting(name: str, flags: int) -> int:
    """Open a file; a pipe that nobody writes to as well."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))
