"""What is best whatever the future, in which futures a staffing fails, and what to find out first, in tables and
sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from fssim.measures.catalogue import describe
from fssim.measures.declaration import BETTER, ONLY_WORSE, WORSE
from fssim.plots import name_value
from fssim.report.terminal.run_tables import CROWDED, Row, stack_rows
from fssim.report.wording.closing_by_pressure import closing_notes
from fssim.report.wording.levers_in_words import say_lever_at
from fssim.report.wording.words import capitalised, difference_with_unit, in_list, interval, number, plain, with_unit
from fssim.statistics.value_of_knowing import ERRORS_ABOVE_NOTHING
from fssim.studies.decisions.discover_failures import UNLIKELY, Discovery
from fssim.studies.decisions.futures import Futures
from fssim.studies.decisions.rank_robustly import EXPECTED, HOLDS, REGRET, WORST, RobustRanking
from fssim.studies.decisions.value_of_information import EVERYTHING, NOTHING, WOULD_CHANGE, ValueOfInformation
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.whole_numbers import write_count

ROBUST = ("Mean", "95% interval", "Worst", "Regret", "Holds", "On frontier", "Cost, GBP a year")
RULES = ("Futures", "Fails in", "Coverage", "Density")
WORTH = ("Worth", "Standard error", "By chance", "p")
MOST_NAMED = 3  # staffings that come to the same


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
    """A row for each rule, those that have the most failures first; nothing without a rule."""
    if not discovery.rules:
        return Text()
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
    notes = discovery.futures.notes
    if not fails:
        return [first, *notes]
    if not discovery.rules:
        why = "There is no rule: it fails in too few futures or too many, or nothing sets them apart."
        return [first, why, *notes]
    seen = (
        f"of futures left out, rules have {discovery.coverage_left_out:.0%} of those in which it fails, and it fails "
        f"in {discovery.density_left_out:.0%} of those that they have"
    )
    chance = f"{discovery.p:.0%}" if discovery.p >= UNLIKELY / 2.0 else f"{discovery.p:.1%}"
    if discovery.is_better_than_chance:
        worth = f"The rules are better than chance, which would do as well {chance} of the time: {seen}."
    else:
        worth = f"No rule is better than chance, which would do as well {chance} of the time: {seen}."
    return [first, worth, *notes]


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
        f"together, and that it is more than {ERRORS_ABOVE_NOTHING} of its standard errors; 'nothing', that whatever "
        "the number is the choice is the same.",
        *closing_notes(value.futures.swept.sweep.base, [value.measure]),
    ]


def information_sentences(value: ValueOfInformation) -> list[str]:
    """What is chosen now and how often that is wrong, and what to find out first."""
    futures = value.futures
    about = describe(value.measure, futures.swept.sweep.base)
    label = plain(about.label)
    by = label if value.worth is None else f"{label} ({about.unit}) at {number(value.worth)} GBP a year each, less cost"
    share = f"{value.wrong:.0%}" if value.wrong else "none"
    first = (
        f"{capitalised(name_staffing(futures, value.chosen))} is best on average by {by}; in {share} of the "
        f"{write_count(len(futures.futures), 'future')} another is better, by the replications there are."
    )
    (everything,) = value.frame.loc[[EVERYTHING]].to_dict("records")
    rows = value.frame[value.frame["says"] == WOULD_CHANGE].drop(index=EVERYTHING, errors="ignore")
    least = max([everything["value"] - everything["by_chance"], *rows["value"]])
    ends = number(min(max(least, 0.0), everything["value"])), difference_with_unit(everything["value"], value.unit)
    worth = ends[1] if everything["by_chance"] == 0.0 else f"between {ends[0]} and {ends[1]}"
    second = f"Knowing everything before choosing would be worth {worth} on average."
    if rows.empty:
        return [first, second, _say_nothing_known(value), *futures.notes]
    name = str(rows.index[0])
    top = rows.iloc[0]
    third = f"Find out first: {plain(top['label'])}, worth up to {difference_with_unit(top['value'], value.unit)}"
    switches = value.switches.get(name, ())
    elsewhere = switching_words(switches, str(top["unit"]), lambda chosen: name_staffing(futures, chosen))
    return [first, second, f"{third}{elsewhere}.", *futures.notes]


def _say_nothing_known(value: ValueOfInformation) -> str:
    """What to do where no number can be told to change the choice: nothing, or to simulate more."""
    alone = value.frame.drop(index=EVERYTHING, errors="ignore")
    if (alone["says"] == NOTHING).all():
        return "No number by itself would change the choice: there is nothing to find out first."
    return (
        "No single number can be told to change the choice, and so none to find out first: more futures (`points`) or "
        "more replications may tell."
    )


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


def robust_table(ranking: RobustRanking, width: int) -> RenderableType:
    """For each measure a row for each staffing, those most often on the frontier first.

    On a terminal of less than `CROWDED` columns each staffing's figures stand below it.
    """
    parts = [(_title(ranking.futures, name), _robust_rows(ranking, name)) for name in ranking.measures]
    if width < CROWDED:
        return stack_rows(parts, ROBUST, "", width)
    tables = []
    for title, rows in parts:
        table = Table(
            Column("Staffing", overflow="fold"),
            *(Column(heading, justify="right", no_wrap=True) for heading in ROBUST),
            title=title,
            title_justify="left",
            box=SIMPLE,
            width=min(width, 140),
        )
        for label, figures, _ in rows:
            table.add_row(label, *figures)
        tables.append(table)
    return Group(*tables)


def _title(futures: Futures, measure: str) -> str:
    about = describe(measure, futures.swept.sweep.base)
    return f"{plain(about.label)}, {about.unit}".removesuffix(", ")


def _robust_rows(ranking: RobustRanking, name: str) -> list[Row]:
    rows: list[Row] = []
    for point, row in zip(ranking.frame.index, ranking.frame.to_dict("records"), strict=True):
        figures = (
            number(row[f"{name}_mean"]), interval(row[f"{name}_low"], row[f"{name}_high"], number),
            number(row[f"{name}_worst"]), number(row[f"{name}_regret"]),
            f"{row['holds']:.0%}" if ranking.thresholds else "-", f"{row['on_frontier']:.0%}", f"{row['cost']:,.0f}",
        )  # fmt: skip
        over = " (over the budget)" if _is_over(ranking, row["cost"]) else ""
        rows.append((Text(f"{name_staffing(ranking.futures, int(point))}{over}"), figures, Text()))
    return rows


def _is_over(ranking: RobustRanking, cost: float) -> bool:
    return ranking.budget is not None and cost > ranking.budget


def name_staffing(futures: Futures, number_of_point: int) -> str:
    """A staffing by the values of the levers that differ between staffings."""
    own = futures.staffings[number_of_point]
    parts = []
    for lever in futures.swept.sweep.levers:
        if len({staffing[lever.name] for staffing in futures.staffings.values()}) > 1:
            parts.append(say_lever_at(lever, own[lever.name]))
    return ", ".join(parts) or f"staffing {number_of_point}"


def robust_notes(ranking: RobustRanking) -> list[str]:
    """How to read the table, and what it does not know."""
    count = write_count(len(ranking.futures.futures), "future")
    notes = [
        f"'Mean' is over the {count}, each as likely as another; 'Worst' is the mean in the worst of them "
        "(Wald, 1945), and 'Regret' the most that is lost in any of them by not having what is best there (Savage, "
        "1951). 'On frontier' is the probability, given these futures, that with endless replications no other "
        "staffing within the budget is as good by cost and every measure and better by one. Such probabilities allow "
        "for how few replications there are, for the luck that staffings share, and for the best looking better than "
        "it is. The futures are taken as they are, and the worst of many is partly the unluckiest."
    ]
    if ranking.thresholds:
        limits = describe_thresholds(ranking.futures, ranking.thresholds)
        every = f"in which every threshold holds (Starr, 1963; Simon, 1956): {limits}"
        notes.append(f"'Holds' is the share of futures {every}.")
    base = ranking.futures.swept.sweep.base
    return [*notes, *closing_notes(base, ranking.measures)]


def describe_thresholds(futures: Futures, thresholds: Mapping[str, float]) -> str:
    """What each measure may be, and on which side of it it holds."""
    base = futures.swept.sweep.base
    limits = []
    for name, value in thresholds.items():
        about = describe(name, base)
        side = {WORSE: " at most", ONLY_WORSE: " at most", BETTER: " at least"}.get(about.more_is, "")
        limits.append(f"{plain(about.label)}{side} {with_unit(value, about.unit)}")
    return in_list(limits)


def robust_sentences(ranking: RobustRanking) -> list[str]:
    """A sentence for each way to choose: what it chooses, and how likely endless replications would choose another; and
    what was left out."""
    if len(ranking.frame) == 1:
        return ["There is one staffing, and nothing to rank it against.", *ranking.futures.notes]
    return [*(_choice(ranking, row) for row in ranking.choices.to_dict("records")), *ranking.futures.notes]


def _choice(ranking: RobustRanking, row: dict[Any, Any]) -> str:
    staffing = capitalised(name_staffing(ranking.futures, int(row["point"])))
    within = "" if ranking.budget is None else f" within {ranking.budget:,.0f} GBP a year"
    if row["chosen_by"] == HOLDS:
        text = f"{staffing} keeps every threshold in the most futures{within}: {row['value']:.0%} of them"
    else:
        about = describe(row["measure"], ranking.futures.swept.sweep.base)
        label = plain(about.label)
        text = {
            EXPECTED: f"{staffing} is best on average over the futures{within}: {label} "
            f"{with_unit(row['value'], about.unit)}",
            WORST: f"{staffing} is best at worst{within}: {label} {with_unit(row['value'], about.unit)} in its worst "
            "future",
            REGRET: f"{staffing} has the least regret{within}: in no future is {label} further than "
            f"{difference_with_unit(row['value'], about.unit)} from the best there",
        }[row["chosen_by"]]
        if row["chosen_by"] == REGRET and row["value"] == 0.0:
            text = f"{staffing} has no regret{within}: in every future {label} is the best there"
    alike, worse = _find_ties(ranking, row)
    if worse:
        text += f", as {worse} {'other does, which is' if worse == 1 else 'others do, which are'} worse on average"
    another = "would choose another is" if not within else "would choose another, or find it over the budget, is"
    if alike:
        names = [name_staffing(ranking.futures, point) for point in alike[:MOST_NAMED]]
        more = [f"{len(alike) - MOST_NAMED:,} more"] if len(alike) > MOST_NAMED else []
        text += f"; {in_list([*names, *more])} {'comes' if len(alike) == 1 else 'come'} to the same"
        another = "would choose none of these is at most"
    sure = _wrong(1.0 - row["probability"])
    if alike and sure.startswith("below"):
        another = another.removesuffix(" at most")
    return f"{text}; the probability that endless replications {another} {sure}."


def _find_ties(ranking: RobustRanking, row: dict[Any, Any]) -> tuple[list[int], int]:
    """Which other staffings within the budget are as good as the chosen by what it is chosen for, and on average; and
    how many are as good by that, and worse on average."""
    part = {EXPECTED: "mean", WORST: "worst", REGRET: "regret"}.get(row["chosen_by"], "")
    column = f"{row['measure']}_{part}" if part else "holds"
    average = f"{ranking.measures[0]}_mean"
    frame = ranking.frame[[not _is_over(ranking, cost) for cost in ranking.frame["cost"]]]
    tied = frame[frame[column] == frame.loc[row["point"], column]].drop(index=row["point"])
    alike = tied.index[tied[average] == frame.loc[row["point"], average]]
    return [int(point) for point in alike], len(tied) - len(alike)


def _wrong(probability: float) -> str:
    return "below 1%" if probability < 0.01 else f"{probability:.0%}"
