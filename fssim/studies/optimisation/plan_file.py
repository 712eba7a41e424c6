"""What an optimisation's file may say, and reading it with the scenario that it names."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, model_validator

from fssim.measures.catalogue import measure_names
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario.findings import Code, FieldPath, Finding, Problem, ScenarioError, instead_of
from fssim.scenario.reading.extends import Merged
from fssim.scenario.reading.file_text import located
from fssim.scenario.reading.kinds_of_file import OPTIMISATION, refuse_other_kind
from fssim.scenario.reading.load import load
from fssim.scenario.reading.other_files import check_map, read_map, sort_by_line
from fssim.scenario.reading.shipped_files import file_meant, named_file, say_not_meant
from fssim.scenario.reading.strict_yaml import FileKind
from fssim.scenario.schema.parameter import Frozen, GradeName, Text, Title
from fssim.scenario.schema.scenario import DIALECT, Scenario
from fssim.studies.optimisation import goals
from fssim.studies.optimisation.evolve import Axis, Staffing
from fssim.studies.optimisation.race import SEARCH_SHARE, SearchEffort
from fssim.studies.sweeps.plan.factors import Factor, FieldKind
from fssim.studies.sweeps.plan.sweep import Sweep, build_sweep
from fssim.studies.sweeps.plan.sweep_file import ColumnName, Correlation, Design, DesignKind, SweepPlan, Value, Varied
from fssim.whole_numbers import NUMBERS, write_count

OPTIMISATION_FILE = FileKind("an optimisation", "title")
MOST_FINALISTS = 12  # staffings that are simulated again at the end
FEWEST_IN_GENERATION = 4
MANY = 1_000_000  # staffings: as good as any number
MOST_OF_ONE = 50_000  # replications of one staffing that a file may ask for
MOST_TIMES_FRESH = 8  # as many fresh replications as the file asks for, where the search has left some


class Better(StrEnum):
    """Which way a measure is better."""

    less = "less"
    more = "more"


class LimitsOfMeasure(Frozen):
    """What a measure's mean may be: one of these, or more.

    `above_base_at_most` and `below_base_at_most` are how far it may be from what it is in the base, in the same
    replications: a budget for what is spent on top of today's, say.
    """

    at_most: float | None = None
    """The most that it may be."""
    at_least: float | None = None
    """The least that it may be."""
    above_base_at_most: float | None = None
    """How far above the base's it may be."""
    below_base_at_most: float | None = None
    """How far below the base's it may be."""

    @model_validator(mode="after")
    def _says_something(self) -> LimitsOfMeasure:
        if all(getattr(self, name) is None for name in type(self).model_fields):
            raise ValueError(f"says no limit; give {', '.join(type(self).model_fields)}, or leave the measure out")
        least, most = self.at_least, self.at_most
        if least is not None and most is not None and least > most:
            raise ValueError(
                f"at_least is {least:g} and at_most {most:g}, which nothing keeps; at_least must be the lower"
            )
        below, above = self.below_base_at_most, self.above_base_at_most
        if below is not None and above is not None and -below > above:
            raise ValueError(
                f"above_base_at_most is {above:g} and below_base_at_most {below:g}, which nothing keeps; their sum "
                "must be 0 or more"
            )
        return self

    def build(self, column: int) -> Iterator[goals.Limit]:
        """The limits on a column of measures."""
        if self.at_most is not None:
            yield goals.Limit(column, 1.0, self.at_most)
        if self.at_least is not None:
            yield goals.Limit(column, -1.0, self.at_least)
        if self.above_base_at_most is not None:
            yield goals.Limit(column, 1.0, self.above_base_at_most, over_base=True)
        if self.below_base_at_most is not None:
            yield goals.Limit(column, -1.0, -self.below_base_at_most, over_base=True)


class Replications(Frozen):
    """How many replications are spent, and on what."""

    in_all: Annotated[int, Field(ge=1)]
    """How many there are in all, those at the end among them."""
    first: Annotated[int, Field(ge=2)] = 4
    """How many each new staffing gets."""
    most: Annotated[int, Field(ge=2, le=MOST_OF_ONE)] = 64
    """How many one staffing gets at most while the search goes on."""
    fresh: Annotated[int, Field(ge=2, le=MOST_OF_ONE)] = 100
    """How many each staffing that is shown gets at the end at least: of luck, and of futures, that the search has not
    seen. What the search leaves is spent on them too."""


class OptimisationPlan(Frozen):
    """An optimisation as its file says it.

    Values of the `levers` are looked for with which the scenario `base` is best by the first of the `goals`, of those
    within all `limits`. Where there are more goals, the frontier is looked for as well: the staffings that no other is
    better than in one goal and as good in the rest. With `uncertainties`, every replication is in another future, the
    same for every staffing.
    """

    title: Title
    """What people read."""
    question: Text
    """What the optimisation is there to answer."""
    notes: Text = ""
    """Anything more that a reader should know."""
    base: str
    """The scenario file that is varied, relative to this one, or the name of one that comes with fssim."""
    goals: Annotated[dict[str, Annotated[Better, Field(strict=False)]], Field(min_length=1)]
    """By measure, whether `less` or `more` of it is better; the first one decides."""
    limits: dict[str, LimitsOfMeasure] = {}
    """By measure, what its mean may be."""
    levers: Annotated[dict[ColumnName, Varied], Field(min_length=1)]
    """What we choose, by name: posts in whole numbers, rules, dates."""
    uncertainties: dict[ColumnName, Varied] = {}
    """What the world chooses, by name."""
    correlations: tuple[Correlation, ...] = Field(default=(), strict=False)
    """Which uncertainties go together, and how far."""
    evidence_ranges: tuple[GradeName, ...] = Field(default=(), strict=False)
    """Grades of evidence whose numbers all become uncertainties; with `assumed`, published ones read loosely too."""
    replications: Replications
    """How many replications are spent."""
    population: Annotated[int, Field(ge=FEWEST_IN_GENERATION)] = 40
    """How many new staffings are tried in a generation."""
    seed: Annotated[int, Field(ge=0, le=NUMBERS - 1)] = 1
    """Random seed: another gives other luck, and another search."""


@dataclass(frozen=True, slots=True, eq=False)
class Optimisation:
    """What to look for, and among what: what `load_optimisation` returns.

    Attributes
    ----------
    plan
        What the file says.
    sweep
        What varies, as a sweep of as many points as there are futures.
    base_file
        The file of the scenario that levers change.
    """

    plan: OptimisationPlan
    sweep: Sweep
    base_file: Path

    def __repr__(self) -> str:
        return f"<Optimisation: {self.plan.title}>"

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of the measures that the choice goes by: goals, then limits."""
        return tuple(dict.fromkeys([*self.plan.goals, *self.plan.limits]))

    @property
    def goals(self) -> goals.SearchGoals:
        """What the choice goes by, by the columns of `measures`."""
        column = {name: place for place, name in enumerate(self.measures)}
        wanted = (
            goals.Goal(column[name], 1.0 if way is Better.less else -1.0) for name, way in self.plan.goals.items()
        )
        limits = (limit for name, said in self.plan.limits.items() for limit in said.build(column[name]))
        return goals.SearchGoals(tuple(wanted), tuple(limits))

    @property
    def axes(self) -> list[Axis]:
        """What each lever may be."""
        return [_make_axis(lever) for lever in self.sweep.levers]

    @property
    def places_in_base(self) -> Staffing | None:
        """Where on its axis each lever is in the base; None if one is nowhere on it, or fields of it differ there."""
        places = []
        for lever in self.sweep.levers:
            value = find_value_in_base(lever, self.sweep.base)
            place = _find_place(lever, value) if value is not None else None
            if place is None:
                return None
            places.append(place)
        return tuple(places)

    @property
    def effort(self) -> SearchEffort:
        """What the search may take, without what is kept for the end."""
        spent, there_are = self.plan.replications, self.count_staffings()
        population = max(FEWEST_IN_GENERATION, min(self.plan.population, there_are))
        return SearchEffort(spent.in_all - _count_reserved(spent, there_are), spent.first, spent.most, population)

    def count_staffings(self) -> int:
        """How many different staffings there are.

        Returns
        -------
        int
            At most 1,000,000, which it is too where there are more, or a lever may be anything in a range.
        """
        sizes = [axis.values or MANY for axis in self.axes]
        return min(math.prod(sizes), MANY)


def build_optimisation_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what an optimisation's file may say.

    What depends on the scenario that it names is checked by `load_optimisation` alone.
    """
    return {"$schema": DIALECT, **OptimisationPlan.model_json_schema(), "title": "An fssim optimisation's file"}


def load_optimisation(path: str | Path) -> Optimisation:
    """Read an optimisation's file and the scenario it names, and check that they go together.

    Parameters
    ----------
    path
        That of a file, or the name of an optimisation that comes with fssim (`shipped_optimisations`).

    Returns
    -------
    Optimisation
        What `optimise` looks for.

    Raises
    ------
    ScenarioError
        With every problem there is, each naming its file, line and field, what is wrong and what would be right.
    """
    whole, problems = read_map(located(named_file(path)), OPTIMISATION_FILE)
    refuse_other_kind(whole, OPTIMISATION)
    plan = check_map(whole, problems, OptimisationPlan)
    base_file = file_meant(whole.file.parent, plan.base)
    if not os.path.isfile(base_file):
        problems.append(_place(whole, Finding(("base",), Code.file_not_there, say_not_meant(plan.base, base_file))))
    if problems:
        raise ScenarioError(sort_by_line(problems))
    base = load(base_file)
    findings = [*_find_wrong(plan), *_find_unknown_measures(plan, base)]
    try:
        sweep = build_sweep(_as_sweep(plan), base, whole=whole)
    except ScenarioError as error:
        said = {finding.path for finding in findings}
        others = [problem for problem in error.problems if problem.path not in said]
        raise ScenarioError(sort_by_line([*others, *(_place(whole, one) for one in findings)])) from None
    question = Optimisation(plan, sweep, base_file)
    findings += _find_too_few(question)
    if findings:
        raise ScenarioError(sort_by_line([_place(whole, one) for one in findings]))
    return question


def value_on_axis(factor: Factor, place: float) -> Value:
    """The value at a place on a lever's axis."""
    if factor.values:
        return factor.values[int(place)]
    return int(factor.low) + int(place) if factor.kind is FieldKind.whole else factor.at(place)


def find_value_in_base(factor: Factor, base: Scenario) -> Value | None:
    """What a lever is in the base, or which of its options; None if its fields differ there, or it is none of them."""
    values = {path: _read_value(base, path) for path in factor.paths}
    if factor.options:
        alike = (name for name, option in factor.options.items() if option.items() <= values.items())
        return next(alike, None)
    first, *others = values.values()
    return None if any(other != first for other in others) else first


def _read_value(base: Scenario, path: str) -> Any:
    """What the field at a dotted path of a scenario says, as a file would."""
    here: Any = base
    for part in path.split("."):
        if isinstance(here, BaseModel):
            here = getattr(here, part)
        else:
            here = here[part] if isinstance(here, dict) else here[int(part)]
    return here.value if isinstance(here, Enum) else here


def _find_place(factor: Factor, value: Value) -> int | float | None:
    """Where on a lever's axis a value is: the number of it, or its share of the range; None if it is not there."""
    if factor.values:
        return factor.values.index(value) if value in factor.values else None
    if not isinstance(value, int | float) or not factor.low <= value <= factor.high:
        return None
    if factor.kind is FieldKind.whole:
        return round(value - factor.low)
    return (value - factor.low) / (factor.high - factor.low)


def _make_axis(factor: Factor) -> Axis:
    if factor.values:
        return Axis(len(factor.values), factor.is_ordered)
    return Axis(int(factor.high - factor.low) + 1) if factor.kind is FieldKind.whole else Axis()


def _as_sweep(plan: OptimisationPlan) -> SweepPlan:
    """What varies, as a sweep: a point for each replication that any staffing can have, whose uncertainties are its
    future."""
    futures = plan.replications.most + MOST_TIMES_FRESH * plan.replications.fresh
    return SweepPlan(
        title=plan.title, question=plan.question, base=plan.base, seed=plan.seed, replications=1,
        design=Design(kind=DesignKind.sobol, points=1 << (futures - 1).bit_length()),
        levers=plan.levers, uncertainties=plan.uncertainties, correlations=plan.correlations,
        evidence_ranges=plan.evidence_ranges,
    )  # fmt: skip


def _count_reserved(spent: Replications, there_are: int) -> int:
    """Replications that are kept for the end: of the staffings that are shown then, and of the base."""
    return (min(MOST_FINALISTS, there_are) + 1) * spent.fresh


def _find_too_few(question: Optimisation) -> Iterator[Finding]:
    """That the replications do not reach for a generation and for the end."""
    spent, effort = question.plan.replications, question.effort
    shown = min(MOST_FINALISTS, question.count_staffings())
    search = math.ceil((2 * effort.population * spent.first + spent.first) / SEARCH_SHARE)
    least = (shown + 1) * spent.fresh + search
    if spent.in_all < least:
        message = (
            f"is {spent.in_all:,}; it must be {least:,} or more: {search:,} to search with, which is one generation of "
            f"{effort.population} with {spent.first} each (first) and room to go on, and at the end {spent.fresh} "
            f"(fresh) of each of {write_count(shown, 'staffing')} and of the base; give more, or fewer of those"
        )
        yield Finding(("replications", "in_all"), Code.out_of_range, message)


def _find_wrong(plan: OptimisationPlan) -> Iterator[Finding]:
    spent = plan.replications
    if spent.most < spent.first:
        message = f"is {spent.most}; it must be {spent.first} or more, as many as a staffing gets first"
        yield Finding(("replications", "most"), Code.out_of_range, message)
    for name, lever in plan.levers.items():
        if lever.distribution is not None:
            message = "has a distribution, which nobody chooses from; give values or a range"
            yield Finding(("levers", name, "distribution"), Code.wrong_value, message)
        elif not (lever.values or lever.options) and lever.range is None:
            message = "says nothing of what it may be; give values, a range or options"
            yield Finding(("levers", name), Code.missing, message)


def _find_unknown_measures(plan: OptimisationPlan, base: Scenario) -> Iterator[Finding]:
    try:
        known = measure_names(compile_scenario(base))
    except ValueError as error:
        yield Finding(("base",), Code.cannot_be_drawn, str(error))
        return
    asked: list[FieldPath] = [("goals", name) for name in plan.goals]
    for place in [*asked, *(("limits", name) for name in plan.limits)]:
        name = str(place[1])
        if name not in known:
            message = f"there is no measure '{name}'; {instead_of(name, known)}"
            yield Finding(place, Code.unknown_measure, message)


def _place(whole: Merged, finding: Finding) -> Problem:
    return Problem(*whole.place(finding.path), finding.path, finding.message, finding.code)
