"""What stands beside every answer: which years it is of, how far what is compared is alike, what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from fssim.measures.headline import DRIFT, duration_measure, wait_measure
from fssim.report.wording.ensemble_sentences import ensemble_sentences
from fssim.report.wording.words import in_list, number, plain, spoken
from fssim.runs.compare import Comparison, choose_headline, compare_all
from fssim.runs.paired import compare_demand
from fssim.runs.results import Results
from fssim.runs.steady_state import Overload, find_overloads
from fssim.scenario.schema.demand import Clock
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.verdict import RULE

SAME = "the same families and the same luck"


def not_alike(first: Scenario, others: Sequence[Scenario]) -> str:
    """`demand differs from 'A' by the referral rate`, scenario by scenario; nothing if all meet the same families."""
    parts = []
    for other in others:
        differ = [plain(demand_difference).replace("_", " ") for demand_difference in compare_demand(first, other)]
        if differ:
            parts.append(f"demand differs from '{plain(other.title)}' by {in_list(differ)}")
    return " and ".join(parts)


def shared_by(differ: Sequence[str]) -> str:
    """`the same families and the same luck`, or what that is where demand differs by some of its numbers."""
    if not differ:
        return SAME
    return f"{SAME} where they meet them (demand differs by {in_list([plain(difference) for difference in differ])})"


def shared_luck(results: Sequence[Results]) -> str:
    """What scenarios that are compared share: `the same families and the same luck`, and where they do not."""
    first, *others = (result.scenario for result in results)
    differs = not_alike(first, others)
    return f"{SAME} where they meet them ({differs})" if differs else f"{SAME} in every scenario"


def paired_note(results: Sequence[Results]) -> str:
    """What differences between results are: paired, and how far with the same families; and what a verdict is."""
    first, *others = (result.scenario for result in results)
    differs = not_alike(first, others)
    if not differs:
        return f"Differences are paired: both scenarios have {SAME}. {RULE}"
    return (
        f"Differences are paired: both scenarios have {SAME} where both meet them. But {differs}, so not every family "
        f"is in both, or is alike there, and differences are also those of who is referred. {RULE}"
    )


FEWEST_FOR_A_VARIANCE = 10  # replications; the variance of fewer says little
MOST_WORTH_TELLING = 1000.0


def headline_comparisons(results: Sequence[Results]) -> list[dict[str, Comparison]]:
    """By measure, for each of the results but the first. Verdicts allow for all of them together, as one table."""
    first, *others = results
    return compare_all(first, others, choose_headline(results))


def what_pairing_bought(results: Sequence[Results]) -> str:
    """How many times as many replications it would take without shared luck to know waits, drift and plans as well.

    Nothing, if there is nothing compared or there are too few replications to say.
    """
    headline = results[0].scenario.headline
    named = {
        wait_measure(headline.need): f"{spoken(headline.need)} waits",
        DRIFT: "drift",
        duration_measure(headline): "plan durations",
    }
    parts = []
    for other, comparisons in zip(results[1:], headline_comparisons(results), strict=True):
        rows = {name: comparisons[measure] for measure, name in named.items() if measure in comparisons}
        times = [
            f"{_times(row.variance_ratio)} for {name}"
            for name, row in rows.items()
            if row.n >= FEWEST_FOR_A_VARIANCE and row.variance_ratio >= 0.0
        ]
        if times:
            parts.append(f"{in_list(times)} against '{plain(other.scenario.title)}'")
    if not parts:
        return ""
    return f"Sharing the same families' luck is worth this many times as many replications: {'; '.join(parts)}."


def _times(variance_ratio: float) -> str:
    if variance_ratio * MOST_WORTH_TELLING < 1.0:
        return f"over {MOST_WORTH_TELLING:,.0f}"
    return number(1.0 / variance_ratio)


SHORTEST_WARM_UP = 1  # years
CAVEAT = (
    "The pilot evaluation in Cambridgeshire (2021) says of its benefits: this evidence is anecdotal and not evidence "
    "of impact. It covers early implementation, launched immediately before the first Covid-19 lockdown. This is a "
    "simulation: it shows what follows from its assumptions, and makes no prediction about a real child."
)


def observed_years(clock: Clock) -> str:
    """The years that are measured, as people say them."""
    years = "the year" if clock.observed_years == 1 else f"the {clock.observed_years} years"
    return f"{years} from {clock.observed_from.day} {clock.observed_from:%B %Y}"


def how_sure(results: Sequence[Results]) -> str:
    """How many replications, of which years, and what an interval means."""
    count, years = len(results[0].rows), observed_years(results[0].scenario.clock)
    if count == 1:
        return f"This is one replication of {years}, which cannot tell effect from chance: run 20 or more."
    if len(results) == 1:
        sentence = f"These are means over {count} replications of {years}, with 95% intervals in brackets."
    else:
        sentence = (
            f"These are means over {count} replications of {years}, each with {shared_luck(results)}; in brackets are "
            "95% intervals of the difference."
        )
    return " ".join([sentence, *ensemble_sentences(results)])


def starts_empty(results: Sequence[Results]) -> str:
    """What to know of a service that had less than a year to fill before it was observed; nothing, if none of them."""
    years = min(result.scenario.clock.warm_up_years for result in results)
    if years >= SHORTEST_WARM_UP:
        return ""
    return f"The service starts empty and has had {years} years to fill: early figures are too low."


def overload_sentences(results: Sequence[Results]) -> list[str]:
    """A sentence or two about each of the results that is overloaded, or nothing."""
    return [
        _sentence(result, overloaded)
        for result, overloaded in zip(results, find_overloads(results), strict=True)
        if overloaded
    ]


def overload_of(results: Results) -> str:
    """The same of one alone; nothing, if it is not."""
    return next(iter(overload_sentences([results])), "")


def is_blocked(results: Results) -> bool:
    """Whether nobody at all does some of the work: what comes after it then looks better, as fewer get so far."""
    return any(not isfinite(overload.share) for overloaded in find_overloads([results]) for overload in overloaded)


def _sentence(results: Results, overloaded: Sequence[Overload]) -> str:
    lacking = [
        f"{spoken(row.role)}s lack {number(row.hours_a_week)} hours a week or more "
        f"({f'{number(100.0 * row.share)}% of what they work' if isfinite(row.share) else 'nobody works any'})"
        for row in overloaded
    ]
    return (
        f"In '{plain(results.scenario.title)}' work arrives faster than it can be done: {in_list(lacking)}. So fast "
        "does work in hand pile up; what families who still wait for a plan will need is not in it yet. What waits was "
        "still growing when the run ended, so averages depend on how long it is run, and no warm-up settles them."
    )
