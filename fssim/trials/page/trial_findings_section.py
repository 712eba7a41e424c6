"""What cannot be known, what a trial would find, and what it would conclude where there is nothing to find."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from fssim.plots import BLUE, GREY, ORANGE, SMALL, VERMILLION, DrawnRow, draw_dots
from fssim.report.charts.panels import own_style
from fssim.report.document.report_parts import Cell, Column, Kind, Picture, Section, Table
from fssim.report.wording.words import in_list, number
from fssim.trials.analyses import MOST_FALL
from fssim.trials.page.trial_summary import TrialSummary, name_size
from fssim.trials.trial_starts import TrialDesignKind

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


POINTS_AN_INCH = 72.0
INCHES_HIGH, INCHES_A_ROW, INCHES_ROUND_ROWS = 3.2, 0.34, 0.9
ROOM_ABOVE = 1.1  # of what is drawn, so that the highest mark is whole
LOOKS = ((BLUE, "o", "-"), (VERMILLION, "s", "--"), (ORANGE, "^", ":"), (GREY, "D", "-."))
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
    if plan.design is TrialDesignKind.before_and_after:
        paragraphs.append(
            f"Without any effect these trials estimate {summary.change(float(main['estimate']))} on average. It comes "
            "of what happens meanwhile and of the luck of those simulated, and is in every estimate with an effect "
            "too: what they find is not the effect alone."
        )
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
        Column("95% interval", Kind.RANGE), Column("Find a fall, %"), Column("Find a rise, %"),
        Column(f"Mean estimate, {summary.unit}", Kind.DIFFERENCE), Column(f"Bias, {summary.unit}", Kind.DIFFERENCE),
    ]  # fmt: skip
    rows = [
        [
            name_size(row), str(row["effect"]), float(row["true_effect"]), float(row["found_percent"]),
            (float(row["found_low"]), float(row["found_high"])),
            float(row["found_percent"] - row["found_rise_percent"]), float(row["found_rise_percent"]),
            float(row["estimate"]), float(row["bias"]),
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
    if smallest == 0.0:
        return (
            f"With {row['authorities']} authorities followed for {row['months']} months, {100 * plan.power:.0f}% of "
            "trials or more find an effect where there is none, so that what they find says nothing."
        )
    return (
        f"With {row['authorities']} authorities followed for {row['months']} months, the smallest fall in "
        f"{summary.outcome} that {100 * plan.power:.0f}% of trials would find is {summary.size(smallest)}. "
        "Smaller effects would mostly be missed, and a trial that finds nothing says no more than that."
    )


def _say_power(summary: TrialSummary, row: pd.Series[Any]) -> str:
    found, rise = float(row["found_percent"]), float(row["found_rise_percent"])
    which = f": {number(found - rise)}% a fall, and {number(rise)}% a rise" if found else ""
    return (
        f"If it works as “{row['effect']}” has it, starting makes {summary.change(float(row['true_effect']))} in this "
        f"model, and {number(found)}% of trials find an effect{which}."
    )


def _find_smallest(summary: TrialSummary, authorities: int, months: int) -> float:
    rows = summary.none[(summary.none["authorities"] == authorities) & (summary.none["months"] == months)]
    return float(rows.iloc[0]["smallest_effect"])


def build_no_effect(summary: TrialSummary) -> Section:
    design, plan, main = summary.design, summary.design.plan, summary.main
    alarms = float(main["found_percent"])
    wanted = 100.0 * plan.significance
    paragraphs = [
        f"Where there is nothing to find, {number(alarms)}% of trials of {main['authorities']} authorities over "
        f"{main['months']} months say that there is something; {wanted:g}% is what the analysis promises. "
        + _judge_alarms(main, wanted)
    ]
    low, high = (float(end) for end in np.percentile(summary.pilots, [2.5, 97.5]))
    if design.is_ratio:
        low, high = (float(100.0 * np.expm1(end)) for end in (low, high))
    middle = float(np.median(summary.pilots))
    middle = float(100.0 * np.expm1(middle)) if design.is_ratio else middle
    started = f"{plan.starts[0]:%B %Y}"
    paragraphs.append(
        f"A pilot in one authority that started in {started}, and compared before with after over the same "
        f"{max(plan.months)} months, would have seen {summary.change(middle)} without any effect; the middle 95% of "
        f"such pilots would have seen anything from {summary.change(low)} to {summary.change(high)}."
    )
    if plan.contamination:
        happenings = in_list([name.replace("_", " ") for name in plan.contamination])
        meanwhile = summary.likeness.meanwhile
        meanwhile = float(100.0 * np.expm1(meanwhile)) if design.is_ratio else meanwhile
        paragraphs.append(
            f"What happens meanwhile ({happenings}) makes {summary.change(meanwhile)} of that by itself, on average: "
            "the same authorities were simulated without it too. Comparing before with after takes it for the effect; "
            "comparing authorities within the same months does not, as far as it happens to all alike."
        )
    columns = [Column("Authorities, and months followed", Kind.TEXT)]
    rows: list[list[Cell]] = [[name_size(row)] for row in summary.none.to_dict("records")]
    for label, keys in _list_comparisons(plan.design):
        columns += [
            Column("False alarms, %", group=label),
            Column(f"Mean estimate, {summary.unit}", Kind.DIFFERENCE, label),
            Column("Middle 95% of estimates", Kind.DIFFERENCE_RANGE, label),
        ]
        for cells, row in zip(rows, summary.none.to_dict("records"), strict=True):
            share, mean, least, most = (float(row[key]) for key in keys)
            cells += [share, mean, (least, most)]
    longest = [row for row in summary.none.to_dict("records") if row["months"] == max(plan.months)]
    bars = [
        (f"{row['authorities']} authorities: {label}", float(row[mean]), float(row[least]), float(row[most]))
        for row in longest
        for label, (_, mean, least, most) in _list_comparisons(plan.design)
    ]
    bars.append(("1 authority: before and after", middle, low, high))
    picture = Picture(
        "What would be concluded if there were no effect",
        "Dots: the mean of the estimates, of one authority their middle. Lines: where 95% of them lie. A line to one "
        "side of zero is a wrong answer, but for the rarest luck.",
        "; ".join(f"{name}: {summary.change(mean)}" for name, mean, _, _ in bars),
        partial(draw_estimates, tuple(bars), summary.unit),
    )
    table = Table("no_effect", "With no effect: false alarms and estimates", columns, rows)
    return Section("no-effect", "What it would conclude of nothing", paragraphs, pictures=[picture], tables=[table])


def _list_comparisons(design: TrialDesignKind) -> list[tuple[str, tuple[str, str, str, str]]]:
    """What can be concluded of the same authorities: by the trial, and by comparing before with after.

    With each, the columns of the frame that have its false alarms, its mean estimate and where 95% of them lie.
    """
    trial = (f"{design.value} trial", ("found_percent", "estimate", "estimate_low", "estimate_high"))
    plain = (
        "before and after",
        ("before_after_found_percent", "before_after_estimate", "before_after_low", "before_after_high"),
    )
    return [trial] if design is TrialDesignKind.before_and_after else [trial, plain]


def _judge_alarms(row: pd.Series[Any], wanted: float) -> str:
    low, high = float(row["found_low"]), float(row["found_high"])
    if math.isnan(low):
        return "None of the trials can be analysed."
    if low > wanted:
        return "It cries wolf more often than that, so that its power counts for less than it seems."
    if high < wanted:
        return "It errs on the side of finding nothing, and its power would be a little higher with an exact test."
    return "That is within the error of so many trials."


def draw_smallest_effects(
    authorities: Sequence[int], by_months: Mapping[int, Sequence[float]], unit: str, width: float
) -> Figure:
    """The smallest effect that would be found, over numbers of authorities: a line for each length."""
    from matplotlib.figure import Figure

    with own_style():
        figure = Figure(figsize=(width / POINTS_AN_INCH, INCHES_HIGH), layout="constrained")
        ax = figure.subplots()
        for (months, values), (colour, mark, dashes) in zip(by_months.items(), LOOKS * len(by_months), strict=False):
            ax.plot(authorities, values, marker=mark, linestyle=dashes, color=colour, label=f"{months} months")
        ax.set_xticks(authorities)
        largest = max((value for values in by_months.values() for value in values if math.isfinite(value)), default=0.0)
        ax.set_ylim(0.0, ROOM_ABOVE * largest or None)
        ax.set_xlabel("authorities", fontsize=SMALL)
        ax.set_ylabel(f"smallest fall found, {unit}", fontsize=SMALL)
        ax.grid(color="#DDDDDD", linewidth=0.6)
        ax.set_axisbelow(True)
        ax.legend(frameon=False, fontsize=SMALL)
    return figure


def draw_estimates(rows: Sequence[tuple[str, float, float, float]], unit: str, width: float) -> Figure:
    """What is estimated where there is no effect: a dot and a line for each kind of comparison."""
    from matplotlib.figure import Figure

    shown = [
        DrawnRow(name, mean, low, high, VERMILLION if "before and after" in name else BLUE)
        for name, mean, low, high in rows
        if not math.isnan(mean)
    ]
    with own_style():
        high = INCHES_ROUND_ROWS + INCHES_A_ROW * len(shown)
        figure = Figure(figsize=(width / POINTS_AN_INCH, high), layout="constrained")
        ax = figure.subplots()
        draw_dots(ax, shown)
        ax.axvline(0.0, color="#222222", linewidth=0.8)
        ax.set_xlabel(f"estimated change, {unit}", fontsize=SMALL)
    return figure
