"""Generations of staffings: the best of those tried have offspring, and an emulator says which are worth trying.

Staffings evolve by NSGA-II (K. Deb, A. Pratap, S. Agarwal and T. Meyarivan, A fast and elitist multiobjective genetic
algorithm: NSGA-II, IEEE Transactions on Evolutionary Computation 6 (2), 2002, pages 182 to 197), as pymoo has it, with
crossover and mutation for whole numbers. Many more are bred than can be simulated. Half of those that are come straight
from it; for the other half, an emulator fitted to all that has been tried says which may be best (as in Y. Jin,
Surrogate-assisted evolutionary computation, Swarm and Evolutionary Computation 1 (2), 2011, pages 61 to 70).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2, RankAndCrowding, binary_tournament
from pymoo.core.duplicate import DuplicateElimination
from pymoo.core.mixed import MixedVariableMating
from pymoo.core.population import Population
from pymoo.core.problem import Problem
from pymoo.core.variable import Choice, Integer, Real
from pymoo.operators.crossover.sbx import SBX
from pymoo.operators.crossover.ux import UX
from pymoo.operators.mutation.pm import PM
from pymoo.operators.mutation.rm import ChoiceRandomMutation
from pymoo.operators.repair.rounding import RoundingRepair
from pymoo.operators.selection.tournament import TournamentSelection
from scipy.stats import qmc

from fssim.arrays import Floats
from fssim.model.draws import seed_of_32_bits
from fssim.studies.calibration.emulator import fit_emulator
from fssim.studies.optimisation.estimates import Scores

Staffing = tuple[int | float, ...]  # for each lever, the number of its value, from 0, or a share of its range

BRED = 10  # for each that is simulated
STRAIGHT_SHARE = 0.5  # of those simulated, that no emulator chose
NEARNESS = 3.0  # eta of crossover and mutation, as pymoo has it for whole numbers
FEW = 10_000  # staffings, which are gone through one by one once breeding finds no others
MOST_ATTEMPTS = 10  # at breeding as many as are wanted, where few are left that have not been tried
WORST = 1e30  # in place of what has no value: pymoo reckons with differences
WITHOUT_END = ("n_gen", 2**62)


@dataclass(frozen=True, slots=True)
class Axis:
    """What one lever may be: one of so many `values`, `ordered` or not; or, if 0, any share of a range."""

    values: int = 0
    ordered: bool = True

    def at(self, share: float) -> int | float:
        """The place that this share of all places is below."""
        return min(int(share * self.values), self.values - 1) if self.values else share


class Evolution:
    """Staffings to try, generation by generation. It is told what all that were tried score, which changes as they get
    more replications. The same seed and scores give the same generations."""

    def __init__(self, axes: Sequence[Axis], goals: int, limits: int, population: int, seed: int) -> None:
        self._axes, self._goals, self._population = axes, goals, population
        self._known: set[Staffing] = set()
        self._model: tuple[Sequence[Staffing], Scores] | None = None
        untried = _Untried(self._read, self._known)
        shares = qmc.LatinHypercube(len(axes), rng=np.random.default_rng(seed)).random(population)
        begin = [tuple(axis.at(float(share)) for axis, share in zip(axes, row, strict=True)) for row in shares]
        self._algorithm = NSGA2(
            pop_size=population, sampling=self._population_of(begin), mating=_mating(untried),
            eliminate_duplicates=untried, output=None,
        )  # fmt: skip
        variables = {str(place): _variable(axis) for place, axis in enumerate(axes)}
        problem = Problem(vars=variables, n_obj=goals, n_ieq_constr=limits)
        self._algorithm.setup(problem, seed=seed_of_32_bits(seed), termination=WITHOUT_END)
        self._asked: Any = None

    def ask(self) -> list[Staffing]:
        """The staffings of the next generation, none of which has been tried; none, if there is no other."""
        self._algorithm.n_offsprings = self._population * (BRED if self._model is not None else 1)
        bred = self._algorithm.ask()
        if bred is None:
            bred = self._population_of(self._list_untried())
        self._asked = self._screen(bred, *self._model) if self._model is not None and len(bred) else bred
        return [self._read(one.X) for one in self._asked]

    def tell(self, tried: Sequence[Staffing], scores: Scores) -> None:
        """What all that were tried score by now, those asked for among them. What is on the frontier lives on."""
        self._known.update(tried)
        self._model = tried, scores
        at = {staffing: place for place, staffing in enumerate(tried)}
        alive = {self._read(one.X) for group in (self._algorithm.pop, self._asked) for one in group}
        on_frontier = [tried[int(place)] for place in np.flatnonzero(scores.frontier())]
        returned = [staffing for staffing in on_frontier if staffing not in alive]
        infills = Population.merge(self._asked, self._population_of(returned)) if returned else self._asked
        for group in (self._algorithm.pop, infills):
            self._score(group, np.array([scores.means[at[self._read(one.X)]] for one in group]))
        self._algorithm.tell(infills=infills)

    def _list_untried(self) -> list[Staffing]:
        """As many staffings as there are in a generation that breeding does not find, of so few that all can be gone
        through; none, where there are more or a lever may be anything in a range."""
        sizes = [axis.values for axis in self._axes]
        if not 0 < math.prod(sizes) <= FEW:
            return []
        untried = (one for one in product(*map(range, sizes)) if one not in self._known)
        return list(islice(untried, self._population))

    def _screen(self, bred: Any, tried: Sequence[Staffing], scores: Scores) -> Any:
        """As many as are simulated: half as they come, and of the rest those that an emulator thinks best."""
        known = np.asarray(np.isfinite(scores.means).all(axis=1))
        straight = round(STRAIGHT_SHARE * self._population)
        if len(bred) <= self._population or not known.any():
            return bred[: self._population]
        places = self._coordinates([one for one, is_known in zip(tried, known, strict=True) if is_known])
        emulator = fit_emulator(places, scores.means[known])
        rest = bred[straight:]
        predicted, _ = emulator.predict(self._coordinates([self._read(one.X) for one in rest]))
        self._score(rest, predicted)
        algorithm = self._algorithm
        best = RankAndCrowding().do(
            algorithm.problem, rest, n_survive=self._population - straight, algorithm=algorithm,
            random_state=algorithm.random_state,
        )  # fmt: skip
        return Population.merge(bred[:straight], best)

    def _score(self, group: Any, table: Floats) -> None:
        finite = np.nan_to_num(table, nan=WORST, posinf=WORST)
        for one, row in zip(group, finite, strict=True):
            one.set("F", row[: self._goals])
            one.set("G", row[self._goals :])

    def _coordinates(self, staffings: Sequence[Staffing]) -> Floats:
        """A row of numbers for each staffing: of values without an order, one for each but the first."""
        columns: list[list[float]] = []
        for axis, places in zip(self._axes, zip(*staffings, strict=True), strict=True):
            if axis.ordered:
                columns.append([float(place) for place in places])
            else:
                columns += [[float(place == value) for place in places] for value in range(1, axis.values)]
        return np.array(columns, dtype=np.float64).T

    def _population_of(self, staffings: Sequence[Staffing]) -> Any:
        return Population.new(X=[{str(place): value for place, value in enumerate(one)} for one in staffings])

    def _read(self, values: Mapping[str, Any]) -> Staffing:
        return tuple(
            int(values[str(place)]) if axis.values else float(values[str(place)])
            for place, axis in enumerate(self._axes)
        )


class _Untried(DuplicateElimination):  # type: ignore[misc]
    """Keeps of staffings those that have not been tried, each once."""

    def __init__(self, read: Callable[[Mapping[str, Any]], Staffing], known: set[Staffing]) -> None:
        super().__init__()
        self._read, self._known = read, known

    def _do(self, pop: Any, other: Any, is_duplicate: Any) -> Any:
        seen = set(self._known) if other is None else {self._read(one.X) for one in other}
        for place, one in enumerate(pop):
            staffing = self._read(one.X)
            is_duplicate[place] |= staffing in seen
            if other is None:
                seen.add(staffing)
        return is_duplicate


def _variable(axis: Axis) -> Any:
    if not axis.values:
        return Real(bounds=(0.0, 1.0))
    return Integer(bounds=(0, axis.values - 1)) if axis.ordered else Choice(options=list(range(axis.values)))


def _mating(untried: DuplicateElimination) -> MixedVariableMating:
    whole = {"vtype": float, "repair": RoundingRepair()}
    return MixedVariableMating(
        selection=TournamentSelection(func_comp=binary_tournament),
        crossover={Real: SBX(eta=NEARNESS), Integer: SBX(eta=NEARNESS, **whole), Choice: UX()},
        mutation={Real: PM(eta=NEARNESS), Integer: PM(eta=NEARNESS, **whole), Choice: ChoiceRandomMutation()},
        eliminate_duplicates=untried,
        n_max_iterations=MOST_ATTEMPTS,
    )
