"""What a forecast counts at the ends of months; and counts of who was open on other days, from a file, that it is drawn
beside."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fssim.arrays import Booleans, Floats, Integers
from fssim.measures.indicators.durations import plans_of
from fssim.measures.log_view.people_in_post import holdings_of, staff_of
from fssim.measures.log_view.spells import spells_of
from fssim.measures.log_view.view import View
from fssim.model.calendar import add_months
from fssim.model.tables import Tables
from fssim.scenario.findings import Code, Problem, ScenarioError, instead_of
from fssim.scenario.reading.file_text import Unreadable, table_of
from fssim.scenario.schema.demand import Clock
from fssim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


FAMILIES_OPEN = "Families open"
COLUMNS = ("day", "stage", "families")
OPTIONAL = ("children",)
COUNTED_COLUMNS = ("what", "stage", "date", "counted")


def list_month_ends(clock: Clock) -> list[date]:
    """The day after each month of the observed years: their first day itself, then a month later, and so on."""
    return [add_months(clock.observed_from, month) for month in range(12 * clock.observed_years + 1)]


@dataclass(frozen=True, slots=True)
class Monthly:
    """What is counted at the end of a month: in what unit, and of which stage, by its title, if it is of one."""

    what: str
    unit: str
    stage: str = ""


def list_monthly(tables: Tables) -> list[Monthly]:
    """What is counted: children on each statutory plan, families with nobody to hold them, the caseload, who is in post
    to hold families, and families in each stage."""
    titles = [stage.title for stage in tables.scenario.pathway.stages.values()]
    return [
        *(Monthly(name_plan(plan), "children") for plan in tables.names.statutory_plans),
        Monthly("Families unallocated", "families"),
        Monthly("Children for each full-time worker", "children"),
        Monthly("Full-time workers in post who hold families", "full-time workers"),
        *(Monthly(FAMILIES_OPEN, "families", titles[number]) for number in _main_stages(tables)),
    ]


def name_plan(plan: str) -> str:
    """What is counted of a statutory plan."""
    return f"Children on a {plan.replace('_', ' ')} plan"


def _main_stages(tables: Tables) -> list[int]:
    return [n for n, beside in enumerate(tables.stages.beside) if n != tables.closed_stage and not beside]


def count_by_month(view: View) -> Floats:
    """What `list_monthly` lists, at the ends of months: a row each, and a column for each of `list_month_ends`."""
    ends = [day.toordinal() for day in list_month_ends(view.tables.scenario.clock)]
    times = np.minimum(np.searchsorted(view.day_ordinals, ends).astype(np.float64), view.horizon)
    return np.array([list(row) for row in zip(*(_count(view, time) for time in times), strict=True)], np.float64)


def _count(view: View, time: float) -> Iterator[float]:
    spells, plans, holdings, staff = spells_of(view), plans_of(view), holdings_of(view), staff_of(view)
    on_plan = plans.open_at(time)
    for plan in range(len(view.tables.names.statutory_plans)):
        yield float(view.children[plans.family[on_plan & (plans.label == plan)]].sum())
    unallocated = holdings.unallocated()
    yield float(np.count_nonzero(_open_at(unallocated.start, unallocated.end, time, view.horizon)))
    held, hours = holdings.held_by(staff.holds), staff.hours
    children = float(view.children[held.family[_open_at(held.start, held.end, time, view.horizon)]].sum())
    there = _open_at(hours.start, hours.end, time, view.horizon) & staff.holds[hours.worker]
    full_time = float((hours.share * staff.full_time[hours.worker])[there].sum())
    yield children / full_time if full_time > 0.0 else float("nan")
    yield full_time
    stages = np.bincount(spells.stage[spells.open_at(time)], minlength=len(view.tables.names.stages))
    for stage in _main_stages(view.tables):
        yield float(stages[stage])


def _open_at(start: Floats, end: Floats, time: float, horizon: float) -> Booleans | Integers:
    """Those going on at the end of the day before a time; what ends at the horizon goes on."""
    there: Booleans = (start < time) & ((end >= time) | (end >= horizon))
    return there


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
