"""The people of a generated scenario: roles, teams, pools, vacancies, working models, roll-out and training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.laws import building as b
from tests.laws.choices import Draw, maybe, one_of, quantity, some_of, whole
from tests.laws.generated_pathway import ACTIVITIES, STAGES, visit

KINDS = ("front", "back")
MODELS = ("usual", "new")


def people(draw: Draw, needs: Sequence[str], days: Sequence[str]) -> b.Mapping_:
    """The fields of a scenario that say who does the work. Every team has workers, and a manager or a pool of them."""
    practitioners = [f"{need} practitioner" for need in needs]
    roles = {
        "worker": {**role(draw, whole(draw, 1, 8), "children"), **bending(draw)},
        "manager": role(draw, None, "children"),
        "chair": role(draw, None, "children"),
        **{name: practitioner(draw, name, practitioners) for name in practitioners},
    }
    kinds = list(KINDS[: whole(draw, 1, 2)])
    teams = {kind: team(draw, practitioners, days) for kind in kinds}
    pools = {"managers": pool(draw, kinds, ["manager", "chair", *some_of(draw, practitioners)], days)}
    places = {**teams, **pools}
    counts = {kind: int(teams[kind]["count"]["value"]) for kind in kinds}
    return {
        "roles": roles,
        "teams": teams,
        "pools": pools,
        "working_models": {model: working_model(draw) for model in MODELS},
        "vacancies": {f"vacancy {n}": vacancy(draw, places, counts, days) for n in range(whole(draw, 0, 3))},
        "roll_out": {f"wave {n}": switch(draw, counts, days) for n in range(whole(draw, 0, 2))},
        "training": {f"course {n}": course(draw, list(roles), days) for n in range(whole(draw, 0, 2))},
    }


def role(draw: Draw, limit: float | None, limit_in: str, **more: Any) -> b.Mapping_:
    mapping = b.role(one_of(draw, 8.0, 7.4), limit, limit_in, **more)
    mapping["productive_share"] = b.number(one_of(draw, 1.0, 0.8), "share")
    mapping["availability"] = b.number(one_of(draw, 1.0, 0.85), "share")
    return {**mapping, "turnover": turnover(draw)} if maybe(draw, 0.6) else mapping


def bending(draw: Draw) -> b.Mapping_:
    """Nothing; or families shared out by work, and some of what may be done about pressure."""
    mapping: b.Mapping_ = {}
    if maybe(draw, 0.4):
        mapping["workload"] = {"limit": b.number(one_of(draw, 100.0, 40.0, 300.0), "percent")}
        if maybe(draw, 0.6):
            mapping["workload"]["new_starters"] = b.curve("percent", {0: one_of(draw, 50.0, 0.0), 13: 80.0, 26: 100.0})
    if maybe(draw, 0.6):
        steep = one_of(draw, {5: 1.0, 60: 3.0}, {100: 1.0}, {20: 0.5, 50: 1.0, 150: 8.0})
        less = one_of(draw, {5: 1.0, 80: 0.6}, {0: 1.2, 50: 0.1}, {100: 1.0})
        hours = one_of(draw, {0: 0.0, 80: 8.0}, {0: 2.0}, {100: 0.0})
        responses = {
            "thresholds": b.curve("odds multiplier", steep),
            "proportionate_work": b.curve("multiplier", less),
            "extra_hours": b.curve("hours a week", hours),
            "neighbours": b.number(one_of(draw, 20.0, 0.0, 110.0), "percent"),
            "leaving": b.curve("multiplier", one_of(draw, {0: 1.0, 50: 4.0}, {100: 1.0}, {0: 0.0, 20: 3.0})),
            "agency_cover": b.curve("multiplier", one_of(draw, {0: 1.0, 50: 2.0}, {100: 1.0}, {0: 3.0, 30: 0.0})),
        }
        mapping["pressure"] = {name: responses[name] for name in some_of(draw, list(responses))}
    return mapping


def practitioner(draw: Draw, name: str, practitioners: Sequence[str]) -> b.Mapping_:
    others = [other for other in practitioners if other != name]
    policies = ["wait", "refer externally", *(["substitute"] if others else [])]
    more: b.Mapping_ = {"specialist": True, "when_vacant": one_of(draw, *policies)}
    if more["when_vacant"] == "substitute":
        more["substitute"] = one_of(draw, *others)
    return role(draw, one_of(draw, 2.0, 1.0, 6.0, None), "families", **more)


def turnover(draw: Draw) -> b.Mapping_:
    return {
        "leaving_rate": b.number(one_of(draw, 2.0, 4.0, 0.5, 0.0), "per year"),
        "time_to_hire": quantity(draw, one_of(draw, 6.0, 0.0), "weeks"),
        "hire_succeeds": b.number(one_of(draw, 1.0, 0.4), "probability"),
        "agency_cover": b.number(one_of(draw, 0.0, 0.5, 1.0), "probability"),
        "agency_delay": quantity(draw, 10.0, "working days"),
        "agency_stay": quantity(draw, 20.0, "working days"),
        "induction": b.number(one_of(draw, 0.0, 2.0), "months"),
        "induction_speed": b.number(one_of(draw, 0.5, 1.0), "share"),
    }


def staff(draw: Draw, most: int, days: Sequence[str]) -> b.Mapping_ | list[b.Mapping_]:
    """Posts that are there throughout, and perhaps others: of other hours, of some of the time, or of an agency."""
    own = b.posts(whole(draw, 1, most), one_of(draw, 1.0, 0.6))
    if not maybe(draw, 0.3):
        return own
    return [own, *(further_posts(draw, days) for _ in range(whole(draw, 1, 2)))]


def further_posts(draw: Draw, days: Sequence[str]) -> b.Mapping_:
    first = whole(draw, 0, len(days) - 2)
    mapping = b.posts(whole(draw, 1, 2), one_of(draw, 0.6, 1.0, 0.2))
    if maybe(draw, 0.5):
        mapping["agency_workers"] = b.number(mapping.pop("posts")["value"], "people")
    if maybe(draw, 0.7):
        mapping["start"] = days[first]
    if maybe(draw, 0.5):
        mapping["until"] = days[whole(draw, first + 1, len(days) - 1)]
    if maybe(draw, 0.2):
        mapping["numbers"] = [1]
    return mapping


def team(draw: Draw, practitioners: Sequence[str], days: Sequence[str]) -> b.Mapping_:
    posts = {"worker": staff(draw, 4, days)}
    if maybe(draw, 0.4):
        posts["manager"] = staff(draw, 1, days)
    posts |= {name: staff(draw, 2, days) for name in practitioners if not maybe(draw, 0.3)}
    return b.team(whole(draw, 1, 3), one_of(draw, *MODELS), **posts)


def pool(draw: Draw, kinds: Sequence[str], roles: Sequence[str], days: Sequence[str]) -> b.Mapping_:
    mapping: b.Mapping_ = {"serves": list(kinds), "posts": {name: staff(draw, 2, days) for name in roles}}
    return {**mapping, "teams_each": b.number(whole(draw, 1, 2), "teams")} if maybe(draw, 0.4) else mapping


def working_model(draw: Draw) -> b.Mapping_:
    """A way of working that may change a visit, plan work and the caseload limit."""
    own: b.Mapping_ = {
        "workbook": {
            "recording": b.number(one_of(draw, 1.0, 0.8, 1.5), "multiplier"),
            "recording_at_first": b.number(one_of(draw, 1.0, 2.0), "multiplier"),
            "at_first": b.number(one_of(draw, 0.0, 3.0), "months"),
        },
        "effects": {
            "takes_up": b.number(one_of(draw, 1.0, 1.3), "multiplier"),
            "unsticks": b.number(one_of(draw, 0.0, 0.5), "probability"),
            "missed_when_trained": b.number(one_of(draw, 1.0, 0.5), "multiplier"),
            "re_referral": b.number(one_of(draw, 1.0, 0.5), "multiplier"),
            "entry_to_care": b.number(one_of(draw, 1.0, 0.5, 2.0), "multiplier"),
        },
        "activities": {ACTIVITIES[0]: visit(draw)} if maybe(draw, 0.4) else {},
    }
    if maybe(draw, 0.4):
        missed = b.number(one_of(draw, 0.0, 0.5), "probability")
        own["plan_work"] = {STAGES[1]: {"sessions": quantity(draw, 4.0, "sessions"), "missed": missed}}
    if maybe(draw, 0.4):
        own["caseload_limits"] = {"worker": b.number(whole(draw, 1, 12), "children")}
    return own


def vacancy(draw: Draw, places: b.Mapping_, counts: dict[str, int], days: Sequence[str]) -> b.Mapping_:
    place = one_of(draw, *places)
    first = whole(draw, 0, len(days) - 2)
    mapping = {
        "role": one_of(draw, *places[place]["posts"]),
        "start": days[first],
        "until": days[whole(draw, first + 1, len(days) - 1)],
    }
    if maybe(draw, 0.3):
        mapping["posts"] = b.number(1, "posts")
    else:
        mapping["share"] = b.number(one_of(draw, 1.0, 1 / 3, 0.5, 0.25), "share")
    if maybe(draw, 0.5):
        mapping["team"] = place
        if place in counts and maybe(draw, 0.5):
            mapping["numbers"] = [whole(draw, 1, counts[place])]
    return mapping


def switch(draw: Draw, counts: dict[str, int], days: Sequence[str]) -> b.Mapping_:
    kind = one_of(draw, *counts)
    numbers = list(range(1, 1 + whole(draw, 1, counts[kind])))
    return {"team": kind, "numbers": numbers, "working_model": one_of(draw, *MODELS), "start": one_of(draw, *days)}


def course(draw: Draw, roles: Sequence[str], days: Sequence[str]) -> b.Mapping_:
    return {
        "working_model": one_of(draw, *MODELS),
        "roles": [roles[0], *some_of(draw, roles[1:])],
        "start": one_of(draw, *days),
        "seats_a_month": b.number(whole(draw, 1, 3), "people"),
        "hours": b.number(one_of(draw, 7.0, 30.0), "hours"),
        "priority": one_of(draw, "usual", "urgent"),
    }
