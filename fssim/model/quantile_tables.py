"""Distributions as tables of quantiles, with straight lines between their knots.

Cells are of equal chance but for the upper tail, where they narrow as far as a draw's last bit (`fssim.model.draws`
has the places): what is rare and large is drawn as often as it should be. The first knot is set so that the first
cell's mean is the distribution's own there, as a narrow distribution is far from its least value; where there is no
most, all knots are then drawn out from the first by what makes the table's mean exact. `tests/unit/model` holds means
and standard deviations to 0.2 percent for the shapes that `fssim check` does not warn of. Knots are rounded to 11
figures, where SciPy's last ones differ from one processor to another. SciPy is imported only for a distribution that
this computer has not tabulated before.
"""

from __future__ import annotations

import json
import warnings
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import fsum, inf, isfinite, nan, sqrt
from typing import Any

from fssim.errors import ModelError
from fssim.files.cache import remembered
from fssim.model.draws import chances_beyond, share_beyond
from fssim.model.tables import CELLS_A_PART, CELLS_BELOW_TAIL, KNOTS, QUANTILE_CELLS
from fssim.scenario.schema.parameter import Distribution, ValueIs, Varying
from fssim.scenario.schema.standard_distribution import Parameters, freeze, own_parameters, standardise

MOST_DRAWN_OUT = 1.25  # times that a tail is, so that the table's mean is the distribution's
AGREES, TOO_RARE_TO_TELL = 1e-3, 1e-8
SURELY_AGREES = 1e-6  # at every scale, where there is no most and loc is 0: rounding does less to it
LIBRARIES = ("numpy", "scipy")
MAKERS = (__file__, Distribution.scale_for.__code__.co_filename, freeze.__code__.co_filename)  # of what is remembered
POINTS = 64  # at which the mean of the first cell is taken
CELL_CHANCES = tuple(above - below for above, below in pairwise(chances_beyond()))
KEPT = 256  # tables of which something is kept in memory: a sweep compiles the same ones again and again


def shape_key(varying: Varying) -> str:
    """What identifies a varying quantity's table, as text."""
    shape = varying.distribution
    if shape is None:
        return f'["{varying.value!r}", null]'
    parameters = tuple(shape.parameters.items())
    return _shape_text(repr(varying.value), shape.name, parameters, shape.value_is, shape.edges, shape.weights)


@lru_cache(KEPT)
def _shape_text(
    value: str,
    name: str,
    parameters: tuple[tuple[str, float], ...],
    value_is: ValueIs,
    edges: tuple[float, ...],
    weights: tuple[float, ...],
) -> str:
    stated = {} if value_is is ValueIs.mean else {"value_is": value_is}
    return json.dumps(
        [value, {"name": name, "parameters": dict(parameters), **stated, "edges": edges, "weights": weights}]
    )


@dataclass(frozen=True, slots=True)
class Shaped:
    """A varying quantity, equal to every other of the same table."""

    key: str
    varying: Varying = field(compare=False)


@lru_cache(KEPT)
def list_knots(shaped: Shaped) -> array[float]:
    """The quantiles of a varying quantity, from the least on."""
    varying, shape = shaped.varying, shaped.varying.distribution
    if shape is None:
        return array("d", [varying.value]) * KNOTS
    if shape.name == "histogram":
        return _histogram(shape.edges, shape.weights)
    question = f"{KNOTS} knots of {shaped.key}"
    knots = remembered(MAKERS, LIBRARIES, question, lambda: _continuous(shape, varying.value).tobytes())
    return array("d", knots)


def _histogram(edges: tuple[float, ...], weights: tuple[float, ...]) -> array[float]:
    """The quantiles of a histogram, straight within each of its bars, from the first that is not empty to the last."""
    if edges[0] < 0.0:
        raise ModelError(f"distribution histogram with edges from {edges[0]:g} has negative quantities")
    filled = [bar for bar, weight in enumerate(weights) if weight > 0.0]
    total = sum(weights)
    knots = array("d", [edges[filled[0]]])
    bar, below = filled[0], 0.0
    for beyond in chances_beyond()[1:-1]:
        target = (1.0 - beyond) * total
        while below + weights[bar] < target:
            below += weights[bar]
            bar += 1
        within = (target - below) / weights[bar]
        knots.append(edges[bar] + within * (edges[bar + 1] - edges[bar]))
    knots.append(edges[filled[-1] + 1])
    return knots


def _continuous(shape: Distribution, value: float) -> array[float]:
    """The quantiles of a distribution of the size that gives it its value, unless it has a scale of its own."""
    import numpy

    size, loc = _scale(shape, value), shape.parameters.get("loc", 0.0)
    scale = size if size > 0.0 else nan  # of which nothing is finite
    standard = standardise(shape.name, shape.parameters)
    mean, most = standard.mean * scale + loc, standard.most
    tabulated = numpy.frombuffer(_standard_quantiles(shape.name, own_parameters(shape.parameters)))
    below_tail, tail, first_cell, apart = numpy.split(tabulated, (CELLS_BELOW_TAIL, KNOTS, KNOTS + POINTS))
    tail = tail * scale + loc
    if loc != 0.0 or most != inf or not apart[0] < SURELY_AGREES:
        tail = _mend_tail(tail, freeze(shape.name, (*shape.parameters.items(), ("scale", size))))
    knots = numpy.append(below_tail * scale + loc, tail)
    if most == inf:
        knots[-1] = 2.0 * knots[-2] - knots[-3]  # beyond 2 ** -51, where it makes no odds
    if knots[0] >= 0.0:
        mean_of_first = float((first_cell * scale + loc).mean())
        knots[0] = min(max(2.0 * mean_of_first - knots[1], knots[0]), knots[1])
    parameters = {**shape.parameters, "scale": size}
    named = f"{shape.name} with {', '.join(f'{name} {number:g}' for name, number in parameters.items())}"
    if not (numpy.isfinite(knots).all() and isfinite(mean)) or knots[0] < 0.0:
        raise ModelError(f"{named} has negative or infinite quantities; give less extreme ones")
    beyond_least = fsum((numpy.array(CELL_CHANCES) * (knots[:-1] + knots[1:])).tolist()) / 2.0 - knots[0]
    if most == inf and beyond_least > 0.0:
        drawn_out = (mean - knots[0]) / beyond_least
        if not 1.0 / MOST_DRAWN_OUT < drawn_out < MOST_DRAWN_OUT:
            raise ModelError(f"{named} hangs on values so rare that they cannot be drawn; give less extreme ones")
        knots = knots[0] + (knots - knots[0]) * drawn_out
    rounded = " ".join(["%.11g"] * KNOTS) % tuple(knots.tolist())
    return array("d", numpy.array(rounded.split(), dtype=float).tobytes())


@lru_cache(KEPT)
def _standard_quantiles(name: str, own: Parameters) -> bytes:
    """Of a distribution at loc 0 and scale 1, as SciPy has it: every knot, what lies in the first cell, and how far
    apart it and its inverse are at most in the upper tail."""

    def ask() -> bytes:
        import numpy

        frozen, beyond = freeze(name, own), numpy.array(chances_beyond())
        below_tail = frozen.ppf(1.0 - beyond[:CELLS_BELOW_TAIL])
        first_cell = frozen.ppf((numpy.arange(POINTS) + 0.5) / (POINTS * QUANTILE_CELLS))
        with numpy.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            tail = frozen.isf(beyond[CELLS_BELOW_TAIL:])
        tabulated = [*below_tail, *tail, *first_cell, _how_far_apart(tail, frozen).max()]
        return array("d", map(float, tabulated)).tobytes()

    return remembered(MAKERS, LIBRARIES, f"{KNOTS} standard knots of {name} {own!r}", ask)


def _how_far_apart(tail: Any, frozen: Any) -> Any:
    """By how much of them a distribution's own chances of being above knots of its upper tail, but for the last, are
    other than those by which the knots were found."""
    import numpy

    with numpy.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return numpy.abs(frozen.sf(tail[:-1]) / numpy.array(chances_beyond()[CELLS_BELOW_TAIL:-1]) - 1.0)


def _mend_tail(tail: Any, frozen: Any) -> Any:
    """The quantities that are exceeded with the smallest chances, the last of them 2 ** -52 or so.

    SciPy cannot invert every distribution so far out (`invgauss` from a chance of about 1e-11). From where its inverse
    and its own chances no longer agree the tail goes on as an exponential's does, which is too rare to tell.
    """
    import numpy

    beyond, agrees = numpy.array(chances_beyond()[CELLS_BELOW_TAIL:]), _how_far_apart(tail, frozen) < AGREES
    trusted = len(agrees) if agrees.all() else int(agrees.argmin())
    if trusted < len(agrees) and trusted > CELLS_A_PART and beyond[trusted] < TOO_RARE_TO_TELL:
        last, earlier = trusted - 1, trusted - CELLS_A_PART
        steps = numpy.log(beyond[earlier] / beyond[last])
        further = numpy.log(beyond[last] / numpy.maximum(beyond[trusted:], beyond[-2] / 2.0))
        tail[trusted:] = tail[last] + (tail[last] - tail[earlier]) / steps * further
    return tail


def _scale(shape: Distribution, value: float) -> float:
    return shape.parameters["scale"] if "scale" in shape.parameters else shape.scale_for(value)


def measure_spread(varying: Varying) -> tuple[float, float]:
    """The standard deviation of what is drawn of a varying quantity, and that of its distribution, which may be
    infinite. They are nearly the same but for the heaviest of tails. Raises `ImportError` without SciPy."""
    shape = varying.distribution
    if shape is None or shape.name == "histogram":
        return 0.0, 0.0

    def answer() -> bytes:
        knots = list_knots(Shaped(shape_key(varying), varying))
        scale, standard = _scale(shape, varying.value), standardise(shape.name, shape.parameters)
        return array("d", [moments(knots)[1], standard.deviation(scale)]).tobytes()

    drawn, wanted = array("d", remembered(MAKERS, LIBRARIES, f"spread of {shape_key(varying)}", answer))
    return drawn, wanted


def moments(knots: Sequence[float]) -> tuple[float, float]:
    """The mean and the standard deviation of what is drawn from a table."""
    return _moments(array("d", knots).tobytes())


@lru_cache(KEPT)
def _moments(knots: bytes) -> tuple[float, float]:
    cells = list(zip(CELL_CHANCES, pairwise(array("d", knots)), strict=True))
    mean = fsum(chance * (low + high) for chance, (low, high) in cells) / 2.0
    square = fsum(
        chance * ((low - mean) ** 2 + (low - mean) * (high - mean) + (high - mean) ** 2)
        for chance, (low, high) in cells
    )
    return mean, sqrt(square / 3.0)


def compute_mean_of_least(knots: Sequence[float], most: float) -> float:
    """The mean of what is drawn from a table, where all that is above `most` counts as that."""
    return _mean_of_least(array("d", knots).tobytes(), most)


@lru_cache(KEPT)
def _mean_of_least(knots: bytes, most: float) -> float:
    cells = zip(CELL_CHANCES, pairwise(array("d", knots)), strict=True)
    return fsum(chance * min((low + high) / 2.0, most) for chance, (low, high) in cells)


def list_shares_beyond(knots: Sequence[float], days: int) -> tuple[float, ...]:
    """How likely what is drawn from a table is to be above each number from 0 to `days`."""
    return _shares_beyond(array("d", knots).tobytes(), days)


@lru_cache(KEPT)
def _shares_beyond(knots: bytes, days: int) -> tuple[float, ...]:
    table = array("d", knots)
    return tuple(share_beyond(table, 0, float(day)) for day in range(days + 1))
