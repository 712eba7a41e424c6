"""Tables of text, aligned for a terminal or as markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Column headings, and rows of text. The first `words` columns are aligned left and the others, numbers, right."""

    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    words: int = 1


def printed(table: Table, markdown: bool) -> str:
    """The table as lines of text."""
    if markdown:
        rule = tuple("---" if column < table.words else "---:" for column in range(len(table.headings)))
        return "\n".join(f"| {' | '.join(row)} |" for row in (table.headings, rule, *table.rows))
    widths = [max(len(row[column]) for row in (table.headings, *table.rows)) for column in range(len(table.headings))]
    return "\n".join(_aligned(row, widths, table.words) for row in (table.headings, *table.rows))


def _aligned(row: tuple[str, ...], widths: list[int], words: int) -> str:
    cells = (
        text.ljust(width) if column < words else text.rjust(width)
        for column, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells).rstrip()


def figures(value: float, count: int = 3) -> str:
    """A number to so many significant figures, without an exponent: 0.0161, 5.78, 1,230."""
    rounded = float(f"{value:.{count}g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 10 ** (count - 1) else f"{rounded:#.{count}g}"
