"""What is best whatever the future, in a table and in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from fssim.measures.catalogue import describe
from fssim.measures.declaration import BETTER, ONLY_WORSE, WORSE
from fssim.report.terminal.run_tables import CROWDED, Row, stack_rows
from fssim.report.wording.effects_in_force import closing_notes
from fssim.report.wording.words import capitalised, difference_with_unit, in_list, interval, number, plain, with_unit
from fssim.studies.decisions.futures import Futures
from fssim.studies.decisions.rank_robustly import EXPECTED, HOLDS, REGRET, WORST, RobustRanking
from fssim.whole_numbers import write_count

ROBUST = ("Mean", "95% interval", "Worst", "Regret", "Holds", "On frontier", "Cost, GBP a year")


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
        rows.append((Text(name_staffing(ranking.futures, int(point))), figures, Text()))
    return rows


def name_staffing(futures: Futures, number_of_point: int) -> str:
    """A staffing by the values of the levers that differ between staffings."""
    own = futures.staffings[number_of_point]
    parts = []
    for lever in futures.swept.sweep.levers:
        if len({staffing[lever.name] for staffing in futures.staffings.values()}) > 1:
            value = own[lever.name]
            text = number(value) if isinstance(value, float) else str(value)
            is_word = not isinstance(value, int | float) or isinstance(value, bool)
            label = plain(lever.label or lever.name.replace("_", " "))
            parts.append(f"{label}{':' if is_word else ''} {plain(text)}")
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
    return [*notes, *closing_notes(ranking.futures.swept.sweep.base, ranking.measures)]


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
    """A sentence for each way to choose: what it chooses, and how likely endless replications would choose another."""
    if len(ranking.frame) == 1:
        return ["There is one staffing, and nothing to rank it against."]
    return [_choice(ranking, row) for row in ranking.choices.to_dict("records")]


def _choice(ranking: RobustRanking, row: dict[Any, Any]) -> str:
    staffing = capitalised(name_staffing(ranking.futures, int(row["point"])))
    if row["chosen_by"] == HOLDS:
        text = f"{staffing} keeps every threshold in the most futures: {row['value']:.0%} of them"
        as_many = int((ranking.frame["holds"] >= row["value"]).sum()) - 1
        if as_many:
            text += f", as {as_many} {'other does' if as_many == 1 else 'others do'}, and is better on average"
    else:
        about = describe(row["measure"], ranking.futures.swept.sweep.base)
        label = plain(about.label)
        text = {
            EXPECTED: f"{staffing} is best on average over the futures: {label} {with_unit(row['value'], about.unit)}",
            WORST: f"{staffing} is best at worst: {label} {with_unit(row['value'], about.unit)} in its worst future",
            REGRET: f"{staffing} has the least regret: in no future is {label} further than "
            f"{difference_with_unit(row['value'], about.unit)} from the best there",
        }[row["chosen_by"]]
        if row["chosen_by"] == REGRET and row["value"] == 0.0:
            text = f"{staffing} has no regret: in every future {label} is the best there"
    return (
        f"{text}; the probability that endless replications would choose another is {_wrong(1.0 - row['probability'])}."
    )


def _wrong(probability: float) -> str:
    return "below 1%" if probability < 0.01 else f"{probability:.0%}"
