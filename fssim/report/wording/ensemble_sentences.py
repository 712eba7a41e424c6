"""What intervals hold besides luck, of a run that is spread over parameter sets that all fit."""

from __future__ import annotations

import math
from collections.abc import Sequence

from fssim.measures.catalogue import describe
from fssim.report.wording.words import in_list, plain
from fssim.runs.compare import choose_headline, compare_all
from fssim.runs.results import Results

MOST_SHARES = 3  # measures whose interval is taken apart


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
            f"Of the uncertainty, what is not known makes {in_list(parts)}; the rest is luck, which is all that more "
            "replications would reduce."
        )
    return sentences


def _shares(first: Results, other: Results, several: bool) -> str:
    """`80% for ... and 10% for ...`; nothing if nothing can be told apart."""
    (rows,) = compare_all(first, [other], choose_headline([first, other]))
    known = {name: row.share_not_known for name, row in rows.items() if not math.isnan(row.share_not_known)}
    shares = [
        f"{100.0 * share:.0f}% for '{plain(describe(name, first.scenario).label)}'"
        for name, share in list(known.items())[:MOST_SHARES]
    ]
    against = f" against '{plain(other.scenario.title)}'" if several and shares else ""
    return f"{in_list(shares)}{against}" if shares else ""
