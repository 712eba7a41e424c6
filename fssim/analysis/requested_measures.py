"""Which measures a question is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fssim.measures.headline import headline_measures
from fssim.runs.known_measures import refuse_unknown
from fssim.scenario.schema.scenario import Scenario


def measures_asked(scenario: Scenario, asked: Sequence[str] | None, known: Collection[str]) -> list[str]:
    """The measures asked for, or the headline ones. Raises `UnknownMeasure` for one that is not `known`."""
    if asked is None:
        return headline_measures(scenario, known)
    refuse_unknown(asked, known)
    return list(dict.fromkeys(asked))
