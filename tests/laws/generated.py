"""Scenarios made by Hypothesis: every structure a scenario file may say, in small authorities that run in a moment.

`scenario_mappings` gives plain mappings for `scenario_from`. They are right scenarios and hard ones: posts that empty
on the same day, due dates already past, families larger than any caseload limit, activities that nobody attends.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.laws import building as b
from tests.laws.choices import Draw, chance_table, chances_of, maybe, one_of, quantity, whole
from tests.laws.generated_changes import change_ways
from tests.laws.generated_pathway import pathway
from tests.laws.generated_people import people

STARTS = ("2019-04-01", "2018-12-31", "2020-02-28")
DAYS = ("2019-01-07", "2019-04-01", "2019-05-31", "2019-08-27", "2019-12-24", "2020-01-31", "2020-03-02", "2020-06-01")
MONTHS = ("january", "april", "august", "december")
NEEDS = ("mental health", "domestic abuse", "substance misuse")


@st.composite
def scenario_mappings(draw: Draw) -> b.Mapping_:
    """A right scenario, as the mapping a file of it would hold."""
    needs = list(NEEDS[: whole(draw, 1, 3)])
    staff = people(draw, needs, DAYS)
    stages = pathway(draw, list(staff["teams"]))
    mapping = {
        "title": "A generated scenario",
        "question": "Do the laws hold?",
        "sources": [str(b.SOURCES)],
        "headline": {"need": needs[0], "statutory_plan": "plan"},
        "clock": {"observed_from": one_of(draw, *STARTS), "warm_up_years": one_of(draw, 0, 0, 1), "observed_years": 1},
        "demand": demand(draw),
        "families": families(draw, needs),
        "needs": {name: need(draw, name) for name in needs},
        "services": {f"{name} service": service(draw) for name in needs},
        "pathway": stages,
        "re_referral": {
            "chance": b.number(one_of(draw, 0.0, 0.3, 0.9), "probability"),
            "per_unresolved_need": b.number(one_of(draw, 1.0, 1.5), "multiplier"),
            "delay": quantity(draw, 2.0, "months"),
            **past(draw),
        },
        **opening(draw, stages["stages"], staff),
        **staff,
    }
    if maybe(draw, 0.5):
        change_ways(draw, mapping, needs, DAYS)
    return mapping


def opening(draw: Draw, stages: b.Mapping_, staff: b.Mapping_) -> b.Mapping_:
    """Families open on the first day observed, of some stages none, of some more than there would be; and vacant
    posts."""
    if not maybe(draw, 0.6):
        return {}
    known = {**counted_stages(draw, stages), **vacant_posts(draw, staff)}
    return {"opening": known} if known else {}


def counted_stages(draw: Draw, stages: b.Mapping_) -> b.Mapping_:
    able = [name for name, stage in stages.items() if stage.get("team")]
    if not able or maybe(draw, 0.2):
        return {}
    counted = {
        name: {weeks: open_count(draw) for weeks in ("0", "9", "30") if weeks == "0" or maybe(draw, 0.5)}
        for name in able
        if maybe(draw, 0.7)
    }
    return {"stages": counted or {able[0]: {"0": open_count(draw)}}}


def vacant_posts(draw: Draw, staff: b.Mapping_) -> b.Mapping_:
    """From none to all of the posts that are there throughout, of roles whose posts are filled again."""
    vacant = {}
    for name, role in staff["roles"].items():
        there = 0.0
        for place in (*staff["teams"].values(), *staff["pools"].values()):
            groups = place["posts"].get(name, [])
            for group in groups if isinstance(groups, list) else [groups]:
                throughout = "posts" in group and not {"start", "until", "numbers"} & set(group)
                there += group["posts"]["value"] if throughout else 0.0
        if there >= 1.0 and role.get("turnover", {}).get("time_to_hire", {}).get("value") and maybe(draw, 0.9):
            fewest = 0 if maybe(draw, 0.2) else 1
            vacant[name] = b.number(float(whole(draw, fewest, int(there))), "posts")
    return {"vacant_posts": vacant} if vacant else {}


def open_count(draw: Draw) -> b.Mapping_:
    count: b.Mapping_ = {"families": b.number(float(one_of(draw, 0, 1, 12)), "families")}
    if maybe(draw, 0.3):
        count["children"] = b.number(count["families"]["value"] * 2.0, "children")
    return count


def demand(draw: Draw) -> b.Mapping_:
    """From a family a month to a family a day."""
    a_year = one_of(draw, 50.0, 12.0, 120.0, 250.0)
    factors = {month: b.number(one_of(draw, 0.0, 0.5, 2.0), "multiplier") for month in MONTHS if maybe(draw, 0.3)}
    shocks = {}
    for number in range(whole(draw, 0, 2)):
        start, until = between(draw)
        factor = b.number(one_of(draw, 0.0, 0.5, 3.0), "multiplier")
        shocks[f"shock {number}"] = {"start": start, "until": until, "factor": factor}
        if maybe(draw, 0.5):
            shocks[f"shock {number}"]["acts_on"] = "all referrals"
    return {
        "children": b.number(10000.0, "children"),
        "referral_rate": b.number(a_year, "per 10000 children a year"),
        "first_referrals": b.number(one_of(draw, 1.0, 0.8), "share"),
        "month_factors": factors,
        "shocks": shocks,
    }


def past(draw: Draw) -> b.Mapping_:
    """Families who come back from before the run, some of whom had a plan."""
    if not maybe(draw, 0.6):
        return {}
    share = b.number(one_of(draw, 0.0, 0.3, 1.0), "share")
    return {"past": {"had_plan": {"plan": share} if maybe(draw, 0.7) else {}}}


def between(draw: Draw) -> tuple[str, str]:
    """Two dates in order."""
    first = whole(draw, 0, len(DAYS) - 2)
    return DAYS[first], DAYS[whole(draw, first + 1, len(DAYS) - 1)]


def families(draw: Draw, needs: list[str]) -> b.Mapping_:
    combinations = ["none", *needs]
    if len(needs) > 1:
        combinations += [f"{needs[0]} + {needs[1]}", " + ".join(reversed(needs))][: len(needs) - 1]
    return {
        "children": chance_table(draw, ["1", "2", "5"]),
        "needs": chance_table(draw, combinations),
        "risk": chance_table(draw, ["low", "medium", "high"]),
        "engagement": one_of(
            draw,
            b.drawn(1.0, "odds multiplier"),
            b.drawn(1.0, "odds multiplier", "lognorm", s=0.5),
            b.drawn(1.0, "odds multiplier", "uniform"),
        ),
    }


def need(draw: Draw, name: str) -> b.Mapping_:
    if_said: b.Mapping_ = {}
    if maybe(draw, 0.6):
        if_said["take_up_lasting"] = b.number(one_of(draw, 0.5, 0.0, 1.0), "share")
    if maybe(draw, 0.6):
        if_said["offers_a_plan"] = b.number(whole(draw, 1, 3), "offers")
    return {
        **if_said,
        "role": one_of(draw, f"{name} practitioner", "mental health practitioner"),
        "service": f"{name} service",
        "priority": one_of(draw, "urgent", "usual", "last"),
        "sessions": quantity(draw, one_of(draw, 0.4, 3.0, 8.0), "sessions"),
        **chances_of(draw, "takes_up", "missed", "drops_out", "resolved"),
        "take_up_halves_after": b.number(one_of(draw, 0.5, 3.0, 100.0), "months"),
        "first_contact_hours": quantity(draw, one_of(draw, 1.0, 4.0), "hours"),
        "session_hours": quantity(draw, one_of(draw, 0.0, 2.0), "hours"),
        "session_interval": quantity(draw, one_of(draw, 1.0, 2.0), "weeks"),
        "first_contact_due": b.number(one_of(draw, 0.0, 10.0), "working days"),
        "session_due": b.number(one_of(draw, 0.0, 2.5), "working days"),
    }


def service(draw: Draw) -> b.Mapping_:
    return {
        "wait": quantity(draw, one_of(draw, 0.0, 10.0, 90.0), "calendar days"),
        "session_interval": quantity(draw, one_of(draw, 3.0, 14.0), "calendar days"),
        "cost_a_session": b.number(one_of(draw, 0.0, 60.0), "GBP a session"),
    }
