"""What stands beside every answer: which years it is of, how far what is compared is alike, what would turn it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isfinite, isnan

from fssim.dates import write_date
from fssim.measures.catalogue import describe
from fssim.measures.headline import DRIFT, duration_measure, wait_measure
from fssim.report.wording.clauses import FEWEST_FOR_BOUNDS
from fssim.report.wording.words import (
    difference_with_unit,
    in_list,
    interval,
    number,
    plain,
    spoken,
    uncapitalised,
    with_unit,
)
from fssim.runs.compare import Comparison, choose_headline, compare_all
from fssim.runs.folder.provenance import list_parameters
from fssim.runs.folder.stored_run import TriedValue
from fssim.runs.paired import compare_demand, pair_measure
from fssim.runs.results import Results
from fssim.runs.steady_state import Overload, find_overloads
from fssim.scenario.schema.demand import Clock
from fssim.scenario.schema.parameter import Grade
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.verdict import CLEAR, LESS, MORE, RULE, SUGGESTED

SAME = "the same families and the same luck"
MOST_SHARES = 3  # measures whose interval is taken apart


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
PILOT = (
    "The pilot evaluation in Cambridgeshire (2021) says of its benefits: this evidence is anecdotal and not evidence "
    "of impact. It covers early implementation, launched immediately before the first Covid-19 lockdown."
)
SIMULATION = (
    "This is a simulation: it shows what follows from its assumptions, and makes no prediction about a real child."
)
CAVEAT = f"{PILOT} {SIMULATION}"
SETTLING = ("workbook", "at_first")  # how long recording takes to settle: every model of work has it


def choose_caveat(scenarios: Sequence[Scenario]) -> str:
    """What to remember of an answer; of the pilot as well, if any of its numbers is one that is only reported."""
    numbers = (numbered for scenario in scenarios for numbered in list_parameters(scenario))
    reported = any(given.grade is Grade.reported and path[-2:] != SETTLING for path, given in numbers)
    return CAVEAT if reported else SIMULATION


def observed_years(clock: Clock) -> str:
    """The years that are measured, as people say them."""
    years = "the year" if clock.observed_years == 1 else f"the {clock.observed_years} years"
    return f"{years} from {write_date(clock.observed_from)}"


def how_sure(results: Sequence[Results]) -> str:
    """How many replications, of which years, and what an interval means."""
    count, years = len(results[0].rows), observed_years(results[0].scenario.clock)
    if count == 1:
        return f"This is one replication of {years}, which cannot tell effect from chance: run 20 or more."
    few = count < FEWEST_FOR_BOUNDS
    means = f"These are means over {count} replications of {years}"
    if len(results) == 1:
        sentence = (
            f"{means}, too few for intervals: run 20 or more." if few else f"{means}, with 95% intervals in brackets."
        )
    else:
        left_out = f", left out where {count} replications cannot tell: run 20 or more" if few else ""
        sentence = (
            f"{means}, each with {shared_luck(results)}; in brackets are 95% intervals of the difference{left_out}."
        )
    return " ".join([sentence, *ensemble_sentences(results)])


def starts_empty(results: Sequence[Results]) -> str:
    """What to know of a service that had less than a year to fill before it was observed; nothing, if none of them."""
    empty = [result.scenario.clock for result in results if result.scenario.opening is None]
    years = min((clock.warm_up_years for clock in empty), default=SHORTEST_WARM_UP)
    if years >= SHORTEST_WARM_UP:
        return ""
    return f"The service starts empty and has had {years} years to fill: early figures are too low."


def overload_sentences(results: Sequence[Results]) -> list[str]:
    """A sentence or two about each of the results that is overloaded, or nothing."""
    return [
        _overload_sentence(result, overloaded)
        for result, overloaded in zip(results, find_overloads(results), strict=True)
        if overloaded
    ]


def overload_of(results: Results) -> str:
    """The same of one alone; nothing, if it is not."""
    return next(iter(overload_sentences([results])), "")


def is_blocked(results: Results) -> bool:
    """Whether nobody at all does some of the work: what comes after it then looks better, as fewer get so far."""
    return any(not isfinite(overload.share) for overloaded in find_overloads([results]) for overload in overloaded)


def _overload_sentence(results: Results, overloaded: Sequence[Overload]) -> str:
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


UNTRIED = "Not tried: 'fssim run' with --try-ranges tries the least certain numbers at the ends of their ranges."
NOTHING_TO_TURN = "It is not known which way the scenarios differ, so there is no answer for any number to turn round."


def turning_sentences(results: Sequence[Results], tried: Sequence[TriedValue] | None) -> list[str]:
    """What would turn the first of the results round, beside the second; nothing if it is compared with none."""
    if len(results) < 2:
        return []
    if tried is None:
        return [UNTRIED]
    if not tried:
        return [NOTHING_TO_TURN]
    usual = {
        measure: pair_measure(results[0], results[1], measure).mean_difference.mean for measure in _measures(tried)
    }
    paths = [path for path in _paths(tried, usual) if path[-1].difference * usual[path[0].measure] < 0.0]
    paths.sort(key=lambda path: (path[-1].verdict not in CLEAR, path[-1].verdict not in SUGGESTED))
    others = len({row.number for row in tried} - {path[0].number for path in paths})
    if not paths:
        which = "The least certain number," if others == 1 else f"None of the {others} least certain numbers, each"
        turned = "did not turn" if others == 1 else "turned"
        return [
            f"{which} tried at both ends of its range, {turned} the answer round. Others, and several "
            "at once, were not tried."
        ]
    rest = f"{others} other number{'s' * (others > 1)} tried turned nothing round. " if others else ""
    return [
        *(_turn_sentence(path, usual[path[0].measure], results) for path in paths),
        f"{rest}Several numbers at once were not tried.",
    ]


def _measures(tried: Sequence[TriedValue]) -> list[str]:
    return list(dict.fromkeys(row.measure for row in tried))


def _paths(tried: Sequence[TriedValue], usual: dict[str, float]) -> Iterator[list[TriedValue]]:
    """For each measure and number, what was tried on one side of its usual value, the nearest first."""
    paths: dict[tuple[str, str, bool], list[TriedValue]] = {}
    for row in sorted(tried, key=lambda row: abs(row.tried - row.usual)):
        paths.setdefault((row.measure, row.number, row.tried > row.usual), []).append(row)
    yield from paths.values()


def _turn_sentence(path: Sequence[TriedValue], usual: float, results: Sequence[Results]) -> str:
    """That the difference turns at the end of a path, how surely, and from about where on."""
    end = path[-1]
    about, unit = describe(end.measure, results[0].scenario), end.unit
    label = uncapitalised(plain(about.label))
    bounds = f", 95% interval {interval(end.low, end.high)}" if end.low == end.low else ""
    there = f"it is {number(end.usual)}; at {number(end.tried)} the difference is "
    there += f"{'+' if end.difference > 0.0 else ''}{difference_with_unit(end.difference, about.unit)}{bounds}"
    if end.verdict not in (*CLEAR, *SUGGESTED):
        return (
            f"With '{plain(end.label)}' at {with_unit(end.tried, unit)} these runs cannot tell which way "
            f"'{label}' differs ({there})."
        )
    now, then = (MORE, LESS) if usual > 0.0 else (LESS, MORE)
    side = "above" if end.tried > end.usual else "below"
    turns = (
        f"'{label}' would be {then}, not {now}, than in '{plain(results[1].scenario.title)}' if "
        f"'{plain(end.label)}' were {side} about {_turning_point(path, usual):g} {unit} ({there})."
    )
    return turns if end.verdict in CLEAR else f"These runs suggest, and no more, that {turns}"


def _turning_point(path: Sequence[TriedValue], usual: float) -> float:
    """Where the difference crosses zero, by a straight line between the two values tried beside it."""
    points = [(path[0].usual, usual), *((row.tried, row.difference) for row in path)]
    for (near, here), (far, there) in pairwise(points):
        if here * there <= 0.0:
            return float(f"{near + (far - near) * here / (here - there):.2g}")
    return path[-1].tried


def ensemble_sentences(results: Sequence[Results]) -> list[str]:
    """That intervals hold what is not known besides luck, and how much of them is which; nothing of any other run.

    Shares are of the intervals' squared width, as variances add up and widths do not.
    """
    first, *others = results
    ensemble = first.ensemble
    if ensemble is None:
        return []
    sets = ensemble.sets_of(len(first.rows))
    figures = "1 published figure" if ensemble.targets == 1 else f"{ensemble.targets} published figures"
    sentences = [
        "Intervals allow for luck, and for numbers that are not known: replications are spread over "
        f"{sets} sets of such numbers, each of which fits {figures}."
    ]
    parts = [part for other in others if (part := _shares(first, other, len(others) > 1))]
    if parts:
        sentences.append(
            f"The share of the uncertainty that comes from those numbers is {in_list(parts)}; the rest is luck, which "
            "is all that more replications would reduce."
        )
    return sentences


def _shares(first: Results, other: Results, several: bool) -> str:
    """`80% for ... and 10% for ...`; nothing if nothing can be told apart."""
    (rows,) = compare_all(first, [other], choose_headline([first, other]))
    known = {name: row.share_not_known for name, row in rows.items() if not isnan(row.share_not_known)}
    shares = [
        f"{100.0 * share:.0f}% for '{plain(describe(name, first.scenario).label)}'"
        for name, share in list(known.items())[:MOST_SHARES]
    ]
    against = f" against '{plain(other.scenario.title)}'" if several and shares else ""
    return f"{in_list(shares)}{against}" if shares else ""
