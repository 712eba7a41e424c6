"""The parts that two scenarios differ in: every change between them, under the name a planner would give it.

The two are first written alike, so that what differs is told as finely as it can be, and nothing they do is changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from fssim.scenario.differences import Change, changes, describe_change
from fssim.scenario.findings import FieldPath
from fssim.scenario.names import named
from fssim.scenario.schema.parameter import Grade, Parameter, Varying
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.working_models import WorkingModel

SAYS_NOTHING_TO_A_RUN = ("headline", "title", "note")
EFFECTS = (
    "effects",
    "workbook",
    "brings_forward",
)  # fields that say what follows, and not who is there or what is done
BEST_TO_WORST = (
    Grade.statutory, Grade.published, Grade.controlled, Grade.correlational, Grade.calibrated, Grade.reported,
    Grade.assumed,
)  # fmt: skip
UNMEASURED = (Grade.reported, Grade.assumed)


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """Changes that are made together, or not at all, and what they are called."""

    name: str
    changes: tuple[Change, ...]

    @property
    def paths(self) -> frozenset[FieldPath]:
        return frozenset(change.path for change in self.changes)

    @property
    def grade(self) -> Grade | None:
        """The weakest evidence behind any of its numbers, or None if it has no numbers."""
        grades = [
            grade for change in self.changes for grade in _list_grades(change.old if _is_gone(change) else change.new)
        ]
        return max(grades, key=BEST_TO_WORST.index, default=None)

    @property
    def is_unmeasured_effect(self) -> bool:
        """Whether it changes an effect (a multiplier or a chance of benefit) that is only reported or assumed."""
        return any(
            grade in UNMEASURED
            for change in self.changes
            if any(field in EFFECTS for field in change.path)
            for grade in _list_grades(change.old if _is_gone(change) else change.new)
        )

    def described(self) -> list[str]:
        """Its changes in English: a sentence each, without what becomes of sources and ranges."""
        return [next(describe_change(change)) for change in self.changes]


def group_changes(base: Scenario, changed: Scenario, together: Collection[str] = ()) -> list[ChangedPart]:
    """What a scenario changes from another, in parts. Changes of words, sources and grades alone change no result.

    Parts whose names begin with one of the texts in `together` are made one part.
    """
    specialists = {name for scenario in (base, changed) for name, role in scenario.roles.items() if role.specialist}
    groups: dict[str, list[Change]] = {}
    for change in changes(base, changed):
        if can_matter(change):
            name = name_part(change, specialists)
            groups.setdefault(next((text for text in together if name.startswith(text)), name), []).append(change)
    return [ChangedPart(name, tuple(made)) for name, made in groups.items()]


def can_matter(change: Change) -> bool:
    """Whether a run can come out otherwise for it."""
    old, new = change.old, change.new
    if change.path[0] in SAYS_NOTHING_TO_A_RUN or change.path[-1] in SAYS_NOTHING_TO_A_RUN:
        return False
    if isinstance(old, Parameter) and isinstance(new, Parameter):
        return _describe_quantity(old) != _describe_quantity(new)
    return True


def join_parts(parts: Iterable[ChangedPart]) -> ChangedPart:
    """Several parts as one."""
    parts = list(parts)
    return ChangedPart(
        " + ".join(part.name for part in parts), tuple(change for part in parts for change in part.changes)
    )


def name_part(change: Change, specialists: Collection[str]) -> str:
    """What a planner would call the part of a service that a change is to."""
    match change.path:
        case ("roles", _, "workload", *_):
            return "families given out by work"
        case ("roles", _, "pressure", response, *_):
            return f"under pressure: {_put_spaces(str(response))}"
        case (*_, "exit") | (*_, "pressure_stage"):
            return "under pressure: thresholds"
        case (*_, "elastic") | (*_, "elastic", _):
            return "under pressure: proportionate work"
        case ("vacancies", name, *_):
            return f"vacancy {_put_spaces(str(name))}"
        case ("teams" | "pools", _, "posts", role, *_):
            return "co-location" if role in specialists else "posts"
        case ("pools", _):
            pool = change.old or change.new
            return "co-location" if set(getattr(pool, "posts", ())) <= set(specialists) else "posts"
        case ("smallest_part_of_post", *_):
            return "posts"
        case ("pools", *_):
            return "pooling"
        case ("teams", _, "count"):
            return "number of teams"
        case ("working_models", _, "effects", effect, *_):
            return f"effect: {_put_spaces(str(effect))}"
        case (*_, "brings_forward") | (*_, "brings_forward", _):
            return "effect: reviews brought forward"
        case ("working_models", _, "workbook", *_):
            return "workbook"
        case ("working_models" | "pathway", _, "activities", activity, *_) | ("pathway", "activities", activity, *_):
            return _put_spaces(str(activity))
        case ("working_models", _, "plan_work", *_) | ("pathway", "stages", _, "plan_work", *_):
            return "plan work"
        case ("working_models", _, "caseload_limits", *_) | ("roles", _, "caseload_limit"):
            return "caseload limits"
        case ("roles", _, "turnover", *_):
            return "turnover"
        case ("roles", _, "cost" | "agency_cost_multiplier"):
            return "pay"
        case ("roles", _, "recruitment_cost", *_):
            return "recruitment costs"
        case ("care_costs", *_):
            return "prices of care"
        case ("set_up_costs", *_):
            return "set-up costs"
        case ("roles", _, "when_vacant" | "substitute"):
            return "cover for vacant posts"
        case ("pathway", "decisions", *_):
            return "decisions"
        case ("training" | "roll_out" | "demand" | "families" | "re_referral" as whole, *_):
            return str(whole).replace("_", "-")
    return named(change.path)


def _put_spaces(name: str) -> str:
    return name.replace("_", " ")


def _is_gone(change: Change) -> bool:
    return change.new is None


def _describe_quantity(parameter: Parameter) -> tuple[object, ...]:
    shape = parameter.distribution if isinstance(parameter, Varying) else None
    return repr(parameter.value), parameter.unit, shape  # nan, where the shape sets the scale, is the same as nan


def _list_grades(value: object) -> Iterator[Grade]:
    """The grade of every number in a part of a scenario."""
    if isinstance(value, Parameter):
        yield value.grade
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _list_grades(getattr(value, name))
    elif isinstance(value, dict | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _list_grades(inner)


def align(first: Scenario, second: Scenario) -> tuple[Scenario, Scenario]:
    """The two scenarios, each doing what it did, with the same names for the ways teams work.

    Where teams follow a working model in one that the other has not heard of, the other gets it by that name, saying
    what its own teams do. So the two differ by a caseload limit here and a meeting there, and not by one name.
    """
    named_alike = _add_models_of(first, second), _add_models_of(second, first)
    return _spell_out(*named_alike), _spell_out(*reversed(named_alike))


def _add_models_of(scenario: Scenario, other: Scenario) -> Scenario:
    """A scenario with each working model that only the other has, as its own teams of those kinds now work."""
    models, teams = dict(scenario.working_models), dict(scenario.teams)
    trained = {course.working_model for either in (scenario, other) for course in either.training.values()}
    for name in other.working_models:
        if name in scenario.working_models:
            continue
        kinds = [kind for kind in _list_kinds(other, name) if kind in scenario.teams]
        own = {scenario.teams[kind].working_model for kind in kinds}
        if len(own) != 1 or own & trained:
            continue
        (as_now,) = own
        models[name] = scenario.working_models[as_now]
        for kind in kinds:
            if other.teams[kind].working_model == name:
                teams[kind] = teams[kind].model_copy(update={"working_model": name})
    return scenario.model_copy(update={"working_models": models, "teams": teams})


def _list_kinds(scenario: Scenario, model: str) -> list[str]:
    """The kinds of team that follow a working model, from the start or from when they change over."""
    switched = {switch.team for switch in scenario.roll_out.values() if switch.working_model == model}
    return [kind for kind, team in scenario.teams.items() if team.working_model == model or kind in switched]


def _spell_out(scenario: Scenario, other: Scenario) -> Scenario:
    """A scenario whose working models say what they leave to the pathway and the roles, where the other's say it."""
    models = {
        name: _spell_out_as(other.working_models[name], model, scenario) if name in other.working_models else model
        for name, model in scenario.working_models.items()
    }
    return scenario.model_copy(update={"working_models": models})


def _spell_out_as(other: WorkingModel, model: WorkingModel, scenario: Scenario) -> WorkingModel:
    pathway, roles = scenario.pathway, scenario.roles
    activities = {name: pathway.activities[name] for name in other.activities if name in pathway.activities}
    plan_work = {
        name: work
        for name in other.plan_work
        if name in pathway.stages and (work := pathway.stages[name].plan_work) is not None
    }
    limits = {
        name: limit
        for name in other.caseload_limits
        if name in roles and (limit := roles[name].caseload_limit) is not None
    }
    return model.model_copy(
        update={
            "activities": activities | model.activities,
            "plan_work": plan_work | model.plan_work,
            "caseload_limits": limits | model.caseload_limits,
        }
    )
