"""An ensemble: parameter sets of one scenario that all fit what is published, put into scenarios and as text."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import Field

from fssim.errors import ArgumentError
from fssim.model.scenario_hash import hash_scenario
from fssim.runs.folder.provenance import list_parameters
from fssim.scenario.findings import Code, FieldPath, Problem, ScenarioError, dotted
from fssim.scenario.override import give_way, with_values
from fssim.scenario.reading.extends import Merged
from fssim.scenario.schema.parameter import Frozen, Parameter
from fssim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

REPLICATIONS_OF_EACH = 2  # in a row with one set, so that luck can be told from what is not known
FEWEST_SETS = 2
FEWEST_REPLICATIONS = FEWEST_SETS * REPLICATIONS_OF_EACH
ENSEMBLE_MARK = "# Made by fssim ensemble."


class EnsembleNumber(Frozen):
    """A number that differs from set to set, within its range.

    One that is `fitted` has its value where its path says and `takes_from` what gives way to it; any other has it
    wherever the scenario says the same number with the same source.
    """

    unit: str
    low: float
    high: float
    fitted: bool
    takes_from: str | None = None


class ParameterSet(Frozen):
    """One set: the misfit to the targets, and a value of each of the numbers, in their order."""

    misfit: float
    values: tuple[float, ...] = Field(strict=False)


@dataclass(frozen=True, slots=True)
class EnsembleRun:
    """What a run says of the ensemble that its replications are spread over: the file's name and SHA-256, how many
    `sets` it has of how many `tried`, and how many `targets` each fits."""

    file: str
    sha256: str
    sets: int
    tried: int
    targets: int

    def set_of(self, replication: int) -> int:
        """The set that a replication is run with, counted from 0: two replications in a row each, and again from the
        first when all have had two."""
        return replication // REPLICATIONS_OF_EACH % self.sets

    def sets_of(self, replications: int) -> int:
        """How many sets so many replications are spread over."""
        return min(-(-replications // REPLICATIONS_OF_EACH), self.sets)


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Parameter sets of a scenario that all fit its targets: what `fit_ensemble` and `load_ensemble` return.

    Attributes
    ----------
    scenario
        Whose numbers they are.
    seed
        Of the search that found them.
    tried
        How many sets were tried.
    targets
        The ids of the published figures that each set fits, within their tolerances.
    numbers
        What differs from set to set, by dotted path.
    sets
        The values of each set, and its misfit.
    whole
        The file that it was read from, with its lines; None of one that `fit_ensemble` has just made.
    """

    scenario: Scenario
    seed: int
    tried: int
    targets: tuple[str, ...]
    numbers: Mapping[str, EnsembleNumber]
    sets: Sequence[ParameterSet]
    whole: Merged | None = None

    def __repr__(self) -> str:
        return f"<Ensemble: {self.scenario.title}, {len(self.sets)} of {self.tried} sets fit>"

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The sets as a table.

        Returns
        -------
        pandas.DataFrame
            One row a set, from 0 (the index, named `set`): its `misfit` (float64, a sum of squares without a unit) and
            one column a number, by its dotted path (float64, in the number's unit).
        """
        import pandas as pd

        columns = ["misfit", *self.numbers]
        rows = [(one.misfit, *one.values) for one in self.sets]
        return pd.DataFrame(rows, columns=columns, dtype="float64").rename_axis("set")

    @cached_property
    def run(self) -> EnsembleRun:
        """What a run says of it."""
        file = self.whole.file.name if self.whole is not None else ""
        text = self.whole.file.read_bytes() if self.whole is not None else format_ensemble(self, "").encode()
        return EnsembleRun(file, sha256(text).hexdigest(), len(self.sets), self.tried, len(self.targets))

    def scenarios_with(self, scenario: Scenario, replications: int) -> list[Scenario]:
        """A scenario with each of the sets that so many replications are spread over.

        Parameters
        ----------
        scenario : Scenario
            What takes the values.
        replications : int
            How many replications there are to spread.

        Returns
        -------
        list of Scenario
            One for each set used, in the order of `sets`.

        Raises
        ------
        ArgumentError
            The replications are too few to tell luck from what is not known.
        ScenarioError
            As `scenario_with` does.
        """
        if replications < FEWEST_REPLICATIONS:
            raise ArgumentError(
                f"replications is {replications}; with an ensemble it must be {FEWEST_REPLICATIONS} or more, "
                f"{REPLICATIONS_OF_EACH} with each of {FEWEST_SETS} parameter sets"
            )
        return [self.scenario_with(scenario, number) for number in range(self.run.sets_of(replications))]

    def scenario_with(self, scenario: Scenario, number: int) -> Scenario:
        """A scenario with the values of one set, where it does not itself change them.

        Parameters
        ----------
        scenario : Scenario
            What takes the values.
        number : int
            Which set, from 0: a row of `frame`.

        Returns
        -------
        Scenario
            The same but for the numbers of the set.

        Raises
        ------
        ScenarioError
            The scenario cannot have the values, or none of the numbers is as in the ensemble's own.
        """
        values = self.values_in(scenario, self.sets[number].values)
        if not values:
            message = (
                f"none of these numbers is in '{scenario.title}' as in '{self.scenario.title}', whose sets they are"
            )
            raise ScenarioError([self.problem(("numbers",), f"{message}; give an ensemble of what it extends")])
        try:
            return with_values(scenario, {f"{path}.value": value for path, value in values.items()})
        except ScenarioError as error:
            message = f"gives what '{scenario.title}' cannot have: "
            raise ScenarioError(
                [
                    self.problem(("sets", number), f"{message}{problem.field}: {problem.message}")
                    for problem in error.problems
                ]
            ) from None

    def values_in(self, scenario: Scenario, values: Sequence[float]) -> dict[str, float]:
        """What a set's values make of a scenario's numbers, by path.

        A number that the scenario changes stays as it is, and so do both of a pair of which it changes one.

        Parameters
        ----------
        scenario : Scenario
            What takes the values.
        values : sequence of float
            One for each of `numbers`, in their order and units.

        Returns
        -------
        dict of str to float
            The values that change, by dotted path, each in its number's unit. Empty if none of the numbers is as in the
            ensemble's own scenario.
        """
        theirs = map_parameters(scenario)
        changed: dict[str, float] = {}
        for (path, number), value in zip(self.numbers.items(), values, strict=True):
            own = self._own[path]
            if not number.fitted:
                changed |= dict.fromkeys(_find_same_numbers(own, theirs), value)
                continue
            pair = [path] if number.takes_from is None else [path, number.takes_from]
            if all(name in theirs and _is_same_number(theirs[name], self._own[name]) for name in pair):
                changed[path] = value
                if number.takes_from is not None:
                    left = changed.get(number.takes_from, theirs[number.takes_from].value)
                    changed[number.takes_from] = give_way(left, value, own.value)
        return changed

    @cached_property
    def _own(self) -> dict[str, Parameter]:
        return map_parameters(self.scenario)

    def problem(self, path: FieldPath, message: str) -> Problem:
        """Something wrong with a field of the file, at its line.

        Parameters
        ----------
        path : tuple of str or int
            Where the field is in the file.
        message : str
            What was read there, and what would be right.

        Returns
        -------
        Problem
            With line 0 where the ensemble was read from no file.
        """
        file, line = self.whole.place(path) if self.whole is not None else ("<ensemble>", 0)
        return Problem(file, line, path, message, Code.wrong_ensemble)


def map_parameters(scenario: Scenario) -> dict[str, Parameter]:
    """Every number of a scenario, by its dotted path."""
    return {dotted(path): number for path, number in list_parameters(scenario)}


def _is_same_number(number: Parameter, other: Parameter) -> bool:
    return (number.value, number.unit, number.source) == (other.value, other.unit, other.source)


def _find_same_numbers(own: Parameter, theirs: Mapping[str, Parameter]) -> list[str]:
    """Where a scenario says a number with the same source, value and range."""
    return [
        path
        for path, number in theirs.items()
        if _is_same_number(number, own) and (number.low, number.high) == (own.low, own.high)
    ]


def format_ensemble(ensemble: Ensemble, scenario: str) -> str:
    """What the file of an ensemble says; `scenario` is where the file finds the scenario. Equal ensembles give equal
    text."""
    numbers = {path: number.model_dump(exclude_none=True) for path, number in ensemble.numbers.items()}
    head = {
        "scenario": scenario,
        "scenario_hash": hash_scenario(ensemble.scenario),
        "seed": ensemble.seed,
        "tried": ensemble.tried,
        "targets": list(ensemble.targets),
    }
    parts = [f"{ENSEMBLE_MARK}\n", _dump_yaml(head)]
    parts += ["numbers:\n", *(f"  {_dump_yaml({path: number})}" for path, number in numbers.items())]
    parts += ["sets:\n", *(_dump_yaml([{"misfit": one.misfit, "values": list(one.values)}]) for one in ensemble.sets)]
    return "".join(parts)


def _dump_yaml(value: Any) -> str:
    """YAML with what is innermost on one line each."""
    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=math.inf, default_flow_style=None)
    return text
