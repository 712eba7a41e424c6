"""Which measures there are to ask about, known before anything is simulated."""

from __future__ import annotations

import pickle
from collections.abc import Collection, Iterable, Sequence

from fssim.errors import QuestionError
from fssim.measures.headline import headline_measures
from fssim.measures.measure import measure_names, refuse_unknown
from fssim.runs.replicate import compiled
from fssim.scenario.schema.scenario import Scenario


def measures_in(scenarios: Iterable[Scenario]) -> list[str]:
    """The names of the measures that any of the scenarios has. Raises `QuestionError` if one cannot be simulated."""
    return list(dict.fromkeys(name for scenario in scenarios for name in _measures(scenario)))


def _measures(scenario: Scenario) -> list[str]:
    try:
        return measure_names(compiled(pickle.dumps(scenario)))
    except ValueError as error:
        raise QuestionError(f"'{scenario.title}' cannot be simulated: {error}") from error


def measures_asked(scenario: Scenario, asked: Sequence[str] | None, known: Collection[str]) -> list[str]:
    """The measures asked for, or the headline ones. Raises `UnknownMeasure` for one that is not `known`."""
    if asked is None:
        return headline_measures(scenario, known)
    refuse_unknown(asked, known)
    return list(dict.fromkeys(asked))
