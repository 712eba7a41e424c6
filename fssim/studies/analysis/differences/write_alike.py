"""Two scenarios written alike, so that what differs is told as finely as it can be, and nothing they do is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

from fssim.model.calendar import add_months
from fssim.scenario.schema.pathway import Stage
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import MONTHS_A_YEAR
from fssim.scenario.schema.workforce import Establishment, Pool, Team, establishments_of
from fssim.scenario.schema.working_models import Effects, StageChanges, Switch, WorkingModel
from fssim.scenario.vacant_posts import unit_counts

Place = TypeVar("Place", Team, Pool)
Groups = tuple[Establishment, ...]
STAGE_FIELDS = ("holder", "other_holders", "co_holder", "activities")


def align(first: Scenario, second: Scenario) -> tuple[Scenario, Scenario]:
    """The two scenarios, each doing what it did, with the same names for the ways teams work.

    Where teams follow a working model in one that the other has not heard of, the other gets it by that name, saying
    what its own teams do; if teams only change over to it, the other gets it as it is, with nobody to follow it. So the
    two differ by a caseload limit here and a meeting there, and not by one name. Where one has teams that change over,
    and the other the same from the first day, they change over in it on the first day; and posts that come and go with
    them are the same groups of posts in both.
    """
    both = _add_models_of(first, second), _add_models_of(second, first)
    both = _change_over_at_once(*both), _change_over_at_once(*reversed(both))
    both = _add_pools_of(*both), _add_pools_of(*reversed(both))
    both = _group_posts_as(*both), _group_posts_as(*reversed(both))
    return _spell_out(*both), _spell_out(*reversed(both))


def _add_models_of(scenario: Scenario, other: Scenario) -> Scenario:
    """A scenario with each working model that only the other has: as its own teams of those kinds now work, or, where
    no team of the other works so from the first day, as the other has it, but for effects and recording."""
    models, teams = dict(scenario.working_models), dict(scenario.teams)
    trained = {course.working_model for either in (scenario, other) for course in either.training.values()}
    comes_later = False
    for name in other.working_models:
        if name in scenario.working_models:
            continue
        kinds = [kind for kind in _list_kinds(other, name) if kind in scenario.teams]
        own = {scenario.teams[kind].working_model for kind in kinds}
        if len(own) != 1 or own & trained:
            continue
        as_now = scenario.working_models[own.pop()]
        models[name] = as_now
        if all(team.working_model != name for team in other.teams.values()):
            comes_later = True
            own_effects = {"workbook": as_now.workbook, "effects": as_now.effects}
            models[name] = other.working_models[name].model_copy(update=own_effects)
        for kind in kinds:
            if other.teams[kind].working_model == name:
                teams[kind] = teams[kind].model_copy(update={"working_model": name})
    written = scenario.model_copy(update={"working_models": models, "teams": teams})
    return _add_definitions(written, other) if comes_later else written


def _add_definitions(scenario: Scenario, other: Scenario) -> Scenario:
    """A scenario with what only the other's working models use: roles, without posts, and activities that no stage of
    the pathway lists."""
    pathway = scenario.pathway
    listed = {name for stage in other.pathway.stages.values() for name in (*stage.activities, *stage.carries_on)}
    activities = {name: activity for name, activity in other.pathway.activities.items() if name not in listed}
    with_others = pathway.model_copy(update={"activities": {**activities, **pathway.activities}})
    return scenario.model_copy(update={"roles": other.roles | scenario.roles, "pathway": with_others})


def _list_kinds(scenario: Scenario, model: str) -> list[str]:
    """The kinds of team that follow a working model, from the start or from when they change over."""
    switched = {switch.team for switch in scenario.roll_out.values() if switch.working_model == model}
    return [kind for kind, team in scenario.teams.items() if team.working_model == model or kind in switched]


def _change_over_at_once(scenario: Scenario, other: Scenario) -> Scenario:
    """A scenario whose teams work from the first day as the other's do once all of a kind have changed over, as one
    whose teams change over on the first day. It is left as it is where that would not be the same."""
    if scenario.opening is not None or other.opening is not None:
        return scenario
    teams, roll_out = dict(scenario.teams), dict(scenario.roll_out)
    first = add_months(scenario.clock.observed_from, -MONTHS_A_YEAR * scenario.clock.warm_up_years)
    for kind, team in scenario.teams.items():
        waves = {name: wave for name, wave in other.roll_out.items() if wave.team == kind}
        if kind in other.teams and _changes_over_whole(scenario, kind, team, waves, other):
            teams[kind] = team.model_copy(update={"working_model": other.teams[kind].working_model})
            roll_out |= {
                name: wave.model_copy(update={"start": first, "set_up_cost": None}) for name, wave in waves.items()
            }
    return scenario.model_copy(update={"teams": teams, "roll_out": roll_out})


def _changes_over_whole(
    scenario: Scenario, kind: str, team: Team, waves: Mapping[str, Switch], other: Scenario
) -> bool:
    """Whether the waves bring every team of a kind from what both scenarios know to what it follows here already."""
    numbers = {number for wave in waves.values() for number in wave.numbers}
    model = scenario.working_models[team.working_model]
    return (
        {wave.working_model for wave in waves.values()} == {team.working_model}
        and numbers == set(range(1, round(team.count.value) + 1))
        and team.count == other.teams[kind].count
        and other.teams[kind].working_model in scenario.working_models
        and all(switch.team != kind for switch in scenario.roll_out.values())
        and all(course.working_model != team.working_model for course in scenario.training.values())
        and model.workbook.recording.value == model.workbook.recording_at_first.value
    )


def _add_pools_of(scenario: Scenario, other: Scenario) -> Scenario:
    """A scenario with each pool that only the other has, without posts."""
    pools = {
        name: pool.model_copy(update={"posts": {}})
        for name, pool in other.pools.items()
        if name not in scenario.pools and all(kind in scenario.teams for kind in pool.serves)
    }
    return scenario.model_copy(update={"pools": {**scenario.pools, **pools}})


def _group_posts_as(scenario: Scenario, other: Scenario) -> Scenario:
    """A scenario whose posts are in the groups that the other has, where those come or go on days of its roll-out."""
    days = {wave.start for wave in other.roll_out.values()}
    counts = unit_counts(scenario)

    def group(name: str, place: Place, model: Place | None) -> Place:
        if model is None:
            return place
        posts = dict(place.posts)
        for role, staff in model.posts.items():
            groups = establishments_of(staff)
            if any(day in days for group in groups for day in (group.start, group.until)):
                alike = _group_alike(establishments_of(posts.get(role, ())), groups, counts[name])
                posts |= {role: alike} if alike else {}
        return place.model_copy(update={"posts": posts})

    return scenario.model_copy(
        update={
            "teams": {name: group(name, team, other.teams.get(name)) for name, team in scenario.teams.items()},
            "pools": {name: group(name, pool, other.pools.get(name)) for name, pool in scenario.pools.items()},
        }
    )


def _group_alike(own: Groups, groups: Groups, units: int) -> Groups:
    """Posts that neither come nor go, in other groups, of which some are nobody; or nothing, if they are neither the
    posts that the other begins with nor those that it ends with."""
    if any(group.start or group.until for group in own) or any(group.posts is None for group in (*own, *groups)):
        return ()
    for comes_or_goes in ("start", "until"):
        there = [group for group in groups if getattr(group, comes_or_goes) is None]
        if all(_count_posts(own, number) == _count_posts(there, number) for number in range(1, units + 1)):
            return tuple(_make_lasting(group) if group in there else _empty(group) for group in groups)
    return ()


def _count_posts(groups: Iterable[Establishment], number: int) -> Counter[float]:
    """How many posts of each share of full time the team or pool of a number has."""
    shares: Counter[float] = Counter()
    for group in groups:
        if group.is_in(number):
            shares[group.full_time_share.value] += group.count
    return +shares


def _make_lasting(group: Establishment) -> Establishment:
    return group.model_copy(update={"start": None, "until": None, "set_up_cost": None})


def _empty(group: Establishment) -> Establishment:
    nobody = group.posts and group.posts.model_copy(update={"value": 0.0, "low": None, "high": None})
    return group.model_copy(update={"posts": nobody, "set_up_cost": None})


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
    stages = {
        name: _spell_out_stage(changes, model.stages.get(name, StageChanges()), pathway.stages[name])
        for name, changes in other.stages.items()
        if name in pathway.stages
    }
    return model.model_copy(
        update={
            "activities": activities | model.activities,
            "plan_work": plan_work | model.plan_work,
            "caseload_limits": limits | model.caseload_limits,
            "stages": model.stages | stages,
            "effects": _spell_out_effects(other.effects, model.effects),
        }
    )


def _spell_out_stage(other: StageChanges, own: StageChanges, stage: Stage) -> StageChanges:
    left_out = [
        field for field in STAGE_FIELDS if getattr(own, field) is None and getattr(other, field) is not None
    ]  # fmt: skip
    decisions = {name: stage.decisions[name] for name in other.decisions if name in stage.decisions}
    return own.model_copy(
        update={"decisions": decisions | own.decisions} | {field: getattr(stage, field) for field in left_out}
    )


def _spell_out_effects(other: Effects, own: Effects) -> Effects:
    """Effects that say which odds they leave as they are, where the other's say what becomes of them."""
    none = {
        decision: {
            outcome: odds.model_copy(update={"value": 1.0, "low": None, "high": None}) for outcome, odds in of.items()
        }
        for decision, of in other.decisions.items()
    }
    decisions = {
        decision: none.get(decision, {}) | own.decisions.get(decision, {})
        for decision in dict.fromkeys((*own.decisions, *none))
    }
    return own.model_copy(update={"decisions": decisions})
