"""Every combination of the parts that two scenarios differ in, as scenarios that can be run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from fssim.errors import QuestionError
from fssim.measures.catalogue import refuse_unknown
from fssim.runs.paired import refuse_other_clocks
from fssim.runs.replicate import list_measures
from fssim.runs.runner import Progress
from fssim.scenario.findings import FieldPath, ScenarioError
from fssim.scenario.override import plainly
from fssim.scenario.reading.load import scenario_from
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.analysis.differences.change_groups import ChangedPart, group_changes, join_parts
from fssim.studies.analysis.differences.write_alike import align

Mixer = Callable[[Sequence[ChangedPart]], Scenario]
ABSENT = object()
MOST_PARTS = 12


@dataclass(frozen=True, slots=True)
class Combinations:
    """Parts, and for each set of them (bit i of the index for part i) the scenario in which only they are changed.

    `scenarios[0]` changes nothing and the last changes everything. `taken_together` says which parts are one because
    one without the other is no scenario, and why.
    """

    parts: tuple[ChangedPart, ...]
    scenarios: tuple[Scenario, ...]
    taken_together: tuple[str, ...]


def combine_differing_parts(
    scenario: Scenario, baseline: Scenario, together: Collection[str] = (), measures: Collection[str] | None = None
) -> Combinations:
    """The parts that two scenarios differ in, and every combination of them. See `attribute` for what it raises."""
    return combine(*find_differing_parts(scenario, baseline, together, measures))


def find_differing_parts(
    scenario: Scenario, baseline: Scenario, together: Collection[str] = (), measures: Collection[str] | None = None
) -> tuple[Scenario, Scenario, list[ChangedPart]]:
    """The baseline and the scenario, written alike, and the parts they differ in. Raises as `attribute` does.

    A measure asked for that neither has is told before combinations are made, which can take a minute.
    """
    refuse_other_clocks([(side.title, side) for side in (scenario, baseline)])
    if measures is not None:
        refuse_unknown(measures, list_measures([scenario, baseline]))
    before, after = align(baseline, scenario)
    alone = group_changes(before, after)
    if not alone:
        raise QuestionError(f"'{scenario.title}' and '{baseline.title}' do the same; there is no difference to split")
    _refuse_nothing(together, alone)
    parts = group_changes(before, after, together)
    if len(parts) > MOST_PARTS:
        names = ", ".join(part.name for part in parts)
        raise QuestionError(
            f"'{scenario.title}' and '{baseline.title}' differ in {len(parts)} parts ({names}), which make "
            f"{2 ** len(parts):,} combinations; at most {MOST_PARTS} parts can be split. Take some together, by how "
            f"their names begin: --together {_find_commonest_beginning(parts)}"
        )
    return before, after, parts


def combine(
    base: Scenario, changed: Scenario, parts: Sequence[ChangedPart], on_progress: Progress | None = None
) -> Combinations:
    """Every combination of parts, where need be with parts joined until each combination is a scenario that is right.

    What does nothing in a combination (a vacancy of posts that are not there) is left out of it. `on_progress` is
    called with the numbers of combinations made and to make.
    """
    advance = on_progress or (lambda done, total: None)
    mix = _make_mixer(base, changed)
    statements: list[str] = []
    while True:
        made: list[Scenario] = []
        try:
            for number in range(2 ** len(parts)):
                chosen = choose_parts(parts, number)
                made.append(mix(chosen))
                advance(len(made), 2 ** len(parts))
        except ScenarioError as error:
            parts, statement = _join(parts, chosen, mix, str(error.problems[0]))
            statements.append(statement)
        else:
            return Combinations(tuple(parts), tuple(made), tuple(statements))


def choose_parts(parts: Sequence[ChangedPart], number: int) -> list[ChangedPart]:
    """The parts in a combination, by its number."""
    return [part for place, part in enumerate(parts) if number >> place & 1]


def _refuse_nothing(together: Collection[str], parts: Sequence[ChangedPart]) -> None:
    """Raise `QuestionError` for a text that no part's name begins with, or that says nothing."""
    for text in together:
        if not text.strip() or not any(part.name.startswith(text) for part in parts):
            names = ", ".join(part.name for part in parts)
            raise QuestionError(f"no part's name begins with '{text}', to be taken together; the parts are: {names}")


def _find_commonest_beginning(parts: Sequence[ChangedPart]) -> str:
    """The first word that most parts' names begin with."""
    ((word, _),) = Counter(part.name.split()[0].rstrip(":") for part in parts).most_common(1)
    return word


def _join(
    parts: Sequence[ChangedPart], chosen: Sequence[ChangedPart], mix: Mixer, why: str
) -> tuple[list[ChangedPart], str]:
    """The parts with those made one that cannot be changed without each other, and the sentence that says so.

    Those are the ones `chosen`, and the fewest others with which they make a scenario that is right.
    """
    others = [part for part in parts if part not in chosen]
    for count in range(1, len(others) + 1):
        for more in combinations(others, count):
            try:
                mix([*chosen, *more])
            except ScenarioError:
                continue
            bound = [part for part in parts if part in chosen or part in more]
            one = join_parts(bound)
            left = [one if part is bound[0] else part for part in parts if part is bound[0] or part not in bound]
            reason = why.removeprefix("<combination>: ")
            return left, f"{one.name}: taken as one part, as one without the other could not be run: {reason}."
    raise AssertionError("all parts together are the scenario that was given")


def _make_mixer(base: Scenario, changed: Scenario) -> Mixer:
    old, new = plainly(base.model_dump()), plainly(changed.model_dump())
    old["roles"], new["roles"] = (
        new["roles"] | old["roles"],
        old["roles"] | new["roles"],
    )  # without posts, they do nothing
    sources = list(dict.fromkeys((*changed.sources, *base.sources)))

    made: dict[str, Scenario] = {}

    def mix(parts: Sequence[ChangedPart]) -> Scenario:
        paths = frozenset(path for part in parts for path in part.paths)
        values = drop_no_ops({**_mix_field((), old, new, paths), "sources": sources})
        key = json.dumps(values, default=str)
        if key not in made:
            made[key] = scenario_from(values, "<combination>")
        return made[key]

    return mix


def _mix_field(path: FieldPath, old: Any, new: Any, paths: Collection[FieldPath]) -> Any:
    """What a scenario says at a place: the new at and below the paths chosen, and elsewhere the old."""
    if path in paths or old == new:
        return new
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [_mix_field((*path, index), before, after, paths) for index, (before, after) in pairs]
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        return old
    names = [*new, *(name for name in old if name not in new)]
    inside = {name: _mix_field((*path, name), old.get(name, ABSENT), new.get(name, ABSENT), paths) for name in names}
    return {name: value for name, value in inside.items() if value is not ABSENT}


def drop_no_ops(values: Mapping[str, Any]) -> dict[str, Any]:
    """A scenario, as plain values, without what changes nothing as things stand:

    - groups of posts that are nobody, and pools that have no others;
    - vacancies of posts that no team or pool has;
    - families that a role is to hold in place of another, where no team has posts of it;
    - the workbook's first months, where no team changes over during the run;
    - a meeting that brings work forward with a chance of 0;
    - training for a working model that no team has or changes over to.
    """
    pools = {name: _drop_nobody(pool) for name, pool in values.get("pools", {}).items()}
    teams = {name: _drop_nobody(team) for name, team in values["teams"].items()}
    values = {**values, "teams": teams, "pools": {name: pool for name, pool in pools.items() if pool["posts"]}}
    roll_out = values.get("roll_out", {})
    holding = {role for team in teams.values() for role in team["posts"]}
    return {
        **values,
        "vacancies": {
            name: vacancy for name, vacancy in values.get("vacancies", {}).items() if _has_posts(values, vacancy)
        },
        "working_models": {
            name: _find_working(model, bool(roll_out), holding) for name, model in values["working_models"].items()
        },
        "training": {
            name: course
            for name, course in values.get("training", {}).items()
            if course["working_model"] in _list_models_followed(values)
        },
    }


def _drop_nobody(place: Mapping[str, Any]) -> dict[str, Any]:
    """A team or pool without groups of no posts, where others are dated."""
    posts = {
        role: [group for group in staff if _is_somebody(group)] if isinstance(staff, list) else staff
        for role, staff in place["posts"].items()
    }
    return {**place, "posts": {role: staff for role, staff in posts.items() if staff != []}}


def _is_somebody(group: Mapping[str, Any]) -> bool:
    number = group.get("posts") or group.get("agency_workers")
    return number is None or number["value"] > 0.0


def _has_posts(values: Mapping[str, Any], vacancy: Mapping[str, Any]) -> bool:
    places = {**values["teams"], **values.get("pools", {})}
    where = places.values() if vacancy.get("team") is None else [places.get(vacancy["team"], {"posts": ()})]
    return any(vacancy["role"] in place["posts"] for place in where)


def _find_working(model: Mapping[str, Any], changes_over: bool, holding: Collection[str]) -> dict[str, Any]:
    workbook = dict(model["workbook"])
    if not changes_over:
        workbook["recording_at_first"] = workbook["recording"]
    activities = {name: _find_activity(activity) for name, activity in model.get("activities", {}).items()}
    stages = {name: _find_stage(stage, holding) for name, stage in model.get("stages", {}).items()}
    return {**model, "workbook": workbook, "activities": activities, "stages": stages}


def _find_stage(stage: Mapping[str, Any], holding: Collection[str]) -> dict[str, Any]:
    if stage.get("other_holders") is None:
        return dict(stage)
    others = {role: choice for role, choice in stage["other_holders"].items() if role in holding}
    return {**stage, "other_holders": others}


def _find_activity(activity: Mapping[str, Any]) -> dict[str, Any]:
    forward = activity.get("brings_forward")
    never = forward is not None and forward["chance"]["value"] == 0.0
    return {name: value for name, value in activity.items() if not (never and name == "brings_forward")}


def _list_models_followed(values: Mapping[str, Any]) -> set[str]:
    return {place["working_model"] for place in (*values["teams"].values(), *values.get("roll_out", {}).values())}
