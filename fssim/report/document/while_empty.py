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


def weeks_described(results: Sequence[Results]) -> dict[str, Description]:
    """The weekly numbers that tell what an empty post does."""
    need = spoken(results[0].scenario.headline.need)
    return {
        "waiting": Description(f"Families waiting for {need} help, on an average week", "families", WORSE),
        "in_drift": Description("Families on plans in drift, on an average week", "families", WORSE),
        "caseload": Description(
            "Children allocated per full-time worker in post, on an average week", "children", WORSE
        ),
        "unallocated": Description("Families unallocated, on an average week", "families", WORSE),
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
        need = results[0].scenario.headline.need
        series = {
            "waiting": [waiting_series(need, route) for route in ROUTES],
            "in_drift": [IN_DRIFT],
            "caseload": [CASELOAD],
            "unallocated": [UNALLOCATED],
        }
        columns = {name: means(observed(each, names, ends), [weeks])[0] for name, names in series.items()}
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
