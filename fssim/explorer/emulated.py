"""What lies between simulated settings, by the emulator of `fssim emulate`, measure by measure where it is good enough.

A Gaussian process is put through the settings' means, and tried on settings left out; where it is not good enough, or
settings are few, straight lines between the settings themselves are all there is (`interpolation`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fssim.explorer.interpolation import Floats, LeftOut
from fssim.explorer.settings import Settings
from fssim.statistics.gaussian_process import FEWEST_PLACES, GaussianProcess, fit_gaussian_process
from fssim.statistics.mean_difference import ROUNDING

MOST_PLACES = 150  # that are learnt from: more take minutes for all the measures of a page


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
