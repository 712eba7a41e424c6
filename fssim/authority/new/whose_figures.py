"""What of a new authority is its own, what is not and why, and what was set aside of returns: grouped to be told."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

SET_ASIDE = "set aside"


def group_by_basis(figures: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Figures of `NewAuthority.frame` that rest on the same, each with how many it was counted from."""
    for basis, same in figures.groupby("basis", sort=False):
        counts = zip(same["title"], same["rests_on"], strict=True)
        yield str(basis), [f"{title} ({count:,.0f})" if count == count else title for title, count in counts]


def list_set_aside(read: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Why something of `NewAuthority.read` was set aside, and how many of each kind were, in all files together."""
    counted = read[(read["line"] == "") & read["what_was_done"].str.startswith(SET_ASIDE)]
    kinds_and_counts = [what.rpartition(": ") for what in counted["what"]]
    frame = counted.assign(
        kind=[kind for kind, _, _ in kinds_and_counts],
        count=[int(count.replace(",", "")) for _, _, count in kinds_and_counts],
    )
    for why, rows in frame.groupby("what_was_done", sort=False):
        kinds = rows.groupby("kind", sort=False)["count"].sum()
        reason = str(why)
        yield reason[0].upper() + reason[1:], [f"{kind} ({count:,})" for kind, count in kinds.items()]
