"""Designs put points where they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from scipy import stats

from fssim.scenario.findings import ScenarioError
from fssim.studies.sweeps.plan.sweep import count_points, generate_points, load_sweep

WriteSweep = Callable[..., Path]
SPACE = {
    "levers": "{limit: {path: roles.social_worker.caseload_limit.value, range: {low: 10, high: 20}}}",
    "uncertainties": """
  posts: {path: teams.safeguarding.posts.social_worker.posts.value, range: {low: 1, high: 4}}
  wait: {path: services.talking therapy.wait.value, distribution: {name: gamma, parameters: {a: 3}}}
  spread: {path: demand.children.value, distribution: {name: histogram, edges: [0, 100, 500], weights: [1, 3]}}
  vacant: {path: roles.social_worker.when_vacant, values: [wait, refer externally]}""",
}


def columns(file: Path) -> dict[str, list[object]]:
    sweep = load_sweep(file)
    points = list(generate_points(sweep))
    assert [point.number for point in points] == list(range(1, count_points(sweep) + 1))
    return {factor.name: [point.values[factor.name] for point in points] for factor in sweep.factors}


def test_a_grid_takes_every_combination_once(sweep_file: WriteSweep) -> None:
    values = columns(sweep_file())
    pairs = list(zip(values["limit"], values["children"], strict=True))
    assert pairs == [(limit, children) for limit in (12.0, 18.0) for children in (2000.0, 4000.0, 6000.0)]


def test_a_list_takes_what_it_lists(sweep_file: WriteSweep) -> None:
    rows = "[{children: 10, limit: 9}, {limit: 8, children: 10}]"
    levers = "{limit: {path: roles.social_worker.caseload_limit.value}}"
    values = columns(sweep_file(design=f"{{kind: list, rows: {rows}}}", levers=levers))
    assert values == {"limit": [9.0, 8.0], "children": [10.0, 10.0]}


@pytest.mark.parametrize("design", ["{kind: latin hypercube, points: 64}", "{kind: sobol, points: 64}"])
def test_points_are_spread_evenly_over_each_factor(sweep_file: WriteSweep, design: str) -> None:
    values = columns(sweep_file(design=design, **SPACE))
    strata = Counter(int((float(str(limit)) - 10.0) / 10.0 * 64) for limit in values["limit"])
    assert set(strata.values()) == {1}
    assert Counter(values["posts"]) == {1: 16, 2: 16, 3: 16, 4: 16}
    assert Counter(values["vacant"]) == {"wait": 32, "refer externally": 32}
    below = Counter(int(stats.gamma(3, scale=4 / 3).cdf(float(str(wait))) * 64) for wait in values["wait"])
    assert max(below.values()) == 1  # whose mean of 4 months is the scenario's own
    assert sum(float(str(children)) < 100.0 for children in values["spread"]) == 16


@pytest.mark.parametrize(
    "design", ["{kind: grid}", "{kind: latin hypercube, points: 32}", "{kind: crossed, points: 16}"]
)
def test_a_few_points_are_those_that_all_have(sweep_file: WriteSweep, design: str) -> None:
    sweep = load_sweep(sweep_file(design=design))
    chosen = {1, 4, count_points(sweep)}
    every = list(generate_points(sweep))
    assert list(generate_points(sweep, chosen)) == [point for point in every if point.number in chosen]


def test_a_seed_settles_the_points(sweep_file: WriteSweep) -> None:
    design = "{kind: latin hypercube, points: 8}"
    first, again, other = (columns(sweep_file(design=design, seed=seed, **SPACE)) for seed in ("1", "1", "2"))
    assert first == again
    assert first["limit"] != other["limit"]


def test_a_halton_design_takes_any_number_of_points_evenly(sweep_file: WriteSweep) -> None:
    values = columns(sweep_file(design="{kind: halton, points: 100}", **SPACE))
    fifths = Counter(int((float(str(limit)) - 10.0) / 2.0) for limit in values["limit"])
    assert set(fifths.values()) <= set(range(18, 23))
    more = columns(sweep_file(design="{kind: halton, points: 1100}", **SPACE))
    assert more["limit"][:100] == values["limit"]


def test_the_points_may_have_a_seed_of_their_own(sweep_file: WriteSweep) -> None:
    first = columns(sweep_file(design="{kind: sobol, points: 8, seed: 2}", seed="1", **SPACE))
    assert first == columns(sweep_file(design="{kind: sobol, points: 8}", seed="2", **SPACE))
    with pytest.raises(ScenarioError, match=r"`seed` goes with points that are drawn, and those of a grid are not"):
        load_sweep(sweep_file(design="{kind: grid, seed: 2}"))


def test_a_long_design_is_the_start_of_a_longer_one(sweep_file: WriteSweep) -> None:
    """Drawn in chunks, whose joints do not show."""
    short = columns(sweep_file(design="{kind: sobol, points: 1024}", **SPACE))
    longer = columns(sweep_file(design="{kind: sobol, points: 2048}", **SPACE))
    assert longer["limit"][:1024] == short["limit"]
    assert len(set(longer["limit"])) == 2048


def test_a_crossed_design_tries_every_combination_in_the_same_futures(sweep_file: WriteSweep) -> None:
    children = "{children: {path: demand.children.value, range: {low: 2000, high: 6000}}}"
    values = columns(sweep_file(design="{kind: crossed, points: 8}", uncertainties=children))
    assert values["limit"] == [12.0] * 8 + [18.0] * 8
    assert values["children"][:8] == values["children"][8:]
    assert Counter(int((float(str(one)) - 2000.0) / 500.0) for one in values["children"][:8]) == dict.fromkeys(
        range(8), 1
    )


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"uncertainties": ""}, "uncertainties: there are none for a crossed design"),
        ({"levers": ""}, "levers: there are none for a crossed design"),
        (
            {"levers": "{limit: {path: roles.social_worker.caseload_limit.value, range: {low: 12, high: 18}}}"},
            "levers.limit: has no values for a crossed design to combine",
        ),
    ],
)
def test_a_crossed_design_needs_levers_with_values_and_uncertainties(
    sweep_file: WriteSweep, parts: dict[str, str], says: str
) -> None:
    with pytest.raises(ScenarioError) as raised:
        load_sweep(sweep_file(design="{kind: crossed, points: 4}", **parts))
    assert says in str(raised.value)
