"""Work that somebody can do: in every kind of team a stage may be worked in, its activities' people are there."""

from __future__ import annotations

from collections.abc import Iterator

from fssim.scenario.checks.pathway_checks import next_stages
from fssim.scenario.checks.references import HOLDER, PRACTITIONERS
from fssim.scenario.findings import FieldPath, Finding, listed
from fssim.scenario.schema.pathway import Activity, Starts
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import establishments_of


def work_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every part of an activity, and every holding of families, that nobody in a team or its pools could take on."""
    models = _models(scenario)
    kinds = team_kinds(scenario)
    if not kinds[scenario.pathway.first]:
        yield ("pathway", "stages", scenario.pathway.first, "team"), "is missing; the first stage must say its team"
    for name, stage in scenario.pathway.stages.items():
        path = ("pathway", "stages", name)
        for kind in sorted(kinds[name]):
            if stage.holder is not None and not _has(scenario, kind, stage.holder, pools=False):
                message = f"team '{kind}' has no posts of '{stage.holder}'; name a role it has, or give it posts"
                yield (*path, "holder"), message
    yield from _unstaffed(scenario, kinds, models)


def _unstaffed(scenario: Scenario, kinds: dict[str, set[str]], models: dict[str, set[str]]) -> Iterator[Finding]:
    """Parts that nobody could take on: each told once, with all the stages and kinds of team where it is so."""
    parts: dict[tuple[FieldPath, str], list[tuple[str, str]]] = {}
    for stage in scenario.pathway.stages:
        for activity in _activities_in(scenario, stage):
            for kind in sorted(kinds[stage]):
                for model in sorted(models[kind]):
                    where, said = _as_worked(scenario, activity, model)
                    for part in _participants(scenario, where, said, stage, kind):
                        parts.setdefault(part, []).append((stage, kind))
    for (path, who), places in parts.items():
        stages = list(dict.fromkeys(stage for stage, _ in places))
        teams = sorted({kind for _, kind in places})
        yield path, _nobody(path, who, stages, teams)


def _nobody(path: FieldPath, who: str, stages: list[str], teams: list[str]) -> str:
    in_stages = f"{'stage' if len(stages) == 1 else 'stages'} {listed(stages, 'and')}"
    if path[-1] == "starts":
        return f"families have no allocated worker in {in_stages}, so it never starts; name a `holder` there"
    if who == HOLDER:
        return f"families have no allocated worker in {in_stages}; name the stage's `holder`, or another participant"
    message = f"nobody in team {listed(teams)} or a pool serving it is a '{who}'; give it posts, or name another role"
    return f"{message} ({in_stages})"


def team_kinds(scenario: Scenario) -> dict[str, set[str]]:
    """The kinds of team each stage may be worked in: its own, or those of the stages that lead to it."""
    pathway = scenario.pathway
    kinds = {name: {stage.team} if stage.team is not None else set() for name, stage in pathway.stages.items()}
    changing = True
    while changing:
        changing = False
        for name in pathway.stages:
            for following in next_stages(pathway, name):
                if pathway.stages[following].team is None and not kinds[name] <= kinds[following]:
                    kinds[following] |= kinds[name]
                    changing = True
    return kinds


def _models(scenario: Scenario) -> dict[str, set[str]]:
    """The working models each kind of team may have: its own, and those it switches to."""
    models = {kind: {team.working_model} for kind, team in scenario.teams.items()}
    for switch in scenario.roll_out.values():
        models[switch.team].add(switch.working_model)
    return models


def _activities_in(scenario: Scenario, stage: str) -> list[str]:
    """What a stage lists, and what any new holder does wherever a family is held."""
    about = scenario.pathway.stages[stage]
    everywhere = [
        name
        for name, activity in scenario.pathway.activities.items()
        if activity.starts is Starts.new_holder
        and about.holder is not None
        and not any(name in other.activities for other in scenario.pathway.stages.values())
    ]
    return [*about.activities, *everywhere]


def _as_worked(scenario: Scenario, activity: str, model: str) -> tuple[FieldPath, Activity]:
    """An activity as a working model has it, and where that is said."""
    own = scenario.working_models[model].activities
    if activity in own:
        return ("working_models", model, "activities", activity), own[activity]
    return ("pathway", "activities", activity), scenario.pathway.activities[activity]


def _participants(
    scenario: Scenario, path: FieldPath, activity: Activity, stage: str, kind: str
) -> Iterator[tuple[FieldPath, str]]:
    """The parts of an activity, with whose they are, that nobody could take on in a stage and kind of team."""
    held = scenario.pathway.stages[stage].holder is not None
    if not held and activity.starts is Starts.new_holder:
        yield (*path, "starts"), HOLDER
    for who in activity.participants:
        nobody = not held if who == HOLDER else who != PRACTITIONERS and not _has(scenario, kind, who)
        if nobody:
            yield (*path, "participants", who), who


def _has(scenario: Scenario, kind: str, role: str, pools: bool = True) -> bool:
    """Whether a kind of team has posts of a role, of its own or in a pool that serves it."""
    places = [scenario.teams[kind].posts]
    if pools:
        places += [pool.posts for pool in scenario.pools.values() if kind in pool.serves]
    return any(each.count > 0 for posts in places if role in posts for each in establishments_of(posts[role]))
