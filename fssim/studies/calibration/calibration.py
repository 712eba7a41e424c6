"""What a calibration gives: the fitted values, how surely each is known, and the targets before and after."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import TYPE_CHECKING

from fssim.plots import ORANGE, PALE, DrawnRow, axes_for_rows, draw_dots, explain, label_plot
from fssim.runs.results import Results
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.calibration.fitting import Point, build_scenario_at, compute_values_at, map_known_numbers
from fssim.studies.calibration.free_parameters import FreeParameters
from fssim.studies.calibration.regions import Prediction, Region
from fssim.studies.calibration.targets import NOT_MET_COUNTS, Published, Target, compare_with_targets, compute_misfit

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

NORMAL_95 = 1.96  # standard errors that luck makes of nothing in one case of twenty


@dataclass(frozen=True, eq=False)
class Calibration:
    """A scenario's free parameters fitted to published figures, and how well: what `calibrate` returns.

    Attributes
    ----------
    scenario
        The scenario as it was.
    free
        The free parameters with their ranges, and the targets that are left out of the fit, with why.
    figures
        The published figures.
    point
        Where the fit is: for each free parameter, how many steps from its low.
    before, after
        `Results` of the scenario as it was and as fitted, with the same seed and replications.
    regions
        What the figures tell of each value, by the parameter's path.
    pairs
        Values that are told together: two paths and the correlation of what they can be.
    unmet
        The ids of targets that no values in the ranges come near.
    widened
        What the errors of the figures were multiplied by (as variances) because they lie further from the model than
        luck would have them; 1 if they do not.
    predictions
        Later figures, which were not fitted to, and what they are predicted to be.
    shares
        Draws of all values together, as probable as the figures make them (float64, a row for each draw and a column
        for each free parameter): shares of the ranges.
    tries
        How many points were tried.
    """

    scenario: Scenario
    free: FreeParameters
    figures: Sequence[Published]
    point: Point
    before: Results
    after: Results
    regions: Mapping[str, Region]
    pairs: Sequence[tuple[str, str, float]]
    unmet: Sequence[str]
    widened: float
    predictions: Sequence[Prediction]
    shares: NDArray[np.float64]
    tries: int

    def __repr__(self) -> str:
        return f"<Calibration: {self.scenario.title}, misfit {self.misfit_before:.3g} to {self.misfit_after:.3g}>"

    @cached_property
    def values(self) -> dict[str, float]:
        """The fitted numbers by path, and those that give way to them so that a table still sums to 1."""
        return compute_values_at(self.scenario, self.free, self.point)

    @cached_property
    def fitted(self) -> Scenario:
        """The scenario with the fitted values."""
        return build_scenario_at(self.scenario, self.values)

    @cached_property
    def targets_before(self) -> list[Target]:
        """The scenario as it was beside each published figure.

        Returns
        -------
        list of Target
            One for each of `figures`: its `id`, `title`, `unit`, published `value` and `tolerance`, the `model`'s mean
            with its 95% interval `low` to `high` (float, in that unit), and whether it is `met`.
        """
        return compare_with_targets(self.before, self.figures)

    @cached_property
    def targets_after(self) -> list[Target]:
        """The scenario as fitted beside each published figure.

        Returns
        -------
        list of Target
            As `targets_before` has them.
        """
        return compare_with_targets(self.after, self.figures)

    @property
    def misfit_before(self) -> float:
        """The sum over targets of (miss / tolerance) squared, one that is not met counting twice."""
        return compute_misfit(self.targets_before, self.free.leave_out)

    @property
    def misfit_after(self) -> float:
        """What `misfit_before` is of the scenario as it was, of the scenario as fitted."""
        return compute_misfit(self.targets_after, self.free.leave_out)

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """The free parameters, and what the figures tell of them.

        Returns
        -------
        pandas.DataFrame
            A row for each, by its dotted path (`parameter`, the index).

            - `unit` (str); `low`, `high`, `start` and `fitted` (float64, in that unit): the range, the scenario's own
              value and the fitted one;
            - `region_low` and `region_high` (float64, in that unit): where the value lies with a probability of 90%,
              given the figures, whatever the other values are;
            - `moves` (str): the id of the target that moves furthest over the range, for the luck it has;
            - `at_end` (bool): whether the fitted value is an end of its range; and `told` (bool): whether the figures
              tell the value: its region is less than three quarters of its range. One that is not told stays as it was.
        """
        import pandas as pd

        numbers = map_known_numbers(self.scenario)
        rows = {
            path: {
                "unit": numbers[path].unit,
                "low": parameter.low,
                "high": parameter.high,
                "start": numbers[path].value,
                "fitted": parameter.at(step),
                "region_low": self.regions[path].low,
                "region_high": self.regions[path].high,
                "moves": self.regions[path].moves,
                "at_end": step in (0, parameter.steps),
                "told": self.regions[path].told,
            }
            for (path, parameter), step in zip(self.free.free.items(), self.point, strict=True)
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("parameter")

    @cached_property
    def draws(self) -> pd.DataFrame:
        """What the values can be, given the figures.

        Returns
        -------
        pandas.DataFrame
            A row for each draw, which fits as a whole, and a column for each free parameter, by its dotted path
            (float64, in its unit). The index has no meaning.
        """
        import pandas as pd

        return pd.DataFrame(
            {
                path: parameter.low + self.shares[:, at] * (parameter.high - parameter.low)
                for at, (path, parameter) in enumerate(self.free.free.items())
            }
        )

    @cached_property
    def predicted(self) -> pd.DataFrame:
        """The later figures, which were not fitted to, and what they are predicted to be.

        Returns
        -------
        pandas.DataFrame
            A row for each, by its id (`target`, the index).

            - `title` and `unit` (str); `value` (float64, in that unit): what is published;
            - `model`, `low` and `high` (float64, in that unit): the middle of what is predicted, and where the figure
              lies in nine cases of ten, by what is not known of the values and the luck of the years it is counted
              over; and `inside` (bool): whether it does.
        """
        import pandas as pd

        rows = {
            one.figure.id: {
                "title": one.figure.title,
                "unit": one.figure.unit,
                "value": one.figure.value,
                "model": one.model,
                "low": one.low,
                "high": one.high,
                "inside": one.inside,
            }
            for one in self.predictions
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("target")

    @cached_property
    def improvement(self) -> tuple[float, float]:
        """How much less the misfit is after than before, and the standard error of that by the luck of the replications
        (the jackknife: B. Efron, 1982); not a number with one replication."""
        count = len(self.before.rows)
        without = [
            self._improve([number for number in self.before.rows if number != left]) for left in self.before.rows
        ]
        mean = fmean(without)
        error = math.sqrt((count - 1) / count * math.fsum((one - mean) ** 2 for one in without))
        return self.misfit_before - self.misfit_after, error if count > 1 else math.nan

    def _improve(self, replications: Sequence[int]) -> float:
        misfits = []
        for results in (self.before, self.after):
            squares = []
            for figure in self.figures:
                values = [results.rows[number][figure.measure] for number in replications]
                known = [value for value in values if not math.isnan(value)]
                if figure.id not in self.free.leave_out and known:
                    away = (fmean(known) - figure.value) / figure.tolerance
                    squares.append((1.0 if abs(away) <= 1.0 else NOT_MET_COUNTS) * away**2)
            misfits.append(math.fsum(squares))
        return misfits[0] - misfits[1]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The targets, as a DataFrame with a row for each published figure, by its id (`target`, the index).

        - `title` and `unit` (str); `value` and `tolerance` (float64, in that unit): what is published, and how far the
          model may be from it;
        - `before` and `after` (float64): the model's mean over the replications, and `low` and `high`, the 95% interval
          of the latter;
        - `met_before` and `met_after` (bool): whether the mean is within the tolerance; and `left_out` (bool): whether
          it was left out of the fit.
        """
        import pandas as pd

        rows = {
            after.id: {
                "title": after.title,
                "unit": after.unit,
                "value": after.value,
                "tolerance": after.tolerance,
                "before": before.model,
                "after": after.model,
                "low": after.low,
                "high": after.high,
                "met_before": before.met,
                "met_after": after.met,
                "left_out": after.id in self.free.leave_out,
            }
            for before, after in zip(self.targets_before, self.targets_after, strict=True)
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("target")

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw how far the model is from each published figure, before and after.

        Parameters
        ----------
        ax
            matplotlib Axes to draw on; those of a new figure, if left out.

        Returns
        -------
        matplotlib.axes.Axes
            For each target, in the order of `frame`, how many times its tolerance the model is above or below what is
            published: as the scenario was, and as fitted with its 95% interval. Within the shaded band a target is met.
            Targets without a tolerance are not drawn.
        """
        shown = [
            (before, after)
            for before, after in zip(self.targets_before, self.targets_after, strict=True)
            if after.tolerance > 0.0
        ]
        rows = [
            DrawnRow(
                f"{after.title}{' (left out)' if after.id in self.free.leave_out else ''}",
                after.tolerances_away,
                after.in_tolerances(after.low),
                after.in_tolerances(after.high),
            )
            for _, after in shown
        ]
        ax = axes_for_rows(ax, len(rows))
        ax.axvspan(-1.0, 1.0, color=PALE, alpha=0.4, linewidth=0, label="within the tolerance")
        ax.axvline(0.0, color="#222222", linewidth=0.8, label="published")
        starts = [before.tolerances_away for before, _ in shown]
        ax.plot(starts, range(len(shown)), "D", color=ORANGE, markerfacecolor="none", label="before")
        draw_dots(ax, rows, "after, with its 95% interval")
        explain(ax, columns=2)
        title = f"{self.scenario.title}: the model beside published figures"
        return label_plot(ax, title, "distance from what is published, times the tolerance", beside_names=True)

    @cached_property
    def warnings(self) -> list[str]:
        """What to be careful of: values that cannot be told, or only together, ends of ranges, what is not met, and a
        fit that is no better."""
        warnings = []
        for (path, parameter), step in zip(self.free.free.items(), self.point, strict=True):
            region = self.regions[path]
            if not region.told:
                warnings.append(
                    f"{path} cannot be told from the targets: anything from {region.low:.3g} to {region.high:.3g} "
                    "fits; it stays as it was"
                )
            elif step in (0, parameter.steps):
                end = "low" if step == 0 else "high"
                warnings.append(
                    f"{path} is fitted at the {end} end of its range, {parameter.at(step):g}: its evidence, or the "
                    "model's structure, may be wrong"
                )
        for one, other, correlation in self.pairs:
            goes = "rises" if correlation > 0.0 else "falls"
            warnings.append(f"{one} and {other} are told only together: where one is higher, the other {goes}")
        if self.widened > 1.0:
            warnings.append(
                f"the targets lie {math.sqrt(self.widened):.2g} times as far from the model as luck would have them, "
                "and the regions are wider for it"
            )
        titles = {figure.id: figure.title for figure in self.figures}
        warnings += [f"no values within the ranges come near '{titles[id]}'" for id in self.unmet]
        gain, error = self.improvement
        if not gain > NORMAL_95 * error and self.values != self._own_values:
            warnings.append("the fit is no better than the scenario as it was, beyond what luck does")
        return warnings

    @property
    def _own_values(self) -> dict[str, float]:
        numbers = map_known_numbers(self.scenario)
        return {path: numbers[path].value for path in self.values}
