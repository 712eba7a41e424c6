"""Two scenarios written alike, so that what differs is told as finely as it can be, and nothing they do is changed."""

from __future__ import annotations

from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import WorkingModel


def aligned(first: Scenario, second: Scenario) -> tuple[Scenario, Scenario]:
    """The two scenarios, each doing what it did, with the same names for the ways teams work.

    Where teams follow a working model in one that the other has not heard of, the other gets it by that name, saying
    what its own teams do. So the two differ by a caseload limit here and a meeting there, and not by one name.
    """
    named_alike = _with_models_of(first, second), _with_models_of(second, first)
    return _spelled_out(*named_alike), _spelled_out(*reversed(named_alike))


def _with_models_of(scenario: Scenario, other: Scenario) -> Scenario:
    """A scenario with each working model that only the other has, as its own teams of those kinds now work."""
    models, teams = dict(scenario.working_models), dict(scenario.teams)
    trained = {course.working_model for each in (scenario, other) for course in each.training.values()}
    for name in other.working_models:
        if name in scenario.working_models:
            continue
        kinds = [kind for kind in _kinds(other, name) if kind in scenario.teams]
        own = {scenario.teams[kind].working_model for kind in kinds}
        if len(own) != 1 or own & trained:
            continue
        (as_now,) = own
        models[name] = scenario.working_models[as_now]
        for kind in kinds:
            if other.teams[kind].working_model == name:
                teams[kind] = teams[kind].model_copy(update={"working_model": name})
    return scenario.model_copy(update={"working_models": models, "teams": teams})


def _kinds(scenario: Scenario, model: str) -> list[str]:
    """The kinds of team that follow a working model, from the start or from when they change over."""
    switched = {switch.team for switch in scenario.roll_out.values() if switch.working_model == model}
    return [kind for kind, team in scenario.teams.items() if team.working_model == model or kind in switched]


def _spelled_out(scenario: Scenario, other: Scenario) -> Scenario:
    """A scenario whose working models say what they leave to the pathway and the roles, where the other's say it."""
    models = {
        name: _said_as_in(other.working_models[name], model, scenario) if name in other.working_models else model
        for name, model in scenario.working_models.items()
    }
    return scenario.model_copy(update={"working_models": models})


def _said_as_in(other: WorkingModel, model: WorkingModel, scenario: Scenario) -> WorkingModel:
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
