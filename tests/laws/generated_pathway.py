"""The pathway of a generated scenario: stages in a row, with ways forward, back and out, and the work in each.

Every stage can be left: the activity that decides comes round again while families stay. Stages take time, as each
activity that decides has a gap or work of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.laws import building as b
from tests.laws.choices import Draw, maybe, one_of, quantity, some_of, whole

STAGES = ("screening", "work", "more work", "court")
ACTIVITIES = ("visit", "supervision", "letter", "handover")
PRIORITIES = ("urgent", "usual", "last")
CLOSED = "closed"


def pathway(draw: Draw, team_kinds: Sequence[str]) -> b.Mapping_:
    """A pathway whose work the roles `worker` (who holds families), `manager` and `chair` can do in every team."""
    names = list(STAGES[: whole(draw, 2, 4)])
    activities = {
        "visit": visit(draw),
        "supervision": supervision(draw, names),
        "letter": b.activity({"manager": part(draw)}, after="visit", **timing(draw, names[:1])),
        "handover": {**b.activity({"holder": part(draw)}, **timing(draw, names[:1])), "starts": "new holder"},
        **{f"decision in {name}": decider(draw, name, names) for name in names},
    }
    tables: b.Mapping_ = {}
    stages: b.Mapping_ = {}
    for place, name in enumerate(names):
        tables |= {f"{name} {ready}": table(draw, names, place, ready) for ready in ("ready", "not ready")}
        stages[name] = stage(draw, place, name, team_kinds)
    if "visit" not in [a for at_stage in stages.values() for a in at_stage["activities"]]:
        stages[names[1]]["activities"][:0] = ["visit", "letter"]
    for unused in ("supervision", "letter"):
        if not any(unused in at_stage["activities"] for at_stage in stages.values()):
            stages[names[1]]["activities"].append(unused)
    if maybe(draw, 0.5):
        activities |= beside(draw, names, stages, tables)
    stages[names[1]]["statutory_plan"] = "plan"
    return {
        "first": names[0],
        "closed": CLOSED,
        "priorities": list(PRIORITIES),
        "stages": {**stages, CLOSED: {"title": "Closed"}},
        "activities": activities,
        "decisions": tables,
        "tilts": {
            name: b.number(one_of(draw, 1.0, 0.5, 2.0), "multiplier")
            for name in ("low_risk", "medium_risk", "high_risk", "per_unresolved_need")
        },
        "holding": {
            "longest_wait": b.number(one_of(draw, 10, 0, 60), "working days"),
            "lost_progress": b.number(one_of(draw, 0, 4), "weeks"),
        },
    }


def beside(draw: Draw, names: Sequence[str], stages: b.Mapping_, tables: b.Mapping_) -> b.Mapping_:
    """Adds a side stage, opened by a decision or an incident in the held stages, and gives its activities; perhaps with
    work that goes on from one stage in the next."""
    opener = one_of(draw, *names[1:])
    kinds = ("neutral", "adverse")
    stages["beside"] = b.stage("look", "enquire", decides={"enquire": "enquired"}, beside=True)
    stages["beside"]["planned_length"] = quantity(draw, 8.0, "working days")
    if maybe(draw, 0.5):
        stages["beside"]["allocation"] = "at once"
    tables["enquired"] = {
        "no more": b.outcome("end", 0.5, one_of(draw, *kinds)),
        "again": b.outcome("continue", 0.2),
        "once more": {**b.outcome("continue", 0.1), "beside": "beside"},
        "in earnest": b.outcome(one_of(draw, *names[1:], CLOSED), 0.2, one_of(draw, *kinds)),
    }
    if maybe(draw, 0.7):
        for outcome in tables[f"{opener} not ready"].values():
            if maybe(draw, 0.5):
                outcome["beside"] = "beside"
    rate = b.number(one_of(draw, 0.5, 12.0), "per year")
    stages[opener]["incidents"] = {"report": {"beside": "beside", "rate": rate, "kind": one_of(draw, *kinds)}}
    if maybe(draw, 0.5):
        for name in names[1:]:
            stages[name]["carries_on"] = [a for a in ("visit", "letter") if a not in stages[name]["activities"]]
    return {
        "look": b.activity({"holder": part(draw)}, **timing(draw, ["beside"])),
        "enquire": {
            **b.activity({"holder": part(draw)}, (10, "working days"), gap=b.drawn(2.0, "working days"), after="look"),
            "repeat": b.number(20, "working days"),
        },
    }


def stage(draw: Draw, place: int, name: str, team_kinds: Sequence[str]) -> b.Mapping_:
    """The first stage says its team and nobody holds families there; others are held, in the same team or another."""
    plan_work = {"sessions": quantity(draw, 4.0, "sessions"), "missed": b.number(one_of(draw, 0.1, 0.0), "probability")}
    more: b.Mapping_ = {"ledger": one_of(draw, "enquiry", "plan", "court"), "plan": one_of(draw, "opens", "none")}
    if place == 0:
        more = {"team": team_kinds[0], "planned_length": quantity(draw, 20.0, "working days")}
    elif maybe(draw, 0.7):
        more["team"] = one_of(draw, *team_kinds)
        if maybe(draw, 0.4):
            more["open_at_start"] = b.number(one_of(draw, 0.0, 0.2, 1.5), "years of first referrals")
    if place > 1:
        more["plan"] = one_of(draw, "continues", "opens", "none")
    if maybe(draw, 0.4):
        ways = (("moves away", CLOSED), ("goes back", STAGES[0]))[: 1 if place == 0 else 2]
        more["exits"] = {f"{way} from {name}": leave(draw, to) for way, to in some_of(draw, ways)}
    listed = [f"decision in {name}"]
    if place > 0:
        more |= {"holder": "worker", "allocation": one_of(draw, "when room", "at once")}
        if maybe(draw, 0.6):
            more["plan_work"] = plan_work
        for together in some_of(draw, [("visit", "letter"), ("supervision",), ("handover",)]):
            listed += together
    decides = {listed[0]: (f"{name} ready", f"{name} not ready")}
    mapping = b.stage(*listed, decides=decides, **more)
    if maybe(draw, 0.4):
        mapping["decisions"][listed[0]]["pressure_stage"] = STAGES[1]
    return mapping


def leave(draw: Draw, to: str) -> b.Mapping_:
    """A way out at a rate."""
    mapping: b.Mapping_ = {"to": to, "rate": b.number(one_of(draw, 0.5, 0.0, 6.0), "per year")}
    if maybe(draw, 0.5):
        mapping |= {"kind": one_of(draw, "adverse", "entry to care"), "coming_back": b.number(0.5, "multiplier")}
    return mapping


def timing(draw: Draw, entered: Sequence[str]) -> dict[str, Any]:
    """When an activity is due, perhaps from when one of the stages already entered began, and when it can begin."""
    mapping: dict[str, Any] = {
        "due": one_of(draw, (10, "working days"), (0, "working days"), (2, "weeks"), (1, "months"))
    }
    if maybe(draw, 0.3):
        mapping["since"] = one_of(draw, *entered)
    if maybe(draw, 0.4):
        mapping["window"] = one_of(draw, 0.0, 3.0, quantity(draw, 4.0, "working days"))
    if maybe(draw, 0.3):
        mapping["planned"] = {"share": b.number(one_of(draw, 0.5, 0.0, 1.0), "share"), "of": entered[0]}
    if maybe(draw, 0.3):
        mapping["gap"] = quantity(draw, one_of(draw, 1.0, 8.0), "working days")
    return {**mapping, "priority": one_of(draw, *PRIORITIES)}


def part(draw: Draw, required: bool = True) -> b.Mapping_:
    mapping = b.part(quantity(draw, one_of(draw, 2.0, 0.0, 8.0), "hours"), required=required)
    if maybe(draw, 0.3):
        mapping["people"] = b.number(2, "people")
    if maybe(draw, 0.5):
        mapping |= {"direct_share": b.number(0.4, "share"), "recording_share": b.number(0.5, "share")}
    if maybe(draw, 0.3):
        mapping["further_child"] = b.number(0.25, "share")
    return mapping


def visit(draw: Draw) -> b.Mapping_:
    """The holder's visits, which deliver plan work."""
    repeat = one_of(draw, (10, "working days"), (4, "weeks"))
    window = one_of(draw, 2.0, 0.0)
    mapping = b.activity(
        {"holder": part(draw)}, (5, "working days"), repeat=repeat, window=window, delivers_plan_work=True
    )
    mapping["only_for_plan_work"] = maybe(draw, 0.3)
    return {**mapping, "elastic": b.number(one_of(draw, 0.5, 0.0), "share")} if maybe(draw, 0.5) else mapping


def supervision(draw: Draw, stages: Sequence[str]) -> b.Mapping_:
    """Supervision, which notices, may unstick and may bring a decision forward."""
    attending = {name: part(draw, required=False) for name in some_of(draw, ["practitioners", "worker"])}
    required = {name: part(draw) for name in some_of(draw, ["holder", "manager"])}
    mapping = b.activity({**required, **attending}, (4, "weeks"), repeat=(4, "weeks"), window=one_of(draw, 3.0, 0.0))
    mapping |= {"notices": True, "unsticks": maybe(draw, 0.5)}
    if maybe(draw, 0.5):
        mapping["brings_forward"] = {
            "activity": f"decision in {one_of(draw, *stages)}",
            "chance": b.number(one_of(draw, 1.0, 0.5), "probability"),
            "period": b.number(one_of(draw, 5, 0), "working days"),
        }
    return mapping


def decider(draw: Draw, stage: str, stages: Sequence[str]) -> b.Mapping_:
    """The activity that a stage's outcome is drawn at. It comes round again, and takes time each time."""
    who = some_of(draw, ["manager", "chair"] if stage == stages[0] else ["holder", "manager", "chair"])
    parts = {name: part(draw) for name in who}
    mapping = b.activity(parts, **timing(draw, [stages[0], stage]), notices=maybe(draw, 0.5))
    mapping.pop("planned", None)
    mapping["repeat"] = b.number(*one_of(draw, (15, "working days"), (3, "months"), (90, "calendar days")))
    if "gap" not in mapping and not maybe(draw, 0.5):
        mapping["gap"] = b.drawn(one_of(draw, 1.0, 5.0), "working days")
    elif "gap" not in mapping:
        mapping["window"] = b.number(one_of(draw, 5.0, 0.0), "working days")
        mapping["first_due"] = {"period": b.number(30, "working days")}
    return mapping


def table(draw: Draw, stages: Sequence[str], place: int, ready: str) -> b.Mapping_:
    """The ways a decision may go: on, out, to stay, and perhaps anywhere else."""
    following = stages[place + 1] if place + 1 < len(stages) else CLOSED
    kinds = ("neutral", "adverse", "entry to care")
    ways = [("on", following), ("out", CLOSED), ("stay", "continue"), ("elsewhere", one_of(draw, *stages))]
    weights = [whole(draw, 1, 4), whole(draw, 1, 4), whole(draw, 0, 4), whole(draw, 0, 1)]
    return {
        f"{name} when {ready}": {
            **b.outcome(to, weight / sum(weights), one_of(draw, *kinds)),
            **({"exit": b.number(one_of(draw, 1.0, 0.3), "share")} if name == "out" else {}),
        }
        for (name, to), weight in zip(ways, weights, strict=True)
    }
