"""Counts of who was open on other days, from a file: what a forecast is drawn beside."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fssim.authority.forecasts.monthly_numbers import FAMILIES_OPEN, name_plan
from fssim.scenario.findings import Code, Problem, ScenarioError, instead_of
from fssim.scenario.reading.file_text import Unreadable, table_of
from fssim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("day", "stage", "families")
OPTIONAL = ("children",)
COUNTED_COLUMNS = ("what", "stage", "date", "counted")


@dataclass(frozen=True, slots=True)
class _Row:
    day: date
    stage: str
    families: int
    children: int | None


def read_counted(file: Path, scenario: Scenario) -> pd.DataFrame:
    """Counts of who was open at the ends of days, as a forecast names what it counts.

    Parameters
    ----------
    file : Path
        CSV with the columns `day`, `stage` (by its name in the scenario), `families` and, if they are known,
        `children`.
    scenario : Scenario
        That the stages are of.

    Returns
    -------
    pandas.DataFrame
        A row for each: `what` and `stage` as in `Forecast.frame`, the `date` and how many were `counted` (float64).
        Children on a statutory plan are those of all stages with the plan that are counted on the day.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the file, by line and column.
    """
    import pandas as pd  # slow to import

    problems: list[Problem] = []
    try:
        rows = list(_read(file, scenario, problems))
    except Unreadable as error:
        raise ScenarioError([Problem(file, error.line, (), error.message, error.code)]) from None
    except csv.Error as error:
        message = f"cannot be read as CSV: {error}; save it as UTF-8 CSV"
        raise ScenarioError([Problem(file, 0, (), message, Code.not_csv)]) from None
    if problems:
        raise ScenarioError(problems)
    return pd.DataFrame(_name_counts(rows, scenario), columns=list(COUNTED_COLUMNS))


def _name_counts(rows: list[_Row], scenario: Scenario) -> Iterator[tuple[str, str, date, float]]:
    stages = scenario.pathway.stages
    on_plans: dict[tuple[str, date], int] = {}
    for row in rows:
        yield FAMILIES_OPEN, stages[row.stage].title, row.day, float(row.families)
        plan = stages[row.stage].statutory_plan
        if plan is not None and row.children is not None:
            on_plans[plan, row.day] = on_plans.get((plan, row.day), 0) + row.children
    for (plan, day), children in on_plans.items():
        yield name_plan(plan), "", day, float(children)


def _read(file: Path, scenario: Scenario, problems: list[Problem]) -> Iterator[_Row]:
    rows = table_of(file)
    there = rows.fieldnames or ()
    missing = [name for name in COLUMNS if name not in there]
    if missing:
        columns = ", ".join((*COLUMNS, *OPTIONAL))
        message = f"has no column `{missing[0]}`; its columns are {columns}, of which the last may be left out"
        raise Unreadable(Code.not_csv, 1, message)
    seen: set[tuple[str, date]] = set()
    for cells in rows:
        if any(cells.values()):
            try:
                row = _read_row(cells, scenario)
                if (row.stage, row.day) in seen:
                    raise Unreadable(Code.given_twice, 0, f"counts '{row.stage}' on {row.day} again; count it once")
                seen.add((row.stage, row.day))
                yield row
            except Unreadable as error:
                problems.append(Problem(file, rows.line_num, error.path, error.message, error.code))


def _read_row(cells: Mapping[str, str | None], scenario: Scenario) -> _Row:
    text = {name: (cells.get(name) or "").strip() for name in (*COLUMNS, *OPTIONAL)}
    try:
        day = date.fromisoformat(text["day"])
    except ValueError:
        message = f"is '{text['day']}'; it must be a date such as 2024-03-31"
        raise Unreadable(Code.wrong_date, 0, message, ("day",)) from None
    if text["stage"] not in scenario.pathway.stages:
        hint = instead_of(text["stage"], scenario.pathway.stages)
        raise Unreadable(Code.unknown_name, 0, f"there is no stage '{text['stage']}'; {hint}", ("stage",))
    counts = {}
    for column in ("families", "children"):
        if not text[column] and column in OPTIONAL:
            continue
        if not (text[column].isascii() and text[column].isdecimal()):
            message = f"is '{text[column]}'; it must be a whole number, 0 or more"
            raise Unreadable(Code.wrong_value, 0, message, (column,))
        counts[column] = int(text[column])
    return _Row(day, text["stage"], counts["families"], counts.get("children"))
