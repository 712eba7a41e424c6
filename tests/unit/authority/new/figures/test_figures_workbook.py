"""A workbook typed into, and read back by sheet and cell."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from fssim.authority.new.figures.figures_workbook import list_workbook_figures, make_template, read_workbook
from fssim.authority.returns.figures import MEANINGS
from fssim.scenario.findings import ScenarioError

ABOUT = {"B2": "Barnet", "B3": 91000, "B4": "mid-2023 estimate", "B5": date(2024, 3, 31), "B6": date(2023, 9, 30)}
Fill = Callable[..., Path]


@pytest.fixture(scope="module")
def template() -> bytes:
    return make_template()


@pytest.fixture
def fill(template: bytes, tmp_path: Path) -> Fill:
    """The template with cells of the first sheet, and figures with what they rest on, by name."""

    def filled(figures: dict[str, tuple[Any, Any]], **about: Any) -> Path:
        workbook = load_workbook(BytesIO(template))
        for cell, value in (ABOUT | about).items():
            workbook["Authority"][cell] = value
        for sheet in ("Children in need", "Social workers"):
            for row in workbook[sheet].iter_rows(min_row=2):
                if row[5].value in figures:
                    row[1].value, row[3].value = figures[row[5].value]
        file = tmp_path / "figures.xlsx"
        workbook.save(file)
        return file

    return filled


def cell_of(template: bytes, name: str, column: str = "B") -> str:
    workbook = load_workbook(BytesIO(template))
    for sheet in ("Children in need", "Social workers"):
        for row in workbook[sheet].iter_rows(min_row=2):
            if row[5].value == name:
                return f"{sheet}!{column}{row[0].row}"
    raise KeyError(name)


def test_every_figure_has_a_row_in_which_it_is_explained(template: bytes) -> None:
    workbook = load_workbook(BytesIO(template))
    assert workbook.sheetnames == ["Start here", "Authority", "Children in need", "Social workers"]
    explained = {
        row[5].value: str(row[4].value)
        for sheet in workbook.sheetnames[2:]
        for row in workbook[sheet].iter_rows(min_row=2)
    }
    assert list(explained) == list(list_workbook_figures())
    assert all(MEANINGS[name].words[1:] in words for name, words in explained.items())
    assert {"referral_rate", "month_factor_january", "needs_none", "vacancy", "case_holders"} <= set(explained)
    shown = workbook["Authority"].data_validations.dataValidation
    assert len(shown) == len(ABOUT)


def test_what_is_typed_is_read_back(fill: Fill) -> None:
    own = read_workbook(fill({"nfa_share": (6.5, 3412), "referral_rate": (430.5, None), "case_holders": (101.5, None)}))
    assert (own.authority, own.population.children, own.population.source) == ("Barnet", 91000.0, "mid-2023 estimate")
    assert own.last_day == date(2024, 3, 31)
    assert list(own.figures) == ["referral_rate", "nfa_share", "case_holders"]
    nfa = own.figures["nfa_share"]
    assert (nfa.value, nfa.count, nfa.period) == (6.5, 3412, (date(2023, 4, 1), date(2024, 3, 31)))
    assert own.figures["referral_rate"].count == round(430.5 * 9.1)  # what a rate of so many children comes to
    assert own.figures["case_holders"].count == 102
    assert own.figures["case_holders"].period == (date(2023, 9, 30), date(2023, 9, 30))
    assert own.explain_missing("vacancy") == "it is left blank in figures.xlsx"


@pytest.mark.parametrize(
    ("name", "typed", "column", "words"),
    [
        ("nfa_share", ("a few", 3412), "B", "is 'a few'; it must be a number from 0 to 100, or blank"),
        ("nfa_share", (650, 3412), "B", "is 650; it must be a number from 0 to 100"),
        ("nfa_share", (6.5, None), "D", "is blank; give how many the figure was counted from"),
        ("nfa_share", (None, 3412), "B", "is blank, and D says what it rests on"),
        ("nfa_share", (6.5, "many"), "D", "is 'many'; it must be a number, 0 or more, or blank"),
        ("vacancy", (-1, 80), "B", "is -1; it must be a number from 0 to 100"),
    ],
)
def test_what_is_wrong_is_told_by_sheet_and_cell(
    fill: Fill, template: bytes, name: str, typed: tuple[Any, Any], column: str, words: str
) -> None:
    with pytest.raises(ScenarioError) as error:
        read_workbook(fill({name: typed}))
    (problem,) = error.value.problems
    assert problem.field == cell_of(template, name, column)
    assert words in problem.message


@pytest.mark.parametrize("year", [1900, 2099])
def test_a_year_that_no_return_is_of_is_told(fill: Fill, year: int) -> None:
    with pytest.raises(ScenarioError, match=f"Authority!B5: is in {year}; it must be a date from 2009 to 2050"):
        read_workbook(fill({"nfa_share": (6.5, 3412)}, B5=date(year, 3, 31)))


def test_everything_wrong_is_told_at_once(fill: Fill) -> None:
    with pytest.raises(ScenarioError) as error:
        read_workbook(fill({"nfa_share": ("x", 1), "vacancy": (3, 40)}, B3="lots", B5="2024", B6=None))
    assert [problem.field.split("!")[0] for problem in error.value.problems] == [
        "Authority", "Authority", "Children in need", "Authority",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no such file; fssim authority template --out"),
        (b"", "is no Excel workbook"),
        (b"figure,value\n", "is no Excel workbook"),
        (b"PK\x03\x04" + b"\0" * 40, "is no Excel workbook"),
        (b"x" * 5_000_001, "is 5,000,001 bytes; a workbook of figures has 5,000,000 at most"),
    ],
)
def test_what_is_no_workbook_is_told(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "figures.xlsx"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ScenarioError, match=words):
        read_workbook(file)


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "figures.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b" " * 60_000_000)
    with pytest.raises(ScenarioError, match="unpacks to 60,000,000 bytes"):
        read_workbook(file)


def test_a_workbook_that_is_damaged_is_told(tmp_path: Path, template: bytes) -> None:
    file = tmp_path / "figures.xlsx"
    for damaged in ("xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"):
        with zipfile.ZipFile(BytesIO(template)) as parts, zipfile.ZipFile(file, "w") as others:
            for part in parts.namelist():
                content = parts.read(part)
                others.writestr(part, content[: len(content) // 2] if part == damaged else content)
        with pytest.raises(ScenarioError, match="is damaged, or no Excel workbook"):
            read_workbook(file)


def test_another_workbook_is_told(tmp_path: Path) -> None:
    from openpyxl import Workbook

    file = tmp_path / "figures.xlsx"
    Workbook().save(file)
    with pytest.raises(ScenarioError, match="has no sheet 'Authority'; begin from the empty workbook, which has it"):
        read_workbook(file)
