"""What a planner would call the parts of a service: one name for all that comes with a new role, stream or meeting."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from fssim.dates import write_date
from fssim.scenario.differences import Change
from fssim.scenario.names import named
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Establishment, Pool, Team, establishments_of

OF_PARTNERS = "posts that partners pay for"
CHANGING_OVER = "changing over on"


class PartNames:
    """Names for the changes between two scenarios.

    A role that has posts in only one of them is new there, and brings with it what it does: its posts, its share of
    activities, what others then have less to do in those, and the activities that nobody held before. Posts that come
    or go on the day that teams change over do so with them.
    """

    def __init__(self, base: Scenario, changed: Scenario) -> None:
        self._sides = (base, changed)
        self._roles = base.roles | changed.roles
        self._streams = {
            stream.begins_in: _put_spaces(name)
            for side, other in (self._sides, self._sides[::-1])
            for name, stream in side.demand.streams.items()
            if name not in other.demand.streams
        }
        with_posts = [set(_list_staffed_roles(side)) for side in self._sides]
        self._new_roles = {role: self._name_role(role) for role in self._roles if role in with_posts[0] ^ with_posts[1]}
        self._waves = {wave.start for side in self._sides for wave in side.roll_out.values()}

    def list_waves(self) -> list[str]:
        """What each wave of a roll-out is called, the first that changes over first."""
        return [_name_wave(day) for day in sorted(self._waves)]

    def name(self, change: Change) -> str:
        """What a planner would call the part of a service that a change is to."""
        match change.path:
            case ("roll_out", wave, *_):
                days = [side.roll_out[str(wave)].start for side in self._sides if str(wave) in side.roll_out]
                return _name_wave(max(days)) if len(self._waves) > 1 else "roll-out"
            case ("teams" | "pools", place, "posts", role, *rest):
                return self._name_posts(str(place), str(role), rest)
            case ("demand", "streams", stream, *_) if _is_whole(change):
                return _put_spaces(str(stream))
            case ("roles", str() as role) if role in self._new_roles:
                return self._new_roles[role]
            case ("roles", _, "turnover", "agency_rules", *_):
                return "rules for agency workers"
            case ("working_models", _, "effects", "decisions", _, outcome, *_):
                return f"effect: {_put_spaces(str(outcome))}"
            case (*_, "participants", str() as role) if role in self._new_roles:
                return self._new_roles[role]
            case ("working_models", _, "activities", str() as activity, *_) | (
                "pathway",
                "activities",
                str() as activity,
                *_,
            ) if name := self._name_activity(activity, change):
                return name
            case ("pathway", "stages", str() as stage) if stage in self._streams:
                return self._streams[stage]
            case ("pathway", "decisions", str() as decision) if name := self._name_decision(decision):
                return name
            case (*_, "stages", _, "co_holder") if name := self._new_roles.get(str(change.new or change.old)):
                return name
            case (*_, "stages", _, "other_holders"):
                return "who holds families"
            case (*_, "stages", _, "other_holders", role) | (*_, "stages", _, "other_holders", role, _):
                return f"families held by a {_uncapitalise(self._roles[str(role)].title)}"
            case (*_, "stages", _, "activities"):
                changed = [name for side in (change.new, change.old) for name in _as_tuple(side)]
                once = [str(name) for name in changed if changed.count(name) == 1]
                if once:
                    return self._name_activity(once[0], change) or _put_spaces(once[0])
        return _name_by_place(change, {name for name, role in self._roles.items() if role.specialist})

    def _name_role(self, role: str) -> str:
        """What all is called that a new role brings with it."""
        about = self._roles[role]
        for side in self._sides:
            for stage, name in self._streams.items():
                if stage in side.pathway.stages and side.pathway.stages[stage].holder == role:
                    return name
        if about.specialist:
            return "co-location"
        return OF_PARTNERS if about.payer is not None else _uncapitalise(about.title)

    def _name_posts(self, place: str, role: str, rest: list[Any]) -> str:
        if len(self._waves) > 1 and rest and isinstance(rest[0], int):
            for group in self._list_groups(place, role, rest[0]):
                for day in (group.start, group.until):
                    if day in self._waves:
                        return _name_wave(day)
        if self._roles[role].specialist:
            return "co-location"
        return self._new_roles.get(role, "posts")

    def _list_groups(self, place: str, role: str, index: int) -> Iterator[Establishment]:
        """A role's group of posts by its number, in each scenario."""
        for side in self._sides:
            about = side.teams.get(place) or side.pools.get(place)
            if about is not None and role in about.posts:
                yield from establishments_of(about.posts[role])[index : index + 1]

    def _name_activity(self, activity: str, change: Change) -> str | None:
        """The new role that an activity comes with, or the new stream whose stage lists it; nothing if none does."""
        for side in self._sides:
            all_activities = [side.pathway.activities, *(model.activities for model in side.working_models.values())]
            for about in (activities[activity] for activities in all_activities if activity in activities):
                for role in about.participants:
                    if role in self._new_roles:
                        return self._new_roles[role]
            for stage, name in self._streams.items():
                if (
                    stage in side.pathway.stages
                    and activity in side.pathway.stages[stage].activities
                    and _is_whole(change)
                ):
                    return name
        return None

    def _name_decision(self, decision: str) -> str | None:
        for side in self._sides:
            for stage, name in self._streams.items():
                tables = side.pathway.stages[stage].decisions.values() if stage in side.pathway.stages else ()
                if any(decision in (of.ready, of.not_ready) for of in tables):
                    return name
        return None


def _list_staffed_roles(scenario: Scenario) -> Iterator[str]:
    """Roles that have posts somewhere."""
    places: list[Team | Pool] = [*scenario.teams.values(), *scenario.pools.values()]
    for place in places:
        for role, staff in place.posts.items():
            if any(group.count for group in establishments_of(staff)):
                yield role


def _name_wave(day: date) -> str:
    return f"{CHANGING_OVER} {write_date(day)}"


def _is_whole(change: Change) -> bool:
    """Whether something is there in only one of the scenarios."""
    return change.old is None or change.new is None


def _uncapitalise(title: str) -> str:
    """A title in the middle of a sentence."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _as_tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _name_by_place(change: Change, specialists: Collection[str]) -> str:
    """What it is called by where it stands."""
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
        case ("training" | "demand" | "families" | "re_referral" as whole, *_):
            return str(whole).replace("_", "-")
    return named(change.path)


def _put_spaces(name: str) -> str:
    return name.replace("_", " ")
