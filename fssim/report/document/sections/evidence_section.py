"""What a run's answer rests on: where its numbers come from, and which of them nobody has measured."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from fssim.measures.catalogue import describe
from fssim.report.document.report_parts import Cell, Column, Kind, Section, Table, titles
from fssim.report.wording.answer_notes import choose_caveat
from fssim.report.wording.effects_in_force import list_effects_in_force, list_unmeasured
from fssim.report.wording.words import NOT_KNOWN, in_list, number, plain
from fssim.runs.folder.provenance import list_parameters, read_csv_rows
from fssim.runs.folder.stored_run import StoredRun, TriedValue
from fssim.runs.results import Results
from fssim.scenario.names import named
from fssim.scenario.schema.parameter import CONFIDENCE_MEANS, GRADE_MEANS, NO_SOURCE, YOUR_NUMBER, Grade, Parameter
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.validation.validation_file import GOALS, read_stored


def count_grades(scenario: Scenario) -> Counter[Grade]:
    """How many of a scenario's numbers have each grade. Those without a source are among the assumed."""
    return Counter(parameter.grade for _, parameter in list_parameters(scenario))


def count_read_loosely(scenario: Scenario) -> int:
    """How many of a scenario's numbers are from law, published figures or studies, but read loosely."""
    return sum(parameter.is_read_loosely for _, parameter in list_parameters(scenario))


def count_without_source(scenario: Scenario) -> int:
    """How many of a scenario's numbers were given, or changed, without saying where they come from."""
    return sum(parameter.source == YOUR_NUMBER for _, parameter in list_parameters(scenario))


def list_differing(
    first: Scenario, others: Sequence[Scenario]
) -> Iterator[tuple[str, Parameter, list[Parameter | None]]]:
    """Each number of the first scenario that is another, or missing, in any of the others; and theirs."""
    theirs = [dict(list_parameters(other)) for other in others]
    for path, parameter in list_parameters(first):
        others_have = [numbers.get(path) for numbers in theirs]
        if any(other is None or write_parameter(other) != write_parameter(parameter) for other in others_have):
            yield named(path), parameter, others_have


def write_parameter(parameter: Parameter) -> str:
    """A number with its unit."""
    value = "as its distribution says" if math.isnan(parameter.value) else number(parameter.value)
    return f"{value} {parameter.unit}"


def describe_sources(scenario: Scenario) -> dict[str, str]:
    """What each source cited is about and where it is from, by its id."""
    names = {YOUR_NUMBER: NO_SOURCE}
    for file in map(Path, scenario.sources):
        for row in read_csv_rows(file):
            parts = (row.get("source_title"), row.get("publisher"), row.get("source_year"))
            names[row["id"]] = ", ".join(part for part in parts if part)
    return names


NO_EFFECTS = (
    "Every effect that is only reported or assumed (better take-up, supervision that unsticks plans, fewer missed "
    "sessions, fewer re-referrals, fewer entries to care, reviews brought forward, time to record, what rules "
    "keep away of agency workers) is at none in every scenario here."
)
RATINGS = (
    "No rating is claimed. Guidebook evidence ratings (2, 2+, 3, 3+, 4, 4+, and * for mixed findings) rate how certain "
    "an impact on children is; a simulation cannot earn one. Guidebook cost ratings (1 to 5, lowest cost first) are "
    "shown in this report only as the band that a modelled cost would fall in. Both scales are context."
)


def build_evidence(run: StoredRun) -> Section:
    """Grades, the numbers that make the scenarios different, effects in force, and caveats."""
    results = run.results
    unmeasured = list_unmeasured([result.scenario for result in results])
    tables = [*_whose_figures(results[0].scenario), _grades(results), _confidence(results)]
    if len(results) > 1:
        tables.append(_differing(results))
    if run.tried:
        tables.append(_tried(run.tried, run.results[0].scenario))
    tables.append(_held())
    return Section(
        "evidence",
        "What the answer rests on",
        [choose_caveat([result.scenario for result in results]), RATINGS, *([] if unmeasured else [NO_EFFECTS])],
        list(_list_in_force(results)),
        tables=tables,
    )


def _list_in_force(results: Sequence[Results]) -> Iterator[str]:
    """A sentence for each effect that is not at none, with the scenarios that have it."""
    having: dict[tuple[str, bool], list[str]] = {}
    for result in results:
        for effect in list_effects_in_force(result.scenario):
            having.setdefault((effect.with_numbers, effect.is_unmeasured), []).append(
                f"'{plain(result.scenario.title)}'"
            )
    for (numbers, is_unmeasured), scenarios in having.items():
        known = "though nobody has measured it" if is_unmeasured else "with evidence behind it"
        yield f"In force, {known}: in {in_list(scenarios)}, {numbers}."


def _held() -> Table:
    columns = [Column("Held to", Kind.TEXT)]
    columns += [Column(heading, Kind.COUNT) for heading in ("Of how many", "So many hold", "Needed")]
    columns.append(Column("Goal", Kind.WORD))
    rows: list[list[Cell]] = [
        [row["goal"], float(row["rows"]), float(row["inside"]), float(row["needed"]), "met" if row["met"] else "missed"]
        for row in read_stored(GOALS).to_dict("records")
    ]
    return Table(
        "Validation",
        "What the standard model predicts of other authorities",
        columns,
        rows,
        "Of the standard model that comes with fssim, against published figures of English authorities. Where a goal "
        "is missed, a difference shows what follows from the assumptions, and not what would happen. 'fssim validate' "
        "holds any scenario to the same.",
    )


def _whose_figures(scenario: Scenario) -> list[Table]:
    """The local figures of a scenario that says whose they are: what the authority's own rest on, and why others are
    not."""
    if scenario.authority is None or not scenario.authority.figures:
        return []
    columns = [
        Column("Figure", Kind.TEXT),
        Column("Its own", Kind.WORD),
        Column("Rests on", Kind.COUNT),
    ]
    columns.append(Column("From, or why not", Kind.TEXT))
    rows: list[list[Cell]] = [
        [
            plain(figure.title), "yes" if figure.own else "no",
            NOT_KNOWN if figure.rests_on is None else float(figure.rests_on),
            plain("; but ".join(filter(None, (figure.basis, figure.doubt, figure.shortfall)))),
        ]
        for figure in scenario.authority.figures.values()
    ]  # fmt: skip
    title = f"The local figures, and which of them are {plain(scenario.authority.name)}'s own"
    return [Table("Local figures", title, columns, rows)]


def _grades(results: Sequence[Results]) -> Table:
    counted = [count_grades(result.scenario) for result in results]
    columns = [Column("Grade", Kind.TEXT), Column("Meaning", Kind.TEXT)]
    for title in titles(results):
        columns += [Column("Numbers", Kind.COUNT, title), Column("Share, %", group=title)]
    rows: list[list[Cell]] = []
    for grade, meaning in GRADE_MEANS.items():
        cells: list[Cell] = [grade.value.capitalize(), meaning]
        for count in counted:
            cells += [float(count[grade]), 100.0 * count[grade] / count.total()]
        rows.append(cells)
    own = [count_without_source(result.scenario) for result in results]
    if any(own):
        line: list[Cell] = ["Of these", f"{NO_SOURCE} (assumed, or fitted)"]
        for count, number_of in zip(counted, own, strict=True):
            line += [float(number_of), 100.0 * number_of / count.total()]
        rows.append(line)
    return Table(
        "Evidence",
        "Numbers in each scenario, by the grade of their evidence",
        columns,
        rows,
        "A count of numbers, each counted once. How much each matters to the answer, 'fssim sensitivity' says.",
    )


def _confidence(results: Sequence[Results]) -> Table:
    counted = [Counter(number.confidence_held for _, number in list_parameters(result.scenario)) for result in results]
    columns = [Column("Confidence", Kind.TEXT), Column("Meaning", Kind.TEXT)]
    for title in titles(results):
        columns += [Column("Numbers", Kind.COUNT, title), Column("Share, %", group=title)]
    rows: list[list[Cell]] = []
    for confidence, meaning in CONFIDENCE_MEANS.items():
        cells: list[Cell] = [confidence.value.capitalize(), meaning]
        for count in counted:
            cells += [float(count[confidence]), 100.0 * count[confidence] / count.total()]
        rows.append(cells)
    loose = [count_read_loosely(result.scenario) for result in results]
    if any(loose):
        line: list[Cell] = ["Of these", "published figures, or law, read loosely: varied as guesses are"]
        for count, number_of in zip(counted, loose, strict=True):
            line += [float(number_of), 100.0 * number_of / count.total()]
        rows.append(line)
    return Table("Confidence", "Numbers in each scenario, by the confidence in them", columns, rows)


def _tried(tried: Sequence[TriedValue], scenario: Scenario) -> Table:
    columns = [
        Column("Number", Kind.TEXT), Column("Unit", Kind.TEXT), Column("As run"), Column("Tried at"),
        Column("Measure", Kind.TEXT), Column("Difference", Kind.DIFFERENCE),
        Column("95% interval", Kind.DIFFERENCE_RANGE), Column("Replications", Kind.COUNT), Column("Verdict", Kind.WORD),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [plain(row.label), row.unit, row.usual, row.tried, plain(describe(row.measure, scenario).label),
         row.difference, (row.low, row.high), float(row.n), row.verdict]
        for row in tried
    ]  # fmt: skip
    return Table(
        "Tried",
        "The least certain numbers at other values: how the scenarios then differ",
        columns,
        rows,
        "Intervals are wide enough for all the rows to hold at once. Every end of a range is tried in a few "
        "replications, and those that come nearest to turning the answer round in all of the run's.",
        folded=True,
    )


def _differing(results: Sequence[Results]) -> Table:
    first, *others = results
    sources = describe_sources(first.scenario)
    columns = [Column("Number", Kind.TEXT), Column("Unit", Kind.TEXT), Column("This scenario")]
    columns += [Column(title) for title in titles(results)[1:]]
    columns += [Column("Grade", Kind.TEXT), Column("Confidence", Kind.TEXT)]
    columns += [Column("Range", Kind.RANGE), Column("Source", Kind.TEXT)]
    rows: list[list[Cell]] = []
    for name, parameter, theirs in list_differing(first.scenario, [other.scenario for other in others]):
        cells: list[Cell] = [plain(name).replace("_", " "), plain(parameter.unit)]
        cells += ["none" if one is None else _amount(one, parameter.unit) for one in (parameter, *theirs)]
        source = plain(sources.get(parameter.source, parameter.source))
        rests_on = parameter.grade.value, parameter.confidence_held.value
        rows.append([*cells, *rests_on, _range(parameter), source])
    return Table(
        "Assumptions",
        "The numbers that make the scenarios different, and what each rests on",
        columns,
        rows,
        folded=True,
    )


def _amount(parameter: Parameter, unit: str) -> Cell:
    """A number of the unit, or what is to be said in its place."""
    return (
        parameter.value
        if parameter.unit == unit and parameter.value == parameter.value
        else plain(write_parameter(parameter))
    )


def _range(parameter: Parameter) -> Cell:
    low, high = (math.nan if end is None else end for end in (parameter.low, parameter.high))
    return low, high
