"""What a planner sends to have a model of their authority made: read at once, and kept as counts of many alone.

Besides returns that may be a workbook of figures, and an authority that figures are published of.

Returns have children's dates and identifiers in them. They are read from a folder for temporary files, of this user's
alone, by a process of its own, and are gone before anybody is answered.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.datastructures import FormData, UploadFile

from fssim.app.ask_for_run import Errors
from fssim.app.pages import text_field
from fssim.app.work.job_queue import end_process
from fssim.authority.new.figures.published_row import list_published_authorities
from fssim.scenario.findings import readable, visible

NAME, CHILDREN, CIN, CSWW = "name", "children", "cin", "csww"  # the fields of the form
WORKBOOK, PUBLISHED = "workbook", "published"
READER = "fssim.app.from_returns.read_returns"
LONGEST_NAME, LONGEST_FILE_NAME = 100, 80  # letters
MOST_CHILDREN = 10_000_000
LONGEST_ANSWER = 1 << 26  # bytes
LOST = "Its process was ended from outside, as happens when memory runs out. Close other programs, and try again"


@dataclass(frozen=True, slots=True)
class ReturnsSent:
    """An authority's name, how many children live there if that was typed, and what its figures are in: names of files,
    and the name that it has where its figures are published (nothing, if those are not asked for)."""

    name: str
    children: float | None
    cin: tuple[str, ...]
    csww: tuple[str, ...]
    workbook: tuple[str, ...]
    published: str


@dataclass(frozen=True, slots=True)
class ReturnsAnswer:
    """What comes of reading it: the authority's own figures as text; or what is wrong, by field of the form."""

    figures: str | None = None
    wrong: tuple[tuple[str, str], ...] = ()


async def read_returns_sent(form: FormData, errors: Errors) -> str | None:
    """The figures in what was sent, as text; None, with what is wrong added to the errors by field."""
    name = text_field(form, NAME, LONGEST_NAME + 1)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        errors.append((NAME, f"Enter the authority's name, in {LONGEST_NAME} letters or fewer"))
    published = text_field(form, PUBLISHED)
    if published and published not in list_published_authorities():
        errors.append((PUBLISHED, "Choose an authority that is in the list"))
    files = {field: _list_files(form, field) for field in (CIN, CSWW, WORKBOOK)}
    typed = text_field(form, CHILDREN)
    children = _read_children(typed)
    if children is None and (typed or not (files[WORKBOOK] or published)):
        errors.append((CHILDREN, "Enter how many children live there, as a number such as 91,000"))
    if not any(files.values()) and not published:
        errors.append((CIN, "Choose a return; or below it a workbook, or an authority"))
    if len(files[WORKBOOK]) > 1:
        errors.append((WORKBOOK, "Choose one workbook"))
    if errors:
        return None
    with TemporaryDirectory(prefix="fssim-") as folder:
        names = {field: await asyncio.to_thread(_put, Path(folder), sent) for field, sent in files.items()}
        sent = ReturnsSent(name, children, names[CIN], names[CSWW], names[WORKBOOK], published)
        answer = await _read_in_a_process(Path(folder), sent)
    errors += answer.wrong
    return answer.figures


def _read_children(text: str) -> float | None:
    """A number of children as people type it; None if it is none."""
    digits = text.replace(",", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12):
        return None
    return float(digits) if 1 <= int(digits) <= MOST_CHILDREN else None


def _list_files(form: FormData, field: str) -> list[UploadFile]:
    return [file for file in form.getlist(field) if isinstance(file, UploadFile) and file.filename]


def _put(folder: Path, sent: Iterable[UploadFile]) -> tuple[str, ...]:
    """Put files into a folder, and say by what names."""
    names = []
    for file in sent:
        name = _name(file)
        while (folder / name).exists():  # returns of two years may have one name
            name = f"another {name}"
        with (folder / name).open("xb") as content:
            shutil.copyfileobj(file.file, content)
        names.append(name)
    return tuple(names)


def _name(file: UploadFile) -> str:
    """What a file is called, without a path, which some browsers send too."""
    own = visible(readable(file.filename or "")).replace("\\", "/").rpartition("/")[2][-LONGEST_FILE_NAME:]
    return own if own.strip(". ") else "return.xml"


async def _read_in_a_process(folder: Path, sent: ReturnsSent) -> ReturnsAnswer:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", READER,  # with -P nothing is imported from the folder, where what was sent is
        stdin=pipe, stdout=pipe, limit=LONGEST_ANSWER, cwd=folder, start_new_session=True,
    )  # fmt: skip
    try:
        answer, _ = await process.communicate(json.dumps(asdict(sent)).encode() + b"\n")
    finally:
        end_process(process)
    if process.returncode:
        return ReturnsAnswer(wrong=((CIN, LOST),))
    return ReturnsAnswer(**json.loads(answer))
