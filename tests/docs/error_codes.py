"""The examples of docs/reference/error_codes.md, and what is told of each. Run as a module, this stores it there again.

Below a code's heading stand the files of its example (one without a name is `example.yaml`, below the three lines that
the page gives) or a line of Python; the last block is what is told of that code.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import fssim
from fssim.authority.returns.reading.read_cin import read_cin
from fssim.cli.load_scenarios import load_with_comparators
from fssim.scenario.findings import Problem
from fssim.scenario.reading.load import remarks
from fssim.scenario.reading.shipped_files import shipped_folder
from fssim.studies.calibration.free_parameters import read_free_parameters
from fssim.studies.calibration.targets import read_targets
from fssim.studies.validation.published_files import read_shapes
from tests.docs.examples import Block, blocks_of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "error_codes.md"
BEGINNING = "title: An example\nquestion: What is wrong with it?\nextends: one_district\n"


@dataclass(frozen=True)
class Section:
    """A code's part of the page."""

    code: str
    example: list[Block]
    printed: Block


def sections() -> Iterator[Section]:
    """The page's codes, in their order."""
    headings = [
        (number, line.removeprefix("### "))
        for number, line in enumerate(PAGE.read_text(encoding="utf-8").splitlines(), start=1)
        if line.startswith("### ")
    ]
    blocks = list(blocks_of(PAGE))
    ends = [number for number, _ in headings[1:]] + [10**9]
    for (begins, code), end in zip(headings, ends, strict=True):
        *example, printed = [block for block in blocks if begins < block.line < end]
        yield Section(code, example, printed)


def printed_for(section: Section) -> str:
    """What is told of an example, in the present folder, of its code alone.

    Files that come with fssim go by their names, whatever the line.
    """
    printed = "".join(f"{problem}\n" for problem in _problems(section) if problem.code == section.code)
    return re.sub(rf"^{re.escape(str(shipped_folder()))}\W([\w.]+):\d+:", r"\1:...:", printed, flags=re.MULTILINE)


def _problems(section: Section) -> list[Problem]:
    file = Path("example.yaml")
    for block in section.example:
        if block.language == "python":
            continue
        file = Path(block.file or "example.yaml")
        whole = block.file or block.text.startswith("title:")
        file.write_text(block.text if whole else BEGINNING + block.text, encoding="utf-8")
    try:
        if section.example[-1].language == "python":
            exec(section.example[-1].text, {"fssim": fssim})
        elif file.name == "sweep.yaml":
            fssim.load_sweep(file)
        elif file.name == "free.yaml":
            read_free_parameters(file)
        elif file.name == "sets.yaml":
            fssim.load_ensemble(file)
        elif file.name == "targets.csv":
            read_targets(file, fssim.load("one_district"))
        elif file.name == "shapes.csv":
            read_shapes(file)
        elif file.name == "cin.xml":
            read_cin([file])
        else:
            load_with_comparators(file, (), {})
    except fssim.ScenarioError as error:
        return list(error.problems)
    return remarks(file)


def _store() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines(keepends=True)
    for section in reversed(list(sections())):
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            printed = printed_for(section)
            os.chdir(PAGE.parent)
        if not printed:
            print(f"{section.code}: nothing is told")
        first = section.printed.line
        last = next(number for number in range(first, len(lines)) if re.match("```", lines[number]))
        lines[first:last] = [printed]
    PAGE.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    _store()
