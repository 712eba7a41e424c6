"""The report as a spreadsheet: a tab for each table, numbers as numbers, no macros and no formulas."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import date, datetime
from textwrap import wrap
from typing import TYPE_CHECKING

from fssim.files.comma_separated import without_noise
from fssim.report.document.report_parts import Cell, Column, Kind, Section, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ABOUT = "Report"
MADE = datetime(2000, 1, 1)  # the same for every run, so that the same run gives the same bytes
WIDEST, NARROWEST = 60, 10  # letters in a column
POINTS_A_LINE = 15.0
NAMES_WIDTH, WORDS_WIDTH = 22, 100  # letters, on the first tab
RANGES = (Kind.RANGE, Kind.DIFFERENCE_RANGE)
PLAIN_FORMATS = ((99.95, "#,##0"), (9.995, "0.0"), (0.0995, "0.00"), (0.0, "0.0000"))  # by size, as `number` has it


def build_workbook(title: str, question: str, sections: Sequence[Section]) -> bytes:
    """What the spreadsheet's file holds."""
    from xlsxwriter import Workbook

    content = io.BytesIO()
    asis = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    workbook = Workbook(content, asis)
    workbook.set_properties({"title": title, "comments": "Made by fssim", "created": MADE})
    formats = _Formats(workbook)
    _about(workbook.add_worksheet(ABOUT), formats, title, question, sections)
    for section in sections:
        for table in section.tables:
            _table(workbook.add_worksheet(table.tab), formats, table)
    workbook.close()
    return content.getvalue()


class _Formats:
    """The formats of cells, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self.heading = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#F3F5F7", "bottom": 1, "quote_prefix": True}
        )
        self.title = workbook.add_format({"bold": True, "font_size": 14, "text_wrap": True})
        self.bold = workbook.add_format({"bold": True})
        self.text = workbook.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.date = workbook.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"})
        self.whole = workbook.add_format({"num_format": "0", "valign": "top", "align": "left"})
        self._plain = {shape: workbook.add_format({"num_format": shape, "valign": "top"}) for _, shape in PLAIN_FORMATS}
        self._signed = {
            shape: workbook.add_format({"num_format": f"+{shape};-{shape};0", "valign": "top"})
            for _, shape in PLAIN_FORMATS
        }

    def of(self, value: float, kind: Kind) -> Format:
        """The format of a number, with about three figures."""
        if kind is Kind.COUNT or value == 0.0:
            return self._plain[PLAIN_FORMATS[0][1]]
        shape = next(shape for least, shape in PLAIN_FORMATS if abs(value) >= least)
        return (self._signed if kind in (Kind.DIFFERENCE, Kind.DIFFERENCE_RANGE) else self._plain)[shape]


def _about(sheet: Worksheet, formats: _Formats, title: str, question: str, sections: Sequence[Section]) -> None:
    """The first tab: the question, the answer, and what is on the other tabs."""
    sheet.set_column(0, 0, NAMES_WIDTH)
    sheet.set_column(1, 1, WORDS_WIDTH)
    sheet.write_string(0, 0, "Scenario", formats.heading)
    sheet.write_string(0, 1, title, formats.heading)
    lines = [("Question", question)]
    lines += [(section.title, sentence) for section in sections for sentence in (*section.paragraphs, *section.bullets)]
    lines += [
        (aside.title, sentence) for section in sections for aside in section.asides for sentence in aside.sentences
    ]
    lines += [("Note", table.note) for section in sections for table in section.tables if table.note]
    lines += [(f"Tab: {table.tab}", table.title) for section in sections for table in section.tables]
    for row, (name, sentence) in enumerate(lines, 1):
        sheet.write_string(row, 0, name, formats.text)
        sheet.write_string(row, 1, sentence, formats.text)
        _set_height(sheet, row, (name, sentence), (NAMES_WIDTH, WORDS_WIDTH))
    sheet.freeze_panes(1, 0)
    _set_page(sheet)


def _table(sheet: Worksheet, formats: _Formats, table: Table) -> None:
    headings = [heading for column in table.columns for heading in _headings(column)]
    widths = [min(WIDEST, max(NARROWEST, len(heading) // 3)) for heading in headings]
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, formats.heading)
    for row, cells in enumerate(table.rows, 1):
        for place, (part, kind) in enumerate(_parts(table.columns, cells)):
            if isinstance(part, str):
                sheet.write_string(row, place, part, formats.text)
                widths[place] = min(WIDEST, max(widths[place], len(part)))
            elif isinstance(part, date):
                sheet.write_datetime(row, place, datetime(part.year, part.month, part.day), formats.date)
            elif kind in (Kind.TEXT, Kind.WORD):
                sheet.write_number(row, place, part, formats.whole)
            elif not math.isnan(part):
                sheet.write_number(row, place, without_noise(part), formats.of(without_noise(part), kind))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width + 2)
    _set_height(sheet, 0, headings, widths)
    for row, cells in enumerate(table.rows, 1):
        _set_height(sheet, row, [part for part, _ in _parts(table.columns, cells)], widths)
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(headings) - 1)
    _set_page(sheet)


def _parts(columns: Sequence[Column], cells: Sequence[Cell]) -> list[tuple[str | float | date, Kind]]:
    """A row's cells as the spreadsheet has them: a range is two."""
    return [
        (part, column.kind)
        for column, cell in zip(columns, cells, strict=True)
        for part in (cell if isinstance(cell, tuple) else (cell,))
    ]


def _set_height(sheet: Worksheet, row: int, parts: Sequence[str | float | date], widths: Sequence[int]) -> None:
    """Room for every line of the words in a row: not every spreadsheet program makes it by itself."""
    words = [(part, width) for part, width in zip(parts, widths, strict=True) if isinstance(part, str)]
    lines = max((len(wrap(part, width)) for part, width in words), default=1)
    if lines > 1:
        sheet.set_row(row, POINTS_A_LINE * lines)


def _set_page(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _headings(column: Column) -> tuple[str, ...]:
    """A column's heading, with its group; a range has two columns."""
    heading = f"{column.group}: {column.heading}" if column.group else column.heading
    return (f"{heading}, from", f"{heading}, to") if column.kind in RANGES else (heading,)
