"""What a trial costs, how like published authorities those simulated are, and how it was worked out."""

from __future__ import annotations

import math
from functools import partial

from fssim.dates import write_date
from fssim.report.document.report_parts import Cell, Column, Kind, Section, Table
from fssim.report.wording.words import in_list, number
from fssim.trials.analyses import Analysis
from fssim.trials.outcome_scale import is_at_the_end
from fssim.trials.page.trial_summary import TrialSummary, name_size
from fssim.trials.trial_starts import TrialDesignKind, count_starting
from fssim.trials.variation_in_time import YearlyVariation

SCHEME = {
    TrialDesignKind.parallel: "Half of them, drawn by lot, start, and the others do not.",
    TrialDesignKind.stepped_wedge: "All of them start, in an order that is drawn by lot.",
    TrialDesignKind.matched_comparison: "Half of them start, chosen without a lot, and each is compared with the "
    "authority whose outcome was nearest to its own before.",
    TrialDesignKind.before_and_after: "All of them start, and each is compared with itself before; no authority that "
    "does not start is looked at.",
}
ANALYSED = {
    Analysis.estimating_equations: "Generalised estimating equations with exchangeable correlation inside an "
    "authority, standard errors that hold for any other correlation, corrected for few authorities (Mancl and DeRouen "
    "2001), and Student's t with one degree of freedom fewer than authorities.",
    Analysis.mixed_model: "A mixed model with a level for each authority, fitted by restricted maximum likelihood "
    "(Hussey and Hughes 2007). It takes what is left over for independent from period to period.",
}


def build_trial_costs(summary: TrialSummary) -> Section:
    plan = summary.design.plan
    columns = [
        Column("Authorities, and months followed", Kind.TEXT), Column("Evaluation, GBP", Kind.COUNT),
        *(Column(f"{name}: authorities' own, GBP", Kind.COUNT) for name in plan.effects),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for none in summary.none.to_dict("records"):
        same = (summary.real["authorities"] == none["authorities"]) & (summary.real["months"] == none["months"])
        of_size = summary.real[same]
        spent = [float(of_size[of_size["effect"] == name].iloc[0]["cost_change_over_gbp"]) for name in plan.effects]
        rows.append([name_size(none), float(none["cost_evaluation_gbp"]), *spent])
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


def build_likeness(summary: TrialSummary) -> Section:
    likeness, ratio = summary.likeness, summary.design.is_ratio
    shown = partial(_show_spread, ratio=ratio)
    paragraphs = [
        f"From one year to the next, the figure for {summary.outcome} changes by {shown(likeness.published)} in "
        f"published authorities, and by {shown(likeness.simulated)} in these before anything is added (standard "
        "deviations, without what all share).",
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
        f"Demand varies as referrals do in the panel: a standard deviation of {100 * summary.demand.spread:.0f} log "
        f"percent, of which {100 * summary.demand.lasting:.0f}% is left after a year."
    )
    return Section("likeness", "How like published authorities they are", paragraphs)


def _show_spread(variation: YearlyVariation, ratio: bool) -> str:
    value = variation.sd_of_change
    if math.isnan(value):
        return "an amount that too few years tell"
    return f"{number(100.0 * value)} log percent" if ratio else f"{number(value)} points"


def build_method(summary: TrialSummary) -> Section:
    design, plan = summary.design, summary.design.plan
    starts = in_list([write_date(day) for day in plan.starts])
    times = "once" if plan.bank.histories == 1 else f"{plan.bank.histories} times"
    paragraphs = [
        f"{SCHEME[plan.design]} The outcome is {summary.outcome} ({design.statistic.unit}), counted "
        f"{'at the end of' if is_at_the_end(plan.outcome) else 'over'} every "
        f"{'month' if plan.period_months == 1 else f'{plan.period_months} months'} from {write_date(plan.first_month)}"
        + (", as its logarithm." if design.is_ratio else "."),
        f"Starts: {starts}. Of {plan.authorities[0]} authorities, "
        f"{count_starting(plan.design, plan.authorities[0])} start.",
        f"Analysis: {ANALYSED[plan.analysis]}"
        + (" Each period has a level of its own." if plan.design is not TrialDesignKind.before_and_after else ""),
        f"{plan.bank.authorities} authorities of the panel, drawn by lot, were simulated {times} each: as they go on, "
        "and from each start by each effect, with the same families and the same luck. "
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
