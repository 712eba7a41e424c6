"""Which measures a question is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fssim.experiment.errors import QuestionError
from fssim.measures.headline import headline_measures
from fssim.scenario.problems import instead_of
from fssim.scenario.scenario import Scenario


def measures_asked(scenario: Scenario, asked: Sequence[str] | None, known: Collection[str]) -> list[str]:
    """The measures asked for, or the headline ones. Raises `QuestionError` for one that is not `known`."""
    if asked is None:
        return headline_measures(scenario, known)
    for name in asked:
        refuse_unknown(name, known)
    return list(dict.fromkeys(asked))


def refuse_unknown(name: str, known: Collection[str]) -> None:
    """Raise `QuestionError` for a measure that is not `known`, with the nearest that is."""
    if name not in known:
        raise QuestionError(f"there is no measure '{name}'; {instead_of(name, [str(each) for each in known])}")
