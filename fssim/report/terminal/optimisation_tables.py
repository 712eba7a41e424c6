"""An optimised staffing: sentences, and a table of what else there is to choose from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.table import Column, Table
from rich.text import Text

from fssim.measures.catalogue import describe
from fssim.measures.declaration import MeasureDescription
from fssim.plots import name_value
from fssim.report.terminal.checked_plans import LEVELS, WORDS_OF_LIMITS, say_limit
from fssim.report.terminal.futures_tables import switching_words
from fssim.report.wording.closing_by_pressure import closing_notes
from fssim.report.wording.levers_in_words import say_lever_at
from fssim.report.wording.words import (
    capitalised,
    difference_with_unit,
    in_list,
    interval,
    number,
    plain,
    signed,
    with_unit,
    within_sentence,
)
from fssim.statistics.interval import CONFIDENCE
from fssim.studies.decisions.value_of_information import FEWEST_FUTURES, NOTHING, WOULD_CHANGE
from fssim.studies.optimisation.optimised import AS_IT_IS, OptimisedStaffing
from fssim.studies.optimisation.plan_file import find_value_in_base
from fssim.studies.sweeps.plan.factors import Factor
from fssim.whole_numbers import write_count

NO_CHANGE = "everything as it is"
WIDEST, WIDEST_GOAL, WIDEST_LINE = 140, 30, 100


def optimisation_sentences(optimised: OptimisedStaffing) -> list[str]:
    """What was chosen and what it would do, how likely that is to be wrong, and what to find out first."""
    about = _about(optimised, optimised.first_goal)
    chosen, base = _rows(optimised)[0], _rows(optimised)[-1]
    best = "Best within the limits" if optimised.question.plan.limits else "Best"
    if not optimised.within_limits:
        best = "No staffing that was tried keeps all the limits. The nearest to them"
    first = optimised.first_goal
    apart = interval(chosen[f"{first}_difference_low"], chosen[f"{first}_difference_high"])
    sign = optimised.question.goals.goals[0].sign
    is_worse = sign * optimised.promised < sign * chosen[first]
    why = ": what is chosen for its figures looks better in them than it is" if is_worse else ""
    promised = f" In its own it was {number(optimised.promised)}{why}."
    sentences = [
        f"{best}, of {len(optimised.tried):,} tried: {describe_changes_of(optimised, chosen)}.",
        f"{capitalised(plain(about.label))}: {with_unit(chosen[first], about.unit)} "
        f"({interval(chosen[f'{first}_low'], chosen[f'{first}_high'], number)}), where it is "
        f"{with_unit(base[first], about.unit)} as things are; a difference of "
        f"{difference_with_unit(chosen[f'{first}_difference'], about.unit)} ({apart}). This is from "
        f"{write_count(optimised.fresh, 'replication')} that the search had not seen."
        + (promised if optimised.within_limits else ""),
        *_others_of(optimised, chosen),
    ]
    if not optimised.within_limits:
        return [*sentences, *_in_the_way(optimised)]
    return [*sentences, _how_likely_wrong(optimised, about), _find_out_first(optimised, about)]


def _how_likely_wrong(optimised: OptimisedStaffing, about: MeasureDescription) -> str:
    others = len(optimised.frame) - 2
    limits = ""
    if optimised.question.plan.limits:
        limits = f" It keeps all the limits with a probability of {_chance(optimised.probability_within_limits)}"
        broken = optimised.limits[optimised.limits["probability_kept"] < 0.5]
        names = [say_limit(optimised.question.sweep.base, row) for row in broken.reset_index().to_dict("records")]
        limits += f", and more likely than not breaks {in_list(names)}." if names else "."
    if not others:
        return f"How likely it is to be wrong: no other was near it when the search ended.{limits}"
    return (
        f"How likely it is to be wrong: of the {others + 1} staffings that were simulated again, another is the better "
        f"choice with a probability of {_chance(1.0 - optimised.probability_best)}"
        f"{_by_what_matters(optimised, about)}. On average the best of them is better than it by "
        f"{difference_with_unit(optimised.expected_loss, about.unit)}.{limits}{_likeliest(optimised)}"
    )


def _by_what_matters(optimised: OptimisedStaffing, about: MeasureDescription) -> str:
    """How likely another is to be better by as much as matters; nothing where it is 0 now, so that anything would."""
    if optimised.matters == 0.0:
        return ""
    return (
        f", and one is better by {difference_with_unit(optimised.matters, about.unit)} or more (2% of what it is now) "
        f"with {_chance(1.0 - optimised.probability_as_good)}"
    )


def _likeliest(optimised: OptimisedStaffing) -> str:
    """Which other staffing is likelier to be the best than the chosen, if one is."""
    chosen, *others = _rows(optimised)[:-1]
    likeliest = max(others, key=lambda row: row["probability_best"])
    if likeliest["probability_best"] <= chosen["probability_best"]:
        return ""
    return (
        f" The likeliest to be the best of them is staffing {likeliest['staffing']}, with "
        f"{_chance(likeliest['probability_best'])}: {describe_changes_of(optimised, likeliest)}."
    )


def _find_out_first(optimised: OptimisedStaffing, about: MeasureDescription) -> str:
    numbers, begin = optimised.information, "What to find out first:"
    if not optimised.question.sweep.uncertainties:
        return f"{begin} it cannot be said, as the file has no uncertainties: every number is taken as it stands."
    if optimised.fresh < FEWEST_FUTURES:
        return (
            f"{begin} {write_count(optimised.fresh, 'fresh replication')} cannot say; ask for {FEWEST_FUTURES} or more."
        )
    if numbers.empty:
        return f"{begin} nothing, as fewer than two of the staffings that were simulated again keep all the limits."
    (name, *_), (top, *_) = numbers.index, numbers.to_dict("records")
    worth = f"{difference_with_unit(top['value'], about.unit)} (standard error {number(top['error'])})"
    switches = optimised.switches.get(str(name), ())
    elsewhere = switching_words(switches, str(top["unit"]), lambda chosen: f"staffing {chosen}")
    label = within_sentence(top["label"])
    if top["says"] == WOULD_CHANGE:
        return f"{begin} {label}. Known before choosing, it is worth up to {worth}{elsewhere}."
    if (numbers["says"] == NOTHING).all():
        return f"{begin} nothing. The same staffing is best whatever any one of the {len(numbers)} unknown numbers is."
    if top["value"] == 0.0:
        return (
            f"{begin} none of the {len(numbers)} unknown numbers can be told to change the choice from "
            f"{optimised.fresh:,} replications."
        )
    if top["p"] < 1.0 - CONFIDENCE:
        return (
            f"{begin} none of the {len(numbers)} unknown numbers can be told to change the choice from "
            f"{optimised.fresh:,} replications. The likeliest is {label}, worth {worth}."
        )
    return (
        f"{begin} none of the {len(numbers)} unknown numbers can be told to change the choice from {optimised.fresh:,} "
        f"replications. The likeliest is {label}, worth {worth}, of which {number(top['by_chance'])} would come by "
        f"chance, and so much or more {_chance(top['p'])} of the time."
    )


def _in_the_way(optimised: OptimisedStaffing) -> list[str]:
    """Which limits the nearest staffing breaks, and whether any that was tried keeps each of them."""
    sentences = []
    for row in optimised.limits.reset_index().to_dict("records"):
        if row["probability_kept"] < 0.5:
            about = _about(optimised, row["measure"])
            far = "" if row["limit"] in LEVELS else f" {WORDS_OF_LIMITS[row['limit']][0]}"
            nearest = f"the nearest that any came is {with_unit(row['nearest_tried'], about.unit)}{far}"
            alone = "others keep it, but not the rest of the limits" if row["can_be_kept"] else nearest
            has = f"The nearest staffing has {with_unit(row['value'], about.unit)}{far}; {alone}"
            if math.isnan(row["value"]):
                has = "That measure has no value there, so nothing can be said to keep it"
            sentences.append(f"In the way: {say_limit(optimised.question.sweep.base, row)}. {has}.")
    if not sentences:
        sentences = ["It is at their edge: more likely than not it keeps each of them."]
    if optimised.is_hopeless:
        sentences.append("The search ended early: no generation came nearer any more.")
    return sentences


def _chance(probability: float) -> str:
    return "less than 1%" if probability < 0.01 else "more than 99%" if probability > 0.99 else f"{probability:.0%}"


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
        *([Column("Keeps limits, %", justify="right", no_wrap=True)] if optimised.question.plan.limits else []),
        Column("Best, %", justify="right", no_wrap=True),
        box=SIMPLE,
        width=min(width, WIDEST),
    )
    lines = []
    for row in _rows(optimised):
        names = [*(["probability_within_limits"] if optimised.question.plan.limits else []), "probability_best"]
        chances = ["" if row["is"] == AS_IT_IS else f"{100.0 * row[name]:.0f}" for name in names]
        table.add_row(str(row["staffing"]), row["is"], *(_beside_now(row, name) for name, _ in goals), *chances)
        if row["is"] != AS_IT_IS:
            lines.append(Text(f"  {row['staffing']}: {describe_changes_of(optimised, row)}"))
    return Group(table, Text("What is different in each:"), Constrain(Group(*lines), min(width, WIDEST_LINE)))


def _beside_now(row: Mapping[Any, Any], name: str) -> str:
    """A goal of a staffing, and by how much it is more or less than as things are."""
    return number(row[name]) + ("" if row["is"] == AS_IT_IS else f" ({signed(row[f'{name}_difference'])})")


def optimisation_notes(optimised: OptimisedStaffing) -> list[str]:
    """How many replications it took, what the table's figures are, and what they rest on."""
    fresh, plan = optimised.fresh, optimised.question.plan
    futures = " and futures" if optimised.question.sweep.uncertainties else ""
    failed = int((optimised.tried["failure"] != "").sum())
    spent = f"{optimised.spent:,} of {write_count(plan.replications.in_all, 'replication')}"
    notes = [
        f"Figures are means over {write_count(fresh, 'replication')} each, of luck{futures} that the search had not "
        "seen, the same for all. In brackets is how far each is from what there is now. Probabilities are of what "
        f"endless replications would show, by these and by those that the search had. It took {spent}."
    ]
    if failed:
        notes.append(f"{failed:,} of the staffings tried cannot be simulated; tried.csv says why.")
    return [*notes, *closing_notes(optimised.question.sweep.base, optimised.question.measures)]


def describe_changes_of(optimised: OptimisedStaffing, row: Mapping[Any, Any]) -> str:
    """What is different in a staffing from what there is: each lever with its value, and what it is now."""
    if row["is"] == AS_IT_IS:
        return NO_CHANGE
    parts = []
    for lever in optimised.question.sweep.levers:
        value, now = name_value(row[lever.column]), _now(optimised, lever)
        if value != now:
            parts.append(f"{say_lever_at(lever, row[lever.column])}{f' ({now} now)' if now else ''}")
    return in_list(parts) if parts else NO_CHANGE


def _now(optimised: OptimisedStaffing, lever: Factor) -> str:
    """What a lever is in the base; nothing, where its fields differ there or it is none of its options."""
    value = find_value_in_base(lever, optimised.question.sweep.base)
    return "" if value is None else name_value(value)


def _about(optimised: OptimisedStaffing, measure: str) -> MeasureDescription:
    return describe(measure, optimised.question.sweep.base)


def _rows(optimised: OptimisedStaffing) -> list[dict[Any, Any]]:
    return optimised.frame.reset_index().to_dict("records")
