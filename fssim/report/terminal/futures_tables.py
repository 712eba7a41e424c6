"""In which futures a staffing fails, and what to find out first, in tables and sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.box import SIMPLE
from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from fssim.measures.catalogue import describe
from fssim.plots import name_value
from fssim.report.terminal.robust_tables import describe_thresholds, name_staffing
from fssim.report.terminal.run_tables import CROWDED, Row, stack_rows
from fssim.report.wording.effects_in_force import closing_notes
from fssim.report.wording.words import capitalised, difference_with_unit, number, plain, with_unit
from fssim.studies.decisions.discover_failures import UNLIKELY, Discovery
from fssim.studies.decisions.value_of_information import EVERYTHING, WOULD_CHANGE, ValueOfInformation
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.whole_numbers import write_count

RULES = ("Futures", "Fails in", "Coverage", "Density")
WORTH = ("Worth", "Standard error", "By chance", "p")


def _tabulate(rows: list[Row], first: str, headings: tuple[str, ...], last: str, width: int) -> RenderableType:
    """A row each; on a terminal of less than `CROWDED` columns the figures stand below the label."""
    if width < CROWDED:
        return stack_rows([("", rows)], headings, last, width) if rows else Text()
    table = Table(
        Column(first, overflow="fold"),
        *(Column(heading, justify="right", no_wrap=True) for heading in headings),
        *([Column(last, no_wrap=True)] if last else []),
        box=SIMPLE,
        width=min(width, 140),
    )
    for label, figures, end in rows:
        table.add_row(label, *figures, *([end] if last else []))
    return table


def discovery_table(discovery: Discovery, width: int) -> RenderableType:
    """A row for each rule, those that have the most failures first."""
    rows: list[Row] = [
        (
            Text(capitalised(plain(row["rule"]))),
            (f"{row['futures']:,}", f"{row['fails']:,}", f"{row['coverage']:.0%}", f"{row['density']:.0%}"),
            Text(),
        )
        for row in discovery.frame.to_dict("records")
    ]
    return _tabulate(rows, "Rule", RULES, "", width)


def discovery_notes(discovery: Discovery) -> list[str]:
    """How to read the table; nothing without a rule."""
    if not discovery.rules:
        return []
    return [
        "A future is one set of values of the uncertainties, and counts as one in which the staffing fails if its mean "
        "over the replications breaks a threshold. 'Coverage' is the share of those that a rule has, and 'Density' the "
        "share of its futures that are such (Bryant and Lempert, 2010). Rules are the branches of a decision tree, "
        "which was made again with a fifth of the futures left out at a time, and with failures shuffled."
    ]


def discovery_sentences(discovery: Discovery) -> list[str]:
    """How often the staffing fails, and what the rules are worth."""
    staffing = capitalised(name_staffing(discovery.futures, discovery.staffing))
    fails, count = int(discovery.fails.sum()), len(discovery.fails)
    limits = describe_thresholds(discovery.futures, discovery.thresholds)
    share = f"{fails:,} of {write_count(count, 'future')} ({fails / count:.0%})"
    first = f"{staffing} breaks a threshold ({limits}) in {share}."
    if not fails:
        return [first]
    if not discovery.rules:
        return [first, "There is no rule: it fails in too few futures or too many, or nothing sets them apart."]
    seen = (
        f"of futures left out, rules have {discovery.coverage_left_out:.0%} of those in which it fails, and it fails "
        f"in {discovery.density_left_out:.0%} of those that they have"
    )
    chance = f"{discovery.p:.0%}" if discovery.p >= UNLIKELY / 2.0 else f"{discovery.p:.1%}"
    if discovery.is_better_than_chance:
        return [first, f"The rules are better than chance, which would do as well {chance} of the time: {seen}."]
    return [first, f"No rule is better than chance, which would do as well {chance} of the time: {seen}."]


def information_table(value: ValueOfInformation, width: int) -> RenderableType:
    """A row for each uncertainty, those worth most first, and one for everything at once."""
    rows: list[Row] = []
    for row in value.frame.to_dict("records"):
        grade = f" ({row['grade']})" if row["grade"] else ""
        p = "-" if row["p"] != row["p"] else f"{row['p']:.3f}"
        figures = number(row["value"]), number(row["error"]), number(row["by_chance"]), p
        label = Text(f"{capitalised(plain(row['label']))}{grade}")
        rows.append((label, figures, Text(row["says"], style="bold" if row["says"] == WOULD_CHANGE else "")))
    return _tabulate(rows, "If it were known", WORTH, "Says", width)


def information_notes(value: ValueOfInformation) -> list[str]:
    """How to read the table."""
    unit = f" In {value.unit}." if value.unit else ""
    return [
        "'Worth' is by how much the choice would be better on average if the number were known before choosing (the "
        "expected value of perfect information, by Strong, Oakley and Brennan, 2014): the most that finding it out "
        f"could be worth, for one choice.{unit} 'By chance' is what a number that does not matter would seem to be "
        "worth with so few futures, and for everything at once how much of it may be the luck of the replications. "
        "'would change the choice' says that chance gives so much less than 5% of the time, for all the numbers "
        "together, and that it is more than 1.645 of its standard errors.",
        *closing_notes(value.futures.swept.sweep.base, [value.measure]),
    ]


def information_sentences(value: ValueOfInformation) -> list[str]:
    """What is chosen now and how often that is wrong, and what to find out first."""
    futures = value.futures
    label = plain(describe(value.measure, futures.swept.sweep.base).label)
    by = label if value.worth is None else f"{label} at {value.worth:,.0f} GBP a unit, less cost"
    first = (
        f"{capitalised(name_staffing(futures, value.chosen))} is best on average by {by}; in {value.wrong:.0%} of the "
        f"{write_count(len(futures.futures), 'future')} another is better, by the replications there are."
    )
    (everything,) = value.frame.loc[[EVERYTHING]].to_dict("records")
    rows = value.frame[value.frame["says"] == WOULD_CHANGE].drop(index=EVERYTHING, errors="ignore")
    least = max([everything["value"] - everything["by_chance"], *rows["value"]])
    ends = number(min(max(least, 0.0), everything["value"])), difference_with_unit(everything["value"], value.unit)
    worth = ends[1] if everything["by_chance"] == 0.0 else f"between {ends[0]} and {ends[1]}"
    second = f"Knowing everything before choosing would be worth {worth} on average."
    if rows.empty:
        return [first, second, "No single number can be told to change the choice: nothing to find out first."]
    name = str(rows.index[0])
    top = rows.iloc[0]
    third = f"Find out first: {plain(top['label'])}, worth up to {difference_with_unit(top['value'], value.unit)}"
    switches = value.switches.get(name, ())
    elsewhere = switching_words(switches, str(top["unit"]), lambda chosen: name_staffing(futures, chosen))
    return [first, second, f"{third}{elsewhere}."]


def switching_words(switches: Sequence[tuple[Value, int]], unit: str, name: Callable[[int], str]) -> str:
    """From where on another staffing would be chosen; nothing for what has no order."""
    if len(switches) < 2:
        return ""
    (_, least), *others = switches
    below, above = name(least), name(others[-1][1])
    first, last = (_amount(others[place][0], unit) for place in (0, -1))
    if len(others) > 1 and below == above:
        return f"; with less than {first} or more than {last} one would choose {below}, and in between another"
    if len(others) > 1:
        return (
            f"; with less than {first} one would choose {below}, from {last} on {above}, and in between now one and "
            "now another"
        )
    return f"; with less than {first} one would choose {below}, with more {above}"


def _amount(value: Value, unit: str) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return with_unit(float(value), unit)
    return name_value(value)
