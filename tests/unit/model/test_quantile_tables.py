"""Distributions as tables of quantiles: the mean and the standard deviation come within 0.2 percent."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from fssim.model.compile.compile_scenario import compile_scenario, tabulate_shapes
from fssim.model.draws import chances_beyond, pick, quantile, tilted
from fssim.model.quantile_tables import measure_spread, moments, shape_key
from fssim.model.tables import CELLS_BELOW_TAIL, KNOTS, QUANTILE_CELLS
from fssim.model.tabulation import Tabulation
from fssim.scenario import load
from fssim.scenario.checks.table_checks import parts_of
from fssim.scenario.schema.parameter import Distribution, Grade, ValueIs, Varying
from tests.laws import building as b

WITHIN = 0.002
SHIPPED = sorted((Path(__file__).parents[3] / "scenarios").glob("*.yaml"))


def varying(value: float | None, name: str, **shape: Any) -> Varying:
    edges, weights = shape.pop("edges", ()), shape.pop("weights", ())
    distribution = Distribution(name=name, parameters=shape, edges=edges, weights=weights)
    mean = {} if value is None else {"value": value}
    return Varying(unit="hours", source="test", grade=Grade.assumed, distribution=distribution, **mean)


def median_of(value: float, name: str, **parameters: float) -> Varying:
    shape = Distribution(name=name, parameters=parameters, value_is=ValueIs.median)
    return Varying(unit="weeks", source="test", grade=Grade.assumed, value=value, distribution=shape)


@pytest.mark.parametrize(("name", "parameters"), [("gamma", {"a": 2.0}), ("lognorm", {"s": 0.7}), ("expon", {})])
def test_half_of_what_is_drawn_of_a_median_is_below_it(name: str, parameters: dict[str, float]) -> None:
    knots = table_of(median_of(60.0, name, **parameters))
    assert knots[QUANTILE_CELLS // 2] == pytest.approx(60.0, rel=WITHIN)
    expected = 60.0 / getattr(stats, name)(**parameters).median() * getattr(stats, name)(**parameters).mean()
    assert moments(knots)[0] == pytest.approx(expected, rel=WITHIN)


def test_a_median_and_a_mean_of_one_value_are_two_tables_and_a_mean_is_named_as_ever() -> None:
    tabulation = Tabulation()
    assert [tabulation.row(varying(60.0, "gamma", a=2.0)), tabulation.row(median_of(60.0, "gamma", a=2.0))] == [0, 1]
    assert all("mean" not in key for key in tabulation.known)


def table_of(quantity: Varying, factor: float = 1.0) -> array[float]:
    tabulation = Tabulation()
    assert tabulation.row(quantity, factor) == 0
    return tabulation.quantiles


def exact_moments(quantity: Varying) -> tuple[float, float]:
    """The mean and the standard deviation that the scenario asks for, straight from SciPy."""
    shape = quantity.distribution
    assert shape is not None
    if shape.edges:
        return histogram_moments(shape.edges, shape.weights)
    parameters = dict(shape.parameters)
    if "scale" in parameters:
        frozen = getattr(stats, shape.name)(**parameters)
        return float(frozen.mean()), float(frozen.std())
    loc = parameters.pop("loc", 0.0)
    standard = getattr(stats, shape.name)(**parameters)
    middle = standard.median() if shape.value_is is ValueIs.median else standard.mean()
    scale = (quantity.value - loc) / float(middle)
    return loc + scale * float(standard.mean()), scale * float(standard.std())


def histogram_moments(edges: Sequence[float], weights: Sequence[float]) -> tuple[float, float]:
    share = np.asarray(weights) / sum(weights)
    low, high = np.asarray(edges)[:-1], np.asarray(edges)[1:]
    mean = float((share * (low + high) / 2.0).sum())
    square = float((share * (low * low + low * high + high * high) / 3.0).sum())
    return mean, float(np.sqrt(square - mean * mean))


@cache
def shipped_shapes() -> dict[str, Varying]:
    """Every distribution of every shipped scenario, once."""
    parts = (part for file in SHIPPED for _, part in parts_of(load(file)))
    return {shape_key(part): part for part in parts if isinstance(part, Varying) and part.distribution is not None}


def test_every_distribution_of_the_shipped_scenarios_keeps_its_mean_and_spread() -> None:
    assert len(shipped_shapes()) >= 10
    wrong = []
    for key, quantity in shipped_shapes().items():
        problems, wanted = moments(table_of(quantity)), exact_moments(quantity)
        if problems != pytest.approx(wanted, rel=WITHIN):
            wrong.append(f"{key}: mean and standard deviation {problems}, and not {wanted}")
    assert wrong == []


SHAPES = st.one_of(
    st.tuples(st.just("gamma"), st.fixed_dictionaries({"a": st.floats(0.01, 100.0)})),
    st.tuples(st.just("lognorm"), st.fixed_dictionaries({"s": st.floats(0.05, 2.2)})),
    st.tuples(st.just("weibull_min"), st.fixed_dictionaries({"c": st.floats(0.2, 10.0)})),
    st.tuples(st.just("invgauss"), st.fixed_dictionaries({"mu": st.floats(0.05, 10.0)})),
    st.tuples(st.just("pareto"), st.fixed_dictionaries({"b": st.floats(2.45, 20.0)})),
    st.tuples(st.just("beta"), st.fixed_dictionaries({"a": st.floats(0.5, 50.0), "b": st.floats(0.5, 50.0)})),
    st.tuples(st.just("triang"), st.fixed_dictionaries({"c": st.floats(0.0, 1.0)})),
    st.tuples(st.sampled_from(["expon", "uniform", "rayleigh", "halfnorm", "maxwell"]), st.just({})),
)


@pytest.mark.slow
@given(SHAPES, st.floats(0.01, 1000.0), st.sampled_from([0.0, 0.3]))
@example(("invgauss", {"mu": 0.375}), 1.0, 0.0)  # whose far tail SciPy cannot invert
def test_scipy_distributions_keep_their_mean_and_spread(
    shape: tuple[str, dict[str, float]], mean: float, at_least: float
) -> None:
    """Those whose tails a service could meet; `at_least` of the mean is the least that can be drawn."""
    name, parameters = shape
    quantity = varying(mean, name, loc=at_least * mean, **parameters)
    knots = table_of(quantity)
    assert moments(knots) == pytest.approx(exact_moments(quantity), rel=WITHIN)
    assert list(knots) == sorted(knots)
    assert knots[0] >= at_least * mean * (1.0 - 1e-9)


@pytest.mark.parametrize("mean", [0.1, 11.8003082, 196971.23223742825])
@pytest.mark.parametrize(
    ("name", "parameters"), [("uniform", {}), ("triang", {"c": 0.3}), ("beta", {"a": 2.0, "b": 5.0})]
)
def test_a_table_of_any_size_is_what_scipy_gives_at_that_size(
    name: str, parameters: dict[str, float], mean: float
) -> None:
    quantity = varying(mean, name, **parameters)
    assert quantity.distribution is not None
    frozen = getattr(stats, name)(**parameters, scale=quantity.distribution.scale_for(mean))
    assert frozen.mean() == pytest.approx(mean, rel=1e-14)
    beyond, knots = np.array(chances_beyond()), table_of(quantity)
    to_one_in_a_million = int(np.argmax(beyond < 1e-6))
    expected = frozen.ppf(1.0 - beyond[1:CELLS_BELOW_TAIL]), frozen.isf(beyond[CELLS_BELOW_TAIL:to_one_in_a_million])
    rounded = [float(f"{knot:.11g}") for knot in np.concatenate(expected).tolist()]
    assert knots[1:to_one_in_a_million].tolist() == rounded


def test_the_far_tail_goes_on_from_where_scipy_cannot_invert_it_at_that_size() -> None:
    assert table_of(median_of(196971.23223742825, "uniform"))[2798] == 393942.46448  # and at size 1 it can invert all


@pytest.mark.parametrize(
    ("name", "parameters"), [("gamma", {"a": 2.0, "scale": 3.0}), ("uniform", {"loc": 2.0, "scale": 5.0})]
)
def test_a_distribution_with_its_own_scale_needs_no_mean(name: str, parameters: dict[str, float]) -> None:
    quantity = varying(None, name, **parameters)
    assert moments(table_of(quantity)) == pytest.approx(exact_moments(quantity), rel=WITHIN)


@pytest.mark.slow
@given(st.lists(st.tuples(st.floats(0.5, 5.0), st.integers(1, 20)), min_size=1, max_size=8), st.floats(0.0, 10.0))
def test_a_histogram_keeps_its_exact_mean_and_spread(bars: list[tuple[float, int]], first_edge: float) -> None:
    edges = [first_edge + sum(width for width, _ in bars[:n]) for n in range(len(bars) + 1)]
    weights = [float(weight) for _, weight in bars]
    knots = table_of(varying(None, "histogram", edges=edges, weights=weights))
    assert moments(knots) == pytest.approx(histogram_moments(edges, weights), rel=WITHIN)
    assert (knots[0], knots[-1]) == (edges[0], edges[-1])


def test_a_histogram_of_two_even_bars_has_its_quantiles_where_they_belong() -> None:
    knots = table_of(varying(None, "histogram", edges=[1, 4, 8], weights=[1, 3]))
    assert knots[QUANTILE_CELLS // 4] == 4.0
    assert knots[QUANTILE_CELLS // 8] == 2.5
    assert knots[QUANTILE_CELLS // 2] == pytest.approx(4.0 + 4.0 / 3.0)


def test_empty_bars_at_either_end_of_a_histogram_are_never_drawn() -> None:
    with_empty = table_of(varying(None, "histogram", edges=[0, 2, 3, 4, 100], weights=[0, 1, 1, 0]))
    without = table_of(varying(None, "histogram", edges=[2, 3, 4], weights=[1, 1]))
    assert with_empty == without


def test_empty_bars_inside_a_histogram_are_crossed() -> None:
    knots = table_of(varying(None, "histogram", edges=[1, 2, 3, 4], weights=[1, 0, 1]))
    inside = [knot for knot in knots if 2.0 < knot < 3.0]
    assert inside == []


def test_a_quantity_without_a_distribution_is_always_its_value() -> None:
    tabulation = Tabulation()
    tabulation.row(Varying(value=3.5, unit="hours", source="test", grade=Grade.assumed))
    assert set(tabulation.quantiles) == {3.5}


def test_a_change_of_unit_is_a_factor() -> None:
    hours = varying(3.0, "gamma", a=2.0)
    assert list(table_of(hours, 5.0)) == [knot * 5.0 for knot in table_of(hours)]


def test_equal_quantities_share_a_table() -> None:
    tabulation = Tabulation()
    rows = [tabulation.row(varying(3.0, "gamma", a=a), factor) for a, factor in ((2, 1), (2, 1), (3, 1), (2, 5))]
    assert rows == [0, 0, 1, 2]
    assert len(tabulation.quantiles) == 3 * KNOTS


@pytest.mark.parametrize(
    ("name", "parameters"),
    [("norm", {"loc": 3.0, "scale": 1.0}), ("uniform", {"loc": -1.0, "scale": 4.0}), ("cauchy", {"scale": 1.0})],
)
def test_negative_and_infinite_quantities_are_refused(name: str, parameters: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="negative or infinite"):
        table_of(varying(None, name, **parameters))


def test_a_draw_looks_up_the_table_and_goes_straight_between_knots() -> None:
    knots = array("d", [0.0] * KNOTS + [float(n) for n in range(KNOTS)])
    assert quantile(knots, 1, 0.25) == QUANTILE_CELLS / 4
    assert quantile(knots, 1, 0.5 / QUANTILE_CELLS) == 0.5
    assert quantile(knots, 0, 0.9) == 0.0


@pytest.mark.slow
@given(st.integers(0, 2**53 - 1))
def test_a_draw_falls_between_the_knots_that_its_chance_is_between(word: int) -> None:
    """At every depth of the tail: words are shifted down to nothing beyond the largest draw there can be."""
    for shift in range(0, 53, 4):
        draw = 1.0 - ((word >> shift) | 1) / 2**53
        place = quantile(array("d", range(KNOTS)), 0, draw)
        beyond = chances_beyond()
        assert beyond[int(place) + 1] <= 1.0 - draw <= beyond[int(place)]
        between = beyond[int(place)] - (place - int(place)) * (beyond[int(place)] - beyond[int(place) + 1])
        assert between == pytest.approx(1.0 - draw, rel=1e-9)


def test_a_table_goes_down_to_the_last_bit_of_a_draw() -> None:
    beyond = chances_beyond()
    assert len(beyond) == KNOTS
    assert beyond == sorted(beyond, reverse=True)
    assert (beyond[0], beyond[-1]) == (1.0, 0.0)
    assert beyond[-2] <= 2.0**-50
    assert quantile(array("d", range(KNOTS)), 0, 1.0 - 2.0**-53) > KNOTS - 2


@pytest.mark.parametrize(
    ("name", "parameters", "lost"),
    [
        ("lognorm", {"s": 1.26864}, 0.0),  # of coefficient of variation 2; it was 2.3%
        ("lognorm", {"s": 1.51743}, 0.0),  # of 3; it was 10.9%
        ("pareto", {"b": 2.5}, 0.0006),  # it was 11%
        ("pareto", {"b": 2.25}, 0.013),
        ("pareto", {"b": 2.1}, 0.11),
    ],
)
def test_what_the_heaviest_tails_lose(name: str, parameters: dict[str, float], lost: float) -> None:
    quantity = varying(3.0, name, **parameters)
    mean, wanted = exact_moments(quantity)
    drawn = moments(table_of(quantity))
    assert drawn[0] == pytest.approx(mean, rel=1e-9)
    assert 1.0 - drawn[1] / wanted == pytest.approx(lost, abs=0.002 if lost > 0.002 else 0.0006)
    assert measure_spread(quantity) == pytest.approx((drawn[1], wanted), rel=1e-9)


def test_a_distribution_without_a_spread_has_one_as_drawn() -> None:
    drawn, wanted = measure_spread(varying(3.0, "pareto", b=1.8))
    assert wanted == float("inf")
    assert 10.0 < drawn < float("inf")


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.floats(0.0, 1.0, exclude_max=True))
def test_a_pick_falls_in_the_weight_that_the_draw_reaches(counts: list[int], draw: float) -> None:
    weights = [count / sum(counts) for count in counts]
    position = pick(weights, draw)
    assert sum(weights[:position]) <= draw + 1e-9
    assert draw <= sum(weights[: position + 1]) + 1e-9


@given(st.floats(0.01, 0.99), st.floats(0.01, 100.0))
def test_a_tilted_chance_has_its_odds_multiplied(chance: float, multiplier: float) -> None:
    raised = tilted(chance, multiplier)
    assert raised / (1.0 - raised) == pytest.approx(multiplier * chance / (1.0 - chance))


def test_tables_made_beforehand_are_used_as_they_are() -> None:
    mapping = b.small_service()
    mapping["families"]["engagement"] = b.drawn(1.0, "odds multiplier", "lognorm", s=0.5)
    scenario = b.scenario_of(mapping)
    shapes = {key: array("d", json.loads(json.dumps(list(knots)))) for key, knots in tabulate_shapes(scenario).items()}
    assert compile_scenario(scenario, shapes).quantiles == compile_scenario(scenario).quantiles
    engagement = shape_key(scenario.families.engagement)
    shapes[engagement] = array("d", [2.0] * KNOTS)
    tables = compile_scenario(scenario, shapes)
    assert quantile(tables.quantiles, tables.engagement, 0.3) == 2.0
