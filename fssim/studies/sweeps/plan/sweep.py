"""A sweep: read from its file and checked, its points, and the scenario at each."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from fssim.measures.catalogue import measure_names
from fssim.measures.indicators.weekly import list_series
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.runs.read_ensemble import load_ensemble
from fssim.scenario.findings import Code, FieldPath, Finding, Problem, ScenarioError, instead_of
from fssim.scenario.override import with_values
from fssim.scenario.reading.extends import Merged
from fssim.scenario.reading.file_text import located
from fssim.scenario.reading.kinds_of_file import SWEEP, refuse_other_kind
from fssim.scenario.reading.load import load
from fssim.scenario.reading.schema_errors import find_all
from fssim.scenario.reading.shipped_files import file_beside, file_meant, named_file, say_missing, say_not_meant
from fssim.scenario.reading.strict_yaml import FileKind, plain_values, read
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.sweeps.plan.build_factors import build_factors
from fssim.studies.sweeps.plan.correlate import check_correlations
from fssim.studies.sweeps.plan.design import MOST_POINTS, check_design, count_design_points, generate_rows
from fssim.studies.sweeps.plan.factors import LEVER, UNCERTAINTY, Factor, list_field_changes
from fssim.studies.sweeps.plan.sweep_file import SweepPlan, Value, Varied

BASELINE = 0


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """What `load_sweep` returns: the `plan` as the file says it, its `base` and `baseline` scenarios, and the
    `factors`, levers first, in the order of the file."""

    plan: SweepPlan
    base: Scenario
    baseline: Scenario | None
    factors: tuple[Factor, ...]

    def __repr__(self) -> str:
        return f"<Sweep: {self.plan.title}>"

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The base, and what it is compared with if there is a baseline."""
        return (self.base,) if self.baseline is None else (self.base, self.baseline)

    @property
    def levers(self) -> tuple[Factor, ...]:
        """What we choose."""
        return tuple(factor for factor in self.factors if factor.part == LEVER)

    @property
    def uncertainties(self) -> tuple[Factor, ...]:
        """What the world chooses."""
        return tuple(factor for factor in self.factors if factor.part == UNCERTAINTY)


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """One point: its number, from 1, and the value of each lever and uncertainty by name, levers first.

    Number 0 is the baseline, which has no values.
    """

    number: int
    values: Mapping[str, Value]


def load_sweep(path: str | Path) -> Sweep:
    """Read a sweep file and the scenarios it names, and check that they go together.

    Whether the values are right together shows only when the scenario of a point is made.

    Parameters
    ----------
    path
        That of a file, or the name of a sweep that comes with fssim, such as "pooling" (`shipped_sweeps`).

    Returns
    -------
    Sweep
        What is swept over what, for `sweep`.

    Raises
    ------
    ScenarioError
        With every problem there is, each naming its file, line and field, what is wrong and what would be right.
    """
    file = located(named_file(path))
    node, problems = read(file, FileKind("a sweep file", "title"))
    if node is None or problems:
        raise ScenarioError(problems)
    whole = Merged(file, node)
    refuse_other_kind(whole, SWEEP)
    contents = plain_values(node)
    try:
        plan = SweepPlan.model_validate(contents)
    except ValidationError as error:
        findings = find_all(error, SweepPlan)
        raise ScenarioError(_place_findings(whole, findings)) from None
    base = load(_find_named_file(whole, ("base",), plan.base))
    baseline = load(_find_named_file(whole, ("baseline",), plan.baseline)) if plan.baseline is not None else None
    return build_sweep(_take_in_ensembles(plan, base, whole), base, baseline, whole)


def _take_in_ensembles(plan: SweepPlan, base: Scenario, whole: Merged) -> SweepPlan:
    """The plan with the parameter sets of its ensembles as options, so that it needs their files no more."""
    uncertainties = {
        name: varied if not varied.ensemble else _as_options(varied, name, base, whole)
        for name, varied in plan.uncertainties.items()
    }
    return plan.model_copy(update={"uncertainties": uncertainties})


def _as_options(varied: Varied, name: str, base: Scenario, whole: Merged) -> Varied:
    ensemble = load_ensemble(_find_ensemble(whole, ("uncertainties", name, "ensemble"), varied.ensemble))
    options: dict[str, dict[str, Value]] = {
        f"set {number}": {f"{path}.value": value for path, value in ensemble.values_in(base, one.values).items()}
        for number, one in enumerate(ensemble.sets, 1)
    }
    if not any(options.values()):
        message = f"has sets of '{ensemble.scenario.title}', none of whose numbers is as there in '{base.title}'"
        raise ScenarioError(
            _place_findings(whole, [Finding(("uncertainties", name, "ensemble"), Code.wrong_sweep, message)])
        )
    return varied.model_copy(update={"options": options, "ensemble": ""})


def build_sweep(
    plan: SweepPlan, base: Scenario, baseline: Scenario | None = None, whole: Merged | None = None
) -> Sweep:
    """A sweep of a plan and the scenarios it names, already loaded. Raises `ScenarioError` as `load_sweep` does."""
    factors, findings = build_factors(plan, base)
    if not findings:
        findings = [
            *check_design(plan.design, factors), *check_correlations(plan.correlations, plan.design, factors),
            *_find_unknown_names(plan, base),
        ]  # fmt: skip
    count = count_design_points(plan.design, factors) if not findings else 0
    if count > MOST_POINTS:
        message = f"makes {count:,} points; a sweep may have {MOST_POINTS:,} at most: give fewer values"
        findings = [Finding(("design",), Code.too_large, message)]
    if findings:
        raise ScenarioError(_place_findings(whole or Merged(Path("<plan>"), None), findings))
    return Sweep(plan, base, baseline, tuple(factors))


def generate_points(sweep: Sweep, chosen: Collection[int] | None = None) -> Iterator[SweepPoint]:
    """Every point of a sweep in order, the baseline first if it has one, or those of the numbers chosen. They are made
    as they are asked for."""
    if sweep.baseline is not None and (chosen is None or BASELINE in chosen):
        yield SweepPoint(BASELINE, {})
    names = [factor.name for factor in sweep.factors]
    plan = sweep.plan
    numbers = range(1, count_design_points(plan.design, sweep.factors) + 1)
    places = None if chosen is None else {number - 1 for number in chosen}
    rows = generate_rows(plan.design, sweep.factors, plan.design_seed, plan.correlations, places)
    kept = numbers if chosen is None else [number for number in sorted(chosen) if number in numbers]
    for number, row in zip(kept, rows, strict=True):
        yield SweepPoint(number, dict(zip(names, row, strict=True)))


def count_points(sweep: Sweep) -> int:
    """How many points `generate_points` gives."""
    return count_design_points(sweep.plan.design, sweep.factors) + (sweep.baseline is not None)


def list_changes(sweep: Sweep, point: SweepPoint) -> dict[str, Value]:
    """What the scenario at a point changes of the base, by the dotted paths of its fields."""
    return list_field_changes(sweep.factors, point.values)


def build_scenario(sweep: Sweep, point: SweepPoint) -> Scenario:
    """The scenario at a point. Raises `ScenarioError` if its values are not right together.

    The files that the base names were looked for when it was loaded, and need not be here now.
    """
    if point.number == BASELINE and sweep.baseline is not None:
        return sweep.baseline
    return with_values(sweep.base, list_changes(sweep, point), files=False)


def _find_named_file(whole: Merged, field: FieldPath, name: str) -> Path:
    file = file_meant(whole.file.parent, name)
    if not os.path.isfile(file):
        raise ScenarioError(_place_findings(whole, [Finding(field, Code.file_not_there, say_not_meant(name, file))]))
    return file


def _find_ensemble(whole: Merged, field: FieldPath, name: str) -> Path:
    file = file_beside(whole.file.parent, name)
    if not os.path.isfile(file):
        message = f"{say_missing(name, file)}; give the path of an ensemble's file, relative to this file"
        raise ScenarioError(_place_findings(whole, [Finding(field, Code.file_not_there, message)]))
    return file


def _find_unknown_names(plan: SweepPlan, base: Scenario) -> Iterator[Finding]:
    """The measures and weekly numbers that are to be kept, or that a precision is asked of, and the base has not."""
    of_precision = plan.precision.measures if plan.precision is not None else ()
    asked: list[tuple[FieldPath, str]] = [(("measures", place), name) for place, name in enumerate(plan.measures)]
    asked += [(("precision", "measures", place), name) for place, name in enumerate(of_precision)]
    if not (asked or plan.weekly):
        return
    try:
        tables = compile_scenario(base)
    except ValueError:
        return  # the base cannot be simulated by itself, and is not; its points may be
    measures, series = measure_names(tables), list_series(tables)
    for field, name in asked:
        if name not in measures:
            message = f"there is no measure '{name}'; {instead_of(name, measures)}"
            yield Finding(field, Code.unknown_measure, message)
    for place, name in enumerate(plan.weekly):
        if name not in series:
            message = f"there is no weekly number '{name}'; {instead_of(name, series)}"
            yield Finding(("weekly", place), Code.unknown_measure, message)


def _place_findings(whole: Merged, findings: list[Finding]) -> list[Problem]:
    placed = [Problem(*whole.place(finding.path), finding.path, finding.message, finding.code) for finding in findings]
    return sorted(placed, key=lambda problem: problem.line)
