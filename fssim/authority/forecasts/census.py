"""Counting who is open on a day of a log, and which posts are vacant, as an authority's returns would have it: what
another run can start from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import numpy as np

from fssim.engine.event_log import EventLog
from fssim.errors import ArgumentError
from fssim.measures.log_view.spells import spells_of
from fssim.measures.log_view.view import View
from fssim.model.posts_over_time import find_emptied
from fssim.scenario.checks.endless_checks import is_nothing
from fssim.scenario.schema.opening import OpenCount, Opening
from fssim.scenario.schema.parameter import YOUR_NUMBER, Grade, Parameter
from fssim.scenario.schema.units import DAYS_A_WEEK

WEEKS = (0, 2, 4, 6, 9, 13, 26, 52, 104)  # limits of assessments and reviews, then years


def take_census(log: EventLog, on: date | None = None, weeks: Sequence[int] = WEEKS) -> Opening:
    """Count the families open on a day, by the stage that they are in and for how many weeks they have been in it; and
    the posts that are vacant.

    Parameters
    ----------
    log : EventLog
        What `fssim.simulate` wrote.
    on : datetime.date, optional
        The day, before whose work they are counted: the first day observed, if left out.
    weeks : sequence of int
        What each band of time begins at, in whole weeks, in order; the first is 0, and the last band has no end.

    Returns
    -------
    Opening
        For the `opening` of a scenario: families and children (counts) by stage and band, of every stage but the
        closed one and side stages; and how many posts of each role that has `turnover` are vacant, an agency worker in
        them or not, besides those that the scenario's vacancies keep so.

    Raises
    ------
    ArgumentError
        If the day is not one of the run, or the bands are not in order from 0.
    """
    view, tables = View(log), log.tables
    day = log.scenario.clock.observed_from if on is None else on
    first, last = (date.fromordinal(tables.day_ordinals[int(at)]) for at in (0.0, tables.horizon))
    if not first <= day <= last:
        raise ArgumentError(f"{day} is not a day of the run, which is from {first} to {last}")
    if list(weeks[:1]) != [0] or list(weeks) != sorted({*weeks}):
        raise ArgumentError(f"weeks are {list(weeks)}; they must be in order, and begin with 0")
    spells = spells_of(view)
    time = float(np.searchsorted(view.day_ordinals, day.toordinal()))
    there = np.flatnonzero(spells.open_at(time))
    days = day.toordinal() - view.dates(spells.start[there])
    band = np.searchsorted(np.asarray(weeks), days // DAYS_A_WEEK, side="right") - 1
    stage, children = spells.stage[there], view.children[spells.family[there]]
    stages = {}
    for number, name in enumerate(tables.names.stages):
        if number == tables.closed_stage or tables.stages.beside[number]:
            continue
        stages[name] = {
            str(begins): _count(children[(stage == number) & (band == place)]) for place, begins in enumerate(weeks)
        }
    return Opening(
        stages=stages, vacant_posts=_count_vacant_posts(log, min(time, float(np.nextafter(tables.horizon, 0.0))))
    )


def _count(children: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> OpenCount:
    return OpenCount(families=_number(len(children), "families"), children=_number(int(children.sum()), "children"))


def _number(value: int, unit: str) -> Parameter:
    return Parameter(value=float(value), unit=unit, source=YOUR_NUMBER, grade=Grade.assumed)


def _count_vacant_posts(log: EventLog, time: float) -> dict[str, Parameter]:
    """Of each role that people leave and are hired for: the posts that nobody of the authority's own is in."""
    tables, workers, posts = log.tables, log.workers, log.tables.posts
    people = zip(workers.post, workers.start, workers.end, workers.agency, strict=True)
    filled = {post for post, start, end, agency in people if start <= time < end and not agency}
    roles = {
        name: number
        for number, name in enumerate(tables.names.roles)
        if (turnover := log.scenario.roles[name].turnover) and not is_nothing(turnover.time_to_hire)
    }
    vacant = Counter(
        tables.groups.role[posts.group[post]]
        for post in range(len(posts.group))
        if post not in filled and not posts.agency[post] and posts.opens[post] <= time < posts.ends[post]
        if posts.full_time_share[post] > 0.0
        if not any(since <= time < until for since, until in find_emptied(tables, post))
    )
    return {name: _number(vacant[number], "posts") for name, number in roles.items()}
