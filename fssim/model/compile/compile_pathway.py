"""Compiling the pathway: stages, activities, who takes part, and the tables decisions are drawn from."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from math import inf
from typing import Any

from fssim.errors import ModelError
from fssim.model import tables as t
from fssim.model.compile.row_numbers import Registry
from fssim.model.draws import purpose_of
from fssim.model.pathway_tables import (
    Activities,
    Decisions,
    Hazards,
    HolderChoices,
    Outcomes,
    OutcomeTables,
    Participants,
    PlanWorks,
    Stages,
    WorkedStages,
)
from fssim.scenario.schema.activities import Activity, Participant, Starts
from fssim.scenario.schema.demand import RISKS
from fssim.scenario.schema.parameter import Parameter, Varying
from fssim.scenario.schema.pathway import Allocation, Exit, Incident, LedgerKind, OutcomeKind, PlanKind, Stage

LEDGER = {
    LedgerKind.enquiry: t.LEDGER_ENQUIRY,
    LedgerKind.plan: t.LEDGER_PLAN,
    LedgerKind.court: t.LEDGER_COURT,
}
PLAN = {PlanKind.none: t.PLAN_NONE, PlanKind.opens: t.PLAN_OPENS, PlanKind.continues: t.PLAN_CONTINUES}
STARTS = {
    Starts.entry: t.STARTS_ENTRY,
    Starts.after: t.STARTS_AFTER,
    Starts.new_holder: t.STARTS_NEW_HOLDER,
}
TO = {"continue": t.TO_CONTINUE, "end": t.TO_END}
OUTCOME = {
    OutcomeKind.neutral: t.OUTCOME_NEUTRAL,
    OutcomeKind.adverse: t.OUTCOME_ADVERSE,
    OutcomeKind.entry_to_care: t.OUTCOME_ENTRY_TO_CARE,
}
CompiledActivity = tuple[tuple[Any, ...], list[tuple[Any, ...]]]
PATHWAYS_KEPT = 8  # whose decisions' purposes are kept: a sweep's points have one pathway's names
MOST_A_DAY = 100.0  # moments, to each family, at which what tilts may raise is looked at


def compile_pathway(registry: Registry) -> dict[str, Any]:
    """The pathway columns of `Tables`."""
    pathway = registry.scenario.pathway
    worked = [
        model.stage_as_worked(name, stage)
        for model in registry.scenario.working_models.values()
        for name, stage in pathway.stages.items()
    ]
    everywhere = _done_everywhere(registry)
    listed = [
        [*stage.activities, *stage.carries_on, *(everywhere if stage.holder is not None else ())] for stage in worked
    ]
    return {
        "first_stage": registry.stages.index(pathway.first),
        "closed_stage": registry.stages.index(pathway.closed),
        "stages": _stages(registry),
        **_worked_stages(registry, worked, [len(activities) for activities in listed]),
        "stage_activities": array("q", (registry.activities.index(a) for activities in listed for a in activities)),
        "carried": array(
            "q", (a in stage.carries_on for stage, held in zip(worked, listed, strict=True) for a in held)
        ),
        "plan_works": _plan_works(registry),
        **_activities(registry),
        "decisions": _decisions(registry, worked),
        **_outcomes(registry),
        "hazards": _hazards(registry),
        "tilt_per_unresolved_need": pathway.tilts.per_unresolved_need.value,
        "longest_wait": registry.period(pathway.holding.longest_wait),
        "lost_progress": registry.period(pathway.holding.lost_progress),
    }


def _done_everywhere(registry: Registry) -> list[str]:
    """What a new holder does in any stage, which no stage need list."""
    pathway = registry.scenario.pathway
    listed = {name for stage in pathway.stages.values() for name in stage.activities}
    return [
        name
        for name, activity in pathway.activities.items()
        if activity.starts is Starts.new_holder and name not in listed
    ]


def _worked_stages(registry: Registry, worked: list[Stage], counts: list[int]) -> dict[str, Any]:
    """Who has the families of each stage, and what is done there, as each working model has it."""
    role = registry.roles.index
    choices = [(name, choice) for stage in worked for name, choice in stage.other_holders.items()]
    choice_counts = [len(stage.other_holders) for stage in worked]
    return {
        "worked_stages": WorkedStages(
            holder=array("q", (role(stage.holder) if stage.holder else -1 for stage in worked)),
            first_choice=array("q", accumulate(choice_counts[:-1], initial=0)),
            choice_count=array("q", choice_counts),
            co_holder=array("q", (role(stage.co_holder) if stage.co_holder else -1 for stage in worked)),
            first_activity=array("q", accumulate(counts[:-1], initial=0)),
            activity_count=array("q", counts),
        ),
        "holder_choices": HolderChoices(
            role=array("q", (role(name) for name, _ in choices)),
            risks=array("q", (sum(1 << RISKS.index(risk) for risk in choice.risks or RISKS) for _, choice in choices)),
            needs=array("q", (sum(1 << registry.needs.index(n) for n in choice.needs) for _, choice in choices)),
            share=array("d", (choice.share.value for _, choice in choices)),
            purpose=array("Q", (purpose_of(f"{name} holds") for name, _ in choices)),
        ),
    }


def _stages(registry: Registry) -> Stages:
    pathway = registry.scenario.pathway
    stages = list(pathway.stages.values())
    return Stages(
        team_kind=array("q", (registry.team_kinds.index(s.team) if s.team else -1 for s in stages)),
        holder=array("q", (registry.roles.index(s.holder) if s.holder else -1 for s in stages)),
        at_once=array("q", (s.allocation is Allocation.at_once for s in stages)),
        ledger=array(
            "q",
            (t.LEDGER_CLOSED if name == pathway.closed else LEDGER[s.ledger] for name, s in pathway.stages.items()),
        ),
        plan=array("q", (PLAN[s.plan] for s in stages)),
        statutory_plan=array("q", (registry.plans.index(s.statutory_plan) if s.statutory_plan else -1 for s in stages)),
        planned_length=array("q", (registry.drawn_days(s.planned_length) if s.planned_length else -1 for s in stages)),
        length_purpose=array("Q", (purpose_of(f"planned length of {name}") for name in pathway.stages)),
        first_hazard=array("q", (sum(len(_hazards_of(s)) for s in stages[:row]) for row in range(len(stages)))),
        hazard_count=array("q", (len(_hazards_of(s)) for s in stages)),
        beside=array("q", (s.beside for s in stages)),
    )


def _hazards(registry: Registry) -> Hazards:
    scenario = registry.scenario
    tilts = scenario.pathway.tilts
    worst_risk = max(tilts.low_risk.value, tilts.medium_risk.value, tilts.high_risk.value)
    worst = worst_risk * max(tilts.per_unresolved_need.value, 1.0) ** len(registry.needs)
    to_care = max(model.effects.entry_to_care.value for model in scenario.working_models.values())
    highest = {OutcomeKind.neutral: 1.0, OutcomeKind.adverse: worst, OutcomeKind.entry_to_care: worst * to_care}
    days_a_year = registry.calendar.working_days(1.0, "years")
    records = [
        (
            registry.stages.index(hazard.to) if isinstance(hazard, Exit) else t.TO_CONTINUE,
            -1 if isinstance(hazard, Exit) else registry.stages.index(hazard.beside),
            hazard.rate.value / days_a_year,
            hazard.rate.value / days_a_year * highest[hazard.kind],
            OUTCOME[hazard.kind],
            hazard.coming_back.value if isinstance(hazard, Exit) and hazard.coming_back else 1.0,
            purpose_of(f"{name} in {stage_name}"),
            purpose_of(f"{name} in {stage_name} happens"),
        )
        for stage_name, stage in scenario.pathway.stages.items()
        for name, hazard in _hazards_of(stage)
    ]
    for name, (_, _, rate, worst_rate, *_) in zip(registry.hazards, records, strict=True):
        if worst_rate > max(rate, MOST_A_DAY):
            raise ModelError(
                f"'{name}' may happen {worst_rate:.3g} times a working day to one family, by its rate and the "
                f"pathway's tilts; no more than {MOST_A_DAY:g} can be simulated"
            )
    return Hazards(*_columns("qqddqdQQ", records))


def _hazards_of(stage: Stage) -> list[tuple[str, Exit | Incident]]:
    return [*stage.exits.items(), *stage.incidents.items()]


def _plan_works(registry: Registry) -> PlanWorks:
    sessions, missed = array("q"), array("d")
    for model in registry.scenario.working_models.values():
        for name, stage in registry.scenario.pathway.stages.items():
            work = model.plan_work.get(name, stage.plan_work)
            sessions.append(registry.drawn_number(work.sessions) if work else -1)
            missed.append(work.missed.value if work else 0.0)
    return PlanWorks(sessions, missed)


def _activities(registry: Registry) -> dict[str, Any]:
    activities: list[tuple[Any, ...]] = []
    participants: list[tuple[Any, ...]] = []
    known = registry.scenario.pathway.activities
    compiled: dict[tuple[str, int], CompiledActivity] = {}  # by name and object, as most models have the same one
    for model in registry.scenario.working_models.values():
        for name in registry.activities:
            activity = model.activities.get(name, known[name]) if name in known else None
            row_and_parts = compiled.get((name, id(activity)))
            if row_and_parts is None:
                row_and_parts = compiled[name, id(activity)] = _activity(registry, name, activity)
            row, parts = row_and_parts
            activities.append((*row, len(participants), len(parts)))
            participants.extend(parts)
    return {
        "activities": Activities(*_columns("qqqqqqdqQdqqQqqqqqdqdqq", activities)),
        "participants": Participants(*_columns("qqqqqdddQ", participants)),
    }


def _activity(registry: Registry, name: str, activity: Activity | None) -> CompiledActivity:
    """The columns of an activity, but for where its parts are, and those of its parts; None is work that a need or a
    course gives one worker."""
    if activity is None:
        priority, hours = _assigned(registry, name)
        part = (t.WHO_ASSIGNED, -1, 1, 1, hours, 1.0, 0.0, 0.0, purpose_of(f"{name} hours"))
        return _assigned_activity(registry, priority), [part]
    row = _activity_of_pathway(registry, name, activity)
    return row, [_part(registry, name, who, part) for who, part in activity.participants.items()]


def _columns(codes: str, records: list[tuple[Any, ...]]) -> list[array[Any]]:
    columns = zip(*records, strict=True) if records else [()] * len(codes)
    return [array(code, column) for code, column in zip(codes, columns, strict=True)]


def _activity_of_pathway(registry: Registry, name: str, activity: Activity) -> tuple[Any, ...]:
    forward = activity.brings_forward
    since = activity.first_due.since
    return (
        registry.priorities.index(activity.priority),
        STARTS[activity.starts],
        registry.activities.index(activity.after) if activity.after else -1,
        registry.period(activity.first_due.period),
        registry.stages.index(since) if since else -1,
        registry.period(activity.repeat) if activity.repeat else -1,
        *_window(registry, name, activity),
        registry.drawn_days(activity.gap) if activity.gap else -1,
        purpose_of(f"{name} gap"),
        activity.delivers_plan_work,
        activity.only_for_plan_work,
        activity.notices,
        activity.unsticks,
        registry.activities.index(forward.activity) if forward else -1,
        forward.chance.value if forward else 0.0,
        registry.period(forward.period) if forward else -1,
        activity.elastic.value if activity.elastic else 1.0,
    )


def _window(registry: Registry, name: str, activity: Activity) -> tuple[float, int, int, float, int]:
    """The columns that say from when on an activity can begin: its window, and the day that it is planned for."""
    window, planned = activity.window, activity.planned
    at_once = 0.0 if planned else inf
    return (
        at_once if window is None or window.distribution is not None else window.value,
        registry.drawn_days(window) if window and window.distribution is not None else -1,
        purpose_of(f"{name} window"),
        planned.share.value if planned else 0.0,
        registry.stages.index(planned.of) if planned else -1,
    )


def _assigned_activity(registry: Registry, priority: str) -> tuple[Any, ...]:
    """Work that a need or a course gives one worker: only its priority and its part matter."""
    urgency = registry.priorities.index(priority)
    at_any_time, leads_to_nothing = (inf, -1, 0, 0.0, -1), (0, 0, 0, 0, -1, 0.0, -1)
    return (urgency, t.STARTS_OTHERWISE, -1, -1, -1, -1, *at_any_time, -1, 0, *leads_to_nothing, 1.0)


def _assigned(registry: Registry, name: str) -> tuple[str, int]:
    """The priority and hours (a quantile table) of work that a need or a course gives one worker."""
    if name in registry.courses:
        course = registry.scenario.training[name]
        return course.priority, registry.drawn(_fixed(course.hours))
    need_name = next(n for n in registry.needs if name in (f"{n} first contact", f"{n} session"))
    need = registry.scenario.needs[need_name]
    hours = need.first_contact_hours if name.endswith("first contact") else need.session_hours
    return need.priority, registry.drawn(hours)


def _fixed(parameter: Parameter) -> Varying:
    return Varying(value=parameter.value, unit=parameter.unit, source=parameter.source, grade=parameter.grade)


def _part(registry: Registry, activity: str, who: str, part: Participant) -> tuple[Any, ...]:
    fixed = {"holder": t.WHO_HOLDER, "practitioners": t.WHO_PRACTITIONERS}
    return (
        fixed.get(who, t.WHO_ROLE),
        -1 if who in fixed else registry.roles.index(who),
        int(part.people.value) if part.people else 1,
        part.required,
        registry.drawn(part.hours),
        part.direct_share.value if part.direct_share else 0.0,
        part.recording_share.value if part.recording_share else 0.0,
        part.further_child.value if part.further_child else 0.0,
        purpose_of(f"{activity} {who} hours"),
    )


def _decisions(registry: Registry, worked: list[Stage]) -> Decisions:
    width, none = len(registry.activities), array("q", [-1])
    ready, not_ready, pressure_stage = (none * (width * len(worked)) for _ in range(3))
    for row, stage in enumerate(worked):
        for activity, decision in stage.decisions.items():
            place = row * width + registry.activities.index(activity)
            ready[place] = registry.decision_tables.index(decision.ready)
            not_ready[place] = registry.decision_tables.index(decision.not_ready)
            if decision.pressure_stage:
                pressure_stage[place] = registry.stages.index(decision.pressure_stage)
    purposes = _decision_purposes(tuple(registry.stages), tuple(registry.activities))
    return Decisions(ready, not_ready, pressure_stage, purposes * len(registry.models))


@lru_cache(PATHWAYS_KEPT)
def _decision_purposes(stages: tuple[str, ...], activities: tuple[str, ...]) -> array[int]:
    """What decisions are drawn for, of each stage and activity."""
    return array("Q", (purpose_of(f"decision at {activity} in {stage}") for stage in stages for activity in activities))


def _outcomes(registry: Registry) -> dict[str, Any]:
    decision_tables = list(registry.scenario.pathway.decisions.values())
    outcomes = [outcome for table in decision_tables for outcome in table.values()]
    counts = [len(table) for table in decision_tables]
    return {
        "outcome_tables": OutcomeTables(
            first=array("q", (sum(counts[:row]) for row in range(len(counts)))), count=array("q", counts)
        ),
        "outcomes": Outcomes(
            to=array("q", (TO[o.to] if o.to in TO else registry.stages.index(o.to) for o in outcomes)),
            beside=array("q", (registry.stages.index(o.beside) if o.beside else -1 for o in outcomes)),
            kind=array("q", (OUTCOME[o.kind] for o in outcomes)),
            leaves=array("d", (o.exit.value if o.exit else 0.0 for o in outcomes)),
            coming_back=array("d", (o.coming_back.value if o.coming_back else 1.0 for o in outcomes)),
        ),
        "outcome_weights": array("d", _outcome_weights(registry)),
    }


def _outcome_weights(registry: Registry) -> Iterator[float]:
    """The weight of every outcome in each working model: odds among the others are multiplied as weights are."""
    for model in registry.scenario.working_models.values():
        for name, table in registry.scenario.pathway.decisions.items():
            multipliers = model.effects.decisions.get(name, {})
            for outcome, about in table.items():
                multiplier = multipliers[outcome].value if outcome in multipliers else 1.0
                yield about.probability.value * multiplier
