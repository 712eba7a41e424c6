"""Trials drawn from a bank of simulated authorities: who takes part, who starts when, and what is concluded.

Trials of one number are alike in whatever is compared: the same authorities start in the same order and have the same
luck with an effect and without, and however long they are followed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fssim.arrays import Floats, Integers
from fssim.trials.analyses import Analysis, compare_before_and_after, estimate_effect
from fssim.trials.trial_starts import NEVER, TrialDesignKind, count_starting, draw_starts, lay_out, match

NO_EFFECT = "no effect"


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """An outcome of simulated authorities, on a scale where effects add.

    `control` is by authority, history and period; `started`, by the name of an effect, by start as well, first.
    `starts` are the periods that begin on the days of the starts. What varies in time besides is an autoregression of
    order 1 with the standard deviation `spread`, of which the share `lasting` is left after one period.
    """

    control: Floats
    started: Mapping[str, Floats]
    starts: Integers
    spread: float = 0.0
    lasting: float = 0.0


@dataclass(frozen=True, slots=True)
class TrialSetting:
    """A trial to be tried: its design, its analysis, how many authorities, and for how many periods."""

    kind: TrialDesignKind
    analysis: Analysis
    authorities: int
    periods: int


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What came of many trials with one effect, a number a trial.

    `estimates`, their standard `errors` and `degrees` of freedom; the effect that there was, `truths`: the mean over
    the periods since the start of the difference that it made; and the same by a plain comparison of before with after.
    """

    estimates: Floats
    errors: Floats
    degrees: Floats
    truths: Floats
    plain_estimates: Floats
    plain_errors: Floats
    plain_degrees: Floats


@dataclass(frozen=True, slots=True, eq=False)
class DrawnTrial:
    """The authorities and histories of one trial, which start each has, and what varies in time besides."""

    who: Integers
    histories: Integers
    given: Integers
    besides: Floats


def draw_trial(bank: Bank, setting: TrialSetting, number: int, seed: int) -> DrawnTrial:
    """The trial of a number. Whole periods of the bank are drawn, of which a shorter trial uses the first."""
    random = np.random.default_rng([seed, setting.authorities, number])
    authorities, histories, periods = bank.control.shape
    shuffled: Integers = random.permutation(np.arange(authorities))
    all_histories = random.integers(histories, size=(authorities,))
    besides = _draw_autoregression(random, (authorities, periods), bank.spread, bank.lasting)
    given = draw_starts(setting.kind, setting.authorities, len(bank.starts), random)
    who = shuffled[: setting.authorities]
    if setting.kind is TrialDesignKind.matched_comparison:
        before = bank.control[np.arange(authorities), all_histories] + besides
        level = np.nanmean(before[:, : bank.starts[0]], axis=1)
        starting = shuffled[: count_starting(setting.kind, setting.authorities)]
        others = match(level, starting, shuffled[len(starting) :])
        who = np.concatenate([starting, others])
        given = given[: len(who)]
    return DrawnTrial(who, all_histories[who], given, besides[who])


def run_trials(bank: Bank, setting: TrialSetting, numbers: range, seed: int) -> dict[str, Findings]:
    """What comes of the trials of these numbers, without an effect and with each that the bank has, by its name."""
    rows: dict[str, list[tuple[float, ...]]] = {name: [] for name in (NO_EFFECT, *bank.started)}
    compare_periods = setting.kind is not TrialDesignKind.before_and_after
    for number in numbers:
        drawn = draw_trial(bank, setting, number, seed)
        treated = lay_out(drawn.given, bank.starts, setting.periods)
        for name, numbers_of_effect in rows.items():
            effects = _find_effects(bank, drawn, name)[:, : setting.periods] * treated
            control = bank.control[drawn.who, drawn.histories] + drawn.besides
            outcomes = control[:, : setting.periods] + effects
            estimate = estimate_effect(outcomes, treated, setting.analysis, compare_periods)
            plain = compare_before_and_after(outcomes, treated)
            in_effect = treated.astype(bool) & ~np.isnan(effects)
            truth = float(effects[in_effect].mean()) if in_effect.any() else float("nan")
            numbers_of_effect.append(
                (
                    estimate.effect, estimate.error, estimate.degrees, truth, plain.effect, plain.error, plain.degrees,
                )
            )  # fmt: skip
    return {name: Findings(*np.array(of_effect, np.float64).reshape(-1, 7).T) for name, of_effect in rows.items()}


def compare_pilots(bank: Bank, start: int, periods: int, pilots: int, seed: int) -> Floats:
    """What each of many pilots in one authority, with no effect, would see: its mean after a start less that before."""
    random = np.random.default_rng([seed, pilots])
    authorities, histories, all_periods = bank.control.shape
    who, history = random.integers(authorities, size=pilots), random.integers(histories, size=pilots)
    besides = _draw_autoregression(random, (pilots, all_periods), bank.spread, bank.lasting)
    seen = (bank.control[who, history] + besides)[:, :periods]
    change: Floats = np.nanmean(seen[:, start:], axis=1) - np.nanmean(seen[:, :start], axis=1)
    return change


def _find_effects(bank: Bank, drawn: DrawnTrial, name: str) -> Floats:
    """The difference that an effect makes to each authority of a trial in each period of the bank."""
    control = bank.control[drawn.who, drawn.histories]
    if name == NO_EFFECT:
        return np.zeros_like(control)
    started = bank.started[name][np.maximum(drawn.given, 0), drawn.who, drawn.histories]
    never = np.equal(drawn.given, NEVER).reshape(-1, 1)
    difference: Floats = np.where(never, 0.0, started - control)
    return difference


def _draw_autoregression(random: np.random.Generator, shape: tuple[int, int], spread: float, lasting: float) -> Floats:
    """A stationary autoregression of order 1 in each row."""
    luck = random.standard_normal(shape)
    values = np.empty(shape)
    values[:, 0] = luck[:, 0]
    for period in range(1, shape[1]):
        values[:, period] = lasting * values[:, period - 1] + np.sqrt(1.0 - lasting**2) * luck[:, period]
    return spread * values
