"""A few points of a sweep, tried before hours are spent on all of them: whether they can be simulated, and what they
measure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from fssim.measures.headline import lead_measures
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario.findings import Code, Problem, ScenarioError
from fssim.studies.sweeps.plan.sweep import Sweep, SweepPoint, build_scenario, count_points, generate_points
from fssim.studies.sweeps.plan.varied_fields import FieldKind
from fssim.studies.sweeps.work.work_units import explain_failure, list_measures_at
from fssim.whole_numbers import write_count

MOST_TRIED = 20  # points; each takes a seventh of a second
MOST_NAMED = 4  # values of a point


def try_points(sweep: Sweep) -> str:
    """Make and compile the scenarios of points spread over the design, the first and the last among them.

    Returns what to tell of those that cannot be simulated, nothing if all can. Raises `ScenarioError` if none can.
    """
    tried = list(spread_points(sweep))
    wrong: dict[str, str] = {}
    for point in tried:
        try:
            compile_scenario(build_scenario(sweep, point))
        except (ScenarioError, ValueError) as error:
            wrong[_name_point(point)] = explain_failure(error)
    if len(wrong) == len(tried):
        raise ScenarioError(Problem(name, 0, (), reason, Code.cannot_be_drawn) for name, reason in wrong.items())
    if not wrong:
        return ""
    name, reason = next(iter(wrong.items()))
    return (
        f"{len(wrong):,} of the {write_count(len(tried), 'point')} tried cannot be simulated, and "
        f"{'is' if len(wrong) == 1 else 'are'} recorded as failed; the first is "
        f"{name}: {reason}"
    )


def list_kept_measures(sweep: Sweep, engine: str) -> list[str]:
    """The names of the measures that the points of a sweep have: of the base, the baseline, and the base with each of
    the texts and truths that vary, as they name what the measures are of. (Numbers and dates do not.) Of those, the
    ones that the sweep chooses, and that decide about its precision, if it chooses any."""
    names_at = [list_measures_at(sweep.base, (), engine, sweep.plan.seed)]
    if sweep.baseline is not None:
        names_at.append(list_measures_at(sweep.baseline, (), engine, sweep.plan.seed))
    for factor in sweep.factors:
        for value in factor.values if factor.kind in (FieldKind.text, FieldKind.truth) else ():
            try:
                changes = tuple(factor.changes(value).items())
                names_at.append(list_measures_at(sweep.base, changes, engine, sweep.plan.seed))
            except ScenarioError:
                continue  # not right by itself; it may be at a point, where other values go with it
    known = dict.fromkeys(name for names in names_at for name in names)
    plan = sweep.plan
    decide = (plan.precision.measures or lead_measures(sweep.base)) if plan.precision is not None else ()
    return [name for name in known if not plan.measures or name in plan.measures or name in decide]


def spread_points(sweep: Sweep) -> Iterator[SweepPoint]:
    """Points at even distances, the first and the last among them; all, if there are few. Not the baseline."""
    last = count_points(sweep) - (sweep.baseline is not None)
    chosen = {1 + round(at * (last - 1) / (MOST_TRIED - 1)) for at in range(MOST_TRIED)}
    return generate_points(sweep, chosen)


def _name_point(point: SweepPoint) -> str:
    values = ", ".join(f"{name} {value}" for name, value in islice(point.values.items(), MOST_NAMED))
    more = len(point.values) - MOST_NAMED
    return f"point {point.number} ({values}{f' and {more} more' if more > 0 else ''})"
