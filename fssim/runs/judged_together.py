"""Which measures are judged together: the tables of a run, the same in every file and on every screen."""

from __future__ import annotations

from collections.abc import Sequence

from fssim.measures.headline import COST_TOTALS, asked_measures, headline_measures, line_measure
from fssim.measures.ledger.ledger_lines import DRIFT, Line
from fssim.runs.compare import Comparison, compare_all
from fssim.runs.results import Results

HEADLINE, LEDGER, COSTS, REST = "headline", "ledger", "costs", "rest"


def ledger_lines(results: Sequence[Results]) -> list[Line]:
    """The lines that a family's days are booked to in any of the scenarios; moving first."""
    lines = (Line.MOVING, Line.COURT, *DRIFT)
    return [line for line in lines if any(each.interval(line_measure(line)).mean > 0.0 for each in results)]


def headline_names(results: Sequence[Results]) -> list[str]:
    """The measures that matter: those that what differs from the first of the others bears on come first."""
    first, *others = results
    asked = asked_measures(first.scenario, others[0].scenario) if others else []
    return headline_measures(first.scenario, first.measures, asked)


def tables(results: Sequence[Results]) -> dict[str, list[str]]:
    """The measures of each table: the headline ones, the lines of the ledger of days on plans, what everything costs a
    year, and all the rest.

    A measure is in one table only, and its interval and verdict are those of that table wherever it is shown.
    """
    headline = headline_names(results)
    known = dict.fromkeys(name for each in results for name in each.measures)
    wanted = {HEADLINE: headline, LEDGER: map(line_measure, ledger_lines(results)), COSTS: COST_TOTALS, REST: known}
    found: dict[str, list[str]] = {}
    for table, names in wanted.items():
        elsewhere = {name for others in found.values() for name in others}
        found[table] = [name for name in names if name in known and name not in elsewhere]
    return found


def compared_in_tables(results: Sequence[Results]) -> list[dict[str, tuple[str, Comparison]]]:
    """For each of the results but the first, every measure's table and how the first differs from it."""
    first, *others = results
    found: list[dict[str, tuple[str, Comparison]]] = [{} for _ in others]
    for table, names in tables(results).items():
        for place, rows in enumerate(compare_all(first, others, names)):
            found[place] |= {name: (table, row) for name, row in rows.items()}
    return found
