"""Elementary effects and shares of variance, by SALib, of the points of a design and the values at them.

`points` is a NumPy array with a row a point and a column a number that varies, from 0 to 1; `values` one with a row a
point and a column a replication.
"""

from __future__ import annotations

import math
from typing import Any

from fssim.statistics.interval import CONFIDENCE
from fssim.statistics.mean_difference import ROUNDING
from fssim.statistics.verdict import CANNOT_TELL
from fssim.sweeps.plan.design import LEVELS

RESAMPLES = 1000
MOVES, NOTHING, UNTESTED = "moves it", "nothing", "one replication"


def drop_rounding(values: Any) -> Any:
    """The values; or nothing but zeros, if in each replication they are the same at every point but for rounding."""
    import numpy

    size = numpy.maximum(1.0, numpy.abs(values).max(axis=0))
    return values if (numpy.ptp(values, axis=0) > ROUNDING * size).any() else numpy.zeros_like(values)


def find_whole_groups(values: Any, size: int) -> Any:
    """Whether each point belongs to a trajectory, or a group of exchanges, that has a value everywhere."""
    import numpy

    complete = numpy.isfinite(values).all(axis=1).reshape(-1, size).all(axis=1)
    return numpy.repeat(complete, size)


def analyse_morris(problem: dict[str, Any], points: Any, values: Any) -> list[dict[str, Any]]:
    """A row for each number: its elementary effects, and whether they are more than chance gives."""
    from SALib.analyze import morris
    from scipy.special import ndtri

    indices = morris.analyze(
        problem, points, values.mean(axis=1), num_levels=LEVELS, num_resamples=RESAMPLES, conf_level=CONFIDENCE, seed=1
    )
    noise = _estimate_noise(problem, points, values)
    wider = ndtri(1.0 - (1.0 - CONFIDENCE) / 2.0 / problem["num_vars"]) / ndtri((1.0 + CONFIDENCE) / 2.0)
    rows = []
    for place in range(problem["num_vars"]):
        mu_star, half = float(indices["mu_star"][place]), float(indices["mu_star_conf"][place])
        low, high = max(mu_star - half, 0.0), mu_star + half
        rows.append(
            {
                "mu_star": mu_star, "low": low, "high": high,
                "mu": float(indices["mu"][place]), "sigma": float(indices["sigma"][place]), "noise": noise[place],
                "says": _judge_effect(high, mu_star - wider * half, noise[place]),
            }
        )  # fmt: skip
    return rows


def _judge_effect(high: float, surely: float, noise: float) -> str:
    if high == 0.0:
        return NOTHING
    if math.isnan(noise):
        return UNTESTED
    return MOVES if surely > noise else CANNOT_TELL


def _estimate_noise(problem: dict[str, Any], points: Any, values: Any) -> list[float]:
    """The mu_star that each number would be expected to have if it did nothing but reshuffle luck.

    The mean of two points' paired differences then has mean 0 and the standard error seen between replications, and
    the mean size of a normal number is its standard deviation times the square root of 2 / pi.
    """
    import numpy

    variables, replications = problem["num_vars"], values.shape[1]
    if replications < 2:
        return [math.nan] * variables
    trajectories = values.reshape(-1, variables + 1, replications)
    places = points.reshape(-1, variables + 1, variables)
    moved = numpy.abs(numpy.diff(places, axis=1)).argmax(axis=2)
    step = LEVELS / (2.0 * (LEVELS - 1))
    error = numpy.diff(trajectories, axis=1).std(axis=2, ddof=1) / math.sqrt(replications) / step
    return [math.sqrt(2.0 / math.pi) * float(error[moved == place].mean()) for place in range(variables)]


def analyse_sobol(problem: dict[str, Any], points: Any, values: Any) -> list[dict[str, Any]]:
    """A row for each number: the shares of variance that go, and stay, with it."""
    import numpy
    from SALib.analyze import sobol

    outcomes = values.mean(axis=1)
    if numpy.ptp(outcomes) == 0.0:
        nothing = {"first_order": 0.0, "first_low": 0.0, "first_high": 0.0, "total": 0.0, "low": 0.0, "high": 0.0}
        return [nothing for _ in range(problem["num_vars"])]
    indices = sobol.analyze(
        problem, outcomes, calc_second_order=False, num_resamples=RESAMPLES, conf_level=CONFIDENCE, seed=1
    )
    rows = []
    for place in range(problem["num_vars"]):
        first, first_half = float(indices["S1"][place]), float(indices["S1_conf"][place])
        total, half = float(indices["ST"][place]), float(indices["ST_conf"][place])
        first_ends, ends = (first - first_half, first + first_half), (total - half, total + half)
        rows.append(
            {
                "first_order": _clip(first), "first_low": _clip(first_ends[0]), "first_high": _clip(first_ends[1]),
                "total": _clip(total), "low": _clip(ends[0]), "high": _clip(ends[1]),
            }
        )  # fmt: skip
    return rows


def _clip(estimate: float) -> float:
    return min(max(estimate, 0.0), 1.0)
