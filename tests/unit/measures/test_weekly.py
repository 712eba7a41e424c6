"""Weekly numbers, against a diary written by hand."""

from __future__ import annotations

import numpy as np

from fssim.engine.event_log import Event, EventLog
from fssim.measures.catalogue import measures_of
from fssim.measures.indicators.durations import plans_of
from fssim.measures.indicators.waits import ROUTES
from fssim.measures.indicators.weekly import (
    CASELOAD,
    IN_DRIFT,
    held_series,
    in_post_series,
    in_time_series,
    utilisation_series,
    waiting_series,
    weekly,
)
from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.ledger.ledger_lines import DRIFT
from fssim.measures.log_view.people_in_post import holdings_of, staff_of
from fssim.measures.log_view.spells import spells_of
from fssim.measures.log_view.view import View


def test_numbers_at_the_end_of_each_week_are_those_counted_one_by_one(simulated: EventLog) -> None:
    view = View(simulated)
    result = weekly(view)
    first = view.day_ordinals[0]
    spells, plans, unallocated = spells_of(view), plans_of(view), holdings_of(view).unallocated()
    for week in range(0, result.numbers.shape[1], 7):
        at = float(np.searchsorted(view.day_ordinals, first + 7 * (week + 1)))
        families = int(spells.open_at(at).sum())
        children = int(view.children[plans.family[plans.open_at(at)]].sum())
        waiting = int(((unallocated.start < at) & (unallocated.end >= at)).sum())
        assert result.numbers[:3, week].tolist() == [families, children, waiting]


def test_the_first_week_starts_empty_and_the_warm_up_is_counted(simulated: EventLog) -> None:
    view = View(simulated)
    result = weekly(view)
    first, observed, last = view.dates(np.array([0.0, view.observed_from, view.horizon]))
    assert result.warm_up_weeks == (observed - first) // 7
    assert result.numbers.shape[1] == (last - first) // 7
    referred = view.time[view.rows(Event.REFERRED)]
    assert result.numbers[0, 0] <= np.count_nonzero(referred < np.searchsorted(view.day_ordinals, first + 7))


def test_staff_and_who_is_stuck_are_those_counted_one_by_one(simulated: EventLog) -> None:
    view = View(simulated)
    result = weekly(view)
    numbers = dict(zip(result.series, result.numbers, strict=True))
    staff, ledger, held = staff_of(view), ledger_of(view), holdings_of(view).held()
    in_plan = view.plan_stages[spells_of(view).stage[ledger.spell]]
    seen = 0
    for week in range(0, result.numbers.shape[1], 7):
        at = float(np.searchsorted(view.day_ordinals, result.first_week_ends + 7 * week))
        there = (staff.start < at) & (staff.end >= at)
        for role, name in enumerate(view.tables.names.roles):
            if in_post_series(name) in numbers:
                expected = staff.full_time[there & (staff.role == role)].sum()
                assert numbers[in_post_series(name)][week] == np.float32(expected)
                seen += 1
        full_time = staff.full_time[there & staff.holds].sum()
        children = view.children[held.family[(held.start < at) & (held.end >= at)]].sum()
        if full_time:
            assert numbers[CASELOAD][week] == np.float32(children / full_time)
        if week < result.warm_up_weeks:
            assert np.isnan(numbers[IN_DRIFT][week])
        else:
            stuck = in_plan & np.isin(ledger.line, DRIFT) & (ledger.start < at) & (ledger.end >= at)
            assert numbers[IN_DRIFT][week] == stuck.sum()
    assert seen


def test_weeks_add_up_to_the_measures_of_the_observed_years(simulated: EventLog) -> None:
    view = View(simulated)
    result = weekly(view)
    whole = {name: row[result.warm_up_weeks :] for name, row in zip(result.series, result.numbers, strict=True)}
    measures = measures_of(view)
    for need in view.tables.names.needs:
        for route in ROUTES:
            waiting = measures[f"wait_{need.replace(' ', '_')}_{route}_families_waiting"]
            assert abs(whole[waiting_series(need, route)].mean() - waiting) < 0.15 * waiting + 0.1
    utilised = [name for name in whole if name.startswith("percent of time in use")]
    assert utilised
    for role in view.tables.names.roles:
        name = utilisation_series(role)
        if name in whole and not np.isnan(whole[name]).any():
            assert abs(whole[name].mean() - measures[f"utilisation_{role.replace(' ', '_')}_percent"]) < 1.0


def test_what_is_held_in_time_is_that_counted_one_by_one(simulated: EventLog) -> None:
    view = View(simulated)
    result = weekly(view)
    numbers = dict(zip(result.series, result.numbers, strict=True))
    rows = [row for row in view.rows(Event.HELD) if view.family[row] >= 0 and not np.isnan(view.due[row])]
    seen = 0
    for activity, name in enumerate(view.tables.names.activities):
        if name in view.tables.names.courses:
            assert held_series(name) not in numbers
            continue
        held, in_time = np.zeros((2, result.numbers.shape[1]))
        for row in rows:
            week = int(view.dates(view.time[[row]])[0] - (result.first_week_ends - 7)) // 7
            if view.subject[row] == activity and week < len(held):
                held[week] += 1
                in_time[week] += int(view.time[row]) <= int(view.due[row])
        assert numbers[held_series(name)].tolist() == held.tolist()
        assert numbers[in_time_series(name)].tolist() == in_time.tolist()
        seen += int(held.sum())
    assert 0 < seen <= len(rows)
