"""The files of published figures, read strictly: everything wrong with one by line and column.

They are the panel of authorities, what a service does under more load, and national shapes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fssim.measures.log_view.arithmetic import ratio
from fssim.scenario.findings import Code, Problem, ScenarioError, instead_of
from fssim.scenario.reading.file_text import table_of
from fssim.scenario.reading.other_files import number_in, refusing_bad_csv
from fssim.scenario.schema.units import WEEKS_A_YEAR
from fssim.studies.validation.years_as_published import CONFERENCE_BANDS

COUNTS = ("referrals", "sw_fte", "cases", "caseload", *CONFERENCE_BANDS)
RATES = (  # for 10,000 children
    "referral_rate", "s47_rate", "icpc_rate", "cpp_start_rate", "cpp_rate", "cin_rate", "care_apps", "lac_rate",
    "lac_start",
)  # fmt: skip
PERCENTAGES = (
    "nfa", "assessed_not_need", "assess45", "icpc15", "cpp_end_2y", "cpp_open_2y", "revcp", "cpp_repeat", "rereferral",
    "cin_end_le3m", "cin_end_3_6m", "cin_end_6_12m", "cin_end_1_2y", "cin_end_2yplus",
    "cin_open_le3m", "cin_open_3_6m", "cin_open_6_12m", "cin_open_1_2y", "cin_open_2yplus",
    "caseholder_share", "vacancy", "turnover", "agency", "absence",
)  # fmt: skip
COLUMNS = (*COUNTS, *RATES, *PERCENTAGES)
FIRST_YEAR, LAST_YEAR = 1990, 2100
RESPONSES = ("referrals_up_10pc", "referrals_low", "referrals_high", "workers_up_10pc", "workers_low", "workers_high")
JUMPS = ("jumps", "change_in_jumps", "sd_of_change_in_jumps")
UNUSED_RESPONSES = (
    "same_year_referrals_up_10pc",
    "same_year_low",
    "same_year_high",
    "authorities",
    "authority_years",
)
SHAPE_TEXTS = ("id", "statistic", "title", "unit", "geography", "year", "source", "publisher")


@dataclass(frozen=True, slots=True)
class AuthorityYear:
    """One authority in one year: its `values` by statistic, without those that are not published.

    Besides the columns of the file there are `children` (who live there), `case_holders` (full-time workers who hold
    cases), conferences by days as percentages of all, and the ratios that `count_as_published` also has.
    """

    authority: str
    year: int
    values: Mapping[str, float]
    file: str | Path = "<authorities>"
    line: int = 0

    def has(self, *names: str) -> bool:
        """Whether all of these are published."""
        return all(name in self.values for name in names)

    def problem(self, column: str, message: str) -> Problem:
        """Something wrong with a column of the file, in this row."""
        return Problem(self.file, self.line, (column,) if column else (), message, Code.wrong_panel)


def read_panel(file: str | Path) -> list[AuthorityYear]:
    """The rows of a panel, in order of the file.

    Raises `ScenarioError` with everything wrong with it, by line and column.
    """
    amount, percentage = Numbers(0.0, may_be_blank=True), Numbers(0.0, 100.0, may_be_blank=True)
    numbers = {column: percentage if column in PERCENTAGES else amount for column in COLUMNS}
    rows = read_table(Path(file), ("authority", "year"), numbers, ("authority", "year"), _find_wrong_year)
    return [_read_authority_year(row, Path(file), line) for line, row in rows.items()]


def _find_wrong_year(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    year = row["year"]
    if not (year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR):
        yield "year", f"is '{year}'; it must be a year such as 2025"


def _read_authority_year(row: Mapping[str, str], file: Path, line: int) -> AuthorityYear:
    values = {column: float(row[column]) for column in COLUMNS if row[column]}
    bands = [values.pop(band, math.nan) for band in CONFERENCE_BANDS]
    values |= {
        name: value
        for name, value in {
            **{band: ratio(100.0 * count, sum(bands)) for band, count in zip(CONFERENCE_BANDS, bands, strict=True)},
            "children": ratio(1e4 * _get(values, "referrals"), _get(values, "referral_rate")),
            "case_holders": ratio(_get(values, "cases"), _get(values, "caseload")),
            "s47_per_100_referrals": ratio(100.0 * _get(values, "s47_rate"), _get(values, "referral_rate")),
            "icpc_per_100_s47": ratio(100.0 * _get(values, "icpc_rate"), _get(values, "s47_rate")),
            "cpp_per_100_icpc": ratio(100.0 * _get(values, "cpp_start_rate"), _get(values, "icpc_rate")),
            "cpp_mean_weeks": ratio(WEEKS_A_YEAR * _get(values, "cpp_rate"), _get(values, "cpp_start_rate")),
            "cin_end_over_1y": _get(values, "cin_end_1_2y") + _get(values, "cin_end_2yplus"),
        }.items()
        if not math.isnan(value)
    }
    return AuthorityYear(row["authority"], int(row["year"]), values, file, line)


def _get(values: Mapping[str, float], name: str) -> float:
    return values.get(name, math.nan)


@dataclass(frozen=True, slots=True)
class PublishedResponse:
    """What is published of one statistic: its change with 10 percent more, with the interval, and in jumps."""

    id: str
    statistic: str
    unit: str
    values: Mapping[str, float]


def read_responses(file: str | Path, statistics: Mapping[str, str]) -> list[PublishedResponse]:
    """The rows of a file of published responses that are about `statistics`, by the ids of the rows.

    Raises `ScenarioError` with everything wrong with it.
    """
    numbers = dict.fromkeys((*RESPONSES, *JUMPS, *UNUSED_RESPONSES), Numbers())
    rows = read_table(Path(file), ("id", "measure", "unit"), numbers, ("id",))
    return [
        PublishedResponse(
            row["id"], statistics[row["id"]], row["unit"], {name: float(row[name]) for name in (*RESPONSES, *JUMPS)}
        )
        for row in rows.values()
        if row["id"] in statistics
    ]


def read_shapes(file: str | Path) -> list[Row]:
    """The rows of a file of published shapes. Raises `ScenarioError` with everything wrong with it."""
    return [*read_table(Path(file), SHAPE_TEXTS, {"value": Numbers(), "tolerance": Numbers(0.0)}, ("id",)).values()]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a column of numbers may hold, and whether a cell may be blank."""

    least: float = -math.inf
    most: float = math.inf
    may_be_blank: bool = False

    def wrong_with(self, text: str) -> str:
        """What is wrong with a cell, or nothing."""
        number = number_in(text)
        if not text:
            return "" if self.may_be_blank else "is blank; give a number"
        if math.isnan(number):
            blank = ", or blank where nothing is published" if self.may_be_blank else ""
            return f"is '{text}'; it must be a number{blank}"
        if not self.least <= number <= self.most:
            most = f"from {self.least:g} to {self.most:g}" if math.isfinite(self.most) else f"{self.least:g} or more"
            return f"is {text}; it must be {most}"
        return ""


Row = dict[str, str]


def read_table(
    file: Path,
    texts: Sequence[str],
    numbers: Mapping[str, Numbers],
    keys: Sequence[str],
    wrong_with: Callable[[Row], Iterator[tuple[str, str]]] = lambda row: iter(()),
) -> dict[int, Row]:
    """The rows of a file that has exactly these columns, as text, by line. No two have the same `keys`.

    Raises `ScenarioError` with everything wrong with it; `wrong_with` yields what more is wrong with a row.
    """
    problems: list[Problem] = []
    right: dict[int, Row] = {}
    keys_taken: set[tuple[str, ...]] = set()
    with refusing_bad_csv(file):
        rows = table_of(file)
        refuse_other_columns(file, rows.fieldnames or (), (*texts, *numbers))
        for row in rows:
            wrong = list(_find_wrong_cells(row, texts, numbers)) or list(wrong_with(row))
            key = tuple(row.get(name) or "" for name in keys)
            if not wrong and key in keys_taken:
                wrong = [(keys[-1], f"{' '.join(key)} has a row already; keep one of the two")]
            problems += [
                Problem(file, rows.line_num, (column,) if column else (), why, Code.wrong_panel)
                for column, why in wrong
            ]
            if not wrong:
                right[rows.line_num] = row
                keys_taken.add(key)
    if not right and not problems:
        problems.append(Problem(file, 1, (), "has no row below its first line; give one or more", Code.wrong_panel))
    if problems:
        raise ScenarioError(problems)
    return right


def refuse_other_columns(file: Path, columns: Sequence[str], right: Sequence[str]) -> None:
    """Raise `ScenarioError` for columns that are missing, and for any that are none of these."""
    missing = [name for name in right if name not in columns]
    others = [name for name in columns if name not in right]
    wrong = [(name, f"there is no column '{name}'; add it") for name in missing]
    wrong += [(name, f"there is no such column; {instead_of(name, right)}") for name in others]
    problems = [Problem(file, 1, (name,), why, Code.wrong_panel) for name, why in wrong]
    if problems:
        raise ScenarioError(problems)


def _find_wrong_cells(row: Row, texts: Sequence[str], numbers: Mapping[str, Numbers]) -> Iterator[tuple[str, str]]:
    if None in row or None in row.values():
        yield "", "has more or fewer cells than the first line has columns; give each column one"
        return
    for column in texts:
        if not row[column].strip():
            yield column, "is blank; fill it in"
    for column, limits in numbers.items():
        why = limits.wrong_with(row[column])
        if why:
            yield column, why
