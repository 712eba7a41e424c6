"""What can be known of a sweep before hours are spent on it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario.findings import Code, Problem, ScenarioError
from fssim.sweeps.plan.points import Point, number_of_points, points, scenario_of
from fssim.sweeps.plan.varied_fields import Kind
from fssim.sweeps.sweep import Sweep
from fssim.sweeps.work.work_units import measures_at, reason_of

MOST_TRIED = 20  # points; each takes a seventh of a second
MOST_NAMED = 4  # values of a point


def try_points(sweep: Sweep) -> str:
    """Make and compile the scenarios of points spread over the design, the first and the last among them.

    Returns what to tell of those that cannot be simulated, nothing if all can. Raises `ScenarioError` if none can.
    """
    tried = list(_spread(sweep))
    wrong: dict[str, str] = {}
    for point in tried:
        try:
            compile_scenario(scenario_of(sweep, point))
        except (ScenarioError, ValueError) as error:
            wrong[_named(point)] = reason_of(error)
    if len(wrong) == len(tried):
        raise ScenarioError(Problem(name, 0, (), reason, Code.cannot_be_drawn) for name, reason in wrong.items())
    if not wrong:
        return ""
    name, reason = next(iter(wrong.items()))
    return (
        f"{len(wrong)} of the {len(tried)} points tried cannot be simulated, and are recorded as failed; the first is "
        f"{name}: {reason}"
    )


def measures_of(sweep: Sweep, engine: str) -> list[str]:
    """The names of the measures that the points of a sweep have: of the base, the baseline, and the base with each of
    the texts and truths that vary, as they name what the measures are of. (Numbers and dates do not.)"""
    found = [measures_at(sweep.base, (), engine, sweep.plan.seed)]
    if sweep.baseline is not None:
        found.append(measures_at(sweep.baseline, (), engine, sweep.plan.seed))
    for factor in sweep.factors:
        for value in factor.values if factor.kind in (Kind.text, Kind.truth) else ():
            try:
                changes = tuple((path, value) for path in factor.paths)
                found.append(measures_at(sweep.base, changes, engine, sweep.plan.seed))
            except ScenarioError:
                continue  # not right by itself; it may be at a point, where other values go with it
    return list(dict.fromkeys(name for names in found for name in names))


def _spread(sweep: Sweep) -> Iterator[Point]:
    """Points at even distances, the first and the last among them; all, if there are few. Not the baseline."""
    last = number_of_points(sweep) - (sweep.baseline is not None)
    chosen = {1 + round(at * (last - 1) / (MOST_TRIED - 1)) for at in range(MOST_TRIED)}
    return (point for point in points(sweep) if point.number in chosen)


def _named(point: Point) -> str:
    said = ", ".join(f"{name} {value}" for name, value in islice(point.values.items(), MOST_NAMED))
    more = len(point.values) - MOST_NAMED
    return f"point {point.number} ({said}{f' and {more} more' if more > 0 else ''})"
