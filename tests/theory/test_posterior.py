"""What figures tell of values, where it is known exactly: figures that are linear in the values, and normal luck.

Seeds are fixed, so the answers are the same always.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from fssim.arrays import Floats
from fssim.studies.calibration.emulator import fit_emulator
from fssim.studies.calibration.fitting import Point
from fssim.studies.calibration.regions import REGION, choose_shares
from fssim.studies.calibration.search import Posterior, search_values, work_out_errors
from fssim.studies.calibration.targets import Published

SLOPES = np.array([[3.0, 1.0, 0.0, 2.0, 0.5], [0.0, 2.0, 3.0, -1.0, 0.5], [0.0, 0.0, 1.0, 3.0, 2.0]])  # values, figures
LUCK = 0.04 * (0.6 * np.eye(5) + 0.4)
STEPS = 10_000


def published(values: Sequence[float]) -> list[Published]:
    return [Published(str(at), "", "", value, 0.0, str(at), 1.0) for at, value in enumerate(values)]


def simulate(shares: Floats, seed: int) -> Floats:
    return shares @ SLOPES + np.random.default_rng(seed).multivariate_normal(np.zeros(5), LUCK, len(shares))


def test_draws_have_the_mean_and_covariance_of_the_exact_posterior() -> None:
    """Least squares: precision A C^-1 A', far from the ends of the ranges. Runs are so many that the emulator adds a
    fortieth to the variance; of the means of 1,400 draws that go together the error is a tenth of a deviation or so."""
    shares = np.random.default_rng(1).random((600, 3))
    emulator = fit_emulator(shares, simulate(shares, 2))
    figures = np.array([0.5, 0.45, 0.55]) @ SLOPES + np.array([0.1, -0.1, 0.05, 0.0, 0.1])
    draws = Posterior(emulator, figures, LUCK).draw(3)
    precision = SLOPES @ np.linalg.solve(LUCK, SLOPES.T)
    exact = np.linalg.solve(precision, SLOPES @ np.linalg.solve(LUCK, figures))
    deviations = np.sqrt(np.diag(np.linalg.inv(precision)))
    assert np.abs((draws.mean(axis=0) - exact) / deviations).max() < 0.3
    assert draws.std(axis=0) / deviations == pytest.approx(np.ones(3), abs=0.15)
    assert np.corrcoef(draws.T) == pytest.approx(np.linalg.inv(precision) / np.outer(deviations, deviations), abs=0.15)


def test_the_luck_of_a_replication_is_learnt_from_runs_that_are_each_elsewhere() -> None:
    """Of 600 runs less 10 terms, a variance is known to within 6% (one standard error), and none of 15 is 20% out."""
    shares = np.random.default_rng(4).random((600, 3))
    luck = fit_emulator(shares, simulate(shares, 5)).luck
    assert np.diag(luck) / np.diag(LUCK) == pytest.approx(np.ones(5), abs=0.2)
    assert luck[np.triu_indices(5, 1)] / LUCK[0, 1] == pytest.approx(np.ones(10), abs=0.4)


def test_known_values_lie_within_their_regions_as_often_as_is_said() -> None:
    """24 values of 8 services: each within its 90% region with a probability of 0.9. Under other seeds fewer than 18
    would be about once in 100 times (once in 400 if they were independent)."""
    inside = []
    for service in range(8):
        known = np.random.default_rng(100 + service).random(3)
        figures = published(simulate(known[None, :], 200 + service)[0].tolist())

        def measure_at(points: Sequence[Point], first: int, service: int = service) -> Floats:
            return simulate(np.array(points) / STEPS, 1000 * service + first)

        searched = search_values([STEPS] * 3, figures, (40, 20, 20), measure_at, 1.0, service)
        low, high = np.quantile(searched.draws, [(1.0 - REGION) / 2.0, (1.0 + REGION) / 2.0], axis=0)
        inside += ((low <= known) & (known <= high)).tolist()
        assert (high - low).mean() < 0.6
    assert sum(inside) >= 18


def test_errors_are_the_luck_of_ones_own_years_or_what_somebody_elses_tolerance_allows() -> None:
    luck = np.array([[4.0, 1.0], [1.0, 1.0]])
    own = Published("a", "", "", 0.0, 100.0, "a", 2.0)
    elses = Published("b", "", "", 0.0, 1.96 * 3.0, "b")
    # over two years of one's own, of a model that observes three: 3/2 of the variance; over one of somebody else's: 3
    errors = work_out_errors([own, elses], luck, 3.0)
    assert errors == pytest.approx(np.array([[6.0, 3.0 / np.sqrt(2.0)], [3.0 / np.sqrt(2.0), 9.0]]))


def test_values_that_cannot_be_told_stay_and_the_others_give_way_to_them() -> None:
    rng = np.random.default_rng(6)
    one = rng.uniform(0.0, 1.0, 4000)
    draws = np.stack([one, 0.2 + 0.5 * one + 0.01 * rng.standard_normal(4000)], axis=1)
    chosen = choose_shares(draws, np.array([0.9, 0.1]), [False, True])
    assert chosen == pytest.approx([0.9, 0.65], abs=0.01)
