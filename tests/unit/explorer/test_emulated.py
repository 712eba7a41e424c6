"""What is emulated between settings is what `emulate` says of them, and is left alone where that is not good enough."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import fssim
from fssim.arrays import Floats
from fssim.explorer.interpolation import emulate_settings
from fssim.explorer.settings import Settings, read_settings
from fssim.statistics.gaussian_process import fit_gaussian_process
from tests.known_sweep import make_sweep

LIMITS = list(range(12, 22))
LEVERS = {
    "limit": {"path": "roles.social_worker.caseload_limit.value", "values": LIMITS},
    "empty": {"path": "roles.mental_health_practitioner.when_vacant", "values": ["wait", "refer externally"]},
}


def curve(limit: float, empty: str) -> float:
    """A bend over the limit, another for each way of meeting an empty post."""
    share = (limit - 12.0) / 9.0
    return float(np.sin(3.0 * share) + (0.5 + share if empty == "wait" else 0.0))


def known(values: Any, replication: int) -> dict[str, float]:
    luck = float(np.random.default_rng([replication, int(values["limit"]), len(values["empty"])]).normal())
    smooth = curve(values["limit"], values["empty"])
    return {"smooth": smooth + 0.01 * luck, "noise": luck, "same": 4.0}


def settings_of(**plan: Any) -> tuple[Settings, Floats]:
    names = ["smooth", "noise", "same"]
    swept = make_sweep(known, names, design={"kind": "grid"}, replications=2, levers=LEVERS, **plan)
    settings = read_settings(swept, names)
    return settings, np.array([[one.results.interval(name).mean for name in names] for one in settings.simulated])


def test_the_smooth_is_emulated_and_noise_is_not() -> None:
    settings, means = settings_of()
    emulated = emulate_settings(settings, means)
    assert emulated is not None
    smooth, noise, same = emulated.processes
    assert smooth is not None
    assert (noise, same, emulated.differing) == (None, None, 2)
    assert [(one.lever, one.stop) for one in emulated.directions] == [(0, None), (1, 0), (1, 1)]
    left_out = emulated.find_left_out(0)
    assert left_out is not None
    assert left_out.count == 20
    assert left_out.typical < 0.05
    between = np.array([[0.5, 1.0, 0.0], [0.5, 0.0, 1.0]])
    truth = [curve(16.5, str(stop.value)) for stop in settings.levers[1].stops]
    assert list(smooth.predict(between)[0]) == pytest.approx(truth, abs=0.05)


def test_few_settings_are_not_emulated(swept: fssim.SweepResults) -> None:
    explored = fssim.explore(swept)
    assert explored.compared.emulated is None
    assert explored.data["emulated"] is None
    assert explored.emulated == ()


def test_the_mean_is_the_formula_that_the_page_has() -> None:
    rng = np.random.default_rng(4)
    places = rng.random((25, 2))
    process = fit_gaussian_process(places, np.sin(3.0 * places[:, 0]) + places[:, 1] + rng.normal(0.0, 0.01, 25), 1)
    mean, at = process.smooth_mean, rng.random((5, 2))
    far = np.sqrt(5.0) * np.linalg.norm((at[:, None] - places[None]) / mean.lengths, axis=2)
    by_hand = mean.centre + ((1.0 + far + far**2 / 3.0) * np.exp(-far)) @ mean.coefficients
    assert list(by_hand) == pytest.approx(list(process.predict(at)[0]), rel=1e-9)
    assert process.is_good_enough
