"""What lies between simulated settings: how it is interpolated, and by how much that misses settings left out.

It is by the emulator of `fssim emulate`, measure by measure where that is good enough: a Gaussian process is put
through the settings' means, and tried on settings left out. Where it is not good enough, or settings are few, straight
lines between the settings themselves are all there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fssim.arrays import Floats
from fssim.explorer.settings import Settings
from fssim.statistics.gaussian_process import FEWEST_PLACES, GaussianProcess, fit_gaussian_process
from fssim.statistics.mean_difference import ROUNDING

MOST_PLACES = 150  # that are learnt from: more take minutes for all the measures of a page

STEPS = 1000  # to the nearest point, which comes as near as `NEAR` in far fewer
NEAR = 1e-3  # of a lever's range


@dataclass(frozen=True, slots=True)
class LeftOut:
    """By how much interpolation misses simulated settings that are left out, in a measure's unit: the root mean square,
    the most, and over how many settings. Nan where there are none between others."""

    typical: float
    most: float
    count: int


def solve(places: Floats) -> Floats:
    """What interpolation between settings takes: the inverse of the matrix of their distances, with a constant.

    `places` has a row a setting and a column a lever, each over its range from 0 to 1. The value at x is the sum over
    settings of c_i |x - x_i| and a constant, so that it is exact at each setting and the c_i add up to nothing: radial
    basis functions with the linear kernel (M. D. Buhmann, Radial Basis Functions, 2003, chapter 2), which along one
    lever are straight lines from setting to setting.
    """
    count = len(places)
    matrix = np.ones((count + 1, count + 1))
    apart = places[:, None, :] - places[None, :, :]
    matrix[:count, :count] = -np.sqrt(np.sum(apart**2, axis=2))
    matrix[count, count] = 0.0
    inverse: Floats = np.linalg.inv(matrix).astype(np.float64)
    return inverse


def measure_misses(inverse: Floats, values: Floats) -> Floats:
    """For each setting and column of values, the value minus what the other settings give by themselves.

    By S. Rippa's formula (An algorithm for selecting a good value for the parameter c in radial basis function
    interpolation, Advances in Computational Mathematics 11, 1999), which needs no other inverse.
    """
    count = len(values)
    coefficients = inverse[:count, :count] @ values
    misses: Floats = coefficients / np.diag(inverse)[:count, None]
    return misses


def is_between(at: Floats, others: Floats) -> bool:
    """Whether a place lies between others: in the smallest body without dents that holds them all (their convex hull).

    The point of it that is nearest to the place is found by taking weight from the corner that is furthest out and
    giving it to the one that is furthest in: B. F. Mitchell, V. F. Dem'yanov and V. N. Malozemov, Finding the point of
    a polyhedron closest to the origin, SIAM Journal on Control 12, 1974.
    """
    corners = others - at
    weights = np.zeros(len(corners))
    weights[np.argmin(np.einsum("ij,ij->i", corners, corners))] = 1.0
    for _ in range(STEPS):
        nearest = weights @ corners
        reach = corners @ nearest
        inwards, outwards = int(np.argmin(reach)), int(np.argmax(np.where(weights > 0.0, reach, -np.inf)))
        if np.linalg.norm(nearest) <= NEAR:
            return True
        if reach[inwards] > 0.0:
            return False  # a plane has the place on one side and all the others on the other
        step = corners[outwards] - corners[inwards]
        moved = min(weights[outwards], float(nearest @ step) / float(step @ step))
        weights[outwards] -= moved
        weights[inwards] += moved
    return False


def estimate_left_out(groups: list[tuple[Floats, Floats]]) -> list[LeftOut]:
    """By how much interpolation misses settings that are left out, for each column of values.

    Each group has the places of its settings and their values, a row a setting; no group is interpolated from another.
    Settings that do not lie between the others of their group are not counted: they would be extrapolated.
    """
    misses = []
    for places, values in groups:
        others = np.arange(len(places))
        inner = [at for at in others if len(places) > 1 and is_between(places[at], places[others != at])]
        misses.append(measure_misses(solve(places), values)[inner] if inner else np.empty((0, values.shape[1])))
    missed = np.concatenate(misses)
    if not len(missed):
        return [LeftOut(np.nan, np.nan, 0)] * missed.shape[1]
    typical, most = np.sqrt(np.mean(missed**2, axis=0)), np.max(np.abs(missed), axis=0)
    return [LeftOut(float(one), float(other), len(missed)) for one, other in zip(typical, most, strict=True)]


@dataclass(frozen=True, slots=True)
class Direction:
    """A lever by its number; of one without order, whether it stands at a stop."""

    lever: int
    stop: int | None

    def place(self, settings: Settings, stops: Sequence[int]) -> float:
        """Where on it a setting is, from 0 to 1."""
        at = stops[self.lever]
        return settings.levers[self.lever].stops[at].place if self.stop is None else float(at == self.stop)


@dataclass(frozen=True, eq=False)
class EmulatedSettings:
    """A Gaussian process for each measure that it is good enough for; None for the others. `differing` is how many
    measures are not the same in every setting."""

    directions: tuple[Direction, ...]
    places: Floats
    processes: tuple[GaussianProcess | None, ...]
    differing: int

    def find_left_out(self, measure: int) -> LeftOut | None:
        """By how much settings left out are missed; None of what is not emulated."""
        process = self.processes[measure]
        if process is None:
            return None
        missed = np.abs(process.values - process.left_out[0])
        return LeftOut(process.typical, float(missed.max()), len(missed))


def emulate_settings(settings: Settings, means: Floats) -> EmulatedSettings | None:
    """The measures of the simulated settings emulated (`means`: a row a setting, a column a measure); None if there are
    fewer than 20 settings."""
    count = len(settings.simulated)
    if count < FEWEST_PLACES:
        return None
    seed = settings.swept.sweep.plan.seed
    chosen = np.sort(np.random.default_rng(seed).permutation(count)[:MOST_PLACES])
    directions = tuple(_list_directions(settings))
    stops = [settings.simulated[number].stops for number in chosen]
    places = np.array([[one.place(settings, at) for one in directions] for at in stops], dtype=np.float64)
    differ = [not _is_same(own) for own in means[chosen].T]
    processes = tuple(
        _fit(places, own, seed) if differs else None for own, differs in zip(means[chosen].T, differ, strict=True)
    )
    return EmulatedSettings(directions, places, processes, sum(differ))


def _list_directions(settings: Settings) -> list[Direction]:
    directions: list[Direction] = []
    for number, lever in enumerate(settings.levers):
        directions += [Direction(number, None)] if lever.ordered else [
            Direction(number, stop) for stop in range(len(lever.stops))
        ]  # fmt: skip
    return directions


def _is_same(values: Floats) -> bool:
    return bool(np.ptp(values) <= ROUNDING * max(1.0, float(np.abs(values).max())))


def _fit(places: Floats, values: Floats, seed: int) -> GaussianProcess | None:
    """A process that is good enough; of what has no value somewhere there is none."""
    if not np.isfinite(values).all():
        return None
    process = fit_gaussian_process(places, values, seed)
    return process if process.is_good_enough else None
