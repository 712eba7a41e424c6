"""The answer in words a planner could repeat, with what it leaves out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from fssim.experiment.compare import Comparison
from fssim.experiment.results import Results
from fssim.experiment.verdict import CANNOT_TELL, MORE, SAME, SMALLEST_THAT_MATTERS, SUGGESTED, SUGGESTS_MORE, TOLD
from fssim.measures.headline import DRIFT, duration_measure, started_measure, wait_measure
from fssim.report.compared import headline_comparisons
from fssim.report.words import interval, number, plain, spoken
from fssim.scenario.families import Clock

Against = tuple[str, dict[str, Comparison]]  # the title of a scenario compared with, and how each measure differs

SHORTEST_WARM_UP = 1  # years
NEAR = f"within {100.0 * SMALLEST_THAT_MATTERS:.0f}%"  # no difference that matters
CAVEAT = (
    "The pilot evaluation in Cambridgeshire (2021) says of its benefits: this evidence is anecdotal and not evidence "
    "of impact. It covers early implementation, launched immediately before the first Covid-19 lockdown. This is a "
    "simulation: it shows what follows from its assumptions, and makes no prediction about a real child."
)


def answer(results: Sequence[Results]) -> list[str]:
    """What the first of the results says of waits, drift and plans, and how it differs from each of the others.

    The first line says which scenario, when and how many replications; the rest are a finding each.
    """
    first, *others = results
    against = list(zip([each.scenario.title for each in others], headline_comparisons(results), strict=True))
    headline, clock = first.scenario.headline, first.scenario.clock
    need, plans = spoken(headline.need), f"{spoken(headline.statutory_plan)} plans"
    findings = (
        (
            wait_measure(headline.need),
            f"A parent who starts {need} help has waited {{}} working days for it",
            "working days",
        ),
        (
            started_measure(headline.need),
            f"Of parents referred for {need} help under a plan, {{}}% ever start",
            "points",
        ),
        (DRIFT, "A family that enters a plan has {} working days of drift on it", "working days"),
        (duration_measure(headline), f"{plans.capitalize()} that end have lasted {{}} weeks", "weeks"),
    )
    count = len(first.rows)
    runs = (
        f"on average over {count} replications"
        if count > 1
        else "in one replication, which cannot tell effect from chance"
    )
    return [
        f"In '{plain(first.scenario.title)}', in {observed_years(clock)}, {runs}:",
        *(_finding(first, against, *finding) for finding in findings),
    ]


def observed_years(clock: Clock) -> str:
    """The years that are measured, as people say them."""
    years = "the year" if clock.observed_years == 1 else f"the {clock.observed_years} years"
    return f"{years} from {clock.observed_from.day} {clock.observed_from:%B %Y}"


def starts_empty(results: Sequence[Results]) -> str:
    """What to know of a service that had less than a year to fill before it was observed; nothing, if none of them."""
    years = min(each.scenario.clock.warm_up_years for each in results)
    if years >= SHORTEST_WARM_UP:
        return ""
    return f"The service starts empty and has had {years} years to fill: early figures are too low."


def _finding(first: Results, against: Sequence[Against], measure: str, words: str, unit: str) -> str:
    mean = first.interval(measure).mean
    if math.isnan(mean):
        return f"{words.format('an unknown number of')}, as it happened to nobody."
    differences = [_difference(title, found[measure], unit) for title, found in against]
    return f"{words.format(number(mean))}{': ' if differences else ''}{'; '.join(differences)}."


def _difference(title: str, row: Comparison, unit: str) -> str:
    title = f"'{plain(title)}'"
    if row.n == 0:
        return f"in {title} it happened to nobody"
    bounds = "" if math.isnan(row.low) else f" (95% interval {interval(row.low, row.high)})"
    if row.verdict in (*TOLD, *SUGGESTED):
        than = "more than" if row.verdict in (MORE, SUGGESTS_MORE) else "fewer than"
        said = f"{number(abs(row.difference))} {unit} {than} in {title}{bounds}"
        return f"these runs suggest, and no more, {said}" if row.verdict in SUGGESTED else said
    if row.verdict == CANNOT_TELL:
        return f"more or fewer than in {title}, these runs cannot tell{bounds}"
    if row.verdict == SAME:
        return f"exactly as in {title}, in every replication"
    return f"{NEAR} of what it is in {title}{bounds}"
