"""The pathway: every stage can be reached, leads on and ends in closure, and somebody can do the work in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fssim.scenario.checks.name_checks import CONTINUE, END
from fssim.scenario.findings import Code, FieldPath, Finding, list_names
from fssim.scenario.schema.activities import Activity, Starts
from fssim.scenario.schema.pathway import Outcome, Pathway, Stage
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.working_models import WorkingModel


def pathway_findings(scenario: Scenario) -> Iterator[Finding]:
    """Every stage nobody could reach or leave, and every activity that could never be held."""
    pathway = scenario.pathway
    yield from _stages(pathway)
    yield from _reach(as_any_model_decides(scenario), scenario)
    yield from _listing(scenario)
    yield from _streams(scenario)
    yield from _followers(pathway, {}, None)
    for model, working in scenario.working_models.items():
        yield from _changes(pathway, model, working)
        yield from _followers(_as_worked(pathway, working), working.activities, model)


def _as_worked(pathway: Pathway, working: WorkingModel) -> Pathway:
    """The pathway as one working model has its stages."""
    if not working.stages:
        return pathway
    stages = {name: working.stage_as_worked(name, stage) for name, stage in pathway.stages.items()}
    return pathway.model_copy(update={"stages": stages})


def as_any_model_decides(scenario: Scenario) -> Pathway:
    """The pathway with every decision that its stages have in any working model."""
    pathway = scenario.pathway
    stages = {}
    for name, stage in pathway.stages.items():
        decisions = dict(stage.decisions)
        for model, working in scenario.working_models.items():
            changes = working.stages.get(name)
            for activity, decision in changes.decisions.items() if changes is not None else ():
                decisions[f"{activity} ({model})"] = decision
        stages[name] = stage.model_copy(update={"decisions": decisions})
    return pathway.model_copy(update={"stages": stages})


def _changes(pathway: Pathway, model: str, working: WorkingModel) -> Iterator[Finding]:
    """What a working model cannot change of a stage."""
    for name, changes in working.stages.items():
        path, stage = ("working_models", model, "stages", name), pathway.stages[name]
        if (changes.holder is not None or changes.other_holders) and stage.holder is None:
            message = f"nobody holds families in '{name}'; leave it out, or give the stage a `holder`"
            field = "holder" if changes.holder is not None else "other_holders"
            yield Finding((*path, field), Code.nobody_for_work, message, (("pathway", "stages", name, "holder"),))
        if name == pathway.closed:
            yield Finding(path, Code.closed_stage, "is the closed stage, in which nothing is done; leave it out")
        worked = working.stage_as_worked(name, stage)
        for activity in worked.decisions:
            if activity not in worked.activities:
                message = f"decides at '{activity}', which is not among its activities; list it there too"
                yield Finding(path, Code.not_in_stage, message, ((*path, "activities"),))


def _streams(scenario: Scenario) -> Iterator[Finding]:
    pathway = scenario.pathway
    for name, stream in scenario.demand.streams.items():
        path, stage = ("demand", "streams", name, "begins_in"), pathway.stages[stream.begins_in]
        if stream.begins_in == pathway.closed:
            yield Finding(path, Code.closed_stage, "is the closed stage, in which nobody begins; name another")
        elif stage.beside:
            yield Finding(path, Code.side_stage, "is a side stage; name the stage that it is beside")
        elif stage.team is None:
            message = "has no `team` of its own, so that nobody can begin in it; name a stage with a `team`"
            yield Finding(path, Code.no_team_named, message, (("pathway", "stages", stream.begins_in, "team"),))


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
            if stage.open_at_start is not None:
                message = "is for a stage that families stay in, and nobody is open in the closed stage; leave it out"
                yield Finding((*path, "open_at_start"), Code.closed_stage, message)
            continue
        if stage.open_at_start is not None and stage.team is None and not stage.beside:
            message = "is for a stage with a `team` of its own, as such a family comes from no other; leave it out"
            yield Finding((*path, "open_at_start"), Code.no_team_named, message, ((*path, "team"),))
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
    of_main = (
        "team",
        "holder",
        "ledger",
        "plan",
        "plan_work",
        "statutory_plan",
        "carries_on",
        "exits",
        "incidents",
        "open_at_start",
    )
    for field in of_main:
        if getattr(stage, field) != Stage.model_fields[field].get_default(call_default_factory=True):
            message = "is not for a side stage, as the stage that it is beside goes on; leave it out"
            yield Finding((*path, field), Code.side_stage, message)
    shared = [other for other, about in pathway.stages.items() if set(stage.decisions) & set(about.decisions)]
    if len(shared) > 1:
        where = list_names([other for other in shared if other != name], "and")
        message = f"are decided at in {where} too; a side stage decides at activities of its own"
        yield Finding((*path, "decisions"), Code.side_stage, message)
    outcomes = _outcomes(pathway, name, possible=True)
    if stage.decisions and all(outcome.to == CONTINUE and outcome.beside is None for outcome in outcomes):
        yield Finding(path, Code.stage_never_ends, "never ends; let an outcome lead to `end`, or to a stage")


def _reach(pathway: Pathway, scenario: Scenario) -> Iterator[Finding]:
    ways = {name: next_stages(pathway, name) | side_stages(pathway, name) for name in pathway.stages}
    reached = _closure(pathway.first, ways)
    for stream in scenario.demand.streams.values():
        reached |= _closure(stream.begins_in, ways)
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


def _listing(scenario: Scenario) -> Iterator[Finding]:
    pathway = scenario.pathway
    listed_ones = {activity for stage in pathway.stages.values() for activity in stage.activities}
    for working in scenario.working_models.values():
        listed_ones |= {activity for changes in working.stages.values() for activity in changes.activities or ()}
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
            where = list_names(without, "and")
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


def team_kinds(scenario: Scenario) -> dict[str, set[str]]:
    """The kinds of team each stage may be worked in: its own, or those of the stages that lead to it."""
    pathway = as_any_model_decides(scenario)
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
