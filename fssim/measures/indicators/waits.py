"""How long parents' needs wait for help, by need and by route (a practitioner of the authority's, or outside it)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fssim.arrays import Booleans, Floats, Integers
from fssim.engine.event_log import Event
from fssim.measures.declaration import BETTER, ONLY_WORSE, WORSE, Measure, Words, indicator
from fssim.measures.ledger.critical_item import item_events
from fssim.measures.log_view.arithmetic import mean, percent, percentile, total
from fssim.measures.log_view.view import View, once_a_log

ROUTES = ("internal", "external")


OF_ROUTE = {
    "route": {
        "internal": Words("internal", "by a practitioner of the service"),
        "external": Words("external", "by an external service"),
    }
}
WAIT = "Working days from a referral of the need until the help that came of it started"
FIRST = "Working days from the first referral of the need under a plan until help for it first starts under that plan"
WAIT_MEAN = Measure(
    "wait_{need}_{route}_mean_working_days", "{need}, {route}: mean wait", "working days", WORSE,
    f"{WAIT}, {{route}}; mean over starts {{observed}}.", words=OF_ROUTE,
)  # fmt: skip
WAIT_P90 = Measure(
    "wait_{need}_{route}_p90_working_days", "{need}, {route}: 9 in 10 wait up to", "working days", WORSE,
    f"{WAIT}, {{route}}: nine in ten starts {{observed}} came within this.", words=OF_ROUTE,
)  # fmt: skip
WAIT_TO_OFFER = Measure(
    "wait_{need}_{route}_to_offer_mean_working_days", "{need}, {route}: from referral to first offer, mean",
    "working days", WORSE,
    "Working days from a referral for {need} help to the offer of a place {route}, taken up or not; mean over offers "
    "{observed}.", words=OF_ROUTE,
)  # fmt: skip
TOOK_UP = Measure(
    "wait_{need}_{route}_took_up_percent", "{need}, {route}: offers taken up", "%", BETTER,
    "Of the offers of {need} help {route} {observed}, the percentage taken up.", words=OF_ROUTE,
)  # fmt: skip
FAMILIES_WAITING = Measure(
    "wait_{need}_{route}_families_waiting", "{need}, {route}: families waiting", "families", ONLY_WORSE,
    "Families with a referral waiting for {need} help {route}, on an average working day {observed}.", words=OF_ROUTE,
)  # fmt: skip
STILL_WAITING = Measure(
    "wait_{need}_open_mean_working_days", "{need}: waited so far, of those still waiting", "working days", WORSE,
    "Working days from the referral to the end of the run, mean over referrals for {need} help still waiting then.",
)  # fmt: skip
FIRST_START_MEAN = Measure(
    "wait_{need}_from_first_referral_mean_working_days", "{need}: first referral to start, mean", "working days", WORSE,
    f"{FIRST}, including the time before it was picked up that it had not; mean over first starts {{observed}}. Those "
    "who never start are in no wait. A plan that follows another at once carries on the wait for help that has not "
    "started; a need that was addressed and not resolved, or had no further offers, is referred anew, with a clock of "
    "its own.",
)  # fmt: skip
FIRST_START_P90 = Measure(
    "wait_{need}_from_first_referral_p90_working_days", "{need}: first referral to start, 9 in 10", "working days",
    WORSE, f"{FIRST}: nine in ten first starts {{observed}} came within this.",
)  # fmt: skip
EVER_STARTED = Measure(
    "wait_{need}_ever_started_percent", "{need}: referred under a plan and ever started", "%", BETTER,
    "Of the needs for {need} help first referred under a plan {observed}, the percentage for which help started under "
    "that plan by the end of the run.",
)  # fmt: skip


@indicator(WAIT_MEAN, WAIT_P90, WAIT_TO_OFFER, TOOK_UP, FAMILIES_WAITING, STILL_WAITING)
def waits(view: View) -> dict[str, float]:
    """From a referral to the start that came of it; to the offer of help, taken up or not (those who wait longer start
    less often, so starts alone flatter); and who is waiting on an average day. Of starts and offers in the observed
    years."""
    measures: dict[str, float] = {}
    started = view.observed(view.rows(Event.NEED_STARTED))
    refused = view.observed(view.rows(Event.NEED_NOT_STARTED))
    referred = referrals_of(view)
    days_waiting = view.in_window(referred.start, referred.end)
    for row, name in enumerate(view.tables.names.needs):
        mine = started[view.subject[started] == row]
        offered = np.concatenate([mine, refused[view.subject[refused] == row]])
        for code, label in enumerate(ROUTES):
            chosen = mine[(view.worker[mine] < 0) == bool(code)]
            days = view.time[chosen] - view.enabled[chosen]
            offers = offered[(view.worker[offered] < 0) == bool(code)]
            took_it_up = view.kind[offers] == Event.NEED_STARTED
            on_list = (referred.need == row) & (referred.route == code)
            measures[WAIT_MEAN.named(need=name, route=label)] = mean(days)
            measures[WAIT_P90.named(need=name, route=label)] = percentile(days, 90.0)
            measures[WAIT_TO_OFFER.named(need=name, route=label)] = mean(view.time[offers] - view.enabled[offers])
            measures[TOOK_UP.named(need=name, route=label)] = percent(took_it_up)
            measures[FAMILIES_WAITING.named(need=name, route=label)] = total(days_waiting[on_list]) / view.observed_days
        still = (referred.need == row) & referred.is_open
        measures[STILL_WAITING.named(need=name)] = mean(referred.end[still] - referred.start[still])
    return measures


@indicator(FIRST_START_MEAN, FIRST_START_P90, EVER_STARTED)
def waits_under_plans(view: View) -> dict[str, float]:
    """From a need's first referral under a plan to its first start, with the time before that was picked up; and how
    many ever start. Of plans and starts in the observed years."""
    measures: dict[str, float] = {}
    for name, (planned, started) in zip(view.tables.names.needs, first_starts_of(view), strict=True):
        ever = started >= 0
        days = (view.time[started] - view.time[planned])[ever & (view.time[started] >= view.observed_from)]
        measures |= {
            FIRST_START_MEAN.named(need=name): mean(days),
            FIRST_START_P90.named(need=name): percentile(days, 90.0),
            EVER_STARTED.named(need=name): percent(ever[view.time[planned] >= view.observed_from]),
        }
    return measures


@once_a_log
def first_starts_of(view: View) -> list[tuple[Integers, Integers]]:
    """Need by need, the log rows at which it was first referred under each plan, and first started (-1: never)."""
    events = item_events(view, (Event.PLANNED, Event.NEED_STARTED))
    rows_by_need = []
    subject, is_planned = view.subject[events.rows], events.kind == int(Event.PLANNED)
    for need in range(len(view.tables.names.needs)):
        of_need = np.flatnonzero(subject == need)
        rows, planned = events.rows[of_need], is_planned[of_need]
        started = np.full(len(rows), -1)
        follows = planned[:-1] & ~planned[1:] & (view.family[rows[1:]] == view.family[rows[:-1]])
        started[:-1][follows] = rows[1:][follows]
        rows_by_need.append((rows[planned], started[planned]))
    return rows_by_need


@dataclass(frozen=True, slots=True)
class Referrals:
    """One row a referral of a need until it is settled: its route's place in `ROUTES`, and whether it still waits."""

    need: Integers
    route: Integers
    start: Floats
    end: Floats
    is_open: Booleans


@once_a_log
def referrals_of(view: View) -> Referrals:
    """Every referral of a need."""
    events = item_events(view, (Event.NEED_REFERRED, Event.NEED_STARTED, Event.NEED_NOT_STARTED))
    rows = events.rows
    family = view.family[rows].astype(np.int64)
    need = view.subject[rows].astype(np.int64)
    end_row = np.full(len(rows), len(view))
    same = (family[1:] == family[:-1]) & (need[1:] == need[:-1])
    end_row[:-1][same] = rows[1:][same]
    end_row = np.minimum(end_row, _next_end_of_needs(view, family, rows))
    is_open = end_row == len(view)
    end = np.where(is_open, view.horizon, view.time[np.minimum(end_row, len(view) - 1)]) if len(rows) else np.empty(0)
    kept = view.kind[rows] == Event.NEED_REFERRED
    route = (view.detail[rows] < 0).astype(np.int64)
    return Referrals(need[kept], route[kept], view.time[rows][kept], end[kept], is_open[kept])


def _next_end_of_needs(view: View, family: Integers, rows: Integers) -> Integers:
    """The log row at which each family's plan ends, next after each row; the length of the log if it goes on."""
    ends = view.by_family(view.rows(Event.NEEDS_ENDED))
    if not len(ends):
        return np.full(len(rows), len(view))
    width = len(view) + 1
    place = np.searchsorted(view.family[ends] * np.int64(width) + ends, family * width + rows)
    following = np.minimum(place, len(ends) - 1)
    is_ended = (place < len(ends)) & (view.family[ends[following]] == family)
    return np.where(is_ended, ends[following], len(view))
