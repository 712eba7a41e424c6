"""Where the model is run, wave by wave, and what comes of it: the posterior of the values, and draws from it.

The first wave is spread evenly over all ranges (a Latin hypercube); each later one lies about the values that the
figures allow by what has been run so far (history matching: I. Vernon, M. Goldstein and R. Bower, 2010, "Galaxy
formation: a Bayesian uncertainty analysis", Bayesian Analysis 5). The last emulator is of the later waves' runs alone:
near the values that matter, squares and products are enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fssim.errors import ArgumentError
from fssim.studies.calibration.emulator import fit_emulator
from fssim.studies.calibration.fitting import Point
from fssim.studies.calibration.posterior import Posterior, work_out_errors
from fssim.studies.calibration.targets import Published

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WAVES = (0.5, 0.25, 0.25)  # shares of the tries
SPARE_RUNS = 10  # of the later waves, more than there are values and figures

MeasureAt = Callable[[Sequence[Point], int], "Floats"]  # the runs' points and the first run's number: a row for each


@dataclass(frozen=True)
class Searched:
    """What a search gives: all that the later waves ran, and what the figures tell by it.

    `shares` (of the ranges) and `measured` have a row for each run, `draws` one for each draw from the `posterior`.
    """

    shares: Floats
    measured: Floats
    posterior: Posterior
    draws: Floats


def share_out_tries(tries: int, values: int, figures: int) -> tuple[int, ...]:
    """How many runs each wave has. Raises `ArgumentError` if an emulator could not be made of them."""
    counts = [round(share * tries) for share in WAVES[1:]]
    counts = [tries - sum(counts), *counts]
    least = round((values + figures + SPARE_RUNS) / (1.0 - WAVES[0]))
    if tries < least:
        raise ArgumentError(
            f"tries is {tries}; it must be {least} or more for as many free parameters "
            f"({values}) and figures ({figures})"
        )
    return tuple(counts)


def search_values(
    steps: Sequence[int],
    figures: Sequence[Published],
    counts: Sequence[int],
    measure_at: MeasureAt,
    observed_years: float,
    seed: int,
) -> Searched:
    """Run the model in waves. `steps` has the last step of each free parameter, and the first columns of what
    `measure_at` gives are the figures."""
    from scipy.stats import qmc

    lasts = np.array(steps)
    rng = np.random.default_rng(seed)
    design = qmc.LatinHypercube(len(lasts), rng=rng).random(counts[0])
    shares: list[Floats] = []
    measured: list[Floats] = []
    for wave, count in enumerate(counts):
        if wave > 0:
            draws = _find_posterior(shares, measured, figures, observed_years).draw_about(seed + wave)
            design = draws[rng.choice(len(draws), count, replace=False)]
        points = np.rint(design * lasts).astype(int)
        measured.append(_fill_in(measure_at([tuple(point) for point in points.tolist()], sum(counts[:wave]))))
        shares.append(points / lasts)
    posterior, draws = _find_posterior(shares[1:], measured[1:], figures, observed_years).settle(seed)
    return Searched(np.concatenate(shares[1:]), np.concatenate(measured[1:]), posterior, draws)


def _find_posterior(
    shares: Sequence[Floats], measured: Sequence[Floats], figures: Sequence[Published], observed_years: float
) -> Posterior:
    emulator = fit_emulator(np.concatenate(shares), np.concatenate(measured)[:, : len(figures)])
    published = np.array([figure.value for figure in figures])
    return Posterior(emulator, published, work_out_errors(figures, emulator.luck, observed_years))


def _fill_in(rows: Floats) -> Floats:
    """What a run has none of is what the others have on average."""
    return np.where(np.isnan(rows), np.nanmean(rows, axis=0), rows)
