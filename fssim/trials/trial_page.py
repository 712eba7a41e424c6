"""The page of a trial's design, as whoever commissions research reads it: what cannot be known is said first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from fssim.report.document.pictures import draw_both
from fssim.report.document.report_parts import Cell, Column, Kind, Picture, Section, Table
from fssim.report.document.save_report import data_uri, style_class, write_cell
from fssim.report.templates import filled, package_text, policy_hash
from fssim.report.wording.words import in_list, number
from fssim.trials.allocation import DesignKind, Floats, count_starting
from fssim.trials.analyses import Analysis
from fssim.trials.design_file import TrialDesign
from fssim.trials.outcome_scale import Likeness
from fssim.trials.resample import NO_EFFECT
from fssim.trials.trial_pictures import draw_estimates, draw_smallest_effects
from fssim.trials.variation_in_time import Autoregression, YearlyVariation
from fssim.version import fssim_version

if TYPE_CHECKING:
    import pandas as pd

PACKAGE = "fssim.trials"
SCHEME = {
    DesignKind.parallel: "Half of them, drawn by lot, start, and the others do not.",
    DesignKind.stepped_wedge: "All of them start, in an order that is drawn by lot.",
    DesignKind.matched_comparison: "Half of them start, chosen without a lot, and each is compared with the authority "
    "whose outcome was nearest to its own before.",
    DesignKind.before_and_after: "All of them start, and each is compared with itself before; no authority that does "
    "not start is looked at.",
}
ANALYSED = {
    Analysis.estimating_equations: "Generalised estimating equations with exchangeable correlation inside an "
    "authority, standard errors that hold for any other correlation, corrected for few authorities (Mancl and DeRouen "
    "2001), and Student's t with two degrees of freedom fewer than authorities.",
    Analysis.mixed_model: "A mixed model with a level for each authority, fitted by restricted maximum likelihood "
    "(Hussey and Hughes 2007). It takes what is left over for independent from period to period.",
}


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What the page is made of: see `TrialResults`."""

    design: TrialDesign
    frame: pd.DataFrame
    likeness: Likeness
    demand: Autoregression
    pilots: Floats
    authorities: tuple[str, ...]

    @property
    def none(self) -> pd.DataFrame:
        return self.frame[self.frame["effect"] == NO_EFFECT]

    @property
    def real(self) -> pd.DataFrame:
        return self.frame[self.frame["effect"] != NO_EFFECT]

    @property
    def unit(self) -> str:
        return "%" if self.design.is_ratio else "percentage points"

    @property
    def main(self) -> pd.Series[Any]:
        """The row with no effect of the trial as it was designed: the first number of authorities, followed longest."""
        plan = self.design.plan
        rows = self.none[(self.none["authorities"] == plan.authorities[0]) & (self.none["months"] == max(plan.months))]
        return rows.iloc[0]

    def change(self, value: float) -> str:
        """An effect in words."""
        if math.isnan(value):
            return "cannot tell"
        size = f"{number(abs(value))}%" if self.design.is_ratio else f"{number(abs(value))} points"
        return "no change" if abs(value) < 0.05 else f"{'a fall' if value < 0.0 else 'a rise'} of {size}"


def fill_trial_page(told: Told) -> str:
    """The page. Whatever a design's author wrote is shown as text."""
    style = package_text("fssim.report.document", "report.css")
    sections = [
        _build_limits(told),
        _build_answer(told),
        _build_no_effect(told),
        _build_costs(told),
        _build_likeness(told),
        _build_method(told),
    ]
    drawn = {picture: draw_both(picture.draw, picture.width) for section in sections for picture in section.pictures}
    return filled(
        PACKAGE,
        "trial.html.jinja",
        title=told.design.plan.title,
        question=told.design.plan.question,
        sections=sections,
        drawn=drawn,
        version=fssim_version(),
        style=Markup(style),
        style_hash=policy_hash(style),
        data_uri=data_uri,
        looks=style_class,
        written=write_cell,
    )


def _build_limits(told: Told) -> Section:
    design, plan = told.design, told.design.plan
    names = in_list([f"“{name}”" for name in plan.effects])
    bullets = [
        "Whether the new way of working has an effect. Trials are tried with none, and with what is switched on in the "
        f"model: {names}. An effect that is only reported is somebody's word, and the power to find it is no evidence "
        "for it.",
        f"What any real authority would have shown. Those here are like {len(told.authorities)} of the published "
        "panel in size, demand, staffing and thresholds, and are nobody.",
        f"Anything but this outcome: {design.statistic.title}. What happens to a child is not told by what a return "
        "counts.",
    ]
    if told.likeness.added_spread > 0.0:
        bullets.append(
            "Why authorities vary from year to year as they do. The model accounts for a part of it; the rest is "
            "added to its results as chance, and if it has causes that a trial could measure, power is higher than "
            "is said here."
        )
    if plan.design is DesignKind.matched_comparison:
        bullets.append(
            "Why the authorities that start were the ones to start. Here it is chance; where it is a high or rising "
            "number, part of it would fall by itself, and that would be taken for the effect."
        )
    return Section("limits", "What this cannot tell", bullets=bullets, paragraphs=[plan.notes] if plan.notes else [])


def _build_answer(told: Told) -> Section:
    plan, main = told.design.plan, told.main
    paragraphs = [_say_smallest(told, main)]
    for name in plan.effects:
        rows = told.real[
            (told.real["effect"] == name)
            & (told.real["authorities"] == main["authorities"])
            & (told.real["months"] == main["months"])
        ]
        paragraphs.append(_say_power(told, rows.iloc[0]))
    enough = told.real[told.real["found_percent"] >= 100.0 * plan.power]
    if enough.empty:
        paragraphs.append(
            f"None of the sizes tried (up to {max(plan.authorities)} authorities and {max(plan.months)} months) finds "
            f"either effect in {100 * plan.power:.0f}% of trials."
            if len(plan.effects) > 1
            else f"None of the sizes tried finds it in {100 * plan.power:.0f}% of trials."
        )
    columns = [
        Column("Authorities, and months followed", Kind.TEXT), Column("Effect in the model", Kind.TEXT),
        Column(f"Difference it makes, {told.unit}", Kind.DIFFERENCE), Column("Trials that find an effect, %"),
        Column("95% interval", Kind.RANGE), Column(f"Mean estimate, {told.unit}", Kind.DIFFERENCE),
        Column(f"Bias, {told.unit}", Kind.DIFFERENCE),
    ]  # fmt: skip
    rows = [
        [
            _name_size(row), str(row["effect"]), float(row["true_effect"]), float(row["found_percent"]),
            (float(row["found_low"]), float(row["found_high"])), float(row["estimate"]), float(row["bias"]),
        ]
        for row in told.real.to_dict("records")
    ]  # fmt: skip
    table = Table("power", "Power: how often a trial finds what is there", columns, rows)
    smallest = Table(
        "smallest",
        f"The smallest fall that is found in {100 * plan.power:.0f}% of trials, {told.unit}",
        [Column("Authorities", Kind.TEXT), *(Column(f"{months} months") for months in plan.months)],
        [
            [f"{authorities} authorities", *(_find_smallest(told, authorities, months) for months in plan.months)]
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
                f"{number(_find_smallest(told, authorities, months))} {told.unit} in {months} months"
                for months in plan.months
            )
            for authorities in plan.authorities
        ),
        partial(
            draw_smallest_effects,
            tuple(plan.authorities),
            {months: tuple(_find_smallest(told, size, months) for size in plan.authorities) for months in plan.months},
            told.unit,
        ),
    )  # fmt: skip
    return Section("answer", "What it would find", paragraphs, pictures=[picture], tables=[smallest, table])


def _say_smallest(told: Told, row: pd.Series[Any]) -> str:
    plan = told.design.plan
    smallest = float(row["smallest_effect"])
    if math.isnan(smallest):
        return (
            f"With {row['authorities']} authorities followed for {row['months']} months, nothing can be concluded: "
            "too few have started, or have anybody to be compared with."
        )
    return (
        f"With {row['authorities']} authorities followed for {row['months']} months, the smallest fall in "
        f"{told.design.statistic.title} that {100 * plan.power:.0f}% of trials would find is {number(smallest)} "
        f"{told.unit}. Smaller effects would mostly be missed, and a trial that finds nothing says no more than that."
    )


def _say_power(told: Told, row: pd.Series[Any]) -> str:
    return (
        f"If it works as “{row['effect']}” has it, starting makes {told.change(float(row['true_effect']))} in this "
        f"model, and {number(float(row['found_percent']))}% of trials find an effect."
    )


def _find_smallest(told: Told, authorities: int, months: int) -> float:
    rows = told.none[(told.none["authorities"] == authorities) & (told.none["months"] == months)]
    return float(rows.iloc[0]["smallest_effect"])


def _name_size(row: dict[Any, Any]) -> str:
    return f"{row['authorities']} authorities, {row['months']} months"


def _build_no_effect(told: Told) -> Section:
    design, plan, main = told.design, told.design.plan, told.main
    alarms = float(main["found_percent"])
    wanted = 100.0 * plan.significance
    paragraphs = [
        f"Where there is nothing to find, {number(alarms)}% of trials of {main['authorities']} authorities over "
        f"{main['months']} months say that there is something; {wanted:g}% is what the analysis promises. "
        + _judge_alarms(main, wanted)
    ]
    low, high = (float(end) for end in np.percentile(told.pilots, [2.5, 97.5]))
    if design.is_ratio:
        low, high = (float(100.0 * np.expm1(end)) for end in (low, high))
    middle = float(np.median(told.pilots))
    middle = float(100.0 * np.expm1(middle)) if design.is_ratio else middle
    started = f"{plan.starts[0]:%B %Y}"
    paragraphs.append(
        f"A pilot in one authority that started in {started}, and compared before with after over the same "
        f"{max(plan.months)} months, would have seen {told.change(middle)} without any effect; the middle 95% of such "
        f"pilots would have seen anything from {told.change(low)} to {told.change(high)}."
    )
    if plan.contamination:
        happenings = in_list([name.replace("_", " ") for name in plan.contamination])
        paragraphs.append(
            f"Meanwhile there happens, in these trials as well: {happenings}. Comparing before with after takes it "
            "for the effect; comparing authorities within the same months does not, as far as it happens to all alike."
        )
    columns = [
        Column("Authorities, and months followed", Kind.TEXT), Column("False alarms, %"),
        Column("95% interval", Kind.RANGE), Column(f"Mean estimate, {told.unit}", Kind.DIFFERENCE),
        Column("Middle 95% of estimates", Kind.DIFFERENCE_RANGE),
        Column("False alarms, %", group="Comparing before with after"),
        Column(f"Mean estimate, {told.unit}", Kind.DIFFERENCE, "Comparing before with after"),
        Column("Middle 95% of estimates", Kind.DIFFERENCE_RANGE, "Comparing before with after"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            _name_size(row), float(row["found_percent"]), (float(row["found_low"]), float(row["found_high"])),
            float(row["estimate"]), (float(row["estimate_low"]), float(row["estimate_high"])),
            float(row["before_after_found_percent"]), float(row["before_after_estimate"]),
            (float(row["before_after_low"]), float(row["before_after_high"])),
        ]
        for row in told.none.to_dict("records")
    ]  # fmt: skip
    longest = [row for row in told.none.to_dict("records") if row["months"] == max(plan.months)]
    bars = [
        (f"{row['authorities']} authorities: {label}", float(row[mean]), float(row[least]), float(row[most]))
        for row in longest
        for label, mean, least, most in (
            (f"this {plan.design.value} trial", "estimate", "estimate_low", "estimate_high"),
            ("before and after", "before_after_estimate", "before_after_low", "before_after_high"),
        )
    ]
    bars.append(("1 authority: before and after", middle, low, high))
    picture = Picture(
        "What would be concluded if there were no effect",
        "Dots: the middle of the estimates. Lines: where 95% of them lie. A line that lies to one side of zero is a "
        "wrong answer whatever the luck.",
        "; ".join(f"{name}: {told.change(mean)}" for name, mean, _, _ in bars),
        partial(draw_estimates, tuple(bars), told.unit),
    )
    table = Table("no_effect", "With no effect: false alarms and estimates", columns, rows)
    return Section("no-effect", "What it would conclude of nothing", paragraphs, pictures=[picture], tables=[table])


def _judge_alarms(row: pd.Series[Any], wanted: float) -> str:
    low, high = float(row["found_low"]), float(row["found_high"])
    if math.isnan(low):
        return "None of the trials can be analysed."
    if low > wanted:
        return "It cries wolf more often than that, so that its power counts for less than it seems."
    if high < wanted:
        return "It errs on the side of finding nothing, and its power would be a little higher with an exact test."
    return "That is within the error of so many trials."


def _build_costs(told: Told) -> Section:
    plan = told.design.plan
    columns = [
        Column("Authorities, and months followed", Kind.TEXT), Column("Evaluation, GBP", Kind.COUNT),
        *(Column(f"{name}: authorities' own, GBP", Kind.COUNT) for name in plan.effects),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for none in told.none.to_dict("records"):
        same = (told.real["authorities"] == none["authorities"]) & (told.real["months"] == none["months"])
        of_size = told.real[same]
        spent = [float(of_size[of_size["effect"] == name].iloc[0]["cost_change_over_gbp"]) for name in plan.effects]
        rows.append([_name_size(none), float(none["cost_evaluation_gbp"]), *spent])
    named = {"The evaluator's work": plan.costs.evaluation, "Each authority": plan.costs.authority_a_year}
    sentences = [
        f"{name}: {number(cost.value)} {cost.unit} ({cost.grade.value}; {cost.source})." for name, cost in named.items()
    ]
    paragraphs = [
        "Evaluation is what the design's file says it costs. Authorities' own is what those that have started spend "
        "on staff, sessions outside and hiring more than if they had not, until the trial ends, as simulated; below "
        "zero, they spend less.",
        *sentences,
    ]
    return Section("costs", "What it costs", paragraphs, tables=[Table("costs", "Costs", columns, rows)])


def _build_likeness(told: Told) -> Section:
    likeness, ratio = told.likeness, told.design.is_ratio
    shown = partial(_show_spread, ratio=ratio)
    paragraphs = [
        f"From one year to the next, {told.design.statistic.title} changes by {shown(likeness.published)} in published "
        f"authorities, and by {shown(likeness.simulated)} in these before anything is added (standard deviations, "
        "without what all share).",
    ]
    if likeness.added_spread > 0.0:
        spread = likeness.added_spread * (100.0 if ratio else 1.0)
        unit = "log percent" if ratio else "points"
        paragraphs.append(
            f"For the difference, each authority has luck of its own: an autoregression with a standard deviation of "
            f"{number(spread)} {unit}, of which {100 * likeness.added_lasting:.0f}% is left after a year."
        )
    else:
        paragraphs.append("Nothing is added: those simulated vary as much, or more.")
    paragraphs.append(
        f"Demand varies as referrals do in the panel: a standard deviation of {100 * told.demand.spread:.0f} log "
        f"percent, of which {100 * told.demand.lasting:.0f}% is left after a year."
    )
    return Section("likeness", "How like published authorities they are", paragraphs)


def _show_spread(variation: YearlyVariation, ratio: bool) -> str:
    value = variation.sd_of_change
    if math.isnan(value):
        return "an amount that too few years tell"
    return f"{number(100.0 * value)} log percent" if ratio else f"{number(value)} points"


def _build_method(told: Told) -> Section:
    design, plan = told.design, told.design.plan
    starts = in_list([f"{day.day} {day:%B %Y}" for day in plan.starts])
    paragraphs = [
        f"{SCHEME[plan.design]} The outcome is {design.statistic.title} ({design.statistic.unit}), measured over every "
        f"{plan.period_months} months from {plan.first_month.day} {plan.first_month:%B %Y}"
        + (", as its logarithm." if design.is_ratio else "."),
        f"Starts: {starts}. Of {plan.authorities[0]} authorities, "
        f"{count_starting(plan.design, plan.authorities[0])} start.",
        f"Analysis: {ANALYSED[plan.analysis]}"
        + (" Each period has a level of its own." if plan.design is not DesignKind.before_and_after else ""),
        f"{plan.bank.authorities} authorities of the panel, drawn by lot, were simulated {plan.bank.histories} times "
        "each: as they go on, and from each start by each effect, with the same families and the same luck. "
        f"{plan.trials:,} trials of each size were drawn from them, each with other authorities and another lot.",
    ]
    columns = [Column("What happens meanwhile", Kind.TEXT), Column("From", Kind.TEXT), Column("Until", Kind.TEXT),
               Column("Referrals times"), Column("Of authorities, %"), Column("Source", Kind.TEXT)]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            name.replace("_", " "), happening.start, happening.until, happening.factor.value,
            100.0 * happening.share.value, f"{happening.factor.source} ({happening.factor.grade.value})",
        ]
        for name, happening in plan.contamination.items()
    ]  # fmt: skip
    tables = [Table("meanwhile", "What else happens", columns, rows)] if rows else []
    return Section("method", "How it was worked out", paragraphs, tables=tables)
