"""What a calibration gives: the fitted values, how surely each is known, and the targets before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from fssim.calibration.fitting import Point, build_scenario_at, compute_values_at, map_known_numbers
from fssim.calibration.free_parameters import FreeParameters
from fssim.calibration.targets import Published, Target, compare_with_targets, compute_misfit
from fssim.plots import ORANGE, PALE, DrawnRow, axes_for_rows, draw_dots, explain, finish
from fssim.runs.results import Results
from fssim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


HARDLY = 0.25  # half a tolerance of one target, squared: what moves the misfit by less is hardly identified


@dataclass(frozen=True, slots=True)
class Profile:
    """The misfit at both ends of one parameter's range, and the target that moves furthest from one to the other.

    `change` is how much the misfit changes at most, from what it is where the parameter is fitted.
    """

    at_low: float
    at_high: float
    change: float
    moves: str

    @property
    def identified(self) -> bool:
        """Whether the targets say where in its range the parameter lies."""
        return self.change >= HARDLY


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
    profiles
        How surely each fitted value is known, by the parameter's path.
    trials, search_replications
        How many points were tried, and how often each was simulated.
    """

    scenario: Scenario
    free: FreeParameters
    figures: Sequence[Published]
    point: Point
    before: Results
    after: Results
    profiles: Mapping[str, Profile]
    trials: int
    search_replications: int

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
        return compare_with_targets(self.before, self.figures)

    @cached_property
    def targets_after(self) -> list[Target]:
        return compare_with_targets(self.after, self.figures)

    @property
    def misfit_before(self) -> float:
        """The sum over targets of (miss / tolerance) squared, one that is not met counting twice."""
        return compute_misfit(self.targets_before, self.free.leave_out)

    @property
    def misfit_after(self) -> float:
        return compute_misfit(self.targets_after, self.free.leave_out)

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """The free parameters, as a DataFrame with a row for each, by its dotted path (`parameter`, the index).

        - `unit` (str); `low`, `high`, `start` and `fitted` (float64, in that unit): the range, the scenario's own value
          and the fitted one;
        - `misfit_at_low` and `misfit_at_high` (float64, a sum of squares without a unit): the misfit at the ends of the
          range, with the rest as fitted and the replications of the search;
        - `moves` (str): the id of the target that moves furthest over the range;
        - `at_end` (bool): whether the fitted value is an end of its range; and `identified` (bool): whether the targets
          say where in its range it lies.
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
                "misfit_at_low": self.profiles[path].at_low,
                "misfit_at_high": self.profiles[path].at_high,
                "moves": self.profiles[path].moves,
                "at_end": step in (0, parameter.steps),
                "identified": self.profiles[path].identified,
            }
            for (path, parameter), step in zip(self.free.free.items(), self.point, strict=True)
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("parameter")

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
        return finish(ax, title, "distance from what is published, times the tolerance", beside_names=True)

    @cached_property
    def warnings(self) -> list[str]:
        """What to be careful of: values at an end of their range, and values the targets hardly depend on."""
        warnings = []
        for (path, parameter), step in zip(self.free.free.items(), self.point, strict=True):
            profile = self.profiles[path]
            if step in (0, parameter.steps):
                end = "low" if step == 0 else "high"
                warnings.append(
                    f"{path} is fitted at the {end} end of its range, {parameter.at(step):g}: its evidence, or the "
                    "model's structure, may be wrong"
                )
            if not profile.identified:
                warnings.append(
                    f"{path} is hardly identified by the targets: over its whole range the misfit changes by "
                    f"{profile.change:.2g}; keep it where its own evidence puts it"
                )
        return warnings
