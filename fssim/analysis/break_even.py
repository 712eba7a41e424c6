"""How much would be enough: the value at which a measure is no worse than in a baseline."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fssim.analysis.shared_runs import Simulate, simulations
from fssim.analysis.varied_input import VariedInput, find_varied_input
from fssim.engine.simulate import ENGINES
from fssim.errors import QuestionError
from fssim.measures.catalogue import describe
from fssim.measures.declaration import NEITHER, ONLY_WORSE, WORSE
from fssim.measures.measure import refuse_unknown
from fssim.runs.known_measures import measures_in
from fssim.runs.runner import Progress
from fssim.scenario.findings import ScenarioError
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.break_even_interval import Crossing, find_crossing
from fssim.statistics.mean_difference import difference_of

if TYPE_CHECKING:
    import pandas as pd

MORE_IS_WORSE, LESS_IS_WORSE = "more", "less"
CROSSES, NEVER, ALWAYS = "crosses", "never within the range", "throughout the range"


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where a number makes a measure no worse than a baseline. Its crossing is of how much worse the measure is."""

    varied: VariedInput
    measure: str
    first: float
    last: float
    worse: str
    crossing: Crossing

    @property
    def status(self) -> str:
        return CROSSES if self.crossing.at is not None else NEVER if self.crossing.never else ALWAYS

    def frame(self) -> pd.DataFrame:
        """One row: see `breakeven`."""
        import pandas as pd

        found = self.crossing
        row = {
            "parameter": self.varied.name,
            "unit": self.varied.unit,
            "grade": self.varied.grade,
            "measure": self.measure,
            "break_even": found.at,
            "low": found.low,
            "high": found.high,
            "status": self.status,
            "no_worse": ("from there up" if found.falls else "up to there") if found.at is not None else "",
            "range_low": self.first,
            "range_high": self.last,
            "worse_by_at_range_low": found.at_first.mean,
            "worse_by_at_range_high": found.at_last.mean,
            "n": min(each.n for each in found.curve.values()),
        }
        numbers = ("break_even", "low", "high")
        return pd.DataFrame([row]).astype(dict.fromkeys(numbers, "float64"))


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
) -> pd.DataFrame:
    """The value of a parameter at which a measure is no worse in a scenario than in a baseline.

    `parameter` is the dotted path of a number in the scenario, or of a vacancy, which is turned by its length in weeks.
    It is looked for between `low` and `high` (the parameter's own range if left out, or from no vacancy to one as long
    as it is), on the same replications throughout. `worse` is `more` or `less`, for a measure of which the catalogue
    does not say that more is worse or better.

    A DataFrame of one row: `break_even`, with its 95% interval from `low` to `high` (nan where that goes on past the
    end of the range); its `status` (`crosses`, `never within the range` or `throughout the range`), whether the measure
    is `no_worse` from there up or up to there, and how much worse it is at either end. See
    `fssim.statistics.break_even_interval` for the method.

    Raises `QuestionError` for what cannot be asked, and what `fssim.run` raises.
    """
    return break_even(
        scenario, baseline, parameter, measure, low, high, replications, seed, jobs,
        worse=worse, engine=engine, on_progress=on_progress,
    ).frame()  # fmt: skip


def break_even(
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
    """See `breakeven`, which this is with the whole curve."""
    if scenario.clock != baseline.clock:
        raise QuestionError(
            f"'{scenario.title}' and '{baseline.title}' do not cover the same years, so their replications are no "
            "pairs; give both one clock (--years and --warm-up do)"
        )
    for each in (scenario, baseline):
        refuse_unknown([measure], measures_in([each]))
    varied = find_varied_input(scenario, parameter)
    first, last = _range(varied, parameter, low, high)
    for end in (first, last):
        _refuse_impossible(varied, parameter, end)
    sign = 1.0 if worse_way(measure, worse) == MORE_IS_WORSE else -1.0
    with simulations(replications, seed, jobs, engine=engine, on_progress=on_progress) as simulate:
        (others,) = _values(simulate, [baseline], measure)

        def differences(values: Sequence[float]) -> list[list[float]]:
            found = _values(simulate, [varied.at(value) for value in values], measure)
            return [
                [sign * difference_of(here, there) for here, there in zip(each, others, strict=True)] for each in found
            ]

        crossing = find_crossing(differences, first, last, varied.snap)
    return BreakEven(varied, measure, first, last, MORE_IS_WORSE if sign > 0 else LESS_IS_WORSE, crossing)


def _values(simulate: Simulate, scenarios: Sequence[Scenario], measure: str) -> list[list[float]]:
    """A measure in each replication of each scenario."""
    return [[float(value) for value in frame[measure]] for frame in simulate(scenarios)]


def worse_way(measure: str, asked: str | None) -> str:
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


def _range(varied: VariedInput, parameter: str, low: float | None, high: float | None) -> tuple[float, float]:
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
