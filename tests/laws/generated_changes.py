"""What working models change of a generated scenario's stages, who has families besides, and how else they come."""

from __future__ import annotations

from collections.abc import Sequence

from tests.laws import building as b
from tests.laws.choices import Draw, maybe, one_of, some_of, whole
from tests.laws.generated_people import bending, role, staff

CO_HOLDERS = ("chair", "manager", "lead")


def change_ways(draw: Draw, mapping: b.Mapping_, needs: Sequence[str], days: Sequence[str]) -> None:
    """Has leads in every team hold some families or have them beside another worker, and working models change who
    does, what is done and how it is decided; and has families come without a referral."""
    mapping["roles"]["lead"] = {**role(draw, whole(draw, 1, 8), "children"), **bending(draw)}
    for team in mapping["teams"].values():
        team["posts"]["lead"] = staff(draw, 3, days)
    stages = mapping["pathway"]["stages"]
    held = [name for name, stage in stages.items() if "holder" in stage]
    for name in held:
        if maybe(draw, 0.3):
            stages[name]["co_holder"] = one_of(draw, *CO_HOLDERS)
        if maybe(draw, 0.3):
            stages[name]["other_holders"] = {"lead": choice(draw, needs)}
    if "beside" in stages and maybe(draw, 0.6):
        stages["beside"]["co_holder"] = one_of(draw, *CO_HOLDERS)
    for working in mapping["working_models"].values():
        working["stages"] = {name: changes(draw, name, stages[name], needs) for name in held if maybe(draw, 0.6)}
        for name, table in mapping["pathway"]["decisions"].items():
            if maybe(draw, 0.2):
                odds = {outcome: b.number(one_of(draw, 0.5, 3.0), "odds multiplier") for outcome in table}
                working["effects"].setdefault("decisions", {})[name] = odds
    able = [name for name, stage in stages.items() if stage.get("team")]
    mapping["demand"]["streams"] = {
        f"stream {n}": stream(draw, able, days) for n in range(whole(draw, 0, 2) if able else 0)
    }
    for about in mapping["roles"].values():
        if maybe(draw, 0.2):
            about["payer"] = one_of(draw, "police", "health")
        if "turnover" in about and maybe(draw, 0.3):
            about["turnover"]["agency_rules"] = {
                "qualified": b.number(0.6, "share"),
                "from_the_region": b.number(one_of(draw, 0.5, 1.0), "share"),
                "gap": b.number(3, "months"),
            }


def choice(draw: Draw, needs: Sequence[str]) -> b.Mapping_:
    mapping: b.Mapping_ = {"share": b.number(one_of(draw, 0.5, 1.0, 0.0), "share")}
    if maybe(draw, 0.5):
        mapping["risks"] = some_of(draw, ["low", "medium", "high"])
    return {**mapping, "needs": some_of(draw, needs)} if maybe(draw, 0.4) else mapping


def changes(draw: Draw, name: str, stage: b.Mapping_, needs: Sequence[str]) -> b.Mapping_:
    mapping: b.Mapping_ = {}
    if maybe(draw, 0.3):
        mapping["holder"] = "lead"
    if maybe(draw, 0.4):
        mapping["other_holders"] = {one_of(draw, "worker", "lead"): choice(draw, needs)} if maybe(draw, 0.7) else {}
    if maybe(draw, 0.5):
        mapping["co_holder"] = one_of(draw, *CO_HOLDERS)
    if maybe(draw, 0.5):
        decider = f"decision in {name}"
        carried = stage.get("carries_on", [])
        ways = [way for way in (("visit", "letter"), ("supervision",), ("handover",)) if not {*way} & {*carried}]
        mapping["activities"] = [decider, *(activity for way in some_of(draw, ways) for activity in way)]
        if maybe(draw, 0.5):
            mapping["decisions"] = {decider: {"ready": f"{name} not ready", "not_ready": f"{name} ready"}}
    return mapping


def stream(draw: Draw, stages: Sequence[str], days: Sequence[str]) -> b.Mapping_:
    rate = b.number(one_of(draw, 50.0, 12.0), "per 10000 children a year")
    mapping: b.Mapping_ = {"rate": rate, "begins_in": one_of(draw, *stages)}
    return {**mapping, "start": one_of(draw, *days)} if maybe(draw, 0.4) else mapping
