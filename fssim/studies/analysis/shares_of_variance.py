"""Sobol's indices: the shares of a measure's variance that go, or stay, with each number; by points or an emulator.

`points` is a NumPy array with a row a point and a column a number that varies, from 0 to 1; `values` one with a row a
point and a column a replication.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy

from fssim.errors import QuestionError
from fssim.statistics.interval import CONFIDENCE
from fssim.statistics.mean_difference import ROUNDING
from fssim.studies.analysis.emulate import Emulation
from fssim.studies.sweeps.plan.design import build_problem

RESAMPLES = 1000
BASE_POINTS = 1024  # of an emulator
NOTHING_VARIES = {"first_order": 0.0, "first_low": 0.0, "first_high": 0.0, "total": 0.0, "low": 0.0, "high": 0.0}


def analyse_sobol(problem: dict[str, Any], points: Any, values: Any) -> list[dict[str, Any]]:
    """A row for each number: the shares of variance that go, and stay, with it."""
    from SALib.analyze import sobol

    outcomes = values.mean(axis=1)
    if numpy.ptp(outcomes) == 0.0:
        return [dict(NOTHING_VARIES) for _ in range(problem["num_vars"])]
    indices = sobol.analyze(
        problem, outcomes, calc_second_order=False, num_resamples=RESAMPLES, conf_level=CONFIDENCE, seed=1
    )
    return _rows_of_shares(indices["S1"], indices["S1_conf"], indices["ST"], indices["ST_conf"])


def analyse_emulations(emulations: Mapping[str, Emulation]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of each measure: the shares of variance by an emulator of it."""
    from SALib.sample import sobol

    first = next(iter(emulations.values()))
    factors = first.swept.sweep.factors
    for factor in factors:
        if not factor.values and factor.distribution is None and math.isnan(factor.low):
            raise QuestionError(
                f"{first.swept.folder}: the sweep does not say what {factor.name} may be; give values, a range or a "
                "distribution"
            )
    problem = build_problem(factors)
    shares = sobol.sample(problem, BASE_POINTS, calc_second_order=False, seed=1)
    columns = []
    for factor, own in zip(factors, shares.T.tolist(), strict=True):
        at = {share: factor.at(share) for share in dict.fromkeys(own)}
        columns.append([at[share] for share in own])
    rows = list(zip(*columns, strict=True))
    for measure, emulation in emulations.items():
        yield measure, _analyse_emulated(problem, emulation.predict_without_parts(rows))


def _analyse_emulated(problem: dict[str, Any], means: Any) -> list[dict[str, Any]]:
    """Rows by the first column of `means`, with how far those of the others, each without a part, make them unsure."""
    from SALib.analyze import sobol
    from scipy.special import stdtrit

    if numpy.ptp(means[:, 0]) <= ROUNDING * max(1.0, float(numpy.abs(means[:, 0]).max())):
        return [dict(NOTHING_VARIES) for _ in range(problem["num_vars"])]
    whole = sobol.analyze(
        problem, means[:, 0], calc_second_order=False, num_resamples=RESAMPLES, conf_level=CONFIDENCE, seed=1
    )
    parts = [sobol.analyze(problem, column, calc_second_order=False, num_resamples=2, seed=1) for column in means.T[1:]]
    reach = float(stdtrit(len(parts) - 1, (1.0 + CONFIDENCE) / 2.0))
    halves = {}
    for name in ("S1", "ST"):
        error = numpy.sqrt((len(parts) - 1) * numpy.array([part[name] for part in parts]).var(axis=0))
        halves[name] = numpy.hypot(reach * error, whole[f"{name}_conf"])
    return _rows_of_shares(whole["S1"], halves["S1"], whole["ST"], halves["ST"])


def _rows_of_shares(first: Any, first_halves: Any, total: Any, halves: Any) -> list[dict[str, Any]]:
    return [
        {
            "first_order": _clip(own), "first_low": _clip(own - own_half), "first_high": _clip(own + own_half),
            "total": _clip(whole), "low": _clip(whole - half), "high": _clip(whole + half),
        }
        for own, own_half, whole, half in zip(first, first_halves, total, halves, strict=True)
    ]  # fmt: skip


def _clip(estimate: float) -> float:
    return min(max(float(estimate), 0.0), 1.0)
