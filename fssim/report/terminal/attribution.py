"""Why two scenarios differ, in a table and in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor, isnan, log10

from rich.box import SIMPLE
from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from fssim.analysis.attribute import UNMEASURED_EFFECT, Attribution, Contribution
from fssim.analysis.change_groups import ChangedPart
from fssim.measures.catalogue import describe
from fssim.report.terminal.run_tables import NARROW, Row, stacked, verdict_in_colour
from fssim.report.wording.answer_sentences import shared_by
from fssim.report.wording.words import in_list, interval, number, plain, signed, with_unit
from fssim.runs.paired import compare_demand
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.shapley import round_together
from fssim.statistics.verdict import CLEAR, RULE, Judged

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
        return stacked(sections, HEADINGS, "Says", width)
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
    return (
        f"{about.label} is {with_unit(whole.value, about.unit)} in '{title}' and {number(whole.baseline)} in "
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
