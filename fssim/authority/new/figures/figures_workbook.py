"""A workbook to type figures into, with every cell explained; and what was typed, read back by sheet and cell."""

from __future__ import annotations

import math
import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from fssim.authority.new.figures.local_figures import read_local_figures
from fssim.authority.new.figures.own_figures import OwnFigures, Population
from fssim.authority.returns.figures import MEANINGS, Figure
from fssim.authority.returns.reading.header import FIRST_YEAR, LAST_YEAR
from fssim.measures.published import TARGETS
from fssim.scenario.findings import Code, Problem, ScenarioError

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet
    from xlsxwriter import Workbook

GUIDE, ABOUT = "Start here", "Authority"
SHEETS = {"cin": "Children in need", "csww": "Social workers"}  # by the return that has the same figures
HEADINGS = ("Figure", "Value", "Unit", "Rests on", "What it is, and what to put", "Name (leave as it is)")
WIDTHS = (34, 14, 26, 12, 78, 26)
MOST_BYTES, MOST_BYTES_UNPACKED = 5_000_000, 50_000_000
MADE = datetime(2000, 1, 1)  # the same for every template, so that it is the same to the last byte
# Units in which a number does not say how many it was counted from.
NO_COUNT = ("percent", "percent a year", "working days", "weeks", "multiplier")
GUIDANCE = (
    "This workbook is for an authority's own figures, of which fssim makes a scenario. Nothing leaves your computer.",
    "Type into the yellow cells alone. Leave blank what you do not have: England's figure stands for it, and the "
    "result says so.",
    "'Rests on' is how many a figure was counted from: of a percentage, of how many (3,412 referrals). A figure that "
    "rests on too few is not used, and the result says so.",
    "Figures are of whole groups. Type no name, date of birth or identifier of anybody.",
    "When it is filled in: fssim authority new NAME --workbook FILE.xlsx --out FOLDER",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the sheet about the authority: its row, what it is called, and what to put."""

    row: int
    label: str
    explained: str


NAME = Cell(2, "Name of the authority", "As you want it in titles, such as Barnet.")
CHILDREN = Cell(3, "Children who live there", "Aged 0 to 17: the mid-year estimate of the population, such as 132668.")
WHENCE = Cell(4, "Where that number is from", "Such as: mid-2023 estimate of the Office for National Statistics.")
LAST_DAY = Cell(5, "Last day of the year", "Of the figures of children in need, such as 31 March 2024.")
WORKFORCE_DAY = Cell(6, "Day of the workforce figures", "Such as 30 September 2023. Blank if you give none.")
ABOUT_CELLS = (NAME, CHILDREN, WHENCE, LAST_DAY, WORKFORCE_DAY)


def list_workbook_figures() -> Iterator[str]:
    """The figures that there is a row for: those that numbers come of, and those that the model is held to."""
    local = read_local_figures().figures
    for name in MEANINGS:
        if name in TARGETS or any(name == one or name.startswith(f"{one}_") for one in local):
            yield name


def make_template() -> bytes:
    """The workbook, empty."""
    from xlsxwriter import Workbook

    content = BytesIO()
    workbook = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": "An authority's own figures", "comments": "Made by fssim", "created": MADE})
    formats = {
        "heading": workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "text": workbook.add_format({"text_wrap": True, "valign": "top"}),
        "quiet": workbook.add_format({"font_color": "#767676", "valign": "top"}),
        "type": workbook.add_format({"bg_color": "#FFF7CC", "border": 1, "valign": "top"}),
        "day": workbook.add_format({"bg_color": "#FFF7CC", "border": 1, "valign": "top", "num_format": "d mmmm yyyy"}),
    }
    guide = workbook.add_worksheet(GUIDE)
    guide.set_column(0, 0, 110)
    for row, line in enumerate(GUIDANCE):
        guide.write_string(row, 0, line, formats["text"])
    _write_about(workbook, formats)
    for comes_from, title in SHEETS.items():
        _write_figures(workbook, title, comes_from, formats)
    workbook.close()
    return content.getvalue()


def _write_about(workbook: Workbook, formats: Mapping[str, Any]) -> None:
    sheet = workbook.add_worksheet(ABOUT)
    for column, width in enumerate((34, 26, 78)):
        sheet.set_column(column, column, width)
    for column, heading in enumerate(("About", "Value", "What to put")):
        sheet.write_string(0, column, heading, formats["heading"])
    for cell in ABOUT_CELLS:
        row = cell.row - 1
        sheet.write_string(row, 0, cell.label, formats["text"])
        sheet.write_blank(row, 1, None, formats["day" if cell in (LAST_DAY, WORKFORCE_DAY) else "type"])
        sheet.write_string(row, 2, cell.explained, formats["text"])
        sheet.data_validation(row, 1, row, 1, _explain(cell.label, cell.explained))


def _write_figures(workbook: Workbook, title: str, comes_from: str, formats: Mapping[str, Any]) -> None:
    sheet = workbook.add_worksheet(title)
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, formats["heading"])
    sheet.freeze_panes(1, 1)
    names = [name for name in list_workbook_figures() if MEANINGS[name].comes_from == comes_from]
    for row, name in enumerate(names, 1):
        meaning = MEANINGS[name]
        least = f"Not used if it rests on fewer than {meaning.least}."
        count = "Needed." if meaning.unit in NO_COUNT else "May be left blank: it follows from the value."
        sheet.write_string(row, 0, name.replace("_", " "), formats["text"])
        sheet.write_blank(row, 1, None, formats["type"])
        sheet.write_string(row, 2, meaning.unit, formats["text"])
        sheet.write_blank(row, 3, None, formats["type"])
        sheet.write_string(row, 4, f"{meaning.words[0].upper()}{meaning.words[1:]}.", formats["text"])
        sheet.write_string(row, 5, name, formats["quiet"])
        sheet.data_validation(row, 1, row, 1, _explain(meaning.unit, meaning.words))
        sheet.data_validation(row, 3, row, 3, _explain("How many", f"{count} {least}"))


def _explain(title: str, words: str) -> dict[str, Any]:
    """What is shown beside a cell that is chosen; at most as long as spreadsheets show."""
    return {"validate": "any", "input_title": title[:32], "input_message": words[:255]}


def read_workbook(file: Path, name: str = "") -> OwnFigures:
    """The figures in a workbook. Raises `ScenarioError` with everything wrong with it, by sheet and cell."""
    try:
        return _WorkbookReader(file).read(name)
    except (KeyError, TypeError, ValueError, SyntaxError) as error:  # of openpyxl, and of the XML inside
        message = f"is damaged, or no Excel workbook (.xlsx): {error}; open it in a spreadsheet and save it again"
        raise ScenarioError([Problem(file, 0, (), message, Code.wrong_return)]) from None


class _WorkbookReader:
    """Reads one workbook, and keeps what is wrong with it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._problems: list[Problem] = []

    def read(self, name: str) -> OwnFigures:
        from openpyxl import load_workbook

        workbook = load_workbook(BytesIO(self._read_bytes()), read_only=True, data_only=True)
        for sheet in (ABOUT, *SHEETS.values()):
            if sheet not in workbook.sheetnames:
                message = f"has no sheet '{sheet}'; begin from the empty workbook, which has it"
                self._problems.append(Problem(self._file, 0, (), message, Code.wrong_return))
        self._refuse_wrong()
        about = {cell: _value(workbook[ABOUT], cell.row, 2) for cell in ABOUT_CELLS}
        last_day = self._read_day(about[LAST_DAY], LAST_DAY, needed=True)
        of_staff = self._read_day(about[WORKFORCE_DAY], WORKFORCE_DAY, needed=False)
        children = self._read_number(about[CHILDREN], f"{ABOUT}!B{CHILDREN.row}", "children")
        if about[CHILDREN] is None:
            self._add(f"{ABOUT}!B{CHILDREN.row}", "is blank; give how many children live there")
        elif children is not None and children < 1:
            self._add(f"{ABOUT}!B{CHILDREN.row}", "is 0; give how many children live there")
        figures: dict[str, Figure] = {}
        for comes_from, sheet in SHEETS.items():
            period = self._find_period(comes_from, last_day, of_staff)
            for figure, cell in self._read_figures(workbook[sheet], sheet, children or 0.0, period):
                if figure.name in figures:
                    self._add(cell, f"'{figure.name}' has a row already; keep one of the two")
                figures[figure.name] = figure
                if comes_from == "csww" and of_staff is None:
                    self._add(
                        f"{ABOUT}!B{WORKFORCE_DAY.row}",
                        "is blank, and figures of social workers are given; give their day",
                    )
                    of_staff = last_day
        self._refuse_wrong()
        called = name or str(about[NAME] or "").strip()
        population = Population(
            children or 0.0, str(about[WHENCE] or f"the workbook {self._file.name}"), (last_day or date.today()).year
        )
        missing = {"": f"it is left blank in {self._file.name}"}
        return OwnFigures(called or self._file.stem, population, figures, missing, called or self._file.stem)

    def _read_bytes(self) -> bytes:
        """The file, if it is a workbook and no more than a workbook can be."""
        if not os.path.isfile(self._file):
            wrong = "is no file" if os.path.exists(self._file) else "there is no such file"
            self._refuse(f"{wrong}; fssim authority template --out {self._file} writes an empty one")
        try:
            size = self._file.stat().st_size
            if size > MOST_BYTES:
                self._refuse(f"is {size:,} bytes; a workbook of figures has {MOST_BYTES:,} at most")
            content = self._file.read_bytes()
            with zipfile.ZipFile(BytesIO(content)) as parts:
                unpacked = sum(part.file_size for part in parts.infolist())
                names = parts.namelist()
        except OSError as error:
            self._refuse(f"cannot be read: {error.strerror}; give a file that you may read")
        except zipfile.BadZipFile:
            self._refuse("is no Excel workbook (.xlsx); save it as one")
        if unpacked > MOST_BYTES_UNPACKED:
            self._refuse(f"unpacks to {unpacked:,} bytes; a workbook of figures has {MOST_BYTES_UNPACKED:,} at most")
        if "xl/workbook.xml" not in names:
            self._refuse("is no Excel workbook (.xlsx); save it as one")
        return content

    def _read_figures(
        self, sheet: ReadOnlyWorksheet, title: str, children: float, period: tuple[date, date]
    ) -> Iterator[tuple[Figure, str]]:
        for row, cells in enumerate(sheet.iter_rows(min_row=2, max_col=len(HEADINGS), values_only=True), 2):
            value, count, name = (cells[at] if at < len(cells) else None for at in (1, 3, 5))
            if value is None and count is None:
                continue
            if not isinstance(name, str) or name not in MEANINGS:
                self._add(f"{title}!F{row}", f"is '{name or ''}'; it must be the name that the template has there")
                continue
            unit = MEANINGS[name].unit
            amount = self._read_number(value, f"{title}!B{row}", unit)
            if value is None:
                self._add(
                    f"{title}!B{row}", "is blank, and D says what it rests on; give the figure, or leave both blank"
                )
            rests_on = self._read_number(count, f"{title}!D{row}", "cases")
            if count is None and unit in NO_COUNT:
                self._add(f"{title}!D{row}", "is blank; give how many the figure was counted from")
            if amount is None or (count is not None and rests_on is None):
                continue
            if rests_on is None:
                rests_on = amount * children / 1e4 if unit.startswith("per 10000") else amount
            source = f"the workbook {self._file.name}"
            yield Figure(name, amount, round(rests_on), math.nan, math.nan, period, source), f"{title}!B{row}"

    @staticmethod
    def _find_period(comes_from: str, last_day: date | None, of_staff: date | None) -> tuple[date, date]:
        last = last_day or date.today()
        if comes_from == "csww":
            return of_staff or last, of_staff or last
        return _day_after_a_year_before(last), last

    def _read_number(self, value: object, cell: str, unit: str) -> float | None:
        if value is None:
            return None
        most = 100.0 if unit == "percent" else math.inf
        right = "a number from 0 to 100" if unit == "percent" else "a number, 0 or more"
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._add(cell, f"is '{value}'; it must be {right}, or blank")
            return None
        if not 0.0 <= value <= most:
            self._add(cell, f"is {value:g}; it must be {right}")
            return None
        return float(value)

    def _read_day(self, value: object, about: Cell, needed: bool) -> date | None:
        cell = f"{ABOUT}!B{about.row}"
        if value is None:
            if needed:
                self._add(cell, "is blank; give a date, such as 31 March 2024")
            return None
        day = value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None
        if day is None:
            self._add(cell, f"is '{value}'; it must be a date, such as 31 March 2024")
        elif not FIRST_YEAR <= day.year <= LAST_YEAR:
            self._add(cell, f"is in {day.year}; it must be a date from {FIRST_YEAR} to {LAST_YEAR}")
        return day

    def _add(self, cell: str, message: str) -> None:
        self._problems.append(Problem(self._file, 0, (cell,), message, Code.wrong_return))

    def _refuse(self, message: str) -> NoReturn:
        raise ScenarioError([Problem(self._file, 0, (), message, Code.wrong_return)])

    def _refuse_wrong(self) -> None:
        if self._problems:
            raise ScenarioError(self._problems)


def _day_after_a_year_before(last: date) -> date:
    before = date(last.year - 1, last.month, 28 if (last.month, last.day) == (2, 29) else last.day)
    return before + timedelta(days=1)


def _value(sheet: ReadOnlyWorksheet, row: int, column: int) -> object:
    return sheet.cell(row=row, column=column).value
