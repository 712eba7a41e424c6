"""The parts of a scenario as plain mappings, and a whole one as small as can be, for `scenario_from`.

`small_service` is one team whose workers do one task for each family and close it. Tests change what they are about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fssim.model.calendar import Calendar
from fssim.scenario import Scenario, scenario_from
from fssim.scenario.schema.demand import Clock

Mapping_ = dict[str, Any]
SOURCES = Path(__file__).with_name("sources.csv")
AT_ONCE = 1e9  # a take-up that waiting hardly changes, in years
EVERY_DAY = 5.0  # working days a week


def number(value: float, unit: str) -> Mapping_:
    """One number, with its unit."""
    return {"value": value, "unit": unit, "source": "test", "grade": "assumed"}


def drawn(value: float | None, unit: str, name: str | None = None, **parameters: float) -> Mapping_:
    """A quantity that varies: its mean (None where the distribution fixes its own scale), and its shape by name."""
    fields = number(value, unit) if value is not None else {"unit": unit, "source": "test", "grade": "assumed"}
    return fields if name is None else {**fields, "distribution": {"name": name, "parameters": parameters}}


def bars(unit: str, edges: Sequence[float], weights: Sequence[float]) -> Mapping_:
    """A quantity that varies as a histogram says."""
    shape = {"name": "histogram", "edges": list(edges), "weights": list(weights)}
    return {**drawn(None, unit), "distribution": shape}


def curve(unit: str, values: Mapping[int, float]) -> Mapping_:
    """A curve: its values by place."""
    return {str(place): number(value, unit) for place, value in values.items()}


def chances(**by_name: float) -> Mapping_:
    """A table of probabilities; underscores in names are read as spaces."""
    return {name.replace("_", " "): number(value, "probability") for name, value in by_name.items()}


def role(hours_a_day: float = 8.0, limit: float | None = None, limit_in: str = "children", **more: Any) -> Mapping_:
    """A role whose every contracted hour is productive."""
    fields = {
        "title": "A role",
        "contracted_hours": number(EVERY_DAY * hours_a_day, "hours a week"),
        "productive_share": number(1.0, "share"),
        "availability": number(1.0, "share"),
        "cost": number(50000.0, "GBP a year"),
        "agency_cost_multiplier": number(1.5, "multiplier"),
        "can_be_pooled": True,
        **more,
    }
    return fields if limit is None else {**fields, "caseload_limit": number(limit, limit_in)}


def turnover(leaving: float, hire_days: float, succeeds: float = 1.0, agency: float = 0.0, **more: Any) -> Mapping_:
    """How posts of a role empty and fill: leaving a year, and days to hire with no induction."""
    return {
        "leaving_rate": number(leaving, "per year"),
        "time_to_hire": drawn(hire_days, "working days"),
        "hire_succeeds": number(succeeds, "probability"),
        "agency_cover": number(agency, "probability"),
        "agency_delay": drawn(20.0, "working days"),
        "agency_stay": drawn(60.0, "working days"),
        "induction": number(0.0, "months"),
        "induction_speed": number(1.0, "share"),
        **more,
    }


def posts(count: int, full_time_share: float = 1.0) -> Mapping_:
    return {"posts": number(count, "posts"), "full_time_share": number(full_time_share, "share")}


def team(count: int = 1, working_model: str = "usual", **staff: Any) -> Mapping_:
    return {"count": number(count, "teams"), "working_model": working_model, "posts": staff}


def part(hours: float | Mapping_, required: bool = True, **more: Any) -> Mapping_:
    """Somebody's part in an activity."""
    return {"hours": hours if isinstance(hours, Mapping) else drawn(hours, "hours"), "required": required, **more}


def activity(
    participants: Mapping_ | None = None,
    due: tuple[int, str] = (10, "working days"),
    *,
    since: str | None = None,
    repeat: tuple[int, str] | None = None,
    window: float | Mapping_ | None = None,
    gap: float | Mapping_ | None = None,
    after: str | None = None,
    priority: str = "usual",
    **more: Any,
) -> Mapping_:
    """An activity that begins with its stage, or after another."""
    fields = {
        "priority": priority,
        "participants": participants or {},
        "first_due": {"period": number(*due), **({"since": since} if since else {})},
        **more,
    }
    if repeat is not None:
        fields["repeat"] = number(*repeat)
    if window is not None:
        fields["window"] = window if isinstance(window, Mapping) else drawn(window, "working days")
    if gap is not None:
        fields["gap"] = gap if isinstance(gap, Mapping) else drawn(gap, "working days")
    return fields if after is None else {**fields, "starts": "after", "after": after}


def stage(*activities: str, decides: Mapping[str, str | tuple[str, str]], **more: Any) -> Mapping_:
    """A stage and its activities; `decides` gives the table, or the (ready, not ready) tables, of those that decide."""
    decisions = {
        name: dict(zip(("ready", "not_ready"), (table, table) if isinstance(table, str) else table, strict=True))
        for name, table in decides.items()
    }
    return {"title": "A stage", "activities": list(activities), "decisions": decisions, **more}


def outcome(to: str, probability: float, kind: str = "neutral") -> Mapping_:
    return {"to": to, "probability": number(probability, "probability"), "kind": kind}


def always(to: str) -> Mapping_:
    """A decision table with one outcome."""
    return {f"to {to}": outcome(to, 1.0)}


def need(role: str = "helper", sessions: float = 3, **more: Any) -> Mapping_:
    """A need whose help every family takes up, whatever it waited, and never misses."""
    return {
        "role": role,
        "service": "outside",
        "priority": "usual",
        "sessions": drawn(sessions, "sessions"),
        "takes_up": number(1.0, "probability"),
        "take_up_halves_after": number(AT_ONCE, "years"),
        "missed": number(0.0, "probability"),
        "drops_out": number(0.0, "probability"),
        "resolved": number(1.0, "probability"),
        "first_contact_hours": drawn(2.0, "hours"),
        "session_hours": drawn(2.0, "hours"),
        "session_interval": drawn(5.0, "working days"),
        "first_contact_due": number(10.0, "working days"),
        "session_due": number(5.0, "working days"),
        **more,
    }


def working_model(recording: float = 1.0, **more: Any) -> Mapping_:
    """A way of working without effects. `takes_up`, `unsticks` and the like may be given among `effects`."""
    return {
        "workbook": {
            "recording": number(recording, "multiplier"),
            "recording_at_first": number(recording, "multiplier"),
            "at_first": number(0.0, "months"),
        },
        "effects": {
            "takes_up": number(1.0, "multiplier"),
            "unsticks": number(0.0, "probability"),
            "missed_when_trained": number(1.0, "multiplier"),
            "re_referral": number(1.0, "multiplier"),
            "entry_to_care": number(1.0, "multiplier"),
        },
        **more,
    }


def small_service(families_a_day: float = 1.0, years: int = 1, workers: int = 1) -> Mapping_:
    """One team of workers, and one task of an hour for each family, after which it is closed for good."""
    clock = {"observed_from": "2019-04-01", "warm_up_years": 0, "observed_years": years}
    return {
        "title": "A small service",
        "question": "Does it do what can be worked out by hand?",
        "sources": [str(SOURCES)],
        "headline": {"need": "help", "statutory_plan": "plan"},
        "clock": clock,
        "demand": {
            "children": number(10000.0, "children"),
            "referral_rate": number(families_a_day * days_a_year(clock), "per 10000 children a year"),
            "first_referrals": number(1.0, "share"),
        },
        "families": {
            "children": {"1": number(1.0, "probability")},
            "needs": chances(none=1.0),
            "risk": chances(low=0.0, medium=1.0, high=0.0),
            "engagement": drawn(1.0, "odds multiplier"),
        },
        "needs": {"help": need()},
        "services": {
            "outside": {
                "wait": drawn(20.0, "working days"),
                "session_interval": drawn(5.0, "working days"),
                "cost_a_session": number(0.0, "GBP a session"),
            }
        },
        "roles": {"worker": role(), "helper": role(limit=10, limit_in="families", specialist=True)},
        "teams": {"team": team(worker=posts(workers))},
        "pools": {},
        "smallest_part_of_post": number(0.1, "share"),
        "pathway": {
            "first": "work",
            "closed": "closed",
            "priorities": ["urgent", "usual"],
            "stages": {
                "work": stage("task", decides={"task": "done"}, team="team", statutory_plan="plan"),
                "closed": {"title": "Closed"},
            },
            "activities": {"task": activity({"worker": part(1.0)})},
            "decisions": {"done": always("closed")},
            "tilts": {
                name: number(1.0, "multiplier")
                for name in ("low_risk", "medium_risk", "high_risk", "per_unresolved_need")
            },
            "holding": {"longest_wait": number(2000, "working days"), "lost_progress": number(0, "weeks")},
        },
        "re_referral": {
            "chance": number(0.0, "probability"),
            "per_unresolved_need": number(1.0, "multiplier"),
            "delay": drawn(6.0, "months"),
        },
        "working_models": {"usual": working_model()},
        "roll_out": {},
        "vacancies": {},
        "training": {},
    }


def days_a_year(clock: Mapping_) -> float:
    """How many working days of a clock make a year."""
    return Calendar(Clock.model_validate(clock)).working_days(1.0, "years")


def scenario_of(mapping: Mapping_) -> Scenario:
    return scenario_from(mapping, "<test>")


def date_of(day: int) -> str:
    """The date of a working day of `small_service`, counted from 0."""
    clock = Clock.model_validate(small_service()["clock"])
    return str(Calendar(clock).days[day])


def vacancy(role: str, start: int, until: int, share: float = 1.0, **more: Any) -> Mapping_:
    """Posts kept vacant from one working day of `small_service` until another."""
    dates = {"start": date_of(start), "until": date_of(until)}
    return {"role": role, "share": number(share, "share"), **dates, **more}
