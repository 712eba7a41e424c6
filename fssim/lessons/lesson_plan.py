"""What a lesson's file may say: decisions with dates, each with options that change the scenario; read and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from fssim.scenario.findings import Code, FieldPath, Finding, Problem, ScenarioError, dotted
from fssim.scenario.names import Name
from fssim.scenario.override import with_values
from fssim.scenario.reading.extends import Merged
from fssim.scenario.reading.file_text import located
from fssim.scenario.reading.schema_errors import find_all
from fssim.scenario.reading.shipped_files import LESSONS
from fssim.scenario.reading.strict_yaml import plain_values, read
from fssim.scenario.schema.demand import Day
from fssim.scenario.schema.parameter import Frozen, Text, Title
from fssim.scenario.schema.scenario import DIALECT, Scenario

MOST_COMBINATIONS = 64  # a page with more is too large to send, and takes too long to make


class Option(Frozen):
    """One answer to a decision. The first of a decision's options changes nothing."""

    title: Title
    """What a learner chooses, in a few words."""
    words: Text
    """What then happens."""
    changes: dict[str, Any] = {}
    """What it changes of the scenario: what a scenario file would say, by the dotted path of the field."""


class LessonDecision(Frozen):
    """Something that is decided on a date, and acts from then on."""

    title: Title
    """What it is about, in a few words."""
    date: Day
    """When it is decided."""
    question: Text
    """What is asked of whoever decides."""
    options: Annotated[dict[Name, Option], Field(min_length=2)]
    """The answers by name; the first changes nothing."""


class LessonPlan(Frozen):
    """A lesson's file: what learners decide, in order of dates."""

    title: Title
    """What the part with the decisions is called."""
    question: Text
    """The task that learners are set."""
    replication: Annotated[int, Field(ge=0)] = 0
    """The replication that the film and the family are of."""
    decisions: Annotated[dict[Name, LessonDecision], Field(min_length=1)]
    """The decisions by name."""


@dataclass(frozen=True, slots=True)
class Combination:
    """One way to take every decision: the number of the option of each, from 0, and the scenario that it makes."""

    chosen: tuple[int, ...]
    scenario: Scenario


def read_plan(file: Path) -> LessonPlan:
    """Read a lesson's file. Raises `ScenarioError` with everything that is wrong with it, by line."""
    node, problems = read(located(file))
    whole = Merged(file, node)
    if node is None or problems:
        raise ScenarioError(problems)
    try:
        plan = LessonPlan.model_validate(plain_values(node))
    except ValidationError as error:
        findings = find_all(error, LessonPlan)
        raise ScenarioError(_placed(whole, findings)) from None
    findings = list(_not_right(plan))
    if findings:
        raise ScenarioError(_placed(whole, findings))
    return plan


def build_lesson_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what a lesson's file may say. What an option may change depends on the
    scenario, and is checked by `fssim.lesson` alone."""
    return {"$schema": DIALECT, **LessonPlan.model_json_schema(), "title": "An fssim lesson file"}


def find_plan(scenario: Path) -> Path | None:
    """The lesson's file for a scenario's file: of the same name, in the folder `lessons` beside it. None if there is
    none."""
    file = scenario.parent / LESSONS / scenario.with_suffix(".yaml").name
    return file if file.is_file() else None


def combinations_of(plan: LessonPlan, scenario: Scenario, file: Path) -> Iterator[Combination]:
    """Every way to take the decisions, the one that changes nothing first, and the last decision's options in turn.

    Raises `ScenarioError` if what is changed is not in the scenario, or makes none that is right, by line of the `file`
    that the plan was read from.
    """
    options = [list(decision.options.values()) for decision in plan.decisions.values()]
    for chosen in product(*(range(len(choices)) for choices in options)):
        changes: dict[str, Any] = {}
        for choices, number in zip(options, chosen, strict=True):
            changes |= choices[number].changes
        try:
            changed = with_values(scenario, changes, files=False) if changes else scenario
        except ScenarioError as error:
            raise ScenarioError(_in_the_plan(plan, chosen, file, error)) from None
        yield Combination(chosen, changed)


def _in_the_plan(plan: LessonPlan, chosen: tuple[int, ...], file: Path, error: ScenarioError) -> Iterator[Problem]:
    """What is wrong with a changed scenario, where the lesson's file says it: at the option that changes it."""
    whole = Merged(file, read(located(file))[0])
    for problem in error.problems:
        field = dotted(problem.path)
        path: FieldPath = ("decisions",)
        for number, (name, decision) in zip(chosen, plan.decisions.items(), strict=True):
            option = list(decision.options)[number]
            for changed in decision.options[option].changes:
                if field == changed or field.startswith(f"{changed}."):
                    path = ("decisions", name, "options", option, "changes", changed)
        yield Problem(*whole.place(path), path, f"makes {field} wrong: it {problem.message}", problem.code)


def _not_right(plan: LessonPlan) -> Iterator[Finding]:
    dates = [decision.date for decision in plan.decisions.values()]
    for name, later, earlier in zip(list(plan.decisions)[1:], dates[1:], dates, strict=False):
        if later < earlier:
            message = f"is {later}, before the decision above it ({earlier}); put decisions in order of their dates"
            yield Finding(("decisions", name, "date"), Code.wrong_date, message)
    count = prod(len(decision.options) for decision in plan.decisions.values())
    if count > MOST_COMBINATIONS:
        message = f"make {count:,} combinations of options; a lesson may have {MOST_COMBINATIONS} at most: ask less"
        yield Finding(("decisions",), Code.too_large, message)
    changed_by: dict[str, str] = {}
    for name, decision in plan.decisions.items():
        first, *others = decision.options
        if decision.options[first].changes:
            message = "changes something; the first option of a decision leaves everything as it is"
            yield Finding(("decisions", name, "options", first, "changes"), Code.wrong_value, message)
        for other in others:
            path = ("decisions", name, "options", other, "changes")
            if not decision.options[other].changes:
                yield Finding(path[:-1], Code.missing, "changes nothing; give what it changes of the scenario")
            for field in decision.options[other].changes:
                if changed_by.setdefault(field, name) != name:
                    message = f"{field} is changed by the decision '{changed_by[field]}' too; let one of them change it"
                    yield Finding(path, Code.listed_twice, message)


def _placed(whole: Merged, findings: list[Finding]) -> list[Problem]:
    placed = [Problem(*whole.place(finding.path), finding.path, finding.message, finding.code) for finding in findings]
    return sorted(placed, key=lambda problem: (problem.line, dotted(problem.path)))
