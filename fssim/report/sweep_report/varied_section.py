"""What a sweep varied, over which values and where in the model, and what each thing does to each measure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from fssim.report.document.report_parts import Cell, Column, Kind, Section, Table
from fssim.report.sweep_report.swept_numbers import Response, SweptNumbers, name_factor
from fssim.report.wording.levers_in_words import say_value
from fssim.report.wording.words import capitalised, in_list, plain
from fssim.scenario.names import named_together
from fssim.studies.sweeps.plan.factors import Factor
from fssim.whole_numbers import write_count

MOST_LISTED, MOST_IN_AN_OPTION = 8, 5
CHOSEN = "we choose"


def build_varied(numbers: SweptNumbers) -> Section:
    """What was varied, and what each does to each measure."""
    sweep = numbers.swept.sweep
    labels = {factor.name: name_factor(factor) for factor in sweep.factors}
    together = [
        f"{in_list([labels[name] for name in pair.between])} go together where they are drawn: the correlation of "
        f"their ranks (Spearman's) is {pair.rank:.2g}{f': {plain(pair.reason)}' if pair.reason else ''}."
        for pair in sweep.plan.correlations
    ]
    return Section(
        "varied", "What was varied", together, bullets=list(_list_options(sweep.factors)),
        tables=[_table_of_factors(numbers), _table_of_effects(numbers)],
    )  # fmt: skip


def _list_options(factors: Sequence[Factor]) -> Iterator[str]:
    """What each option of a portfolio sets; nothing of one that has more than a reader would take in."""
    for factor in factors:
        if not 0 < len(factor.options) <= MOST_LISTED or len(factor.paths) > MOST_IN_AN_OPTION:
            continue
        for name, changes in factor.options.items():
            sets = [f"{named_together([path])} {say_value(value)}" for path, value in changes.items()]
            yield f"{name_factor(factor)}, {plain(name)}: {in_list(sets) if sets else 'as the base has it'}."


def _table_of_effects(numbers: SweptNumbers) -> Table:
    columns = [
        Column("Measure", Kind.TEXT), Column("Unit", Kind.TEXT), Column("Moved by", Kind.TEXT),
        Column("From", Kind.TEXT), Column("To", Kind.TEXT), Column("Difference", Kind.DIFFERENCE),
        Column("95% interval", Kind.DIFFERENCE_RANGE),
        Column("Says", Kind.WORD),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for measure in numbers.measures:
        about = numbers.describe(measure)
        rows += [
            [
                capitalised(plain(about.label)), about.unit, name_factor(one.factor), one.names[one.first],
                one.names[one.last], one.difference.mean, (one.difference.low, one.difference.high), _judge(one),
            ]
            for one in numbers.rank_factors(measure)
        ]  # fmt: skip
    note = (
        "Differences are paired, replication by replication; where settings differ in all else too, intervals hold "
        "that as well. Each interval is about one row alone. 'Moves it' says that one wide enough for all of a "
        "measure's rows at once does not hold zero; 'may move it', that the row's own does not, which one row in "
        "twenty says by chance."
    )
    return Table("What moves what", "What each thing that varies does to each measure", columns, rows, note)


def _judge(response: Response) -> str:
    if math.isnan(response.difference.low):
        return "too few to tell"
    if response.difference.mean == 0.0 and response.difference.low == response.difference.high:
        return "nothing"
    if response.is_told_apart:
        return "moves it"
    is_alone = response.difference.low > 0.0 or response.difference.high < 0.0
    return "may move it" if is_alone else "cannot tell"


def _table_of_factors(numbers: SweptNumbers) -> Table:
    factors = numbers.swept.sweep.factors
    columns = [
        Column("What varies", Kind.TEXT), Column("Who decides", Kind.TEXT), Column("Values", Kind.TEXT),
        Column("In the model", Kind.TEXT), Column("Evidence", Kind.TEXT),
        *([Column("Why", Kind.TEXT)] if any(factor.reason for factor in factors) else []),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            name_factor(factor), CHOSEN if factor in numbers.swept.sweep.levers else "nobody: it is not known",
            _say_values(numbers, factor), _say_place(factor), factor.grade or "-", plain(factor.reason),
        ]
        for factor in factors
    ]  # fmt: skip
    return Table("What varies", "What was varied", columns, [row[: len(columns)] for row in rows])


def _say_place(factor: Factor) -> str:
    """Where in the model the factor is, and what gives way to it."""
    less = "".join(f"; {named_together([way.other.path])} gives way" for way in factor.gives_way)
    return f"{named_together(factor.paths)}{less}"


def _say_values(numbers: SweptNumbers, factor: Factor) -> str:
    names, _, groups = numbers.groups[factor.name]
    taken = numbers.rows[factor.column].drop_duplicates()
    if len(taken) > len(names):
        low, high = names[0].partition(" to ")[0], names[-1].rpartition(" to ")[2]
        return f"{low} to {high}: {len(taken):,} values, in {write_count(groups.nunique(), 'group')} below"
    if len(names) > MOST_LISTED:
        return f"{len(names)} values, from {names[0]} to {names[-1]}"
    return "; ".join(names)
