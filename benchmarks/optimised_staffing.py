"""What optimising finds that a Latin hypercube of equal cost does not: `python -m benchmarks.optimised_staffing`.

On a made-up service whose best staffing is known: twelve kinds of post, 0 to 6 of each, bring days of drift down by a
gain times the square root of their number, and each costs something. Of what may be spent, 100, the best use is found
by going through all budgets (dynamic programming). A replication adds luck that all staffings have in common (a
standard deviation of 6 days) and luck of each (3 days). The search gets 6,000 replications in all; the Latin hypercubes
the same number, 4 each of 1,500 staffings and 20 each of 300, of which the one with the best mean within the budget is
taken. How far what each finds truly is from the best is printed, over 8 seeds; ends with status 1 if the search is not
at most half as far from it on average as the nearer of the two.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from time import process_time
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import qmc

from fssim.studies.optimisation.evolve import Axis, Staffing
from fssim.studies.optimisation.goals import Goal, Limit, SearchGoals
from fssim.studies.optimisation.race import AS_IT_IS, Search, SearchEffort

if TYPE_CHECKING:
    from fssim.arrays import Floats


MOST_POSTS, BEGUN_WITH = 6, 2
COMMON_LUCK, OWN_LUCK = 6.0, 3.0
MOST_REPLICATIONS = 64
GOALS = SearchGoals((Goal(0, 1.0), Goal(1, 1.0)), ())
SEEDS, IN_ALL, BUDGET, MARGIN = 8, 6_000, 100, 0.5  # a hypercube has as many within the budget as beyond it


@dataclass(frozen=True)
class MadeUpService:
    """Days of drift and a cost that follow from posts by a formula, and luck. `gains` are in days, `prices` in
    pounds."""

    gains: Floats
    prices: Floats
    budget: int
    seed: int

    @property
    def goals(self) -> SearchGoals:
        """Little drift and little cost, within the budget."""
        return SearchGoals(GOALS.goals, (Limit(1, 1.0, float(self.budget)),))

    def drift(self, staffing: Staffing) -> float:
        """The true mean, in days."""
        return float(-(self.gains * np.sqrt(np.array(staffing, dtype=np.float64))).sum())

    def cost(self, staffing: Staffing) -> float:
        """In pounds."""
        return float(self.prices @ np.array(staffing, dtype=np.float64))

    def least_drift(self) -> float:
        """The true mean of the best staffing within the budget: one kind of post after another, for every budget."""
        best = np.zeros(self.budget + 1)
        for gain, price in zip(self.gains.tolist(), self.prices.astype(int).tolist(), strict=True):
            before = best.copy()
            for posts in range(1, MOST_POSTS + 1):
                left = self.budget + 1 - posts * price
                if left > 0:
                    spent = slice(posts * price, None)
                    best[spent] = np.maximum(best[spent], before[:left] + gain * np.sqrt(posts))
        return -float(best[-1])

    def simulate(self, asked: Mapping[Staffing, range]) -> dict[Staffing, Floats]:
        """As `Search` asks it: a row a replication, of drift and cost."""
        return {staffing: self._rows(staffing)[span.start : span.stop] for staffing, span in asked.items()}

    def _rows(self, staffing: Staffing) -> Floats:
        posts = staffing if staffing != AS_IT_IS else (BEGUN_WITH,) * len(self.gains)
        common = np.random.default_rng([self.seed, 0]).normal(0.0, COMMON_LUCK, MOST_REPLICATIONS)
        own = np.random.default_rng([self.seed, 1, *map(int, posts)]).normal(0.0, OWN_LUCK, MOST_REPLICATIONS)
        drift = self.drift(posts) + common + own
        return np.column_stack([drift, np.full(MOST_REPLICATIONS, self.cost(posts))])


def make_service(kinds: int, budget: int, seed: int) -> MadeUpService:
    """Gains from 1 to 6 days and prices from 1 to 5 pounds, the same for every seed of luck."""
    rng = np.random.default_rng(3)
    gains, prices = rng.uniform(1.0, 6.0, kinds), rng.integers(1, 6, kinds).astype(np.float64)
    return MadeUpService(gains, prices, budget, seed)


def search(service: MadeUpService, in_all: int, population: int = 40) -> Search:
    """What `fssim optimise` does, with the made-up service in place of a scenario."""
    axes = [Axis(MOST_POSTS + 1)] * len(service.gains)
    effort = SearchEffort(in_all, 4, MOST_REPLICATIONS, population)
    made = Search(axes, service.goals, effort, service.simulate, service.seed)
    made.run()
    return made


def best_of_hypercube(service: MadeUpService, staffings: int, replications: int) -> Staffing:
    """The best mean within the budget, of staffings spread evenly."""
    shares = qmc.LatinHypercube(len(service.gains), rng=np.random.default_rng([service.seed, 2])).random(staffings)
    tried = [tuple(int(share * (MOST_POSTS + 1)) for share in row) for row in shares.tolist()]
    rows = service.simulate(dict.fromkeys(tried, range(replications)))
    within = [staffing for staffing in tried if service.cost(staffing) <= service.budget]
    return min(within, key=lambda staffing: float(rows[staffing][:, 0].mean()))


def main() -> None:
    """Print how far each is from the best."""
    far: dict[str, list[float]] = {"optimise": [], "hypercube of 1,500": [], "hypercube of 300": []}
    begun = process_time()
    for seed in range(SEEDS):
        service = make_service(12, BUDGET, seed)
        least = service.least_drift()
        made = search(service, IN_ALL)
        chosen = list(made.tried)[made.score(1).choose()]
        far["optimise"].append(service.drift(chosen) - least)
        far["hypercube of 1,500"].append(service.drift(best_of_hypercube(service, 1_500, 4)) - least)
        far["hypercube of 300"].append(service.drift(best_of_hypercube(service, 300, 20)) - least)
    for name, distances in far.items():
        print(f"{name:20} {np.mean(distances):6.2f} days from the best on average, {max(distances):6.2f} at most")
    print(f"begun {service.drift((BEGUN_WITH,) * 12) - least:6.2f} days from it; {process_time() - begun:.0f} s of CPU")
    nearest = min(np.mean(distances) for name, distances in far.items() if name != "optimise")
    sys.exit(0 if np.mean(far["optimise"]) <= MARGIN * nearest else 1)


if __name__ == "__main__":
    main()
