"""docs/measures.md, made from the definitions: `python -m fssim.measures.definitions_page` writes it anew."""

from __future__ import annotations

import re
from pathlib import Path

from fssim.measures.catalogue import LINES as LABELS
from fssim.measures.definitions import CRITICAL, DEFINITIONS, LEDGER_ORDER, LINES, WORDS

PAGE = Path(__file__).parents[2] / "docs" / "measures.md"
HEAD = f"""# What each measure counts

Every measure has its definition in `report.xlsx` (on the tab *Definitions*, for the measures of that run) and in
`fssim.describe(name).definition`. This page is made of the same text: `python -m fssim.measures.definitions_page`.
Words in angle brackets stand for what a scenario names. *Observed years* are those after the warm-up. Days are working
days and weeks are calendar weeks, unless it says otherwise; *nine in ten* is the least value that at least nine in ten
do not exceed.

## The time ledger

{LEDGER_ORDER}

{CRITICAL}

| Line | Booked when |
|---|---|
"""
MEASURES = """
## Measures

| Measure | Counts |
|---|---|
"""


def definitions_page() -> str:
    """The rules that measures rest on, and what each counts."""
    lines = [f"| {label} | {LINES[line]} |\n" for line, label in LABELS.items()]
    rows = [f"| `{_readable(name)}` | {_counts(name, text)} |\n" for name, text in DEFINITIONS]
    return "".join([HEAD, *lines, MEASURES, *rows])


def _readable(pattern: str) -> str:
    """A pattern as a name, with what varies in angle brackets."""
    return re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", pattern).replace("(_part)?", "[_part]")


def _counts(pattern: str, text: str) -> str:
    varies = {key: f"*{key}*" for key in re.findall(r"\(\?P<(\w+)>", pattern)}
    said_above = {"critical": "", "order": ""}
    if "line" in varies:
        varies["line"] = "*the line was booked*"
    return text.format(**WORDS | said_above | varies).strip()


if __name__ == "__main__":
    PAGE.write_text(definitions_page(), encoding="utf-8")
