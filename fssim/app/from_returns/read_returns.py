"""The process that reads what is sent of an authority: `python -m fssim.app.from_returns.read_returns`.

It reads a line that says what is asked, `ReturnsSent` as JSON, and writes one that answers it, `ReturnsAnswer`. The
files are in its working folder, so that they are told of by their names alone.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from fssim.app.from_returns.returns_sent import CHILDREN, CIN, CSWW, WORKBOOK, ReturnsAnswer, ReturnsSent
from fssim.app.page_words import explain_error
from fssim.authority.new.figures.gather import Given, gather_figures
from fssim.authority.new.figures.own_figures import format_own_figures
from fssim.authority.new.figures.published_row import PANEL
from fssim.errors import Error, QuestionError
from fssim.scenario.findings import ScenarioError
from fssim.studies.validation.validation_file import find_published_file

MOST_MISTAKES = 20  # told of returns


def read_what_is_asked() -> None:
    """Read what is asked, and answer."""
    sent = ReturnsSent(**json.loads(sys.stdin.readline()))
    cin, csww, workbooks = (tuple(map(Path, names)) for names in (sent.cin, sent.csww, sent.workbook))
    given = Given(
        published=find_published_file(PANEL) if sent.published else None, row=sent.published,
        workbook=next(iter(workbooks), None), cin=cin, csww=csww, children=sent.children,
    )  # fmt: skip
    try:
        own = gather_figures(sent.name, given)
    except Error as error:
        answer = ReturnsAnswer(wrong=tuple(_say_what_is_wrong(error, sent)))
    else:
        answer = ReturnsAnswer(format_own_figures(own))
    print(json.dumps(asdict(answer)))


def _say_what_is_wrong(error: Error, sent: ReturnsSent) -> Iterator[tuple[str, str]]:
    if not isinstance(error, ScenarioError):
        yield CHILDREN if isinstance(error, QuestionError) else CIN, explain_error(error, Path())
        return
    for problem in error.problems[:MOST_MISTAKES]:
        file = str(problem.file)
        yield CSWW if file in sent.csww else WORKBOOK if file in sent.workbook else CIN, str(problem)


if __name__ == "__main__":
    read_what_is_asked()
