"""What a trial would conclude where there is nothing to find, and what comparing before with after would."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from fssim.report.document.report_parts import Cell, Column, Kind, Picture, Section, Table
from fssim.report.wording.words import in_list, number
from fssim.trials.page.trial_pictures import draw_estimates
from fssim.trials.page.trial_summary import TrialSummary, name_size
from fssim.trials.trial_starts import TrialDesignKind

if TYPE_CHECKING:
    import pandas as pd


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
        "Dots: the middle of the estimates. Lines: where 95% of them lie. A line that lies to one side of zero is a "
        "wrong answer whatever the luck.",
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
