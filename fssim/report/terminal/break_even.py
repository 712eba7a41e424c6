"""How much would be enough, in a table and in sentences."""

from __future__ import annotations

from rich.box import SIMPLE
from rich.table import Column, Table
from rich.text import Text

from fssim.analysis.break_even import ALWAYS, NEVER, BreakEven
from fssim.measures.catalogue import describe
from fssim.report.wording.answer_sentences import shared_by
from fssim.report.wording.words import difference_with_unit, interval, number, plain, signed, spoken, with_unit
from fssim.runs.paired import compare_demand
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.interval import Interval
from fssim.statistics.verdict import CANNOT_TELL, SAME


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
    return [f"{label} is no worse than in '{other}' where the {what} is {amount} or {way}. {_how_surely(answer)}"]


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
