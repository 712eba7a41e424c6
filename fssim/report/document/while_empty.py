"""What the weeks were like while posts were empty: a vacancy of months is diluted in means over years."""

from __future__ import annotations

from collections.abc import Sequence

from fssim.measures.catalogue import WORSE, Description
from fssim.measures.indicators.waits import ROUTES
from fssim.measures.indicators.weekly import CASELOAD, IN_DRIFT, UNALLOCATED, waiting_series
from fssim.report.document.weekly_means import means, observed, week_ends, within
from fssim.report.wording.scenario_changes import Days
from fssim.report.wording.words import spoken
from fssim.runs.compare import Comparison, compare_all
from fssim.runs.results import Results
from fssim.scenario.schema.scenario import Scenario

LABELS = {
    "waiting": ("Families waiting for {need} help", "families"),
    "unallocated": ("Families unallocated", "families"),
    "caseload": ("Children allocated per full-time worker in post", "children"),
    "in_drift": ("Families on plans in drift", "families"),
}


def weekly_lead(scenario: Scenario) -> str:
    """Which of `LABELS` shows best what is out of the ordinary: who waits for a specialist whose posts are empty; who
    is unallocated, if posts of other roles are or referrals are multiplied."""
    vacated = {vacancy.role for vacancy in scenario.vacancies.values()}
    specialists = {need.role for need in scenario.needs.values()}
    others = vacated - specialists or (not vacated and scenario.demand.shocks)
    return "unallocated" if others and not vacated & specialists else "waiting"


def weekly_series(scenario: Scenario) -> dict[str, tuple[str, list[str]]]:
    """What is shown week by week, the lead first: its name in words, and the weekly series added up for it."""
    need, lead = scenario.headline.need, weekly_lead(scenario)
    series = {
        "waiting": [waiting_series(need, route) for route in ROUTES],
        "unallocated": [UNALLOCATED],
        "caseload": [CASELOAD],
        "in_drift": [IN_DRIFT],
    }
    order = sorted(LABELS, key=lambda name: name != lead)
    return {name: (LABELS[name][0].format(need=spoken(need)), series[name]) for name in order}


def weeks_described(results: Sequence[Results]) -> dict[str, Description]:
    """The weekly numbers that tell what an empty post does, the lead first."""
    return {
        name: Description(f"{label}, on an average week", LABELS[name][1], WORSE)
        for name, (label, _) in weekly_series(results[0].scenario).items()
    }


def in_weeks(results: Sequence[Results], spells: Sequence[Days]) -> list[Results]:
    """Results with the measures of `weeks_described`, over the observed weeks in some spells, if any."""
    found = []
    for each in results:
        if not each.weekly:
            return []
        ends = week_ends(each)
        weeks = within(ends, spells)
        if not len(weeks):
            return []
        columns = {
            name: means(observed(each, names, ends), [weeks])[0]
            for name, (_, names) in weekly_series(results[0].scenario).items()
        }
        rows = {
            replication: {name: values[place] for name, values in columns.items()}
            for place, replication in enumerate(each.weekly)
        }
        found.append(Results(each.name, each.scenario, each.engine, each.seed, rows))
    return found


def compared_in_weeks(found: Sequence[Results]) -> list[dict[str, Comparison]]:
    """How the first differs from the others in those weeks. Verdicts allow for all of them together."""
    first, *others = found
    return compare_all(first, others, first.measures)
