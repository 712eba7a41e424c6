"""What draws from a posterior say of each value: its 90% region, whether it can be told, and what it goes with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fssim.studies.calibration.emulator import fit_emulator
from fssim.studies.calibration.search import Posterior, Searched, work_out_errors
from fssim.studies.calibration.targets import Published

if TYPE_CHECKING:
    from fssim.arrays import Floats


REGION = 0.9  # of the draws, with as many below as above
WHOLE_RANGE = 0.75  # a region of this share of the range tells next to nothing: without figures it would be 0.9
GO_TOGETHER = 0.7  # a correlation from which two values are told together rather than each by itself
UNMET = 3.0  # standard deviations


@dataclass(frozen=True, slots=True)
class Region:
    """What the figures tell of one value, in its unit.

    `low` to `high` is its 90% region over whatever the other values are; `told` is whether that is less than three
    quarters of its range; `moves` is the target that moves most over the range, for the luck it has.
    """

    low: float
    high: float
    told: bool
    moves: str


def find_regions(
    draws: Floats, ends: Mapping[str, tuple[float, float]], posterior: Posterior, targets: Sequence[str]
) -> dict[str, Region]:
    """The region of each free parameter, by path, from draws of shares of the ranges between these ends."""
    below, above = _find_quantiles(draws, [(1.0 - REGION) / 2.0, (1.0 + REGION) / 2.0])
    moves = _find_what_moves(draws, posterior)
    return {
        path: Region(
            low + float(below[at]) * (high - low),
            low + float(above[at]) * (high - low),
            bool(above[at] - below[at] < WHOLE_RANGE),
            targets[moves[at]],
        )
        for at, (path, (low, high)) in enumerate(ends.items())
    }


def choose_shares(draws: Floats, own: Floats, told: Sequence[bool]) -> Floats:
    """Where values are put: those that cannot be told stay as they are (`own`), and the others are what the draws come
    to on average given that (as normal deviates would be)."""
    mean = draws.mean(axis=0)
    can = np.array(told)
    chosen = np.where(can, mean, own)
    if can.any() and not can.all():
        covariance = np.asarray(np.cov(draws, rowvar=False))
        off = np.linalg.solve(covariance[np.ix_(~can, ~can)], (own - mean)[~can])
        chosen[can] += covariance[np.ix_(can, ~can)] @ off
    return np.clip(chosen, 0.0, 1.0)


def find_pairs(draws: Floats, paths: Sequence[str]) -> list[tuple[str, str, float]]:
    """Values that go together, with their correlation over the draws, the closest first."""
    if len(paths) < 2:
        return []
    correlations = np.asarray(np.corrcoef(draws, rowvar=False))
    one, other = np.triu_indices(len(paths), k=1)
    pairs = [
        (paths[a], paths[b], float(correlations[a, b]))
        for a, b in zip(one.tolist(), other.tolist(), strict=True)
        if abs(correlations[a, b]) >= GO_TOGETHER
    ]
    return sorted(pairs, key=lambda pair: -abs(pair[2]))


def find_unmet(draws: Floats, posterior: Posterior, figures: Sequence[Published]) -> list[str]:
    """The ids of targets further from the model, over the draws, than their errors go."""
    means, uncertain = posterior.emulator.predict(draws)
    errors = np.diag(posterior.errors) / posterior.widened
    variances = errors + np.diag(posterior.emulator.luck) * uncertain.mean() + means.var(axis=0)
    away = np.abs(posterior.figures - means.mean(axis=0)) / np.sqrt(variances)
    return [figure.id for figure, distance in zip(figures, away, strict=True) if distance > UNMET]


@dataclass(frozen=True, slots=True)
class Prediction:
    """A figure that was not fitted to, and what the fit says it would be: the middle, and the ends of where it lies in
    nine cases of ten, by what is not known of the values and by the luck of the years it is counted over."""

    figure: Published
    model: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        return self.low <= self.figure.value <= self.high


def predict_later(searched: Searched, later: Sequence[Published], observed_years: float, seed: int) -> list[Prediction]:
    """Each later figure, whose measures are the last columns of what was measured, predicted."""
    if not later:
        return []
    emulator = fit_emulator(searched.shares, searched.measured[:, -len(later) :])
    figures = np.array([figure.value for figure in later])
    posterior = Posterior(emulator, figures, work_out_errors(later, emulator.luck, observed_years))
    drawn = posterior.draw_figures(searched.draws, seed)
    low, middle, high = _find_quantiles(drawn, [(1.0 - REGION) / 2.0, 0.5, (1.0 + REGION) / 2.0]).tolist()
    return [Prediction(*one) for one in zip(later, middle, low, high, strict=True)]


def _find_quantiles(draws: Floats, shares: Sequence[float]) -> Floats:
    return np.asarray(np.quantile(draws, shares, axis=0))


def _find_what_moves(draws: Floats, posterior: Posterior) -> list[int]:
    """For each value, which target moves most, in standard deviations, from one end of its range to the other."""
    middle, errors = draws.mean(axis=0), np.sqrt(np.diag(posterior.errors))
    moves = []
    for at in range(draws.shape[1]):
        ends = np.tile(middle, (2, 1))
        ends[:, at] = 0.0, 1.0
        low, high = posterior.emulator.predict(ends)[0]
        moves.append(int(np.argmax(np.abs(high - low) / errors)))
    return moves
