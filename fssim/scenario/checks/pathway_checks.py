"""The pathway as a map: every stage can be reached, leads on, and ends in closure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fssim.scenario.checks.references import CONTINUE
from fssim.scenario.findings import FieldPath, Finding, listed
from fssim.scenario.schema.pathway import Activity, Pathway, Starts
from fssim.scenario.schema.scenario import Scenario


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
    return exits | {
        outcome.to
        for decision in pathway.stages[stage].decisions.values()
        for table in (decision.ready, decision.not_ready)
        for outcome in pathway.decisions[table].values()
        if outcome.to != CONTINUE and (outcome.probability.value > 0 or not possible)
    }


def _stages(pathway: Pathway) -> Iterator[Finding]:
    if pathway.first == pathway.closed:
        yield ("pathway", "first"), "is the closed stage; name the stage a referral begins in"
    for name, stage in pathway.stages.items():
        path = ("pathway", "stages", name)
        if name == pathway.closed:
            if stage.activities or stage.decisions or stage.exits:
                yield path, "is the closed stage, and has activities, decisions or exits; a closed family has none"
            continue
        if not stage.decisions and not stage.exits:
            yield path, "has no decision, so nobody could leave it; name the activity whose outcome is decided"
        for way, about in stage.exits.items():
            if about.to == name:
                yield (*path, "exits", way, "to"), "is the stage itself; name the stage that it leads to"
        for activity in stage.decisions:
            if activity not in stage.activities:
                yield path, f"decides at '{activity}', which is not among its activities; list it there too"


def _reach(pathway: Pathway) -> Iterator[Finding]:
    ways = {name: next_stages(pathway, name) for name in pathway.stages}
    reached = _closure(pathway.first, ways)
    back: dict[str, set[str]] = {name: set() for name in pathway.stages}
    for name in pathway.stages:
        for following in next_stages(pathway, name, possible=True):
            back[following].add(name)
    ending = _closure(pathway.closed, back)
    for name, stage in pathway.stages.items():
        path = ("pathway", "stages", name)
        if name not in reached:
            yield path, f"nobody can reach it from '{pathway.first}'; let a decision's outcome lead to it"
        if name not in ending and (stage.decisions or stage.exits):
            yield path, f"never leads to '{pathway.closed}'; let an outcome lead out of it"


def _closure(start: str, ways: Mapping[str, set[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        new = ways[waiting.pop()] - found
        found |= new
        waiting.extend(new)
    return found


def _listing(pathway: Pathway) -> Iterator[Finding]:
    listed_ones = {activity for stage in pathway.stages.values() for activity in stage.activities}
    for name, activity in pathway.activities.items():
        if name not in listed_ones and activity.starts is not Starts.new_holder:
            yield ("pathway", "activities", name), "no stage lists it, so it never happens; list it in a stage"


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
            if name in about.activities and activity.after is not None and activity.after not in about.activities
        ]
        if without:
            where = listed(without, "and")
            message = f"'{activity.after}' is not among the activities of {where}, where '{name}' is; list it there too"
            yield (*path(name), "after"), message
        chain = [name]
        while (leader := activities[chain[-1]].after) is not None and leader not in chain:
            chain.append(leader)
        if leader == name:
            circle = " after ".join([*chain, name])
            yield (*path(name), "after"), f"goes round in a circle: {circle}; one of them must start another way"
