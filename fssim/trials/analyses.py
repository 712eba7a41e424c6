"""What is concluded from one trial: the effect, its standard error, and whether it is more than luck; and from many:
power, false alarms, and the smallest effect that would be found.

Both analyses compare authorities with themselves and, where there are periods to compare within, with one another in
the same period. Outcomes are numbers for authorities (rows) and periods (columns), on a scale where an effect adds.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import optimize, stats

from fssim.arrays import Floats, Integers

MOST_FALL = 99.0  # percent: a fall that nobody means, as nothing would be left
CONFIDENCE = 0.95  # of the interval of a share of trials
ESTIMATED_BETWEEN = 2  # authorities that a level and a difference between them take
METHODS = ("bfgs", "powell")  # the second gets where the first meets a matrix that it cannot invert


class Analysis(StrEnum):
    """How a trial is analysed.

    `estimating equations`: generalised estimating equations with exchangeable correlation within an authority, and
    standard errors robust to any other, corrected for few authorities (Mancl and DeRouen 2001), by Student's t with
    one degree of freedom fewer than authorities. `mixed model`: restricted maximum likelihood with a level for each
    authority (Hussey and Hughes 2007), which takes what is left over for independent from period to period.
    """

    estimating_equations = "estimating equations"
    mixed_model = "mixed model"


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect, its standard error and the degrees of freedom of its test: nan if nothing can be estimated."""

    effect: float
    error: float
    degrees: float


NOTHING = Estimate(math.nan, math.nan, math.nan)


def estimate_effect(outcomes: Floats, treated: Floats, analysis: Analysis, compare_periods: bool) -> Estimate:
    """The effect of having started, by one analysis.

    `treated` is 1 where an authority has started and 0 elsewhere. With `compare_periods` each period has a level of its
    own, so that what happens to all at once is no part of the effect.
    """
    authorities, periods = outcomes.shape
    columns = [np.tile(np.eye(periods), (authorities, 1))] if compare_periods else [np.ones((outcomes.size, 1))]
    regressors = np.column_stack([*columns, treated.ravel()])
    groups = np.repeat(np.arange(authorities), periods)
    values = outcomes.ravel()
    known = ~np.isnan(values)
    values, regressors, groups = values[known], regressors[known], groups[known]
    regressors = regressors[:, regressors.any(axis=0)]  # a period that nobody has a number for has no level
    there = len(np.unique(groups))
    if there <= ESTIMATED_BETWEEN or np.linalg.matrix_rank(regressors) < regressors.shape[1]:
        return NOTHING
    if not treated.ravel()[known].any():
        return NOTHING
    if analysis is Analysis.estimating_equations:
        return _by_estimating_equations(values, regressors, groups, there)
    within = any(len(set(treated[one])) > 1 for one in range(authorities))
    degrees = len(values) - there - regressors.shape[1] + 1 if within else there - ESTIMATED_BETWEEN
    return _by_mixed_model(values, regressors, groups, degrees)


def _by_estimating_equations(values: Floats, regressors: Floats, groups: Integers, there: int) -> Estimate:
    from statsmodels.genmod.cov_struct import Exchangeable
    from statsmodels.genmod.generalized_estimating_equations import GEE

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not quite converged, which shows in no digit that is told
        try:
            fitted = GEE(values, regressors, groups=groups, cov_struct=Exchangeable()).fit(cov_type="bias_reduced")
        except np.linalg.LinAlgError:
            return NOTHING
    return Estimate(float(fitted.params[-1]), float(fitted.bse[-1]), float(there - 1))


def _by_mixed_model(values: Floats, regressors: Floats, groups: Integers, degrees: int) -> Estimate:
    from statsmodels.regression.mixed_linear_model import MixedLM

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that authorities may not differ at all, which is a right answer
        for method in METHODS:
            try:
                fitted = MixedLM(values, regressors, groups).fit(reml=True, method=method)
            except np.linalg.LinAlgError:
                continue
            return Estimate(float(fitted.fe_params[-1]), float(fitted.bse_fe[-1]), float(degrees))
    return NOTHING


def compare_before_and_after(outcomes: Floats, treated: Floats) -> Estimate:
    """The mean difference between after and before of the authorities that start, by a paired t-test.

    It is what is concluded without anybody to compare with.
    """
    differences = []
    for values, after in zip(outcomes, treated.astype(bool), strict=True):
        if np.isfinite(values[after]).any() and np.isfinite(values[~after]).any():
            differences.append(float(np.nanmean(values[after]) - np.nanmean(values[~after])))
    if not differences:
        return NOTHING
    mean, degrees = float(np.mean(differences)), len(differences) - 1
    if not degrees:
        return Estimate(mean, math.nan, math.nan)
    return Estimate(mean, float(np.std(differences, ddof=1) / math.sqrt(len(differences))), float(degrees))


def find_critical_value(degrees: Floats, significance: float) -> Floats:
    """How many standard errors from zero an estimate has to be: two-sided, by Student's t."""
    critical: Floats = stats.t.ppf(1.0 - significance / 2.0, degrees)
    return critical


@dataclass(frozen=True, slots=True)
class Share:
    """A share of trials, with its 95% interval (Wilson): nan if none could be analysed."""

    share: float
    low: float
    high: float
    trials: int


def count_share(which: Floats) -> Share:
    """The share of trials that are so (1), of those that could be analysed (not nan)."""
    known = which[~np.isnan(which)]
    if not len(known):
        return Share(math.nan, math.nan, math.nan, 0)
    interval = stats.binomtest(int(known.sum()), len(known)).proportion_ci(CONFIDENCE, "wilson")
    return Share(float(known.mean()), float(interval.low), float(interval.high), len(known))


def find_significant(estimates: Floats, errors: Floats, degrees: Floats, significance: float) -> Floats:
    """1 for each trial whose estimate is further from zero than luck alone would have it, 0 for others, nan for those
    that could not be analysed."""
    beyond = np.abs(estimates) > find_critical_value(degrees, significance) * errors
    significant: Floats = np.where(np.isnan(estimates) | np.isnan(errors), np.nan, beyond)
    return significant


def find_power_at(
    effects: Floats, estimates: Floats, errors: Floats, degrees: Floats, significance: float, falls_alone: bool
) -> Floats:
    """The share of trials that would find each of the `effects`, by the estimates of trials without any.

    Both analyses are linear: an effect that is the same in every period moves the estimate by as much and leaves its
    standard error as it is. Falls and rises count alike, or `falls_alone`, where without any effect estimates tend to
    one side.
    """
    critical = find_critical_value(degrees, significance) * errors
    known = ~np.isnan(critical) & ~np.isnan(estimates)
    if not known.any():
        return np.full(len(effects), np.nan)
    ways = (-1.0,) if falls_alone else (-1.0, 1.0)
    moved = [np.abs(estimates[known] + way * effects[:, np.newaxis]) > critical[known] for way in ways]
    power: Floats = np.concatenate(moved, axis=1).mean(axis=1)
    return power


def find_smallest_effect(
    estimates: Floats, errors: Floats, degrees: Floats, significance: float, power: float, falls_alone: bool
) -> float:
    """The smallest effect that trials find as often as `power`; nan if none could be analysed."""
    known = errors[~np.isnan(errors)]
    if not len(known):
        return math.nan

    def too_little(effect: float) -> float:
        return (
            float(find_power_at(np.array([effect]), estimates, errors, degrees, significance, falls_alone)[0]) - power
        )

    most = float(np.nanmax(find_critical_value(degrees, significance) * errors) + np.nanmax(np.abs(estimates)))
    if too_little(0.0) >= 0.0:
        return 0.0
    return float(optimize.bisect(too_little, 0.0, 2.0 * most, xtol=1e-6))
