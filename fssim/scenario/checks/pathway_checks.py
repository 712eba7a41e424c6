"""The pathway: every stage can be reached, leads on and ends in closure, and somebody can do the work in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fssim.scenario.checks.name_checks import CONTINUE, END, HOLDER, PRACTITIONERS
from fssim.scenario.findings import ANY, Code, FieldPath, Finding, listed
from fssim.scenario.schema.pathway import Activity, Outcome, Pathway, Stage, Starts
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import establishments_of


def pathway_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every stage nobody could reach or leave, and every activity that could never be held."""
    yield from _stages(scenario.pathway)
    yield from _reach(scenario.pathway)
    yield from _listing(scenario.pathway)
    for model, working in [(None, None), *scenario.working_models.items()]:
        own = working.activities if working is not None else {}
        yield from _followers(scenario.pathway, own, model)


def next_stages(pathway: Pathway, stage: str, possible: bool = False) -> set[str]:
    """The stages a stage's decisions and exits may lead to; with `possible`, those with a chance above 0."""
    exits = {way.to for way in pathway.stages[stage].exits.values() if way.rate.value > 0 or not possible}
    outcomes = _outcomes(pathway, stage, possible)
    return exits | {outcome.to for outcome in outcomes if outcome.to not in (CONTINUE, END)}


def side_stages(pathway: Pathway, stage: str) -> set[str]:
    """The side stages that a stage's decisions and incidents may open."""
    opened = {outcome.beside for outcome in _outcomes(pathway, stage, False) if outcome.beside is not None}
    return opened | {incident.beside for incident in pathway.stages[stage].incidents.values()}


def _outcomes(pathway: Pathway, stage: str, possible: bool) -> list[Outcome]:
    """The outcomes of a stage's decisions; with `possible`, those with a probability above 0."""
    return [
        outcome
        for decision in pathway.stages[stage].decisions.values()
        for table in (decision.ready, decision.not_ready)
        for outcome in pathway.decisions[table].values()
        if outcome.probability.value > 0 or not possible
    ]


def _stages(pathway: Pathway) -> Iterator[Finding]:
    if pathway.first == pathway.closed:
        yield Finding(
            ("pathway", "first"), Code.closed_stage, "is the closed stage; name the stage a referral begins in"
        )
    for name, stage in pathway.stages.items():
        path = ("pathway", "stages", name)
        if name == pathway.closed:
            if stage.activities or stage.carries_on or stage.decisions or stage.exits or stage.incidents:
                message = "is the closed stage, and has work, decisions, exits or incidents; a closed family has none"
                yield Finding(path, Code.closed_stage, message)
            continue
        if stage.beside:
            yield from _side(pathway, name, stage)
        if not stage.decisions and not stage.exits:
            message = "has no decision, so nobody could leave it; name the activity whose outcome is decided"
            yield Finding(path, Code.stage_without_decision, message, ((*path, "decisions"), (*path, "exits")))
        for way, about in stage.exits.items():
            if about.to == name:
                message = "is the stage itself; name the stage that it leads to"
                yield Finding((*path, "exits", way, "to"), Code.circle, message)
        for activity in stage.decisions:
            if activity not in stage.activities:
                yield Finding(
                    path,
                    Code.not_in_stage,
                    f"decides at '{activity}', which is not among its activities; list it there too",
                    ((*path, "activities"),),
                )


def _side(pathway: Pathway, name: str, stage: Stage) -> Iterator[Finding]:
    """What a side stage cannot have, as the stage that it is beside has it; and a way for it to end."""
    path = ("pathway", "stages", name)
    of_main = ("team", "holder", "ledger", "plan", "plan_work", "statutory_plan", "carries_on", "exits", "incidents")
    for field in of_main:
        if getattr(stage, field) != Stage.model_fields[field].get_default(call_default_factory=True):
            message = "is not for a side stage, as the stage that it is beside goes on; leave it out"
            yield Finding((*path, field), Code.side_stage, message)
    shared = [other for other, about in pathway.stages.items() if set(stage.decisions) & set(about.decisions)]
    if len(shared) > 1:
        where = listed([other for other in shared if other != name], "and")
        message = f"are decided at in {where} too; a side stage decides at activities of its own"
        yield Finding((*path, "decisions"), Code.side_stage, message)
    outcomes = _outcomes(pathway, name, possible=True)
    if stage.decisions and all(outcome.to == CONTINUE and outcome.beside is None for outcome in outcomes):
        yield Finding(path, Code.stage_never_ends, "never ends; let an outcome lead to `end`, or to a stage")


def _reach(pathway: Pathway) -> Iterator[Finding]:
    ways = {name: next_stages(pathway, name) | side_stages(pathway, name) for name in pathway.stages}
    reached = _closure(pathway.first, ways)
    back: dict[str, set[str]] = {name: set() for name in pathway.stages}
    for name in pathway.stages:
        for following in next_stages(pathway, name, possible=True):
            back[following].add(name)
    ending = _closure(pathway.closed, back)
    for name, stage in pathway.stages.items():
        path = ("pathway", "stages", name)
        if name not in reached:
            message = f"nobody can reach it from '{pathway.first}'; let a decision's outcome lead to it"
            yield Finding(path, Code.unreachable_stage, message)
        if name not in ending and (stage.decisions or stage.exits) and not stage.beside:
            message = f"never leads to '{pathway.closed}'; let an outcome lead out of it"
            yield Finding(path, Code.stage_never_ends, message)


def _closure(start: str, ways: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        new = ways[waiting.pop()] - reached
        reached |= new
        waiting.extend(new)
    return reached


def _listing(pathway: Pathway) -> Iterator[Finding]:
    listed_ones = {activity for stage in pathway.stages.values() for activity in stage.activities}
    for stage, about in pathway.stages.items():
        for twice in set(about.carries_on) & set(about.activities):
            message = f"'{twice}' is among the stage's activities, so it begins with it; list it in one place"
            yield Finding(("pathway", "stages", stage, "carries_on"), Code.listed_twice, message)
    for name, activity in pathway.activities.items():
        if name not in listed_ones and activity.starts is not Starts.new_holder:
            yield Finding(
                ("pathway", "activities", name),
                Code.activity_never_held,
                "no stage lists it, so it never happens; list it in a stage",
            )


def _all_in(stage: Stage) -> tuple[str, ...]:
    return (*stage.activities, *stage.carries_on)


def _followers(pathway: Pathway, own: Mapping[str, Activity], model: str | None) -> Iterator[Finding]:
    """Activities that follow another: the leader must be in the same stages, and nobody may follow themselves."""
    activities = {**pathway.activities, **own}

    def path(name: str) -> FieldPath:
        if model is not None and name in own:
            return ("working_models", model, "activities", name)
        return ("pathway", "activities", name)

    for name, activity in activities.items():
        without = [
            stage
            for stage, about in pathway.stages.items()
            if name in about.activities and activity.after is not None and activity.after not in _all_in(about)
        ]
        if without:
            where = listed(without, "and")
            message = f"'{activity.after}' is not among the activities of {where}, where '{name}' is; list it there too"
            refers_to = (
                ("pathway", "activities", str(activity.after)),
                *(("pathway", "stages", stage, "activities") for stage in without),
            )
            yield Finding((*path(name), "after"), Code.not_in_stage, message, refers_to)
        chain = [name]
        while (leader := activities[chain[-1]].after) is not None and leader not in chain:
            chain.append(leader)
        if leader == name:
            circle = " after ".join([*chain, name])
            yield Finding(
                (*path(name), "after"),
                Code.circle,
                f"goes round in a circle: {circle}; one of them must start another way",
            )


def work_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every part of an activity, and every holding of families, that nobody in a team or its pools could take on."""
    models = _models(scenario)
    kinds = team_kinds(scenario)
    if not kinds[scenario.pathway.first]:
        yield Finding(
            ("pathway", "stages", scenario.pathway.first, "team"),
            Code.missing,
            "is missing; the first stage must say its team",
        )
    for name, stage in scenario.pathway.stages.items():
        path = ("pathway", "stages", name)
        for activity, decision in stage.decisions.items():
            of = decision.pressure_stage
            if of is not None and scenario.pathway.stages[of].holder is None:
                message = f"nobody holds families in '{of}', so that it has no pressure; name a stage with a `holder`"
                yield Finding((*path, "decisions", activity, "pressure_stage"), Code.nobody_for_work, message)
        for kind in sorted(kinds[name]):
            if stage.holder is not None and not _has(scenario, kind, stage.holder, pools=False):
                message = f"team '{kind}' has no posts of '{stage.holder}'; name a role it has, or give it posts"
                yield Finding(
                    (*path, "holder"), Code.nobody_for_work, message, (("teams", kind, "posts", stage.holder),)
                )
    yield from _unstaffed(scenario, kinds, models)


def _unstaffed(scenario: Scenario, kinds: dict[str, set[str]], models: dict[str, set[str]]) -> Iterator[Finding]:
    """Parts that nobody could take on: each told once, with all the stages and kinds of team where it is so."""
    parts: dict[tuple[FieldPath, str], list[tuple[str, str]]] = {}
    for stage in scenario.pathway.stages:
        for activity in _activities_in(scenario, stage):
            for kind in sorted(kinds[stage]):
                for model in sorted(models[kind]):
                    where, worked = _as_worked(scenario, activity, model)
                    for part in _participants(scenario, where, worked, stage, kind):
                        parts.setdefault(part, []).append((stage, kind))
    for (path, who), places in parts.items():
        stages = list(dict.fromkeys(stage for stage, _ in places))
        teams = sorted({kind for _, kind in places})
        yield _nobody(path, who, stages, teams)


def _nobody(path: FieldPath, who: str, stages: list[str], teams: list[str]) -> Finding:
    in_stages = f"{'stage' if len(stages) == 1 else 'stages'} {listed(stages, 'and')}"
    if path[-1] == "starts" or who == HOLDER:
        right = (
            "so it never starts; name a `holder` there"
            if path[-1] == "starts"
            else "name the stage's `holder`, or another participant"
        )
        joint = "," if path[-1] == "starts" else ";"
        message = f"families have no allocated worker in {in_stages}{joint} {right}"
        return Finding(
            path, Code.nobody_for_work, message, tuple(("pathway", "stages", stage, "holder") for stage in stages)
        )
    message = f"nobody in team {listed(teams)} or a pool serving it is a '{who}'; give it posts, or name another role"
    refers_to: list[FieldPath] = [("teams", kind, "posts", who) for kind in teams]
    refers_to += [("pools", ANY, "posts", who), ("roles", who)]
    refers_to += [("pathway", "stages", stage, "team") for stage in stages]
    return Finding(path, Code.nobody_for_work, f"{message} ({in_stages})", tuple(refers_to))


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
    for side, main in beside_which(pathway).items():
        kinds[side] = {kind for stage in main for kind in kinds[stage]}
    return kinds


def beside_which(pathway: Pathway) -> dict[str, set[str]]:
    """The main stages that each side stage may be open beside: those it opens beside, and those that follow."""
    beside: dict[str, set[str]] = {name: set() for name, stage in pathway.stages.items() if stage.beside}
    ways = {name: next_stages(pathway, name) - {pathway.closed} for name in pathway.stages}
    changing = True
    while changing:
        changing = False
        for name, stage in pathway.stages.items():
            here = beside[name] if stage.beside else {name}
            opened = [(incident.beside, here) for incident in stage.incidents.values()]
            opened += [
                (outcome.beside, {outcome.to} if outcome.to in pathway.stages else here)
                for outcome in _outcomes(pathway, name, possible=False)
                if outcome.beside is not None
            ]
            for side, main in opened:
                together = {stage for start in main for stage in _closure(start, ways)}
                if side in beside and not together <= beside[side]:
                    beside[side] |= together
                    changing = True
    return beside


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
    return [*about.activities, *about.carries_on, *everywhere]


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
    stages = scenario.pathway.stages
    main = beside_which(scenario.pathway)[stage] if stages[stage].beside else {stage}
    held = any(stages[beside].holder is not None for beside in main)
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
    return any(group.count > 0 for posts in places if role in posts for group in establishments_of(posts[role]))
