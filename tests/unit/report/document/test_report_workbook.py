"""The spreadsheet, as a spreadsheet program reads it."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fssim.report.document.report_parts import Column, Kind, Section, Table
from fssim.report.document.report_workbook import build_workbook
from tests.unit.report.document.conftest import FORMULA, HOSTILE


def test_a_tab_for_each_table_with_frozen_headings(compared: Path, parts: list[Section]) -> None:
    book = load_workbook(compared / "report.xlsx")
    tables = [table for section in parts for table in section.tables]
    assert book.sheetnames == ["Report", *(table.tab for table in tables)]
    for table in tables:
        sheet = book[table.tab]
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == (sheet.dimensions if table.rows else None)
        assert sheet.max_row == len(table.rows) + 1
        assert all(sheet.cell(1, column + 1).value for column in range(sheet.max_column))


def test_numbers_are_numbers_with_formats_and_units(compared: Path, parts: list[Section]) -> None:
    book = load_workbook(compared / "report.xlsx")
    ledger = next(table for section in parts for table in section.tables if table.tab == "Ledger")
    sheet = book["Ledger"]
    assert sheet["B1"].value == "Empty posts: Mean, working days"
    assert [sheet["C1"].value, sheet["D1"].value] == [
        "Empty posts: 95% interval, from", "Empty posts: 95% interval, to",
    ]  # fmt: skip
    for place, row in enumerate(ledger.rows, 2):
        assert sheet.cell(place, 2).value == pytest.approx(row[1])
        assert sheet.cell(place, 2).number_format in ("#,##0", "0.0", "0.00", "0.0000")
    differences = book["Measures"]
    assert differences["F2"].number_format.startswith("+")


def test_no_number_or_date_is_kept_as_text(compared: Path) -> None:
    book = load_workbook(compared / "report.xlsx")
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)):
            assert not re.fullmatch(r"[-+]?[\d,]+(\.\d+)?( to [-+]?[\d,.]+)?", cell.value), (sheet.title, cell)
            assert not re.fullmatch(r"\d+ [A-Z][a-z]+ \d{4}|\d{4}-\d\d-\d\d", cell.value), (sheet.title, cell)
    about = {row[0].value: row[1].value for row in book["Run"].iter_rows(min_row=2)}
    assert about["Random seed"] == 1
    assert about["Observed from"] == datetime(2019, 4, 1)
    assert about["Observed until"] > about["Observed from"]


def test_rounding_noise_is_zero() -> None:
    table = Table("Noise", "", [Column("What", Kind.TEXT), Column("Difference", Kind.DIFFERENCE)], [["x", -2.2e-14]])
    content = build_workbook("", "", [Section("noise", "Noise", tables=[table])])
    cell = load_workbook(BytesIO(content))["Noise"]["B2"]
    assert (cell.value, cell.number_format) == (0, "#,##0")


def test_words_have_room_and_nothing_is_a_plain_zero(compared: Path) -> None:
    book = load_workbook(compared / "report.xlsx")
    first = book["Report"]
    for row in range(2, first.max_row + 1):
        letters = len(str(first.cell(row, 2).value))
        if letters > 100:
            assert first.row_dimensions[row].height >= 15.0 * letters / 100
    assert book["Ledger"].row_dimensions[1].height > 15.0
    nothing = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == 0]
    assert nothing
    assert {cell.number_format for cell in nothing} <= {"#,##0", "+#,##0;-#,##0;0"}


def test_nothing_in_it_runs(hostile: Path) -> None:
    with zipfile.ZipFile(hostile / "report.xlsx") as archive:
        names = archive.namelist()
        assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
        sheets = [archive.read(name).decode() for name in names if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    book = load_workbook(hostile / "report.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(cell.value == HOSTILE for cell in cells)
    formulas = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=")]
    assert any(cell.value == FORMULA for cell in formulas)
    assert all(cell.quotePrefix for cell in formulas)  # text even once it is edited
    with zipfile.ZipFile(hostile / "report.xlsx") as archive:
        assert FORMULA.split('"')[0] in archive.read("xl/sharedStrings.xml").decode()
