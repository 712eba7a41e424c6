"""Which number moves the answer most, in a table and in sentences; and how good the emulators are that stand in for
points that were not simulated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE
from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from fssim.measures.catalogue import describe
from fssim.report.terminal.run_tables import CROWDED, Row, stack_rows
from fssim.report.wording.answer_notes import shared_by
from fssim.report.wording.words import difference_with_unit, interval, number, plain, signed
from fssim.runs.paired import name_demand
from fssim.scenario.schema.parameter import Confidence
from fssim.statistics.gaussian_process import EXPLAINED, INSIDE
from fssim.statistics.verdict import CANNOT_TELL, SMALLEST_THAT_MATTERS
from fssim.studies.analysis.differences.change_groups import BEST_TO_WORST
from fssim.studies.analysis.emulate import Emulation
from fssim.studies.analysis.sensitivity import MOVES, UNTESTED, Sensitivity
from fssim.studies.sweeps.plan.sweep_file import DesignKind

EMULATED = ("Points", "Explained", "Typically missed", "Luck of one point", "In its interval")
MOST_ROWS = 10
NO_GRADE = "chosen"
DOUBTS = {
    CANNOT_TELL: ", which these runs cannot tell from chance",
    UNTESTED: ", which one replication cannot tell from chance",
}


MORRIS = ("Moves it by", "95% interval", "On average", "Varies by", "Chance alone")
SOBOL = ("Alone", "95% interval", "In all", "95% interval")


def sensitivity_table(sensitivity: Sensitivity, measures: Sequence[str], width: int) -> RenderableType:
    """For each measure and grade of evidence, weakest first, the numbers that move it most.

    On a terminal of less than `CROWDED` columns each one's figures stand below its name.
    """
    morris = sensitivity.method is DesignKind.morris
    headings = MORRIS if morris else SOBOL
    groups = [
        (measure, grade, _shown(of_grade, morris))
        for measure in measures
        for grade, of_grade in _by_grade(_rows(sensitivity, measure))
    ]
    if width < CROWDED:
        parts = [(f"{_measure(sensitivity, measure)}: {grade}", rows) for measure, grade, rows in groups]
        return stack_rows(parts, headings, "Says" if morris else "", width)
    table = Table(
        Column("Number", overflow="fold"),
        *(Column(heading, justify="right", no_wrap=True) for heading in headings),
        *([Column("Says", no_wrap=True)] if morris else []),
        box=SIMPLE,
        width=min(width, 140),
    )
    before = None
    for measure, grade, rows in groups:
        if measure != before:
            table.add_section()
            table.add_row(Text(_measure(sensitivity, measure), style="bold"))
        before = measure
        table.add_row(Text(grade.capitalize(), style="italic"))
        for label, figures, says in rows:
            table.add_row(Text("  ") + label, *figures, *([says] if morris else []))
    return table


def _measure(sensitivity: Sensitivity, name: str) -> str:
    about = describe(name, sensitivity.swept.sweep.base)
    return f"{plain(about.label)}, {about.unit}"


def _shown(of_grade: Sequence[dict[str, Any]], morris: bool) -> list[Row]:
    """The rows of a grade that move a measure most, and how many others there are."""
    rows = [
        (Text(plain(row["label"])), (_morris if morris else _sobol)(row), Text(row.get("says", "")))
        for row in of_grade[:MOST_ROWS]
    ]
    more = len(of_grade) - MOST_ROWS
    return [*rows, (Text(f"and {more} more that move it less", style="dim"), (), Text())] if more > 0 else rows


def _morris(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        number(row["mu_star"]), interval(row["low"], row["high"], number), signed(row["mu"]), number(row["sigma"]),
        number(row["noise"]),
    )  # fmt: skip


def _sobol(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        f"{row['first_order']:.0%}", _ends(row["first_low"], row["first_high"]),
        f"{row['total']:.0%}", _ends(row["low"], row["high"]),
    )  # fmt: skip


def _ends(low: float, high: float) -> str:
    """The ends of a share's interval; `-` of what does not vary, of which there is none."""
    return "-" if low == high else interval(low, high, "{:.0%}".format)


def _rows(sensitivity: Sensitivity, measure: str) -> list[dict[str, Any]]:
    own = sensitivity.frame[sensitivity.frame.index.get_level_values("measure") == measure]
    return [{str(name): value for name, value in row.items()} for row in own.to_dict("records")]


def _by_grade(rows: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Rows by grade, the weakest evidence first and what we choose ourselves last."""
    grades = [*reversed([grade.value for grade in BEST_TO_WORST]), ""]
    groups = [(grade or NO_GRADE, [row for row in rows if row["grade"] == grade]) for grade in grades]
    return [(grade, of_grade) for grade, of_grade in groups if of_grade]


def sensitivity_footnote(sensitivity: Sensitivity) -> str:
    """How to read the table."""
    paths = (tuple(field.path.split(".")) for factor in sensitivity.swept.sweep.factors for field in factor.fields)
    same = f"Every point has {shared_by(name_demand(paths))}."
    if sensitivity.method is DesignKind.morris:
        return (
            "'Moves it by' is the mean size of the change as the number goes from one end of its range to the other "
            "(Morris's mu*), 'On average' the same with its sign, and 'Varies by' how much that depends on the other "
            "numbers (sigma). 'Chance alone' is what a number that does nothing would be expected to show with so many "
            "replications; 'moves it' says that an interval wide enough for all the numbers at once is above that. "
            f"{same}"
        )
    return (
        "'Alone' is the share of the measure's variance that would go if the number became known (Sobol's first-order "
        "index), and 'In all' the share in which it has any part (the total index): of the variance that the ranges "
        f"cause, the replications being the same throughout. {same}"
    )


def sensitivity_sentences(sensitivity: Sensitivity, measures: Sequence[str]) -> list[str]:
    """For each measure two sentences: what moves it most of all, and which number of low confidence does."""
    return [_sentences(sensitivity, measure) for measure in measures]


def _sentences(sensitivity: Sensitivity, measure: str) -> str:
    about, rows = describe(measure, sensitivity.swept.sweep.base), _rows(sensitivity, measure)
    first = rows[0]
    if not any(_size(row) for row in rows):
        return f"{plain(about.label)} does not vary: it is the same whatever these numbers are."
    emulation = sensitivity.emulations.get(measure)
    if emulation is not None and not emulation.tells_what_moves_it:
        return f"{plain(about.label)}: what moves it most cannot be told, as its emulator is not good enough for that."
    least_sure = next((row for row in rows if row["confidence"] == Confidence.low), None)
    most = f"{plain(about.label)} is moved most by {plain(first['label'])}{_grade(first)}, {_by(first, about.unit)}."
    if least_sure is None:
        return f"{most} No number here is of low confidence."
    if not _size(least_sure):
        return f"{most} No number of low confidence moves it."
    if "total" in least_sure and f"{least_sure['total']:.0%}" == "0%":
        return f"{most} No number of low confidence has a part in as much as 0.5% of it."
    if least_sure is not first:
        by = _by(least_sure, about.unit)
        return f"{most} Of the numbers of low confidence it is {plain(least_sure['label'])}, {by}."
    if sensitivity.method is DesignKind.morris:
        low = [row for row in rows if row["confidence"] == Confidence.low]
        surely = sum(row["says"] == MOVES for row in low)
        if first["says"] == UNTESTED:
            return f"{most} Run the sweep with more replications to know what chance alone does."
        return f"{most} Of {len(low)} numbers of low confidence, {surely} can be told from chance."
    if first["low"] > 0.0:
        return f"{most} It is the weakest-founded number to find out first."
    return f"{most} These runs cannot tell whether it moves it at all."


def _size(row: dict[str, Any]) -> float:
    return float(row["mu_star"] if "mu_star" in row else row["total"])


def _grade(row: dict[str, Any]) -> str:
    return f" ({row['grade']})" if row["grade"] else ""


def _by(row: dict[str, Any], unit: str) -> str:
    if "mu_star" not in row:
        bounds = interval(row["low"], row["high"], "{:.0%}".format)
        return f"which has a part in {row['total']:.0%} of its variance (95% interval {bounds})"
    doubt = DOUBTS.get(row["says"], "")
    bounds = interval(row["low"], row["high"], number)
    return f"by {difference_with_unit(row['mu_star'], unit)} over its range (95% interval {bounds}){doubt}"


def emulations_table(emulations: Sequence[Emulation], width: int) -> RenderableType:
    """A row for each measure: how well an emulator tells points left out.

    On a terminal of less than `CROWDED` columns its figures stand below its name.
    """
    rows = [_emulation(one) for one in emulations]
    if width < CROWDED:
        return stack_rows([("", rows)], EMULATED, "Is", width)
    table = Table(
        Column("Measure", overflow="fold"),
        *(Column(heading, justify="right", no_wrap=True) for heading in EMULATED),
        Column("Is", no_wrap=True),
        box=SIMPLE,
        width=min(width, 140),
    )
    for label, figures, verdict in rows:
        table.add_row(label, *figures, verdict)
    return table


def _emulation(emulation: Emulation) -> Row:
    about = describe(emulation.measure, emulation.swept.sweep.base)
    figures = (
        f"{len(emulation.points):,}", emulation.explained_in_words,
        difference_with_unit(emulation.typical, about.unit), number(emulation.luck), f"{emulation.inside:.0%}",
    )  # fmt: skip
    if emulation.tells_what_moves_it:
        return Text(plain(about.label)), figures, Text("good enough", style="bold green")
    return Text(plain(about.label)), figures, Text("near enough" if emulation.good_enough else "not good enough")


def emulation_footnote() -> str:
    """How to read the table."""
    return (
        "A tenth of the points is left out at a time, and the emulator made again of the others. 'Explained' is the "
        "share of the variance over points left out, 'In its interval' how many lie in what was said to hold them 95 "
        f"times in 100. Good enough is {EXPLAINED:.0%} explained or more, or {SMALLEST_THAT_MATTERS:.0%} of the mean "
        f"missed or less; and {INSIDE:.0%} in their intervals, or no fewer than chance would have. What is near enough "
        "misses little and explains less: it says what a measure would be, and not what moves it."
    )
