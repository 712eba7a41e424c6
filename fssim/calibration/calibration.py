"""What a calibration found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from fssim.calibration.fitting import Point, numbers_of, scenario_at, values_at
from fssim.calibration.free_parameters import FreeParameters
from fssim.calibration.misfit import Profile, misfit
from fssim.calibration.targets import Published, Target, against_targets
from fssim.runs.results import Results
from fssim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Calibration:
    """A scenario's free parameters fitted to published figures, and how well.

    `before` and `after` are `Results` of the scenario as it was and as fitted, with the same seed and replications.
    `frame_of_parameters` and `frame_of_targets` are pandas DataFrames.
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
        return values_at(self.scenario, self.free, self.point)

    @cached_property
    def fitted(self) -> Scenario:
        """The scenario with the fitted values."""
        return scenario_at(self.scenario, self.values)

    @cached_property
    def targets_before(self) -> list[Target]:
        return against_targets(self.before, self.figures)

    @cached_property
    def targets_after(self) -> list[Target]:
        return against_targets(self.after, self.figures)

    @property
    def misfit_before(self) -> float:
        """The sum over targets of (miss / tolerance) squared, one that is not met counting twice."""
        return misfit(self.targets_before, self.free.leave_out)

    @property
    def misfit_after(self) -> float:
        return misfit(self.targets_after, self.free.leave_out)

    @cached_property
    def frame_of_parameters(self) -> pd.DataFrame:
        """A row for each free parameter, by path.

        `unit`, `low`, `high`, `start` and `fitted`; `misfit_at_low` and `misfit_at_high`, with the rest as fitted and
        the replications of the search; `moves`, the target that moves furthest over the range; `at_end`, whether the
        fitted value is an end of its range; `identified`, whether the targets say where in its range it lies.
        """
        import pandas as pd

        numbers = numbers_of(self.scenario)
        rows = {
            path: {
                "unit": numbers[path].unit,
                "low": each.low,
                "high": each.high,
                "start": numbers[path].value,
                "fitted": each.at(step),
                "misfit_at_low": self.profiles[path].at_low,
                "misfit_at_high": self.profiles[path].at_high,
                "moves": self.profiles[path].moves,
                "at_end": step in (0, each.steps),
                "identified": self.profiles[path].identified,
            }
            for (path, each), step in zip(self.free.free.items(), self.point, strict=True)
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("parameter")

    @cached_property
    def frame_of_targets(self) -> pd.DataFrame:
        """A row for each target, by id.

        `title`, `unit`, `value`, `tolerance`; the model's `before` and `after`, the latter with the ends `low` and
        `high` of its 95% interval; whether it was and is met; and whether it was left out of the fit.
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

    @cached_property
    def warnings(self) -> list[str]:
        """What to be careful of: values at an end of their range, and values the targets hardly depend on."""
        found = []
        for (path, each), step in zip(self.free.free.items(), self.point, strict=True):
            profile = self.profiles[path]
            if step in (0, each.steps):
                end = "low" if step == 0 else "high"
                found.append(
                    f"{path} is fitted at the {end} end of its range, {each.at(step):g}: its evidence, or the model's "
                    "structure, may be wrong"
                )
            if not profile.identified:
                found.append(
                    f"{path} is hardly identified by the targets: over its whole range the misfit changes by "
                    f"{profile.change:.2g}; keep it where its own evidence puts it"
                )
        return found
