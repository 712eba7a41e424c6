"""What cannot be known, and what a trial would find."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from fssim.report.document.report_parts import Column, Kind, Picture, Section, Table
from fssim.report.wording.words import in_list, number
from fssim.trials.page.trial_pictures import draw_smallest_effects
from fssim.trials.page.trial_summary import TrialSummary, name_size
from fssim.trials.power import MOST_FALL
from fssim.trials.trial_starts import TrialDesignKind

if TYPE_CHECKING:
    import pandas as pd


FAR_OFF = 0.5  # of an effect: a bias that is worth a sentence


def build_limits(summary: TrialSummary) -> Section:
    plan = summary.design.plan
    names = in_list([f"“{name}”" for name in plan.effects])
    bullets = [
        "Whether the new way of working has an effect. Trials are tried with none, and with what is switched on in the "
        f"model: {names}. An effect that is only reported is somebody's word, and the power to find it is no evidence "
        "for it.",
        f"What any real authority would have shown. Those here are like {len(summary.authorities)} of the published "
        "panel in size, demand, staffing and thresholds, and are none of them in particular.",
        f"Anything but this outcome: {summary.outcome}. What happens to a child is not told by what a return counts.",
    ]
    if summary.likeness.added_spread > 0.0:
        bullets.append(
            "Why authorities vary from year to year as they do. The model accounts for a part of it; the rest is "
            "added to its results as chance, and if it has causes that a trial could measure, power is higher than "
            "is said here."
        )
    if plan.design is TrialDesignKind.matched_comparison:
        bullets.append(
            "Why the authorities that start were the ones to start. Here it is chance; where it is a high or rising "
            "number, part of it would fall by itself, and that would be taken for the effect."
        )
    return Section("limits", "What this cannot tell", bullets=bullets, paragraphs=[plan.notes] if plan.notes else [])


def build_trial_findings(summary: TrialSummary) -> Section:
    plan, main = summary.design.plan, summary.main
    paragraphs = [_say_smallest(summary, main)]
    for name in plan.effects:
        rows = summary.real[
            (summary.real["effect"] == name)
            & (summary.real["authorities"] == main["authorities"])
            & (summary.real["months"] == main["months"])
        ]
        paragraphs.append(_say_power(summary, rows.iloc[0]))
    if plan.design is TrialDesignKind.stepped_wedge and _is_far_off(summary):
        paragraphs.append(
            "On average the trials do not estimate the difference that starting makes (bias, in the table). It grows "
            "with the time since an authority started, and the analysis takes it to be there at once and to stay as it "
            "is; in a stepped wedge the estimate can then be far off, and even have the wrong sign (Kenny and others "
            "2022)."
        )
    enough = summary.real[summary.real["found_percent"] >= 100.0 * plan.power]
    if enough.empty:
        paragraphs.append(
            f"None of the sizes tried (up to {max(plan.authorities)} authorities and {max(plan.months)} months) finds "
            f"any of these effects in {100 * plan.power:.0f}% of trials."
            if len(plan.effects) > 1
            else f"None of the sizes tried finds it in {100 * plan.power:.0f}% of trials."
        )
    columns = [
        Column("Authorities, and months followed", Kind.TEXT), Column("Effect in the model", Kind.TEXT),
        Column(f"Difference it makes, {summary.unit}", Kind.DIFFERENCE), Column("Trials that find an effect, %"),
        Column("95% interval", Kind.RANGE), Column(f"Mean estimate, {summary.unit}", Kind.DIFFERENCE),
        Column(f"Bias, {summary.unit}", Kind.DIFFERENCE),
    ]  # fmt: skip
    rows = [
        [
            name_size(row), str(row["effect"]), float(row["true_effect"]), float(row["found_percent"]),
            (float(row["found_low"]), float(row["found_high"])), float(row["estimate"]), float(row["bias"]),
        ]
        for row in summary.real.to_dict("records")
    ]  # fmt: skip
    table = Table("power", "Power: how often a trial finds what is there", columns, rows)
    smallest = Table(
        "smallest",
        f"The smallest fall that is found in {100 * plan.power:.0f}% of trials, {summary.unit}",
        [Column("Authorities", Kind.TEXT), *(Column(f"{months} months") for months in plan.months)],
        [
            [f"{authorities} authorities", *(_find_smallest(summary, authorities, months) for months in plan.months)]
            for authorities in plan.authorities
        ],
        note="The same in every period since the start. By the trials with no effect, whose estimates an effect moves "
        "by as much as it is large.",
    )
    picture = Picture(
        "How small an effect a trial would find",
        f"The smallest fall that {100 * plan.power:.0f}% of trials find, by the number of authorities and for how long "
        "they are followed.",
        "; ".join(
            f"{authorities} authorities: " + ", ".join(
                f"{summary.size(_find_smallest(summary, authorities, months))} in {months} months"
                for months in plan.months
            )
            for authorities in plan.authorities
        ),
        partial(
            draw_smallest_effects,
            tuple(plan.authorities),
            {
                months: tuple(_find_smallest(summary, size, months) for size in plan.authorities)
                for months in plan.months
            },
            summary.unit,
        ),
    )  # fmt: skip
    return Section("answer", "What it would find", paragraphs, pictures=[picture], tables=[smallest, table])


def _is_far_off(summary: TrialSummary) -> bool:
    """Whether an effect moves estimates by much less or more than it is large, in the trial as it was designed.

    Trials with an effect and without have the same luck, so that little of it is left in the difference.
    """
    main = summary.main
    rows = summary.real[
        (summary.real["authorities"] == main["authorities"]) & (summary.real["months"] == main["months"])
    ]
    missed = rows["estimate"] - main["estimate"] - rows["true_effect"]
    return bool((missed.abs() > FAR_OFF * rows["true_effect"].abs()).any())


def _say_smallest(summary: TrialSummary, row: pd.Series[Any]) -> str:
    plan = summary.design.plan
    smallest = float(row["smallest_effect"])
    if math.isnan(smallest):
        return (
            f"With {row['authorities']} authorities followed for {row['months']} months, nothing can be concluded: "
            "too few have started, or have anybody to be compared with."
        )
    if summary.design.is_ratio and smallest > MOST_FALL:
        return (
            f"With {row['authorities']} authorities followed for {row['months']} months, fewer than "
            f"{100 * plan.power:.0f}% of trials would find a fall in {summary.outcome}, however large. A trial that "
            "finds nothing says nothing."
        )
    return (
        f"With {row['authorities']} authorities followed for {row['months']} months, the smallest fall in "
        f"{summary.outcome} that {100 * plan.power:.0f}% of trials would find is {summary.size(smallest)}. "
        "Smaller effects would mostly be missed, and a trial that finds nothing says no more than that."
    )


def _say_power(summary: TrialSummary, row: pd.Series[Any]) -> str:
    return (
        f"If it works as “{row['effect']}” has it, starting makes {summary.change(float(row['true_effect']))} in this "
        f"model, and {number(float(row['found_percent']))}% of trials find an effect."
    )


def _find_smallest(summary: TrialSummary, authorities: int, months: int) -> float:
    rows = summary.none[(summary.none["authorities"] == authorities) & (summary.none["months"] == months)]
    return float(rows.iloc[0]["smallest_effect"])
