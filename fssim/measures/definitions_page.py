"""docs/measures.md, made from the definitions: `python -m fssim.measures.definitions_page` writes it anew."""

from __future__ import annotations

from pathlib import Path

from fssim.measures.catalogue import DECLARED
from fssim.measures.declaration import OBSERVED, Measure
from fssim.measures.ledger.ledger_lines import CRITICAL, LEDGER_ORDER, MEANINGS

PAGE = Path(__file__).parents[2] / "docs" / "measures.md"
HEAD = f"""# What each measure counts

Every measure has its definition in `report.xlsx` (on the tab *Definitions*, for the measures of that run) and in
`fssim.describe(name).definition`. This page is made of the same text: `python -m fssim.measures.definitions_page`.
Words in angle brackets stand for what a scenario names, a line of the time ledger, or a financial year: `2019_20`, or
`2019_20_part` if only a part of it is observed. *Observed years* are those after the warm-up. Days are working days and
weeks are calendar weeks, unless it says otherwise; *nine in ten* is the least value that at least nine in ten do not
exceed.

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
    lines = [f"| {words.label} | {words.definition} |\n" for words in MEANINGS.values()]
    rows = [f"| `{_readable(measure)}` | {_counts(measure)} |\n" for measure in DECLARED]
    return "".join([HEAD, *lines, MEASURES, *rows])


def _readable(measure: Measure) -> str:
    """A name, with what varies in angle brackets."""
    return measure.name.replace("{", "<").replace("}", ">")


def _counts(measure: Measure) -> str:
    """What it counts; the rules that the ledger's measures rest on are said above."""
    varies = {part: f"*{part}*" for part in measure.varies}
    if "line" in varies:
        varies["line"] = "*the line was booked*"
    return measure.counts.format(**OBSERVED, **varies)


if __name__ == "__main__":
    PAGE.write_text(definitions_page(), encoding="utf-8")
