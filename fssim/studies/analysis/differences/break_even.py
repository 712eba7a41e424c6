"""How much would be enough: the value at which a measure is no worse than in a baseline."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from fssim.engine.simulate import ENGINES
from fssim.errors import QuestionError
from fssim.measures.catalogue import describe, refuse_unknown
from fssim.measures.declaration import NEITHER, ONLY_WORSE, WORSE
from fssim.plots import ORANGE, VERMILLION, axes_to_draw_on, draw_curve, explain, label_plot, plain_numbers
from fssim.runs.paired import refuse_other_clocks
from fssim.runs.replicate import list_measures
from fssim.runs.runner import Progress
from fssim.scenario.findings import ScenarioError
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.break_even_interval import Crossing, find_crossing
from fssim.statistics.mean_difference import subtract
from fssim.studies.analysis.differences.shared_runs import Simulate, start_simulations
from fssim.studies.analysis.differences.varied_input import VariedInput, find_varied_input

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MORE_IS_WORSE, LESS_IS_WORSE = "more", "less"
CROSSES, NEVER, ALWAYS = "crosses", "never within the range", "throughout the range"


@dataclass(frozen=True)
class BreakEven:
    """The value of a number at which a measure is no worse than in a baseline: what `breakeven` returns.

    Attributes
    ----------
    varied
        What was varied: its `name`, `unit` and evidence `grade`.
    measure
        The name of the measure.
    first, last
        The ends of the range that was searched, in the unit of what was varied.
    worse
        `more` or `less`: which way the measure is worse.
    crossing
        Where how much worse the measure is crosses zero, how surely that is known, and the curve that it was read off.
    scenario
        The scenario in which it was varied, in whose words the measure is told.
    """

    varied: VariedInput
    measure: str
    first: float
    last: float
    worse: str
    crossing: Crossing
    scenario: Scenario

    def __repr__(self) -> str:
        return f"<BreakEven: {self.varied.name}, {self.measure}, {self.status}>"

    @property
    def status(self) -> str:
        """`crosses`, `never within the range` or `throughout the range`."""
        return CROSSES if self.crossing.at is not None else NEVER if self.crossing.never else ALWAYS

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The answer, as a table.

        Returns
        -------
        pandas.DataFrame
            One row, whose columns are

            - `parameter`, `unit` and `grade` (str): what was varied; `measure` (str);
            - `break_even`, `low`, `high` (float64, in `unit`): the value and its 95% interval, nan where that goes on
              past the end of the range;
            - `status` (str): `crosses`, `never within the range` or `throughout the range`; and `no_worse` (str): `from
              there up` or `up to there`, or nothing if it does not cross;
            - `range_low`, `range_high` (float64, in `unit`): where it was looked for; and `worse_by_at_range_low`,
              `worse_by_at_range_high` (float64, in the measure's unit): how much worse the measure is at either end;
            - `n` (int64): the replications.
        """
        import pandas as pd

        crossing = self.crossing
        row = {
            "parameter": self.varied.name,
            "unit": self.varied.unit,
            "grade": self.varied.grade,
            "measure": self.measure,
            "break_even": crossing.at,
            "low": crossing.low,
            "high": crossing.high,
            "status": self.status,
            "no_worse": ("from there up" if crossing.falls else "up to there") if crossing.at is not None else "",
            "range_low": self.first,
            "range_high": self.last,
            "worse_by_at_range_low": crossing.at_first.mean,
            "worse_by_at_range_high": crossing.at_last.mean,
            "n": min(interval.n for interval in crossing.curve.values()),
        }
        numbers = ("break_even", "low", "high")
        return pd.DataFrame([row]).astype(dict.fromkeys(numbers, "float64"))

    @property
    def sign(self) -> float:
        """1 if more of the measure is worse and -1 if less is: a difference is worse by so many times itself."""
        return 1.0 if self.worse == MORE_IS_WORSE else -1.0

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the difference from the baseline over the range, and where it breaks even.

        Parameters
        ----------
        ax
            matplotlib Axes to draw on; those of a new figure, if left out.

        Returns
        -------
        matplotlib.axes.Axes
            The paired difference in the measure's unit, with its 95% interval, at each value that was worked out; the
            side that is worse than the baseline is shaded, and the break-even marked with its 95% interval.
        """
        about, curve = describe(self.measure, self.scenario), sorted(self.crossing.curve.items())
        means = [self.sign * interval.mean for _, interval in curve]
        ends = [sorted((self.sign * interval.low, self.sign * interval.high)) for _, interval in curve]
        ax = axes_to_draw_on(ax)
        draw_curve(
            ax,
            [value for value, _ in curve],
            means,
            [low for low, _ in ends],
            [high for _, high in ends],
            "mean difference",
        )
        limits = ax.get_ylim()
        ax.axhspan(0.0, self.sign * 2.0 * max(map(abs, limits)), color=VERMILLION, alpha=0.08, label="worse")
        ax.set_ylim(limits)
        ax.axhline(0.0, color="#222222", linewidth=0.8)
        if self.crossing.at is not None:
            low = self.first if self.crossing.low is None else self.crossing.low
            high = self.last if self.crossing.high is None else self.crossing.high
            ax.axvspan(low, high, color=ORANGE, alpha=0.25, linewidth=0, label="break-even, 95% interval")
            ax.axvline(self.crossing.at, color=ORANGE, linewidth=1.6, label=f"break-even {self.crossing.at:.3g}")
        plain_numbers(ax.xaxis)
        plain_numbers(ax.yaxis)
        explain(ax)
        name = self.varied.name.replace("_", " ")
        return label_plot(
            ax, f"{about.label}: difference from the baseline", f"{name}, {self.varied.unit}".rstrip(", "),
            f"difference, {about.unit}",
        )  # fmt: skip


def breakeven(
    scenario: Scenario,
    baseline: Scenario,
    parameter: str,
    measure: str,
    low: float | None = None,
    high: float | None = None,
    replications: int = 20,
    seed: int = 1,
    jobs: int | None = None,
    *,
    worse: str | None = None,
    engine: str = ENGINES[0],
    on_progress: Progress | None = None,
) -> BreakEven:
    """Find the value of a parameter at which a measure is no worse in a scenario than in a baseline.

    The paired difference is worked out at a few values on the same replications, then half-way between neighbours where
    it changes sign; the break-even is where the nearest monotone curve crosses zero, and its interval is a t test
    inverted, which for a straight line is E. C. Fieller's (Some problems in interval estimation, Journal of the Royal
    Statistical Society B, 16, 1954, pages 175 to 185). See `fssim.statistics.break_even_interval`.

    Parameters
    ----------
    scenario, baseline
        The scenario in which the parameter is varied, and what it is set against; they must cover the same years.
    parameter
        The dotted path of a number in the scenario, or of a vacancy, which is varied by its length in weeks.
    measure
        The name of a measure.
    low, high
        The range to look in, in the parameter's unit. If left out, the parameter's own range in the scenario, or from
        no vacancy to one as long as it is.
    replications
        How often each value is simulated, 2 or more.
    seed
        Of what is drawn, which all values share.
    jobs
        Processes to use; as many as the computer has processors, if left out. The answer does not depend on it.
    worse
        `more` or `less`, for a measure of which more is neither worse nor better in itself.
    engine
        The engine to simulate with. All give the same answer.
    on_progress
        Called with the numbers of replications done and to do.

    Returns
    -------
    BreakEven
        Its `frame` is one row, and `plot` draws the curve that the break-even was read off.

    Raises
    ------
    QuestionError
        If the two cover different years, the path leads to no number or vacancy, the range is none or the parameter
        cannot be there, or nobody says which way the measure is worse.
    UnknownMeasure
        If there is no such measure.
    ArgumentError, ArgumentTypeError, TooLarge, ModelError, CannotSimulate, EngineUnusable, WorkerLost
        As `fssim.run` does.
    """
    refuse_other_clocks([(side.title, side) for side in (scenario, baseline)])
    for either in (scenario, baseline):
        refuse_unknown([measure], list_measures([either]))
    varied = find_varied_input(scenario, parameter)
    first, last = _choose_range(varied, parameter, low, high)
    for end in (first, last):
        _refuse_impossible(varied, parameter, end)
    sign = 1.0 if find_worse_way(measure, worse) == MORE_IS_WORSE else -1.0
    with start_simulations(
        replications, seed, jobs, measures=[measure], engine=engine, on_progress=on_progress
    ) as simulate:
        (others,) = _gather_values(simulate, [baseline], measure)

        def differences(values: Sequence[float]) -> list[list[float]]:
            return [
                [sign * subtract(here, there) for here, there in zip(values_there, others, strict=True)]
                for values_there in _gather_values(simulate, [varied.at(value) for value in values], measure)
            ]

        crossing = find_crossing(differences, first, last, varied.snap)
    way = MORE_IS_WORSE if sign > 0 else LESS_IS_WORSE
    return BreakEven(varied, measure, first, last, way, crossing, scenario)


def _gather_values(simulate: Simulate, scenarios: Sequence[Scenario], measure: str) -> list[list[float]]:
    """A measure in each replication of each scenario."""
    return [[float(value) for value in frame[measure]] for frame in simulate(scenarios)]


def find_worse_way(measure: str, asked: str | None) -> str:
    """Whether more or less of a measure is worse. Raises `QuestionError` if nobody says."""
    known = describe(measure).more_is
    if asked is not None:
        return asked
    if known == NEITHER:
        raise QuestionError(f"more of '{measure}' is neither worse nor better in itself; say which: --worse more")
    return MORE_IS_WORSE if known in (WORSE, ONLY_WORSE) else LESS_IS_WORSE


def _refuse_impossible(varied: VariedInput, parameter: str, value: float) -> None:
    """Raise `QuestionError` if it cannot be there, before anything is simulated."""
    try:
        varied.at(value)
    except ScenarioError as error:
        problem = error.problems[0]
        raise QuestionError(f"{parameter} cannot be {value:g}: {problem.field}: {problem.message}") from error


def _choose_range(varied: VariedInput, parameter: str, low: float | None, high: float | None) -> tuple[float, float]:
    if (low is None or high is None) and varied.usual is None:
        raise QuestionError(f"{parameter} has no low and high in the scenario; say where to look: --from and --to")
    for end in (low, high):
        if end is not None and not math.isfinite(end):
            raise QuestionError(f"{parameter} cannot be {end:g}; it must be finite")
    usual = varied.usual or (math.nan, math.nan)
    ends = sorted(varied.snap(end) for end in (usual[0] if low is None else low, usual[1] if high is None else high))
    if not ends[0] < ends[1]:
        raise QuestionError(f"the range from {ends[0]:g} to {ends[1]:g} has one value at most; give a wider one")
    return ends[0], ends[1]
