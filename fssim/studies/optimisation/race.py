"""Searching with few replications: new staffings get a few each, and those that stay in the running get more.

After each generation the staffings that may be on the frontier, or the one to choose, are raced: their replications
double, and those that fall behind get no more (racing: M. Birattari, T. Stützle, L. Paquete and K. Varrentrapp, A
racing algorithm for configuring metaheuristics, GECCO 2002, pages 11 to 18; that replications belong to the contenders:
C.-H. Chen, J. Lin, E. Yücesan and S. E. Chick, Simulation budget allocation for further enhancing the efficiency of
ordinal optimization, Discrete Event Dynamic Systems 10, 2000, pages 251 to 270). What is asked for depends on nothing
but the seed and what the replications gave.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from threadpoolctl import threadpool_limits

from fssim.arrays import Floats
from fssim.studies.optimisation.estimates import Scores, estimate_scores
from fssim.studies.optimisation.evolve import Axis, Evolution, Staffing
from fssim.studies.optimisation.goals import SearchGoals

AS_IT_IS: Staffing = ()
Simulate = Callable[[Mapping[Staffing, range]], Mapping[Staffing, "Floats"]]

SEARCH_SHARE = 0.7  # of the replications; the rest decide between what has come up
DRAWS = 200
IN_RUNNING = 0.05  # the least probability of being on the frontier, or the one to choose
PATIENCE = 4  # generations in which nothing comes within the limits, nor nearer to them


@dataclass(frozen=True, slots=True)
class SearchEffort:
    """How many replications a search may take `in_all`, how many a new staffing gets `first`, and how many at `most`;
    and how many staffings there are in a generation."""

    in_all: int
    first: int
    most: int
    population: int


@dataclass
class Search:
    """A search under way, and the replications of all that it has tried.

    `simulate` is asked for a range of replications of staffings, and gives a table for each: a row a replication, a
    column a measure. `AS_IT_IS` is the base, which always has as many as any other and is none to choose.
    """

    axes: Sequence[Axis]
    goals: SearchGoals
    effort: SearchEffort
    simulate: Simulate
    seed: int
    tried: dict[Staffing, Floats] = field(default_factory=dict)
    base: Floats = field(default_factory=lambda: np.empty((0, 0)))
    spent: int = 0
    on_generation: Callable[[int, int], None] = lambda tried, within: None
    _ends: list[int] = field(default_factory=list)

    def run(self, begin: Sequence[Staffing] = ()) -> None:
        """Search until the replications are used up, everything has been tried, or it is hopeless. `begin` are tried
        first. What the race leaves goes on further generations."""
        self._rng = np.random.default_rng([self.seed, 1])
        effort, goals = self.effort, self.goals
        evolution = Evolution(self.axes, len(goals.goals), len(goals.limits), effort.population, self.seed)
        with threadpool_limits(1):  # as many threads would round otherwise
            self._have(dict.fromkeys(begin, effort.first))
            while self._try_generation(evolution, SEARCH_SHARE * effort.in_all):
                pass
            self._race_to_the_end()
            while self._try_generation(evolution, effort.in_all):
                self._race_to_the_end()

    @property
    def is_hopeless(self) -> bool:
        """Whether nothing that was tried may keep all limits, and the last generations came no nearer to them."""
        if len(self._ends) <= PATIENCE:
            return False
        rng = np.random.default_rng([self.seed, 3])  # its own, so that looking changes nothing
        scores = estimate_scores(self.goals, list(self.tried.values()), self.base, DRAWS, rng)
        may_keep = bool((scores.probability_within() >= IN_RUNNING).any())
        return not may_keep and scores.choose() < self._ends[-1 - PATIENCE]

    def _try_generation(self, evolution: Evolution, budget: float) -> bool:
        """Try one more generation, if twice what it takes is left of `budget`; whether that was done."""
        offspring_cost = self.effort.population * self.effort.first
        if self.spent + 2 * offspring_cost > budget or self.is_hopeless:
            return False
        offspring = evolution.ask()
        if not offspring:
            return False
        self._have(dict.fromkeys(offspring, self.effort.first))
        self._race_once(offspring_cost)
        scores = self.score(1)
        evolution.tell(list(self.tried), scores)
        self._ends.append(len(self.tried))
        self.on_generation(len(self.tried), int(scores.is_within(scores.means).sum()))
        return True

    def _race_to_the_end(self) -> None:
        while self._race_once(self.effort.in_all - self.spent):
            pass

    def score(self, draws: int) -> Scores:
        """What all staffings tried score, in the order in which they were tried first."""
        return estimate_scores(self.goals, list(self.tried.values()), self.base, draws, self._rng)

    def _race_once(self, budget: int) -> bool:
        """Double the replications of what is in the running, for `budget` at most; whether there was anything to do."""
        scores = self.score(DRAWS)
        best, frontier, chosen = scores.probability_best(), scores.probability_on_frontier(), scores.choose()
        may_be_chosen = best >= IN_RUNNING
        may_be_chosen[chosen] = True
        ranked = sorted(
            (not may_be_chosen[place], len(rows), -frontier[place], place, staffing)
            for place, (staffing, rows) in enumerate(self.tried.items())
            if len(rows) < self.effort.most and (may_be_chosen[place] or frontier[place] >= IN_RUNNING)
        )
        asked: dict[Staffing, int] = {}
        for _, n, _, _, staffing in ranked:
            more = {**asked, staffing: min(2 * n, self.effort.most)}
            if self._cost(more) > budget:
                break
            asked = more
        self._have(asked)
        return bool(asked)

    def _cost(self, asked: Mapping[Staffing, int]) -> int:
        """How many replications are not there yet, those of the base among them."""
        return sum(len(span) for span in self._missing(asked).values())

    def _missing(self, asked: Mapping[Staffing, int]) -> dict[Staffing, range]:
        spans = {staffing: range(len(self.tried.get(staffing, ())), n) for staffing, n in asked.items()}
        return {AS_IT_IS: range(len(self.base), max(asked.values(), default=0)), **spans}

    def _have(self, asked: Mapping[Staffing, int]) -> None:
        """Have so many replications of each staffing."""
        missing = {staffing: span for staffing, span in self._missing(asked).items() if span}
        if not missing:
            return
        self.spent += sum(map(len, missing.values()))
        rows = dict(self.simulate(missing))
        if AS_IT_IS in rows:
            own = rows.pop(AS_IT_IS)
            self.base = np.concatenate([self.base, own]) if len(self.base) else own
        for staffing, more in rows.items():
            before = self.tried.get(staffing)
            self.tried[staffing] = more if before is None else np.concatenate([before, more])
