"""What is told of the file of a sweep or an optimisation before it is run: what varies, and what it will take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fssim.files.scratch_file import IN_MEMORY
from fssim.measures.catalogue import describe
from fssim.model.size import describe_duration, describe_memory
from fssim.plots import name_value
from fssim.report.wording.levers_in_words import say_lever
from fssim.report.wording.words import difference_with_unit, in_list, plain, with_unit
from fssim.scenario.names import named_together
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.optimisation.estimate_optimisation import OptimisationEstimate
from fssim.studies.optimisation.optimised import ABOVE_BASE, AT_LEAST, AT_MOST, BELOW_BASE
from fssim.studies.optimisation.plan_file import MANY, MOST_FINALISTS, Optimisation
from fssim.studies.sweeps.estimate_sweep import SweepEstimate
from fssim.studies.sweeps.plan.factors import Factor, FieldKind
from fssim.studies.sweeps.plan.sweep import Sweep
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.studies.sweeps.tried_points import WorkEstimate
from fssim.whole_numbers import write_count

MOST_VALUES, MOST_TOLD = 8, 20
LEVELS = (AT_MOST, AT_LEAST)
WORDS_OF_LIMITS = {
    AT_MOST: ("", "at most"), AT_LEAST: ("", "at least"), ABOVE_BASE: ("above what it is now", "at most"),
    BELOW_BASE: ("below what it is now", "at most"),
}  # fmt: skip


def factor_sentences(sweep: Sweep) -> list[str]:
    """What varies, one thing a line: its values, and what the base scenario has; and what goes together. Of many, the
    first, and how many more there are."""
    sentences = [_say_factor(factor, _list_values(sweep, factor)) for factor in sweep.factors[:MOST_TOLD]]
    more = len(sweep.factors) - len(sentences)
    names = {factor.name: say_lever(factor) for factor in sweep.factors}
    together = [
        f"{in_list([names[name] for name in pair.between])} go together: the correlation of their ranks is "
        f"{pair.rank:g}"
        for pair in sweep.plan.correlations
    ]
    return [*sentences, *([f"and {more:,} more"] if more else []), *together]


def _list_values(sweep: Sweep, factor: Factor) -> list[Value]:
    """The values that a design which lists its points gives it, the least first if they are numbers or dates."""
    values: list[Any] = list(dict.fromkeys(row[factor.name] for row in sweep.plan.design.rows if factor.name in row))
    return values if factor.kind in (FieldKind.text, FieldKind.truth) else sorted(values)


def _say_factor(factor: Factor, listed: Sequence[Value]) -> str:
    """What varies, and the values that it takes: its own, or those that a design has `listed`."""
    unit = f" {factor.unit}" if factor.unit else ""
    if factor.options:
        return f"{say_lever(factor)}: {'; '.join(plain(name) for name in factor.options)}"
    if factor.values or listed:
        values = [name_value(plain(value) if isinstance(value, str) else value) for value in factor.values or listed]
        few = [*values[: MOST_VALUES - 2], "...", values[-1]] if len(values) > MOST_VALUES else values
        taken = f"{', '.join(few)}{unit}"
    elif factor.distribution is not None:
        taken = f"drawn from {factor.distribution.name},{unit}"
    else:
        every = "every whole number " if factor.kind is FieldKind.whole else ""
        taken = f"{every}from {name_value(factor.low)} to {name_value(factor.high)}{unit}"
    own = f" (the base has {name_value(factor.fields[0].number.value)})" if factor.fields[0].number is not None else ""
    less = "".join(f"; {named_together([way.other.path])} gives way" for way in factor.gives_way)
    return f"{say_lever(factor)}: {taken}{own}{less}"


def goal_sentences(question: Optimisation) -> list[str]:
    """What an optimisation looks for, the goal that decides first, and the limits that it keeps."""
    goals = [f"{way.value} of: {_label(question, name)}" for name, way in question.plan.goals.items()]
    goals[0] += ", which decides" if len(goals) > 1 else ""
    return [*goals, *_list_limits(question)]


def _list_limits(question: Optimisation) -> Iterator[str]:
    for name, limits in question.plan.limits.items():
        for kind, bound in limits.model_dump(exclude_none=True).items():
            yield say_limit(question.sweep.base, {"measure": name, "limit": kind, "bound": bound})


def say_limit(base: Scenario, row: Mapping[Any, Any]) -> str:
    """`Cost of everything at most 120,000 GBP a year above what it is now`."""
    about = describe(row["measure"], base)
    after, before = WORDS_OF_LIMITS[row["limit"]]
    bound = difference_with_unit if row["limit"] not in LEVELS else with_unit
    return f"{plain(about.label)}, {before} {bound(row['bound'], about.unit)}{f' {after}' if after else ''}"


def _label(question: Optimisation, measure: str) -> str:
    return plain(describe(measure, question.sweep.base).label)


def estimate_sentences(estimate: SweepEstimate) -> list[str]:
    """What a sweep will take: points and replications, time, disk and memory."""
    plan = estimate.sweep.plan
    points = estimate.points - (estimate.sweep.baseline is not None)
    baseline = " and the baseline" if estimate.sweep.baseline is not None else ""
    design = f"{write_count(points, 'point')} ({plan.design.kind.value}){baseline}"
    if plan.precision is None:
        counts = f"{design}, {write_count(plan.fewest_replications, 'replication')} each: {estimate.most:,} in all."
    else:
        counts = (
            f"{design}, {plan.fewest_replications:,} to {plan.most_replications:,} replications each, as a precision "
            f"takes: {estimate.fewest:,} to {estimate.most:,} in all."
        )
    while_it_runs = f", {describe_memory(estimate.scratch)} more while it runs," if estimate.scratch > IN_MEMORY else ""
    fewer = "" if plan.measures else "; name those you need in the file (measures) or with --measure, and it takes less"
    return [counts, *_say_work(estimate, estimate.seconds, "a point", while_it_runs, fewer)]


def search_sentences(estimate: OptimisationEstimate) -> list[str]:
    """What an optimisation will take: staffings and replications, time, disk and memory."""
    spent = estimate.question.plan.replications
    staffings = write_count(estimate.staffings, "staffing") + (" or more" if estimate.staffings == MANY else "")
    shown = write_count(min(MOST_FINALISTS, estimate.staffings), "of them", "of them")
    counts = (
        f"{staffings}, of which {estimate.most_tried:,} at most are tried, with {spent.first:,} to {spent.most:,} "
        f"replications each; and at the end {shown} at most and the base, with {spent.fresh:,} or more each: "
        f"{estimate.most:,} in all at most."
    )
    return [counts, *_say_work(estimate, estimate.seconds, "a scenario", "", "")]


def _say_work(
    estimate: WorkEstimate, seconds: tuple[float, float], made: str, while_it_runs: str, fewer: str
) -> list[str]:
    on = "one process" if estimate.jobs == 1 else f"{estimate.jobs:,} processes"
    kept = "A measure is" if estimate.measures == 1 else f"{estimate.measures:,} measures are"
    return [
        f"A replication took {_say_seconds(estimate.seconds_a_replication)} here when it was tried, and making {made} "
        f"{_say_seconds(estimate.seconds_a_point)}: about {_say_ends(seconds, describe_duration)} on {on}.",
        f"About {_say_ends(estimate.disk, describe_memory)} on disk{while_it_runs} and "
        f"{describe_memory(estimate.memory)} of memory. {kept} kept{fewer}.",
        *([estimate.trouble[0].upper() + estimate.trouble[1:] + "."] if estimate.trouble else []),
    ]


def _say_seconds(seconds: float) -> str:
    return f"{seconds * 1000.0:.2g} ms" if seconds < 0.0995 else f"{seconds:.2g} s"


def _say_ends(ends: tuple[float, float], say: Callable[[float], str]) -> str:
    low, high = (say(end) for end in ends)
    return low if low == high else f"{low} to {high}"
