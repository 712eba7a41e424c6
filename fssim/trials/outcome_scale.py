"""An outcome of the bank on the scale that trials are analysed on, with the variation in time that the model lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fssim.arrays import Floats
from fssim.scenario.schema.units import MONTHS_A_YEAR
from fssim.studies.validation.published_files import AuthorityYear
from fssim.trials.authority_bank import SimulatedBank
from fssim.trials.design_file import TrialDesign
from fssim.trials.resample import Bank
from fssim.trials.variation_in_time import YearlyVariation, fit_autoregression, lay_out_panel, measure_variation

AT_THE_END = ("cpp_rate", "cin_rate", "revcp")  # counted on the last day of a year, besides whatever is open
OPEN = "_open_"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much the outcome varies from year to year inside authorities: published, and simulated; and what is added.

    `meanwhile` is what comparing before with after the first start makes, on average, of what else happens.
    """

    published: YearlyVariation
    simulated: YearlyVariation
    added_spread: float
    added_lasting: float
    meanwhile: float


def is_at_the_end(statistic: str) -> bool:
    """Whether a statistic is of the last day of a year, and not of all of it."""
    return statistic in AT_THE_END or OPEN in statistic


def put_on_scale(simulated: SimulatedBank, design: TrialDesign) -> Floats:
    """The outcome by authority, history, arm and period: its logarithm if effects are ratios.

    Where nobody is counted, half a child is, as there is no logarithm of 0.
    """
    plan = design.plan
    values = simulated.numbers[..., simulated.statistics.index(plan.outcome)]
    if not design.is_ratio:
        return values
    times = 1.0 if is_at_the_end(plan.outcome) else MONTHS_A_YEAR / plan.period_months
    half_a_child = 0.5 * times * 1e4 / simulated.children
    on_scale: Floats = np.log(np.maximum(values, half_a_child.reshape(-1, 1, 1, 1)))
    return on_scale


def make_trial_bank(
    simulated: SimulatedBank, design: TrialDesign, panel: Sequence[AuthorityYear]
) -> tuple[Bank, Likeness]:
    """What trials are drawn from. What the outcome varies from year to year in the panel, and does not in the model, is
    added to it: an autoregression that is each authority's own and nobody's effect."""
    plan = design.plan
    values = put_on_scale(simulated, design)
    control, starts = values[:, :, 0], len(plan.starts)
    started = {
        name: np.moveaxis(values[:, :, 1 + at * starts : 1 + (at + 1) * starts], 2, 0)
        for at, name in enumerate(design.effects)
    }
    published = measure_variation(lay_out_panel(panel, plan.outcome, design.is_ratio))
    in_model = measure_variation(gather_years(control, design))
    rest = fit_autoregression(published.less(in_model))
    lasting = rest.after(plan.period_months / MONTHS_A_YEAR)
    spread = rest.spread
    if not is_at_the_end(plan.outcome):  # a mean over a year's periods varies less than one of them
        spread /= _shrink(lasting, MONTHS_A_YEAR // plan.period_months)
    bank = Bank(control, started, np.array(design.start_periods), spread, lasting)
    return bank, Likeness(published, in_model, rest.spread, rest.lasting, _compare_meanwhile(values, design))


def _compare_meanwhile(values: Floats, design: TrialDesign) -> float:
    """How much more, after the first start than before it, authorities differ from what they are undisturbed."""
    if not design.plan.contamination:
        return 0.0
    difference = values[:, :, 0] - values[:, :, -1]
    start = design.start_periods[0]
    return float(np.nanmean(difference[..., start:]) - np.nanmean(difference[..., :start]))


def gather_years(control: Floats, design: TrialDesign) -> Floats:
    """Whole years (columns) of every authority and history (rows), as returns have them."""
    periods_a_year = MONTHS_A_YEAR // design.plan.period_months
    rows = control.reshape(-1, control.shape[-1])
    whole = rows.shape[1] // periods_a_year
    years = rows[:, : whole * periods_a_year].reshape(len(rows), whole, periods_a_year)
    gathered: Floats = years[:, :, -1] if is_at_the_end(design.plan.outcome) else np.nanmean(years, axis=2)
    return gathered


def _shrink(lasting: float, periods: int) -> float:
    """The standard deviation of the mean of consecutive periods of an autoregression, for each one of a period."""
    apart = np.abs(np.subtract.outer(np.arange(periods), np.arange(periods)))
    return float(np.sqrt(np.mean(np.power(lasting, apart))))
