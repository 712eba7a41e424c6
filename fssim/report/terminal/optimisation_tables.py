"""An optimised staffing: sentences, and a table of what else there is to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from fssim.measures.catalogue import describe
from fssim.measures.declaration import Description
from fssim.plots import name_value
from fssim.report.wording.words import difference_with_unit, in_list, interval, number, plain, signed, with_unit
from fssim.studies.optimisation.optimised import AS_IT_IS, OptimisedStaffing
from fssim.studies.optimisation.plan_file import find_value_in_base
from fssim.studies.sweeps.plan.factors import Factor

NO_CHANGE = "everything as it is"
WIDEST, WIDEST_GOAL = 140, 30


def optimisation_sentences(optimised: OptimisedStaffing) -> list[str]:
    """What was chosen and what it would do, how sure that is, and what the search itself had promised."""
    about = _about(optimised, optimised.first_goal)
    chosen, base = _rows(optimised)[0], _rows(optimised)[-1]
    fresh = optimised.question.plan.replications.fresh
    best = "Best within the limits" if optimised.question.plan.limits else "Best"
    if not optimised.within_limits:
        best = "No staffing that was tried keeps all the limits. The nearest to them"
    first = optimised.first_goal
    apart = interval(chosen[f"{first}_difference_low"], chosen[f"{first}_difference_high"])
    sentences = [
        f"{best}, of {len(optimised.tried):,} tried: {describe_changes_of(optimised, chosen)}.",
        f"{plain(about.label)}: {with_unit(chosen[first], about.unit)} "
        f"({interval(chosen[f'{first}_low'], chosen[f'{first}_high'], number)}), where it is "
        f"{with_unit(base[first], about.unit)} as things are; a difference of "
        f"{difference_with_unit(chosen[f'{first}_difference'], about.unit)} ({apart}). This is from {fresh:,} "
        f"replications that the search had not seen. In its own it was {number(optimised.promised)}: what is chosen "
        "for its figures looks better in them than it is.",
        _how_sure(optimised, about),
    ]
    return [*sentences, *_others_of(optimised, chosen)]


def _how_sure(optimised: OptimisedStaffing, about: Description) -> str:
    others = len(optimised.frame) - 2
    if not others:
        return "No other was near it when the search ended."
    return (
        f"Of the {others + 1} staffings that were simulated again, it is the best with a probability of "
        f"{optimised.probability_best:.0%}. With {optimised.probability_as_good:.0%}, none is better by as much as "
        f"{difference_with_unit(optimised.matters, about.unit)}. On average the best of them is better than it by "
        f"{difference_with_unit(optimised.expected_loss, about.unit)}."
    )


def _others_of(optimised: OptimisedStaffing, chosen: Mapping[Any, Any]) -> list[str]:
    """The other goals and limits of the chosen staffing, a sentence for all of them."""
    parts = []
    for name in optimised.question.measures[1:]:
        about = _about(optimised, name)
        change = signed(chosen[f"{name}_difference"])
        parts.append(f"{plain(about.label)} {with_unit(chosen[name], about.unit)} ({change})")
    return [f"With it, and beside what there is now: {in_list(parts, '; ')}."] if parts else []


def optimisation_table(optimised: OptimisedStaffing, width: int) -> RenderableType:
    """A row for each staffing that was simulated again at the end, with the goals and how likely it is to be the best;
    and below, what is different in each from what there is."""
    goals = [(name, _about(optimised, name)) for name in optimised.question.plan.goals]
    table = Table(
        Column("No.", justify="right"),
        Column("Is", no_wrap=True),
        *(Column(f"{plain(about.label)}, {about.unit}", justify="right", max_width=WIDEST_GOAL) for _, about in goals),
        Column("Best, %", justify="right", no_wrap=True),
        box=SIMPLE,
        width=min(width, WIDEST),
    )
    lines = []
    for row in _rows(optimised):
        chance = "" if row["is"] == AS_IT_IS else f"{100.0 * row['probability_best']:.0f}"
        table.add_row(str(row["staffing"]), row["is"], *(number(row[name]) for name, _ in goals), chance)
        if row["is"] != AS_IT_IS:
            lines.append(Text(f"  {row['staffing']}: {describe_changes_of(optimised, row)}"))
    return Group(table, Text("What is different in each:"), *lines)


def optimisation_notes(optimised: OptimisedStaffing) -> list[str]:
    """How many replications it took, and what the table's figures are."""
    fresh, plan = optimised.question.plan.replications.fresh, optimised.question.plan
    futures = " and futures" if optimised.question.sweep.uncertainties else ""
    failed = int((optimised.tried["failure"] != "").sum())
    notes = [
        f"Figures are means over {fresh:,} replications each, of luck{futures} that the search had not seen, the same "
        f"for all. It took {optimised.spent:,} of {plan.replications.in_all:,} replications."
    ]
    if failed:
        notes.append(f"{failed:,} of the staffings tried cannot be simulated; tried.csv says why.")
    return notes


def describe_changes_of(optimised: OptimisedStaffing, row: Mapping[Any, Any]) -> str:
    """What is different in a staffing from what there is: each lever with its value, and what it is now."""
    if row["is"] == AS_IT_IS:
        return NO_CHANGE
    parts = []
    for lever in optimised.question.sweep.levers:
        value, now = name_value(row[lever.column]), _now(optimised, lever)
        if value != now:
            parts.append(f"{_name(lever)} {value}{f' ({now} now)' if now else ''}")
    return in_list(parts) if parts else NO_CHANGE


def _now(optimised: OptimisedStaffing, lever: Factor) -> str:
    """What a lever is in the base; nothing, where its fields differ there or it is none of its options."""
    value = find_value_in_base(lever, optimised.question.sweep.base)
    return "" if value is None else name_value(value)


def _about(optimised: OptimisedStaffing, measure: str) -> Description:
    return describe(measure, optimised.question.sweep.base)


def _rows(optimised: OptimisedStaffing) -> list[dict[Any, Any]]:
    return optimised.frame.reset_index().to_dict("records")


def _name(lever: Factor) -> str:
    return plain(lever.label or lever.name.replace("_", " "))
