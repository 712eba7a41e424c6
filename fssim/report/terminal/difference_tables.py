"""Why two scenarios differ, part by part, and how much of one number would be enough: tables and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor, isnan, log10

from rich.box import SIMPLE
from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from fssim.measures.catalogue import describe
from fssim.report.terminal.run_tables import NARROW, Row, stack_rows, verdict_in_colour
from fssim.report.wording.answer_notes import shared_by
from fssim.report.wording.words import (
    difference_with_unit,
    in_list,
    interval,
    number,
    plain,
    signed,
    spoken,
    unit_said,
    with_unit,
)
from fssim.runs.paired import compare_demand
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.interval import Interval
from fssim.statistics.shapley import round_together
from fssim.statistics.verdict import CANNOT_TELL, CLEAR, RULE, SAME, Judged
from fssim.studies.analysis.differences.attribute import UNMEASURED_EFFECT, Attribution, Contribution
from fssim.studies.analysis.differences.break_even import ALWAYS, NEVER, BreakEven
from fssim.studies.analysis.differences.change_groups import ChangedPart

FIGURES = 3
ALL_OF_IT = "in all"
MOST_NAMED = 3
MOST_CHANGES = 2
Verdicts = dict[tuple[str, str], Judged]  # by measure and part
HEADINGS = ("Adds", "95% interval", "Evidence")


def attribution_footnote(first: Scenario, other: Scenario) -> str:
    """How to read the table."""
    shared = shared_by(compare_demand(first, other))
    return (
        "Each part's figure is what it adds, averaged over every order in which the parts could be made (its Shapley "
        f"value), so the parts sum to the difference. Every combination has {shared}. "
        f"'Evidence' is the weakest grade among the part's own numbers. {RULE}"
    )


def attribution_table(attribution: Attribution, width: int) -> RenderableType:
    """What each part adds to each measure shown, largest first, and the difference they sum to."""
    says = attribution.judged()
    sections = [
        _section(attribution.contributions[measure], says, attribution.scenario) for measure in attribution.shown
    ]
    if width < NARROW:
        return stack_rows(sections, HEADINGS, "Says", width)
    table = Table(
        Column("Part", overflow="fold"),
        *(Column(heading, justify="right", no_wrap=True) for heading in HEADINGS),
        Column("Says", no_wrap=True),
        box=SIMPLE,
    )
    for title, rows in sections:
        table.add_section()
        table.add_row(Text(title, style="bold"))
        for label, numbers, verdict in rows:
            table.add_row(label, *numbers, verdict)
    return table


def _section(parts: Sequence[Contribution], says: Verdicts, scenario: Scenario) -> tuple[str, list[Row]]:
    about = describe(parts[0].measure, scenario)
    printed = rounded_contributions(parts)
    rows: list[Row] = [
        (
            Text(plain(part.part)),
            (printed[part.part], _bounds(says[part.measure, part.part]), part.grade or "-"),
            verdict_in_colour(says[part.measure, part.part].verdict, about.more_is),
        )
        for part in sorted(parts, key=lambda part: -abs(part.contribution))
    ]
    rows.append((Text(ALL_OF_IT, style="bold"), (printed[ALL_OF_IT], "", ""), Text()))
    return f"{plain(about.label)}, {about.unit}", rows


def rounded_contributions(parts: Sequence[Contribution]) -> dict[str, str]:
    """Contributions as they are printed, so that what is printed sums to the printed difference."""
    exact = [Fraction(part.contribution) for part in parts if not isnan(part.contribution)]
    largest = max(map(abs, exact), default=Fraction(0))
    if not largest:
        return dict.fromkeys([*(part.part for part in parts), ALL_OF_IT], "0" if exact else "-")
    decimals = max(FIGURES - 1 - floor(log10(largest)), 0)
    rounded = round_together(exact, Fraction(10) ** -decimals)
    printed = [_decimal(value, decimals) for value in (*rounded, sum(rounded, Fraction(0)))]
    return dict(zip([*(part.part for part in parts), ALL_OF_IT], printed, strict=True))


def _decimal(value: Fraction, decimals: int) -> str:
    return f"{float(value):+,.{decimals}f}" if value else "0"


def _bounds(verdict: Judged) -> str:
    return interval(verdict.low, verdict.high)


def attribution_sentences(attribution: Attribution, title: str, other: str) -> list[str]:
    """For each measure shown two sentences: how far the two differ and through what, and what rests on unmeasured
    effects."""
    says = attribution.judged()
    return [_sentences(attribution, measure, says, title, other) for measure in attribution.shown]


def _sentences(attribution: Attribution, measure: str, says: Verdicts, title: str, other: str) -> str:
    parts, about = attribution.contributions[measure], describe(measure, attribution.scenario)
    whole = parts[0]
    if isnan(whole.difference):
        return f"{about.label}: no replication has it in every combination, so it cannot be split."
    printed = rounded_contributions(parts)
    surely = [part for part in parts if says[measure, part.part].verdict in CLEAR]
    surely.sort(key=lambda part: -abs(part.contribution))
    named = in_list([f"{part.part} ({printed[part.part]})" for part in surely[:MOST_NAMED]]) if surely else ""
    chiefly = "chiefly through" if len(surely) > 1 else "through"
    through = f"{chiefly} {named}" if surely else "of which no part can be told from chance"
    effects = attribution.resting_on_effects(measure)
    resting = (
        f"Effects that are only reported or assumed add {signed(effects)} of it{_share(effects, whole.difference)}"
        if effects
        else "None of it rests on effects that are only reported or assumed"
    )
    baseline = unit_said(whole.baseline, about.unit)
    return (
        f"{about.label} is {with_unit(whole.value, about.unit)} in '{title}' and {baseline} in "
        f"'{other}', a difference of {printed[ALL_OF_IT]}, {through}. {resting}."
    )


def _share(part: float, whole: float) -> str:
    return f", {part / whole:.0%} of the whole" if whole else ""


def parts_in_words(parts: Sequence[ChangedPart]) -> list[str]:
    """What each part changes: its first changes, and how many more there are."""
    lines = []
    for part in parts:
        changes = part.described()
        more = len(changes) - MOST_CHANGES
        effect = f" ({UNMEASURED_EFFECT})" if part.is_unmeasured_effect else ""
        lines.append(
            f"{part.name}{effect}: {'; '.join(changes[:MOST_CHANGES])}{f'; and {more} more' if more > 0 else ''}"
        )
    return lines


def break_even_footnote(answer: BreakEven, baseline: Scenario) -> str:
    """How to read the table."""
    ends = (answer.varied.at(value) for value in (answer.first, answer.last))
    differ = list(dict.fromkeys(difference for end in ends for difference in compare_demand(end, baseline)))
    return (
        f"Differences are paired: every value, as the baseline, has {shared_by(differ)}. The interval of the "
        "break-even holds every value at which a difference of zero is not rejected (a t test at 5%). Each row's "
        "interval, and what it says, is about that row by itself."
    )


def break_even_table(answer: BreakEven, width: int) -> Table:
    """How far the measure is from the baseline's, at every value that was worked out."""
    about = describe(answer.measure, answer.scenario)
    sign = answer.sign
    table = Table(
        Column(Text(f"{plain(spoken(answer.varied.name)).capitalize()}, {answer.varied.unit}"), justify="right"),
        Column("Difference", justify="right", no_wrap=True),
        Column("95% interval", justify="right", no_wrap=True),
        Column("Says", no_wrap=True),
        title=Text(f"{plain(about.label)}, {about.unit}"),
        title_justify="left",
        box=SIMPLE,
        width=min(width, 100),
    )
    for value, worse_by in answer.crossing.curve.items():
        low, high = sorted((sign * worse_by.low, sign * worse_by.high))
        table.add_row(number(value), signed(sign * worse_by.mean), interval(low, high), _says(worse_by))
    return table


def _says(worse_by: Interval) -> Text:
    if worse_by.low > 0.0:
        return Text("worse", style="bold red")
    if worse_by.low == worse_by.high == 0.0:
        return Text(SAME)
    return Text("no worse", style="bold green") if worse_by.high <= 0.0 else Text(CANNOT_TELL)


def break_even_sentences(answer: BreakEven, other: str) -> list[str]:
    """Two sentences: where the break-even is, and how surely; or that there is none, and what is so instead."""
    about = describe(answer.measure, answer.scenario)
    label = plain(about.label)
    what, curve = spoken(answer.varied.name), answer.crossing
    ends = f"from {number(answer.first)} to {with_unit(answer.last, answer.varied.unit)}"
    by = (_worse_by(curve.at_first, about.unit), _worse_by(curve.at_last, about.unit))
    if answer.status == NEVER:
        sure = "That can be told from chance" if curve.surely else "These runs cannot rule out that it is chance"
        return [
            f"Never within the range: {label} is worse than in '{other}' at every {what} {ends}. {sure}; it is {by[0]} "
            f"at the one end and {by[1]} at the other."
        ]
    if answer.status == ALWAYS:
        sure = "That can be told from chance" if curve.surely else "These runs cannot rule out that some are worse"
        return [
            f"Already so throughout the range: {label} is no worse than in '{other}' at any {what} {ends}. {sure}; it "
            f"is {by[0]} at the one end and {by[1]} at the other."
        ]
    at = curve.at or 0.0
    way = "more" if curve.falls else "less"
    amount = with_unit(at, answer.varied.unit)
    if answer.varied.comes_whole:
        amount = f"{ceil(at) if curve.falls else floor(at):,} {answer.varied.unit}".rstrip()
    between = f" The means cross at {number(at)}." if answer.varied.comes_whole and not at.is_integer() else ""
    return [
        f"{label} is no worse than in '{other}' where the {what} is {amount} or {way}.{between} {_how_surely(answer)}"
    ]


def _how_surely(answer: BreakEven) -> str:
    low, high, unit = answer.crossing.low, answer.crossing.high, answer.varied.unit
    if low is not None and high is not None:
        return f"The break-even lies between {number(low)} and {with_unit(high, unit)}, with 95% confidence."
    if low is None and high is None:
        return (
            f"These runs cannot tell where between {number(answer.first)} and {with_unit(answer.last, unit)} it lies."
        )
    side, end = ("below", high or 0.0) if low is None else ("above", low)
    return (
        f"With 95% confidence the break-even is {side} {with_unit(end, unit)}; how far {side}, these runs cannot tell "
        "within the range."
    )


def _worse_by(worse_by: Interval, unit: str) -> str:
    if worse_by.mean == 0.0:
        return "no different"
    return f"{'worse' if worse_by.mean > 0.0 else 'better'} by {difference_with_unit(abs(worse_by.mean), unit)}"
