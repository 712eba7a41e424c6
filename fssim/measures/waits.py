"""How long parents' needs wait for help, by need and by route: a practitioner of the authority's, or outside it."""

from __future__ import annotations

import numpy as np

from fssim.engine.log import Event
from fssim.measures.arithmetic import Booleans, Floats, Integers, mean, percent, percentile, slug, total
from fssim.measures.critical import item_events
from fssim.measures.view import View

ROUTES = ("internal", "external")


def waits(view: View) -> dict[str, float]:
    """From a referral to the start that came of it; to the offer of help, taken up or not (those who wait longer start
    less often, so starts alone flatter); from the first referral of a plan to the first start; and who is waiting on an
    average day. Of starts, offers and plans in the observed years."""
    measures: dict[str, float] = {}
    started = view.observed(view.rows(Event.NEED_STARTED))
    refused = view.observed(view.rows(Event.NEED_NOT_STARTED))
    need, route, start, end, is_open = referrals(view)
    days_waiting = view.in_window(start, end)
    for row, name in enumerate(view.tables.names.needs):
        prefix = f"wait_{slug(name)}"
        mine = started[view.subject[started] == row]
        offered = np.concatenate([mine, refused[view.subject[refused] == row]])
        for code, label in enumerate(ROUTES):
            chosen = mine[(view.worker[mine] < 0) == bool(code)]
            days = view.time[chosen] - view.enabled[chosen]
            offers = offered[(view.worker[offered] < 0) == bool(code)]
            took_it_up = view.kind[offers] == Event.NEED_STARTED
            on_list = (need == row) & (route == code)
            measures[f"{prefix}_{label}_mean_working_days"] = mean(days)
            measures[f"{prefix}_{label}_p90_working_days"] = percentile(days, 90.0)
            measures[f"{prefix}_{label}_to_offer_mean_working_days"] = mean(view.time[offers] - view.enabled[offers])
            measures[f"{prefix}_{label}_took_up_percent"] = percent(took_it_up)
            measures[f"{prefix}_{label}_families_waiting"] = total(days_waiting[on_list]) / view.observed_days
        still = (need == row) & is_open
        measures[f"{prefix}_open_mean_working_days"] = mean(end[still] - start[still])
        measures |= _first_starts(view, row, prefix)
    return measures


def _first_starts(view: View, need: int, prefix: str) -> dict[str, float]:
    """From a need's first referral under a plan to its first start, with all the time that nobody noticed."""
    planned, started = first_starts(view, need)
    ever = started >= 0
    days = (view.time[started] - view.time[planned])[ever & (view.time[started] >= view.observed_from)]
    return {
        f"{prefix}_from_first_referral_mean_working_days": mean(days),
        f"{prefix}_from_first_referral_p90_working_days": percentile(days, 90.0),
        f"{prefix}_ever_started_percent": percent(ever[view.time[planned] >= view.observed_from]),
    }


def first_starts(view: View, need: int) -> tuple[Integers, Integers]:
    """The log rows at which a need was first referred under each plan, and first started (-1 if it never did)."""
    events = item_events(view, (Event.PLANNED, Event.NEED_STARTED))
    rows = events.rows[view.subject[events.rows] == need]
    planned = view.kind[rows] == Event.PLANNED
    started = np.full(len(rows), -1)
    follows = planned[:-1] & ~planned[1:] & (view.family[rows[1:]] == view.family[rows[:-1]])
    started[:-1][follows] = rows[1:][follows]
    return rows[planned], started[planned]


def referrals(view: View) -> tuple[Integers, Integers, Floats, Floats, Booleans]:
    """Each referral of a need until it is settled: need, route, from, until, and whether it still waits."""
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
    return need[kept], route[kept], view.time[rows][kept], end[kept], is_open[kept]


def _next_end_of_needs(view: View, family: Integers, rows: Integers) -> Integers:
    """The log row at which each family's plan ends, next after each row; the length of the log if it goes on."""
    ends = view.by_family(view.rows(Event.NEEDS_ENDED))
    if not len(ends):
        return np.full(len(rows), len(view))
    width = len(view) + 1
    place = np.searchsorted(view.family[ends] * np.int64(width) + ends, family * width + rows)
    following = np.minimum(place, len(ends) - 1)
    found = (place < len(ends)) & (view.family[ends[following]] == family)
    return np.where(found, ends[following], len(view))
