"""How the first of the results differs from the others in the measures that matter: one table, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from fssim.measures.headline import DRIFT, duration_measure, wait_measure
from fssim.report.wording.words import in_list, number, plain, spoken
from fssim.runs.compare import Comparison, compare_all
from fssim.runs.judged_together import headline_names
from fssim.runs.results import Results

FEWEST_FOR_A_VARIANCE = 10  # replications; the variance of fewer says little
MOST_WORTH_TELLING = 1000.0


def headline_comparisons(results: Sequence[Results]) -> list[dict[str, Comparison]]:
    """By measure, for each of the results but the first. Verdicts allow for all of them together, as one table."""
    first, *others = results
    return compare_all(first, others, headline_names(results))


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
    for other, found in zip(results[1:], headline_comparisons(results), strict=True):
        rows = {name: found[measure] for measure, name in named.items() if measure in found}
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
