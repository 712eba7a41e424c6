"""How full a service is at the end of each month: what a forecast tells, counted in one log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from fssim.measures.indicators.durations import plans_of
from fssim.measures.log_view.arithmetic import Booleans, Floats, Integers
from fssim.measures.log_view.people_in_post import holdings_of, staff_of
from fssim.measures.log_view.spells import spells_of
from fssim.measures.log_view.view import View
from fssim.model.calendar import add_months
from fssim.model.tables import Tables
from fssim.scenario.schema.demand import Clock

FAMILIES_OPEN = "Families open"


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
