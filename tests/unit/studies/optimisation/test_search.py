"""The search comes near the best staffing of a made-up service, which is known, and spends where it should."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.optimised_staffing import MOST_REPLICATIONS, MadeUpService, best_of_hypercube, make_service, search
from fssim.studies.optimisation.evolve import Axis, Evolution
from fssim.studies.optimisation.goals import Goal, Limit, SearchGoals
from fssim.studies.optimisation.race import AS_IT_IS, Search, SearchEffort

IN_ALL, BUDGET, KINDS = 1_500, 50, 6


@pytest.fixture(scope="module")
def service() -> MadeUpService:
    return make_service(KINDS, BUDGET, seed=5)


@pytest.fixture(scope="module")
def made(service: MadeUpService) -> Search:
    return search(service, IN_ALL, population=16)


def test_the_best_is_known_by_trying_everything() -> None:
    small = make_service(3, 12, seed=5)
    everything = np.stack(np.meshgrid(*[np.arange(7)] * 3), axis=-1).reshape(-1, 3)
    within = [tuple(row) for row in everything.tolist() if small.cost(tuple(row)) <= 12]
    assert small.least_drift() == pytest.approx(min(small.drift(row) for row in within))


def test_it_comes_near_the_best_and_nearer_than_a_hypercube(service: MadeUpService, made: Search) -> None:
    """Of 20 seeds, 19 come within 2.1 days of it, and 19 nearer than the hypercube; this one is fixed."""
    chosen = list(made.tried)[made.score(1).choose()]
    assert service.cost(chosen) <= BUDGET
    far = service.drift(chosen) - service.least_drift()
    assert far < 2.1
    assert far < service.drift(best_of_hypercube(service, IN_ALL // 4, 4)) - service.least_drift()


def test_replications_go_to_what_is_in_the_running(service: MadeUpService, made: Search) -> None:
    """Of 12 seeds, 11 give those on the frontier half as many again as the rest, and 5 twice as many; this is fixed."""
    assert made.spent <= IN_ALL
    assert made.spent == sum(len(rows) for rows in made.tried.values()) + len(made.base)
    counts = np.array([len(rows) for rows in made.tried.values()])
    scores = made.score(200)
    assert counts[scores.choose()] == counts.max() == len(made.base) <= MOST_REPLICATIONS
    assert counts.min() == 4
    on_frontier = scores.frontier()
    assert counts[on_frontier].mean() > 1.5 * counts[~on_frontier].mean()


def test_the_same_seed_searches_the_same(service: MadeUpService, made: Search) -> None:
    again = search(service, IN_ALL, population=16)
    assert list(again.tried) == list(made.tried)
    assert all(np.array_equal(again.tried[staffing], rows) for staffing, rows in made.tried.items())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_generations_end_when_everything_has_been_tried(seed: int) -> None:
    """Breeding alone leaves one or two of the 49 untried."""
    service = make_service(2, 20, seed)
    made = search(service, 5_000, population=8)
    assert len(made.tried) == len(set(made.tried)) == 49
    chosen = list(made.tried)[made.score(1).choose()]
    assert service.drift(chosen) - service.least_drift() < 1.0
    assert AS_IT_IS not in made.tried


def test_a_limit_that_nothing_keeps_ends_the_search_early(service: MadeUpService) -> None:
    """The least that posts can cost is nothing; twenty pounds less than that cannot be reached."""
    hopeless = replace(service, budget=-20)
    said: list[tuple[int, int]] = []
    made = Search(
        [Axis(7)] * KINDS, hopeless.goals, SearchEffort(20_000, 4, MOST_REPLICATIONS, 16), hopeless.simulate, 1,
        on_generation=lambda tried, within: said.append((tried, within)),
    )  # fmt: skip
    made.run()
    assert made.is_hopeless
    assert made.spent < 5_000
    assert {within for _, within in said} == {0}
    assert service.cost(list(made.tried)[made.score(1).choose()]) == 0.0


def test_a_narrow_limit_is_not_given_up() -> None:
    """Of 2,401 staffings few cost 2 pounds or less."""
    service = make_service(4, 2, seed=5)
    narrow = search(service, 900, population=8)
    assert not narrow.is_hopeless
    assert service.cost(list(narrow.tried)[narrow.score(1).choose()]) <= 2.0


def test_what_the_race_leaves_tries_more_staffings(service: MadeUpService) -> None:
    """Of one goal few staffings stay in the running, and most of what the race may take is left for generations."""
    goals = SearchGoals((Goal(0, 1.0),), (Limit(1, 1.0, float(BUDGET)),))
    made = Search([Axis(7)] * KINDS, goals, SearchEffort(600, 4, 8, 8), service.simulate, 5)
    made.run()
    assert 600 - 2 * 4 * 8 < made.spent <= 600


def test_levers_of_every_kind_stay_on_their_axes() -> None:
    axes = [Axis(3), Axis(2, ordered=False), Axis()]
    staffings = Evolution(axes, 1, 0, 12, seed=2).ask()
    assert len(staffings) == len(set(staffings)) == 12
    for whole, choice, share in staffings:
        assert whole in (0, 1, 2)
        assert choice in (0, 1)
        assert 0.0 <= share <= 1.0
