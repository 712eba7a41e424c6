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
    """That intervals hold what is not known besides luck, and how much of them is which; nothing of any other run."""
    first, *others = results
    ensemble = first.ensemble
    if ensemble is None:
        return []
    sets = ensemble.sets_of(len(first.rows))
    sentences = [
        f"Intervals hold luck and what is not known: replications are spread over {sets} parameter sets that all fit "
        f"{ensemble.targets} published figures, and the true one may be any like them."
    ]
    parts = [part for other in others if (part := _shares(first, other, len(others) > 1))]
    if parts:
        sentences.append(
            f"Of the squared width of intervals, what is not known makes {in_list(parts)}; the rest is luck, and that "
            "is all that more replications would narrow."
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
