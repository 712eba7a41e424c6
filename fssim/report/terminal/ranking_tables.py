"""Which staffing of a sweep is best within a budget: a table and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from fssim.measures.catalogue import describe
from fssim.measures.declaration import MeasureDescription
from fssim.report.terminal.run_tables import CROWDED, Row, stack_rows
from fssim.report.wording.levers_in_words import say_lever, say_lever_at, say_value
from fssim.report.wording.words import difference_with_unit, in_list, interval, number, plain, signed, with_unit
from fssim.statistics.interval import CONFIDENCE
from fssim.studies.analysis.rank import AS_GOOD, BEST, NO_VALUE, NOT_TOLD_APART, OVER_BUDGET, Ranking
from fssim.studies.sweeps.plan.factors import Factor
from fssim.whole_numbers import write_count

if TYPE_CHECKING:
    import pandas as pd

HEADINGS = "From the best", "95% interval", "Replications", "Cost, GBP a year"


def ranking_table(ranking: Ranking, width: int) -> RenderableType:
    """A row for each staffing, the best first.

    On a terminal of less than `CROWDED` columns each staffing's figures stand below it.
    """
    about, levers = _about(ranking), _chosen(ranking)
    title = Text(f"{plain(about.label)}, {about.unit}")
    rows = ranking.frame.to_dict("records")
    if width < CROWDED:
        return Group(
            title, stack_rows([("", [_stacked(ranking, row) for row in rows])], ("Mean", *HEADINGS), "", width)
        )
    table = Table(
        *(Column(say_lever(lever), justify="right", overflow="fold") for lever in levers),
        *(Column(heading, justify="right", no_wrap=True) for heading in ("Mean", *HEADINGS)),
        Column("Is"),
        title=title,
        title_justify="left",
        box=SIMPLE,
        width=min(width, 140),
    )
    for row in rows:
        table.add_row(*(say_value(row[lever.column]) for lever in levers), *_figures(row), _is(row))
    return table


def _about(ranking: Ranking) -> MeasureDescription:
    return describe(ranking.measure, ranking.swept.sweep.base)


def _stacked(ranking: Ranking, row: dict[Any, Any]) -> Row:
    return Text.assemble(_staffing(ranking, row), ": ", _is(row)), _figures(row), Text()


def _is(row: dict[Any, Any]) -> Text:
    return Text(row["is"], style="bold green" if row["is"] == BEST else "")


def _figures(row: dict[Any, Any]) -> tuple[str, ...]:
    bounds = interval(row["difference_low"], row["difference_high"])
    apart = ("", "") if row["is"] == BEST else (signed(row["difference"]), bounds)
    return number(row["mean"]), *apart, f"{row['replications']:,}", f"{row['cost']:,.0f}"


def ranking_notes(ranking: Ranking) -> list[str]:
    """What to know of the table."""
    unit = _about(ranking).unit
    notes = [
        "Differences are paired, over the replications both have. The smallest difference that matters is taken to be "
        f"{difference_with_unit(ranking.indifference, unit)}. A staffing is dropped once it is too far behind another "
        "to catch up (Kim and Nelson's procedure, 2001): that, and no interval, says what it is. Intervals are each "
        "about one row."
    ]
    own = ranking.swept.sweep.plan.fewest_replications
    if (ranking.frame["replications"] > own).any():
        notes.append(f"Costs are of the sweep's own {write_count(own, 'replication')} of each.")
    if ranking.unsure_of_budget:
        names = in_list([_at(ranking, point) for point in ranking.unsure_of_budget], "; ")
        notes.append(
            f"The 95% interval of what it costs holds the budget, so that it may be within it or over it: {names}."
        )
    return notes


def ranking_sentences(ranking: Ranking) -> list[str]:
    """Which is best and how surely, and what was left out."""
    about, frame, selection = _about(ranking), ranking.frame, ranking.selection
    (best,) = frame.loc[[selection.best]].to_dict("records")
    within = "" if ranking.budget is None else f" within {ranking.budget:,.0f} GBP a year"
    has = f"{plain(about.label)} {with_unit(best['mean'], about.unit)}, at {best['cost']:,.0f} GBP a year"
    if len(frame) == 1:
        return [f"There is one staffing, and nothing to rank it against: {has}.", *ranking.notes]
    first = f"{_staffing(ranking, best)} is the best of the staffings{within}: {has}"
    near = [_at(ranking, int(str(point))) for point in frame.index[frame["is"].isin([NOT_TOLD_APART, AS_GOOD])]]
    if (frame["is"].isin([OVER_BUDGET, NO_VALUE])).sum() == len(frame) - 1:
        sure = "no other is within the budget" if (frame["is"] == OVER_BUDGET).any() else "no other has a value"
    elif near and _are_alike(frame):
        sure = f"but {in_list(near, '; ')} gave the same in every replication"
    elif selection.decided:
        sure = (
            f"the probability that this is right is at least {CONFIDENCE:.0%} if the others are worse by "
            f"{difference_with_unit(ranking.indifference, about.unit)} or more"
        )
        if near:
            are = "is" if len(near) == 1 else "are"
            sure += f"; nearer than that, and so as good for the purpose, {are} {in_list(near, '; ')}"
    else:
        sure = (
            f"but the most replications allowed came before it could be told from {in_list(near, '; ')}, so no "
            "probability is promised; allow more (--most), or call only a larger difference one that matters "
            "(--matters)"
        )
    counts = {kind: int((frame["is"] == kind).sum()) for kind in (OVER_BUDGET, NO_VALUE)}
    left_out = [
        f"{counts[kind]} {'is' if counts[kind] == 1 else 'are'} left out as {why}"
        for kind, why in ((OVER_BUDGET, "over the budget"), (NO_VALUE, "without a value in some replication"))
        if counts[kind]
    ]
    second = (
        f" Of {write_count(len(frame), 'staffing')}, {in_list(left_out)}."
        if left_out
        else f" {'Both' if len(frame) == 2 else f'All {len(frame):,}'} staffings "
        f"{'that could be simulated ' if ranking.notes else ''}were compared."
    )
    return [f"{first}; {sure}.{second}", *ranking.notes]


def _are_alike(frame: pd.DataFrame) -> bool:
    """Whether all that were compared gave the same in every replication."""
    compared = frame[~frame["is"].isin([OVER_BUDGET, NO_VALUE])]
    return bool((compared[["difference", "difference_low", "difference_high"]] == 0.0).all(axis=None))


def _at(ranking: Ranking, point: int) -> str:
    (row,) = ranking.frame.loc[[point]].to_dict("records")
    return _staffing(ranking, row)


def _staffing(ranking: Ranking, row: dict[Any, Any]) -> str:
    """A staffing by the values of its levers."""
    return ", ".join(say_lever_at(lever, row[lever.column]) for lever in _chosen(ranking))


def _chosen(ranking: Ranking) -> list[Factor]:
    """The levers that differ between staffings."""
    return [lever for lever in ranking.swept.sweep.levers if ranking.frame[lever.column].nunique() > 1]
