"""What a scenario's numbers rest on: their grades, their sources, and effects that nobody has measured."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from fssim.report.wording.words import number
from fssim.runs.folder.provenance import parameters_of, rows_of
from fssim.runs.results import Results
from fssim.scenario.findings import FieldPath
from fssim.scenario.place_names import named
from fssim.scenario.schema.parameter import NO_SOURCE, YOUR_NUMBER, Grade, Parameter
from fssim.scenario.schema.scenario import Scenario

MEANS = {
    Grade.statutory: "law or statutory guidance",
    Grade.published: "official statistics or a published administrative figure",
    Grade.controlled: "a controlled or randomised study",
    Grade.correlational: "a before-and-after or correlational study",
    Grade.reported: "reports of staff or families: anecdotal, not evidence of impact",
    Grade.assumed: "a modelling assumption, with no evidence behind the number",
    Grade.calibrated: "fitted so that the standard model meets published statistics",
}
EFFECTS, BRINGS_FORWARD = "effects", "brings_forward"


def grades(scenario: Scenario) -> Counter[Grade]:
    """How many of a scenario's numbers have each grade. Those without a source are among the assumed."""
    return Counter(parameter.grade for _, parameter in parameters_of(scenario))


def of_no_source(scenario: Scenario) -> int:
    """How many of a scenario's numbers were given, or changed, without saying where they come from."""
    return sum(parameter.source == YOUR_NUMBER for _, parameter in parameters_of(scenario))


def differing(first: Scenario, others: Sequence[Scenario]) -> Iterator[tuple[str, Parameter, list[Parameter | None]]]:
    """Each number of the first scenario that is another, or missing, in any of the others; and theirs."""
    theirs = [dict(parameters_of(other)) for other in others]
    for path, parameter in parameters_of(first):
        found = [numbers.get(path) for numbers in theirs]
        if any(each is None or amount(each) != amount(parameter) for each in found):
            yield named(path), parameter, found


def amount(parameter: Parameter) -> str:
    """A number with its unit."""
    value = "as its distribution says" if math.isnan(parameter.value) else number(parameter.value)
    return f"{value} {parameter.unit}"


def effects_in_force(results: Sequence[Results]) -> list[str]:
    """Effects that are only reported or assumed and are not at none, scenario by scenario."""
    said = []
    for each in results:
        for path, parameter in parameters_of(each.scenario):
            if _is_effect(path) and parameter.value != _none(parameter):
                said.append(
                    f"In '{each.scenario.title}': {named(path).replace('_', ' ')} is {amount(parameter)}, not "
                    f"{number(_none(parameter))} ({parameter.grade.value})."
                )
    return said


def quantities(scenario: Scenario) -> dict[str, str]:
    """What each source cited is about and where it is from, by its id."""
    said = {YOUR_NUMBER: NO_SOURCE}
    for file in map(Path, scenario.sources):
        for row in rows_of(file):
            parts = (row.get("source_title"), row.get("publisher"), row.get("source_year"))
            said[row["id"]] = ", ".join(part for part in parts if part)
    return said


def _is_effect(path: FieldPath) -> bool:
    return path[-2] == EFFECTS or path[-2:] == (BRINGS_FORWARD, "chance")


def _none(parameter: Parameter) -> float:
    return 1.0 if parameter.unit == "multiplier" else 0.0
