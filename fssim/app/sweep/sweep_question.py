"""What a planner asks of a sweep: read from what was typed, every mistake at its field, and written as its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import yaml

from fssim.app.ask_for_run import Besides, Errors
from fssim.app.form.answers import CannotRead, read_typed_number
from fssim.app.form.bases import Base
from fssim.app.form.build_form import build_form
from fssim.app.form.field_makers import VACANCIES
from fssim.app.form.fields import AnswerKind
from fssim.app.sweep.levers import VariedLever, list_lever_choices, read_typed_values
from fssim.errors import Error
from fssim.measures.catalogue import describe, measure_names
from fssim.measures.declaration import NEITHER
from fssim.measures.headline import STAFF_COST, headline_measures
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.runs.paired import refuse_other_clocks
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import DAYS_A_WEEK
from fssim.studies.sweeps.plan.sweep import Sweep, build_sweep
from fssim.studies.sweeps.plan.sweep_file import SweepPlan
from fssim.studies.sweeps.tried_points import try_points

BASE_FILE, SWEEP_FILE, AGAINST_FILE = "base.yaml", "sweep.yaml", "against.yaml"
SWEPT = "swept"  # the folder of the sweep itself, as `fssim sweep` writes it
ANSWER, ANSWER_FILE = "answer", "answer.json"
RESPONSE, COST, RANKED, CROSSING = "response.png", "cost.png", "ranked.png", "break_even.png"
FIRST, SECOND = "first", "second"
LEVERS = (FIRST, SECOND)
QUESTION = "What do these numbers do, in every combination?"
MOST_TIMES = 3  # as many replications as are asked for, at most, of settings that may be the best
TYPED = (FIRST, "first-values", SECOND, "second-values", "measure", "budget", "against")


@dataclass(frozen=True, slots=True)
class SweepQuestion:
    """A sweep, and what is asked of it: which point is best by a `measure` within a `budget`, and, if there is a
    service to set it `against`, how much of the first lever would be enough."""

    base: Base
    plan: SweepPlan
    levers: tuple[VariedLever, ...]
    measure: str
    budget: float | None
    against: Base | None

    @property
    def points(self) -> int:
        """How many settings there are."""
        count = 1
        for lever in self.levers:
            count *= len(lever.values)
        return count

    def write_files(self) -> dict[str, bytes]:
        """The files that a sweep is run from, by name."""
        plan = self.plan.model_dump(include={"title", "question", "base", "replications", "measures"}, mode="json")
        plan |= {"design": {"kind": "grid"}, "levers": _levers(self.levers)}
        text = yaml.safe_dump(plan, sort_keys=False, allow_unicode=True, default_flow_style=None)
        files = {
            BASE_FILE: self.base.write(self.base.scenario, here=True).encode(),
            SWEEP_FILE: text.encode(),
        }
        if self.against is not None:
            files[AGAINST_FILE] = self.against.write(self.against.scenario, here=True).encode()
        return files

    def options(self) -> dict[str, Any]:
        """What the job that answers it needs besides the files."""
        options: dict[str, Any] = {"measure": self.measure, "budget": self.budget}
        if self.against is not None:
            path, low, high = _turned(self.base.scenario, self.levers[0])
            options["break_even"] = {"path": path, "low": low, "high": high}
        return options


def list_measures_to_judge_by(scenario: Scenario) -> dict[str, str]:
    """The measures that come first in tables, of which more or less is better: label and unit, by name."""
    known = measure_names(compile_scenario(scenario))
    described = {name: describe(name, scenario) for name in headline_measures(scenario, known)}
    return {name: f"{about.label}, {about.unit}" for name, about in described.items() if about.more_is != NEITHER}


def read_question(
    base: Base, typed: Mapping[str, str], besides: Besides, find: Callable[[str], Base | None], errors: Errors
) -> SweepQuestion | None:
    """What is asked. Everything wrong is added to the errors, by field, and there is no question then."""
    choices = {choice.field.name: choice for choice in list_lever_choices(build_form(base.scenario))}
    levers = []
    for name in LEVERS:
        chosen, values = typed.get(name, ""), typed.get(f"{name}-values", "")
        if name == SECOND and not chosen and not values.strip():
            continue
        if chosen not in choices:
            errors.append((name, "Choose what to vary"))
            continue
        try:
            levers.append(VariedLever(choices[chosen], read_typed_values(choices[chosen], values)))
        except CannotRead as error:
            errors.append((f"{name}-values", str(error)))
    if len(levers) == len(LEVERS) and levers[0].choice == levers[1].choice:
        errors.append((SECOND, "Choose another number than the first: they are the same"))
    measure, judged_by = typed.get("measure", ""), list_measures_to_judge_by(base.scenario)
    if measure not in judged_by:
        errors.append(("measure", "Choose what to judge by"))
    budget = _read_budget(typed.get("budget", ""), errors)
    against = _read_against(base, typed.get("against", ""), levers, find, errors)
    if errors:
        return None
    plan = SweepPlan.model_validate(
        {
            "title": _title(base, levers),
            "question": besides.notes.question or QUESTION,
            "base": BASE_FILE,
            "design": {"kind": "grid"},
            "replications": besides.replications,
            "levers": _levers(levers),
            "measures": list(dict.fromkeys([measure, *judged_by, STAFF_COST])),
        }
    )
    question = SweepQuestion(base, plan, tuple(levers), measure, budget, against)
    _refuse_impossible(question, errors)
    return None if errors else question


def make_sweep(question: SweepQuestion) -> Sweep:
    """The sweep itself, checked as one of a file is. Raises `ScenarioError`."""
    return build_sweep(question.plan, question.base.scenario)


def _read_budget(text: str, errors: Errors) -> float | None:
    if not text.strip():
        return None
    try:
        budget = read_typed_number(text)
    except CannotRead as error:
        errors.append(("budget", str(error)))
        return None
    if budget < 0.0:
        errors.append(("budget", "Enter a budget of 0 or more"))
    return budget


def _read_against(
    base: Base, key: str, levers: list[VariedLever], find: Callable[[str], Base | None], errors: Errors
) -> Base | None:
    if not key:
        return None
    against = find(key)
    if against is None:
        errors.append(("against", "Choose one from the list"))
        return None
    try:
        refuse_other_clocks([(side.scenario.title, side.scenario) for side in (base, against)])
    except Error as error:
        errors.append(("against", f"Choose another service: {error}"))
    if levers and levers[0].choice.field.kind is AnswerKind.date and not _is_end_of_vacancy(levers[0]):
        message = "To ask how much is enough, vary a number first, or the day from which empty posts are filled"
        errors.append(("against", message))
    return against


def _is_end_of_vacancy(lever: VariedLever) -> bool:
    field = lever.choice.field
    return field.path[0] == VACANCIES and field.path[-1] == "until"


def _refuse_impossible(question: SweepQuestion, errors: Errors) -> None:
    """Say at the first lever what no point of a sweep can be, or that some cannot."""
    try:
        trouble = try_points(make_sweep(question))
    except Error as error:
        errors.append((f"{FIRST}-values", f"These values cannot be: {error}"))
        return
    if trouble:
        errors.append((f"{FIRST}-values", f"Enter values that go together: {trouble}"))


def _levers(levers: list[VariedLever] | tuple[VariedLever, ...]) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "path": lever.choice.path,
            "values": [_plain(value) for value in lever.values],
            "label": lever.choice.written,
        }
        for name, lever in zip(LEVERS, levers, strict=False)
    }


def _plain(value: float | date) -> float | int | date:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _title(base: Base, levers: list[VariedLever]) -> str:
    title = f"{base.scenario.title}: {' by '.join(lever.choice.label for lever in levers)}"
    return title[:200]


def _turned(scenario: Scenario, lever: VariedLever) -> tuple[str, float, float]:
    """What a break-even turns, and from where to where: a number, or how many weeks a vacancy lasts."""
    if lever.choice.field.kind is not AnswerKind.date:
        values = [value for value in lever.values if isinstance(value, float)]
        return lever.choice.path, min(values), max(values)
    name = lever.choice.path.split(".")[1]
    start = scenario.vacancies[name].start
    weeks = [(day - start) / timedelta(days=DAYS_A_WEEK) for day in lever.values if isinstance(day, date)]
    return f"{VACANCIES}.{name}", max(min(weeks), 0.0), max(weeks)
