"""What the page of a trial tells, and its numbers in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fssim.arrays import Floats
from fssim.report.wording.words import number
from fssim.trials.design_file import TrialDesign
from fssim.trials.outcome_scale import Likeness
from fssim.trials.resample import NO_EFFECT
from fssim.trials.variation_in_time import Autoregression

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class TrialSummary:
    """What the page is made of: see `TrialResults`."""

    design: TrialDesign
    frame: pd.DataFrame
    likeness: Likeness
    demand: Autoregression
    pilots: Floats
    authorities: tuple[str, ...]

    @property
    def none(self) -> pd.DataFrame:
        return self.frame[self.frame["effect"] == NO_EFFECT]

    @property
    def real(self) -> pd.DataFrame:
        return self.frame[self.frame["effect"] != NO_EFFECT]

    @property
    def outcome(self) -> str:
        """What is measured, at the end of or over each period, and not of a year."""
        return self.design.statistic.title.removesuffix(" at 31 March")

    @property
    def unit(self) -> str:
        return "%" if self.design.is_ratio else "percentage points"

    @property
    def main(self) -> pd.Series[Any]:
        """The row with no effect of the trial as it was designed: the first number of authorities, followed longest."""
        plan = self.design.plan
        rows = self.none[(self.none["authorities"] == plan.authorities[0]) & (self.none["months"] == max(plan.months))]
        return rows.iloc[0]

    def change(self, value: float) -> str:
        """An effect in words."""
        if math.isnan(value):
            return "cannot tell"
        return "no change" if abs(value) < 0.05 else f"{'a fall' if value < 0.0 else 'a rise'} of {self.size(value)}"

    def size(self, value: float) -> str:
        """How large an effect is, in words."""
        return f"{number(abs(value))}{'%' if self.design.is_ratio else ' points'}"


def name_size(row: dict[Any, Any]) -> str:
    return f"{row['authorities']} authorities, {row['months']} months"
