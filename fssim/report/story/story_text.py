"""A story's parts as lines for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

from fssim.dates import write_date
from fssim.report.story.lives.chapters import Chapter
from fssim.report.story.why.explain_why import Why

WIDTH = 100  # characters


def lay_out_life(title: str, short: str, chapters: Sequence[Chapter], more: str) -> list[str]:
    """A life under its scenario's title, chapter by chapter; `more` says what is left out."""
    parts = ["", title, wrap(short), ""]
    for chapter in chapters:
        parts.append(f"  {chapter.title}, {chapter.working_days}")
        parts += [_item(write_date(entry.day), entry.text) for entry in chapter.entries]
        parts += [_item("", chapter.late)] if chapter.late else []
    return parts + ([wrap(f"{more.removesuffix('.')}, on the page that --out writes.")] if more else [])


def lay_out_why(why: Why) -> list[str]:
    """Why a life differs from that in another scenario: the answer."""
    parts = ["", f"Why it differs from '{why.title}'", wrap(why.parting)]
    for mark, marked in why.differences:
        parts += [f"  {mark}", *(_marked("  -", difference.in_full) for difference in marked)]
    parts += [why.nothing_else] if why.nothing_else else []
    return parts + [wrap(text) for text in (why.where, why.how) if text]


def lay_out_asked(title: str, sentences: Sequence[str]) -> list[str]:
    """How a life differs from that in another scenario, with room for what a class puts each difference down to."""
    return ["", f"How it differs from '{title}'", *(_marked("[          ]", sentence) for sentence in sentences)]


def wrap(text: str) -> str:
    """A text on lines of the width of a page."""
    return fill(text, WIDTH)


def _marked(mark: str, text: str) -> str:
    return fill(text, WIDTH, initial_indent=f"{mark} ", subsequent_indent=" " * (len(mark) + 1))


def _item(day: str, text: str) -> str:
    return fill(text, WIDTH, initial_indent=f"  {day:>17}  ", subsequent_indent=" " * 21)
