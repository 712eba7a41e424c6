"""Every setting: what it costs and what that buys, which could not be simulated, and how all of them were run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from fssim.measures.declaration import BETTER, NEITHER
from fssim.plots import name_value
from fssim.report.document.report_parts import Cell, Column, Kind, Picture, Section, Table
from fssim.report.sweep_report.drawings import draw_cost
from fssim.report.sweep_report.swept_numbers import REPLICATION, SweptNumbers, name_factor
from fssim.report.wording.words import capitalised, number, plain
from fssim.statistics.interval import Interval
from fssim.statistics.selection import find_cost_frontier
from fssim.studies.sweeps.failed_points import find_failed_points
from fssim.studies.sweeps.plan.factors import Factor, FieldKind
from fssim.studies.sweeps.plan.sweep import count_points, generate_points
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.whole_numbers import write_count

MOST_ON_PAGE, MOST_ROWS = 60, 100_000  # settings in a table of the page, and of the workbook
MOST_REASONS = 50
NOT_COMPARED = (
    "Each setting met values of its own of what is not known, so that where its mark is may be due to those as much as "
    "to what was chosen. Which are the best for their cost is not said: sweep the levers on a grid, or crossed with "
    "futures, and fssim rank tells."
)


def build_cost(numbers: SweptNumbers) -> Section | None:
    """What each setting of the levers costs against the measure that leads; None without levers, a cost that differs
    between settings, or a measure of which more is better or worse."""
    levers, cost = numbers.swept.sweep.levers, numbers.cost
    judged = [
        name for name in numbers.measures
        if numbers.describe(name).more_is != NEITHER and not numbers.describe(name).unit.startswith("GBP")
    ]  # fmt: skip
    if not levers or cost is None or not judged:
        return None
    measure = judged[0]
    whole = _find_whole_settings(numbers, levers)
    grouped = list(_group_by_levers(numbers, levers, measure, cost))
    settings = [one for one in grouped if whole is None or one[0] in whole]
    settings = [one for one in settings if not math.isnan(one[1] + one[2].mean)]
    if len({one[1] for one in settings}) < 2:
        return None
    sign = -1.0 if numbers.describe(measure).more_is == BETTER else 1.0
    differ = numbers.futures_differ
    best = find_cost_frontier([one[1] for one in settings], [sign * one[2].mean for one in settings])
    best = [] if differ else best
    about, of_cost = numbers.describe(measure), numbers.describe(cost)
    labels = f"{of_cost.label}, {of_cost.unit}", f"{capitalised(plain(about.label))}, {about.unit}"
    note = "A mark for each setting of the levers, with the 95% interval of its mean."
    words = f"{len(settings):,} settings"
    if not differ:
        note += (
            " Diamonds and the line through them: the settings that no other is better than on average for the same "
            "cost or less."
        )
        words += f", of which {len(best)} are the best for their cost: in the table below"
    picture = Picture(
        f"{labels[1]}, against {labels[0]}", note, words,
        partial(draw_cost, [one[1] for one in settings], [one[2] for one in settings], best, labels),
    )  # fmt: skip
    if differ:
        return Section("cost", "What it costs, and what that buys", [NOT_COMPARED], pictures=[picture])
    columns = [
        *(Column(name_factor(lever), _kind_of(lever)) for lever in levers), Column(labels[0], Kind.COUNT),
        Column(labels[1]), Column("95% interval", Kind.RANGE),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [*map(_cell, settings[place][0]), settings[place][1], settings[place][2].mean,
         (settings[place][2].low, settings[place][2].high)]
        for place in best
    ]  # fmt: skip
    paragraphs = [
        "The line is of means, so that luck has a part in which settings are on it. fssim rank adds replications until "
        "one is the best within a budget with a stated probability; with --robust, it says how likely each is to be on "
        "the line, over what is not known."
    ]
    if numbers.swept.sweep.uncertainties:
        paragraphs.append("Each setting's numbers are means over the uncertainties that it met.")
    if whole is not None and len(whole) < len(grouped):
        paragraphs.append(
            f"{len(grouped) - len(whole):,} of {write_count(len(grouped), 'setting')} could not be simulated with all "
            "of these, and would be means over fewer: left out here."
        )
    table = Table("Best for their cost", "The best on average for their cost, the cheapest first", columns, rows)
    return Section("cost", "What it costs, and what that buys", paragraphs, pictures=[picture], tables=[table])


def _find_whole_settings(numbers: SweptNumbers, levers: Sequence[Factor]) -> set[tuple[Any, ...]] | None:
    """The settings of the levers of which as many points could be simulated as of any; None if all points could."""
    if not find_failed_points(numbers.swept):
        return None
    counts = numbers.points.groupby([lever.column for lever in levers], sort=False).size()
    return {key if isinstance(key, tuple) else (key,) for key in counts.index[counts == counts.max()]}


def _group_by_levers(
    numbers: SweptNumbers, levers: Sequence[Factor], measure: str, cost: str
) -> Iterator[tuple[tuple[Any, ...], float, Interval]]:
    """The values of the levers of each setting, its mean cost, and its measure."""
    columns = [lever.column for lever in levers]
    for values, rows in numbers.rows.groupby(columns, sort=False):
        by_replication = rows.groupby(REPLICATION)[[measure, cost]].mean()
        yield (
            tuple(values),
            float(by_replication[cost].mean()),
            numbers.estimate(list(by_replication[measure]), measure),
        )


def build_failures(numbers: SweptNumbers) -> Section | None:
    """Which settings could not be simulated, by the reason; None if all could."""
    failures = numbers.swept.failures
    if failures.empty:
        return None
    sweep = numbers.swept.sweep
    firsts = {str(reason): int(rows["point"].min()) for reason, rows in failures.groupby("reason", sort=False)}
    counts = failures["reason"].value_counts()
    values = {point.number: point.values for point in generate_points(sweep, set(firsts.values()))}
    rows: list[list[Cell]] = [
        [plain(reason), float(counts[reason]), _say_setting(sweep.factors, values[number]) or "the baseline"]
        for reason, number in islice(firsts.items(), MOST_REASONS)
    ]
    columns = [
        Column("Why", Kind.TEXT),
        Column("Settings", Kind.COUNT),
        Column("The first of them", Kind.TEXT),
    ]
    sentence = (
        f"{len(failures):,} of {count_points(sweep):,} could not be simulated, and are in no number here; failures.csv "
        "lists each."
    )
    return Section(
        "failures", "What could not be simulated", [sentence], tables=[Table("Failures", "Why", columns, rows)]
    )


def _say_setting(factors: Sequence[Factor], values: Any) -> str:
    return ", ".join(
        f"{name_factor(factor)} {_say(values[factor.name])}" for factor in factors if factor.name in values
    )


def _say(value: Value) -> str:
    plain_value = value.item() if hasattr(value, "item") else value
    return number(plain_value) if isinstance(plain_value, float) else name_value(plain_value)


def build_settings(numbers: SweptNumbers) -> Section:
    """Every setting with its means; on the page too, if they are few."""
    factors, measures = numbers.swept.sweep.factors, numbers.measures
    columns = [
        Column("Setting", Kind.COUNT),
        *(Column(name_factor(factor), _kind_of(factor)) for factor in factors),
    ]
    for measure in measures:
        about = numbers.describe(measure)
        group = f"{capitalised(plain(about.label))}, {about.unit}"
        columns += [Column("Mean", group=group), Column("95% interval", Kind.RANGE, group)]
    rows: list[list[Cell]] = []
    for (number_of, *values), own in islice(
        numbers.rows.groupby(["point", *(factor.column for factor in factors)], sort=False), MOST_ROWS
    ):
        cells: list[Cell] = [_cell(number_of), *map(_cell, values)]
        for measure in measures:
            mean = numbers.estimate(list(own[measure]), measure)
            cells += [mean.mean, (mean.low, mean.high)]
        rows.append(cells)
    few = len(rows) <= MOST_ON_PAGE
    where = "" if few else "They are in the workbook, report.xlsx"
    where += " (the first of them)." if len(rows) == MOST_ROWS else "." if where else ""
    table = Table("Settings", "Every setting", columns, rows, folded=True, on_page=few)
    return Section("settings", "Every setting", [where] if where else [], tables=[table])


def _kind_of(factor: Factor) -> Kind:
    return (
        Kind.NUMBER if factor.kind is FieldKind.number else Kind.COUNT if factor.kind is FieldKind.whole else Kind.WORD
    )


def _cell(value: Any) -> Cell:
    plain_value = value.item() if hasattr(value, "item") else value
    if isinstance(plain_value, bool):
        return "yes" if plain_value else "no"
    return float(plain_value) if isinstance(plain_value, int) else plain_value


def build_how_swept(numbers: SweptNumbers) -> Section:
    """What it takes to run it again."""
    swept, plan = numbers.swept, numbers.swept.sweep.plan
    how_often = (
        f"{write_count(plan.fewest_replications, 'replication')} of each setting"
        if plan.precision is None
        else f"as many replications as a precision takes, {plan.most_replications:,} at most; this report is of the "
        f"first {numbers.replications:,} of each"
    )
    paragraphs = [
        f"Design: {plan.design.kind.value}. {capitalised(how_often)}. Random seed: {plan.seed}. Engine: "
        f"{swept.engine}.",
        f"Run by {swept.manifest.identity['version']}. sweep.json has the sweep and its scenarios in full; summary.csv "
        "and summary_long.parquet every measure of every setting.",
    ]
    return Section("how", "How it was run", paragraphs)
