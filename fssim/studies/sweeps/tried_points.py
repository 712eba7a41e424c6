"""A few points of a sweep, or of what a search looks among, tried beforehand: can they be simulated, and how fast."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from statistics import fmean
from time import perf_counter

from fssim.errors import QuestionError
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario.findings import Code, Problem, ScenarioError
from fssim.studies.sweeps.plan.sweep import (
    Sweep,
    SweepPoint,
    build_scenario,
    count_points,
    generate_points,
    list_changes,
)
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.studies.sweeps.work.work_units import WorkUnit, do_work, explain_failure, identify_version
from fssim.whole_numbers import write_count

MOST_TRIED = 20  # points; each takes a seventh of a second
MOST_NAMED = 4  # values of a point
BETWEEN = 0.5  # as a share of the distance of those tried, where others are
TIMED_POINTS, TIMED_REPLICATIONS = 3, 2
LONG = 1.0  # seconds of replications, after which no further point is timed


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkEstimate:
    """What a sweep and a search say alike of what they will take."""

    jobs: int
    measures: int
    seconds_a_point: float
    seconds_a_replication: float
    disk: tuple[float, float]
    memory: float
    trouble: str

    def estimate_seconds(self, points: int, replications: int) -> float:
        """The seconds that so many replications take, if scenarios are made for so many points."""
        return (points * self.seconds_a_point + replications * self.seconds_a_replication) / self.jobs


def name_point(point: SweepPoint) -> str:
    """A point with a few of its values, to tell it by."""
    return f"point {point.number} ({list_values(point)})"


def list_values(point: SweepPoint) -> str:
    """A few of the values of a point."""
    values = ", ".join(f"{name} {value}" for name, value in islice(point.values.items(), MOST_NAMED))
    more = len(point.values) - MOST_NAMED
    return f"{values}{f' and {more} more' if more > 0 else ''}"


def try_points(sweep: Sweep, kind: str = "point", name: Callable[[SweepPoint], str] = name_point) -> str:
    """Make and compile the scenarios of points spread over the design, the first and the last among them; of those with
    equal values, one.

    Returns what to tell of those that cannot be simulated, nothing if all can. What a point is told as is its `kind`
    and its `name`. Raises `ScenarioError` if none can.
    """
    tried: dict[tuple[Value, ...], SweepPoint] = {}
    for point in spread_points(sweep):
        tried.setdefault(tuple(point.values.values()), point)
    wrong = []
    for point in tried.values():
        try:
            compile_scenario(build_scenario(sweep, point))
        except (ScenarioError, ValueError) as error:
            wrong.append((name(point), explain_failure(error)))
    if len(wrong) == len(tried):
        raise ScenarioError(Problem(told, 0, (), reason, Code.cannot_be_drawn) for told, reason in wrong)
    if not wrong:
        return ""
    told, reason = wrong[0]
    return (
        f"{len(wrong):,} of the {write_count(len(tried), kind)} tried cannot be simulated, and "
        f"{'is' if len(wrong) == 1 else 'are'} recorded as failed; the first is {told}: {reason}"
    )


def time_points(sweep: Sweep, engine: str, measures: tuple[str, ...]) -> tuple[float, float]:
    """Seconds to make the scenario of a point, and to simulate and measure a replication of it, once all is warm.

    They are means over three points, fewer if they take long, which `try_points` has not made: what a scenario shares
    with those before it is not worked out again. Raises `QuestionError` if none can be simulated.
    """
    base, points, failure = pickle.dumps(sweep.base), list(spread_points(sweep, BETWEEN)), ""
    making: list[float] = []
    simulating: list[float] = []
    for place in dict.fromkeys([len(points) // 2, 0, len(points) - 1, *range(len(points))]):
        point = points[place]
        try:
            begun = perf_counter()
            compile_scenario(build_scenario(sweep, point))
            a_point = perf_counter() - begun
        except (ScenarioError, ValueError) as error:
            failure = explain_failure(error)
            continue
        work = WorkUnit(
            base, tuple(list_changes(sweep, point).items()), engine, sweep.plan.seed, 0, 1, measures,
            identify_version(), bool(sweep.plan.measures), sweep.plan.weekly,
        )  # fmt: skip
        failure = do_work(work).failure
        if failure:
            continue
        begun = perf_counter()
        do_work(replace(work, first=1, until=1 + TIMED_REPLICATIONS))
        making.append(a_point)
        simulating.append((perf_counter() - begun) / TIMED_REPLICATIONS)
        if len(simulating) == TIMED_POINTS or sum(simulating) > LONG:
            break
    if not making:
        raise QuestionError(f"the points that were tried cannot be simulated: {failure}")
    return fmean(making), fmean(simulating)


def spread_points(sweep: Sweep, aside: float = 0.0) -> Iterator[SweepPoint]:
    """Points at even distances; all, if there are few. Not the baseline. The first and the last are among them, or a
    share `aside` of a distance from the ends."""
    last = count_points(sweep) - (sweep.baseline is not None)
    distance = (last - 1) / (MOST_TRIED - 1 + 2.0 * aside)
    return generate_points(sweep, {1 + round((at + aside) * distance) for at in range(MOST_TRIED)})
