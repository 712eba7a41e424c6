"""Trials against what is known of them: closed formulas, and how rarely they find something in nothing."""

import numpy as np
import pytest
from scipy import stats

from fssim.arrays import Floats
from fssim.trials.analyses import (
    Analysis,
    Share,
    count_share,
    estimate_effect,
    find_power_at,
    find_significant,
    find_smallest_effect,
)
from fssim.trials.resample import NO_EFFECT, Bank, Findings, TrialSetting, run_trials
from fssim.trials.trial_starts import TrialDesignKind, lay_out

pytestmark = pytest.mark.slow

BETWEEN, WITHIN = 0.3, 0.2  # standard deviations between authorities, and from period to period
SIGNIFICANCE = 0.05


def make_bank(authorities: int, periods: int, starts: list[int], seed: int) -> Bank:
    """Normal outcomes with no effect: a level for each authority, and luck that is new in each period."""
    random = np.random.default_rng(seed)
    level = BETWEEN * random.standard_normal((authorities, 1, 1))
    return Bank(level + WITHIN * random.standard_normal((authorities, 1, periods)), {}, np.array(starts))


def count_alarms(findings: Findings) -> Share:
    return count_share(find_significant(findings.estimates, findings.errors, findings.degrees, SIGNIFICANCE))


def test_power_of_a_parallel_trial_is_that_of_the_closed_formula() -> None:
    """Of means over periods the test is a two-sample t-test, whose power a noncentral t has.

    An effect is looked for both ways in 200 trials, so that a right program is beyond three standard errors of 200 in
    fewer than 1 of 400.
    """
    authorities, periods, effect, trials = 16, 3, 0.45, 200
    bank = make_bank(1000, periods, [0], 1)
    setting = TrialSetting(TrialDesignKind.parallel, Analysis.mixed_model, authorities, periods)
    none = run_trials(bank, setting, range(trials), 1)[NO_EFFECT]
    error = np.sqrt((BETWEEN**2 + WITHIN**2 / periods) * 4.0 / authorities)
    degrees = authorities - 2
    critical = stats.t.ppf(0.975, degrees)
    closed = stats.nct.sf(critical, degrees, effect / error) + stats.nct.cdf(-critical, degrees, effect / error)
    of_trials = (none.estimates, none.errors, none.degrees, SIGNIFICANCE)
    power = find_power_at(np.array([effect]), *of_trials, falls_alone=False)[0]
    assert power == pytest.approx(closed, abs=3.0 * np.sqrt(closed * (1.0 - closed) / trials))
    smallest = find_smallest_effect(*of_trials, power=0.8, falls_alone=False)
    assert smallest == pytest.approx((critical + stats.t.ppf(0.8, degrees)) * error, rel=0.15)


def test_where_estimates_tend_to_fall_without_any_effect_a_smaller_fall_is_found_and_no_smaller_change() -> None:
    """Closed: a fall of (z(0.975) + z(0.8)) errors less the bias, within some four errors of 4,000 trials."""
    error, bias, trials = 0.2, -0.1, 4000
    estimates = bias + error * np.random.default_rng(6).standard_normal(trials)
    of_trials = (estimates, np.full(trials, error), np.full(trials, 1e6), SIGNIFICANCE)
    needed = (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) * error
    assert find_smallest_effect(*of_trials, power=0.8, falls_alone=True) == pytest.approx(needed + bias, abs=0.02)
    assert find_smallest_effect(*of_trials, power=0.8, falls_alone=False) > needed - 0.02


def hussey_and_hughes(treated: Floats) -> float:
    """The variance of the estimated effect (Hussey and Hughes 2007, equation 8), by I authorities and T periods."""
    authorities, periods = treated.shape
    u, w, v = treated.sum(), (treated.sum(axis=0) ** 2).sum(), (treated.sum(axis=1) ** 2).sum()
    s, t = WITHIN**2, BETWEEN**2
    above = authorities * s * (s + periods * t)
    return float(
        above / ((authorities * u - w) * s + (u**2 + authorities * periods * u - periods * w - authorities * v) * t)
    )


def test_variance_of_a_stepped_wedge_is_that_of_hussey_and_hughes() -> None:
    """The estimates' own variance, and the mean of what the mixed model says it is; and 5% of false alarms.

    A right program fails it in 1 of 100 (three standard errors of 250 trials, three times).
    """
    authorities, starts, trials = 12, [1, 2, 3], 250
    periods = len(starts) + 1
    setting = TrialSetting(TrialDesignKind.stepped_wedge, Analysis.mixed_model, authorities, periods)
    findings = run_trials(make_bank(1000, periods, starts, 2), setting, range(trials), 2)[NO_EFFECT]
    closed = hussey_and_hughes(lay_out(np.arange(authorities) % len(starts), np.array(starts), periods))
    assert findings.estimates.var(ddof=1) == pytest.approx(closed, rel=3.0 * np.sqrt(2.0 / trials))
    assert np.mean(findings.errors**2) == pytest.approx(closed, rel=0.05)
    assert abs(findings.estimates.mean()) < 3.0 * np.sqrt(closed / trials)
    assert count_alarms(findings).share == pytest.approx(SIGNIFICANCE, abs=3.0 * np.sqrt(0.05 * 0.95 / trials))


def test_a_false_alarm_is_as_rare_as_is_said() -> None:
    """5% of 1,000 trials with nothing to find, give or take three standard errors, of which a right program is beyond
    in 1 of 400."""
    setting = TrialSetting(TrialDesignKind.stepped_wedge, Analysis.estimating_equations, 16, 3)
    alarms = count_alarms(run_trials(make_bank(1000, 3, [1, 2], 3), setting, range(1000), 3)[NO_EFFECT])
    assert alarms.trials == 1000
    assert alarms.share == pytest.approx(SIGNIFICANCE, abs=3.0 * np.sqrt(0.05 * 0.95 / 1000))


def test_a_level_of_its_own_for_each_period_keeps_what_happens_to_all_out_of_the_effect() -> None:
    random = np.random.default_rng(4)
    treated = lay_out(np.array([0, 1, 2, 0, 1, 2]), np.array([1, 2, 3]), 4)
    outcomes = random.standard_normal((6, 1)) + 0.01 * random.standard_normal((6, 4)) - 0.5 * treated
    outcomes += np.array([0.0, 0.0, -2.0, -2.0])  # a pandemic
    for analysis in Analysis:
        assert estimate_effect(outcomes, treated, analysis, True).effect == pytest.approx(-0.5, abs=0.05)
        assert estimate_effect(outcomes, treated, analysis, False).effect < -1.0
