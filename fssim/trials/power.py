"""From many trials' estimates to power, false alarms, bias, and the smallest effect that would be found."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from fssim.trials.analyses import find_critical_value
from fssim.trials.trial_starts import Floats

MOST_FALL = 99.0  # percent: a fall that nobody means, as nothing would be left
CONFIDENCE = 0.95  # of the interval of a share of trials


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


def find_power_at(effects: Floats, estimates: Floats, errors: Floats, degrees: Floats, significance: float) -> Floats:
    """The share of trials that would find each of the `effects`, by the estimates of trials without any.

    Both analyses are linear: an effect that is the same in every period moves the estimate by as much and leaves its
    standard error as it is. Falls and rises count alike.
    """
    critical = find_critical_value(degrees, significance) * errors
    known = ~np.isnan(critical) & ~np.isnan(estimates)
    if not known.any():
        return np.full(len(effects), np.nan)
    moved = [np.abs(estimates[known] + way * effects[:, np.newaxis]) > critical[known] for way in (-1.0, 1.0)]
    power: Floats = np.concatenate(moved, axis=1).mean(axis=1)
    return power


def find_smallest_effect(
    estimates: Floats, errors: Floats, degrees: Floats, significance: float, power: float
) -> float:
    """The smallest effect that trials find as often as `power`; nan if none could be analysed."""
    known = errors[~np.isnan(errors)]
    if not len(known):
        return math.nan

    def too_little(effect: float) -> float:
        return float(find_power_at(np.array([effect]), estimates, errors, degrees, significance)[0]) - power

    most = float(np.nanmax(find_critical_value(degrees, significance) * errors) + np.nanmax(np.abs(estimates)))
    if too_little(0.0) >= 0.0:
        return 0.0
    return float(optimize.bisect(too_little, 0.0, 2.0 * most, xtol=1e-6))
