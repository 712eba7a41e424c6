"""Services with a post that is empty for a while, and with it filled: their families, and who needed the post."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fssim.engine.event_log import Event, EventLog
from fssim.engine.simulate import simulate_tables
from fssim.measures.ledger.ledger_lines import Line
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.report.story.lives.life import Life, life_of
from fssim.report.story.why.explain_why import (
    MarkedDifferences,
    PutDownTo,
)
from fssim.report.wording.log_in_words import WordedLog
from fssim.scenario import load
from tests.cli.conftest import SMALL
from tests.unit.report.logs import vacancy

# seeds with which some families who need the post in the district are unharmed, and none is
SOME_UNHARMED, NONE_UNHARMED = 7, 6
CROWDED = f"""
extends: {SMALL}
question: Who waits?
compare_with: []
clock: {{observed_years: 2}}
demand: {{children: {{value: 7500}}}}
needs:
  mental health:
    takes_up: {{value: 1.0}}
    take_up_halves_after: {{value: 1000000}}
    offers_a_plan: {{value: 50}}
    drops_out: {{value: 0}}
    missed: {{value: 0}}
families: {{needs: {{none: {{value: 0.3}}, mental health: {{value: 0.7}}}}}}
roles:
  mental_health_practitioner: {{when_vacant: wait, caseload_limit: {{value: 60}}}}
  social_worker: {{caseload_limit: {{value: 7}}}}
pathway:
  holding: {{longest_wait: {{value: 60}}}}
  activities: {{review: {{repeat: {{value: 1, unit: months}}}}}}
  decisions:
    reviewed not ready: {{end: {{probability: {{value: 0.0}}}}, continue: {{probability: {{value: 1.0}}}}}}
    reviewed ready: {{end: {{probability: {{value: 1.0}}}}, continue: {{probability: {{value: 0.0}}}}}}
"""  # everybody takes help up, and no plan ends without it: 18 months without it fill the social workers' caseloads
EMPTY = """
title: With its post empty
vacancies:
  gap:
    role: mental_health_practitioner
    start: 2019-04-01
    until: 2020-10-01
    share: {value: 1.0, unit: share, source: guess, grade: assumed}
"""


@cache
def crowded() -> tuple[WordedLog, WordedLog]:
    with TemporaryDirectory() as folder:
        scenarios = []
        for number, more in enumerate((EMPTY, "title: In full\n")):
            file = Path(folder) / f"{number}.yaml"
            file.write_text(CROWDED + more, encoding="utf-8")
            scenarios.append(load(file))
    here, there = (WordedLog(simulate_tables(compile_scenario(scenario), 1, 0)) for scenario in scenarios)
    return here, there


@cache
def district(seed: int = 1) -> tuple[WordedLog, WordedLog]:
    here, there = (WordedLog(log) for log in vacancy(seed))
    return here, there


def lives(worded: tuple[WordedLog, WordedLog], family: int) -> tuple[Life, Life] | None:
    here, there = (life_of(log, family) for log in worded)
    return (here, there) if here.stays and there.stays else None


def unallocated(life: Life) -> float:
    return life.days()[Line.UNALLOCATED]


def marks(marked: MarkedDifferences, *words: str) -> list[PutDownTo | None]:
    return [difference.mark for difference in marked.differences if all(word in difference.sentence for word in words)]


def in_raw_log(worded: tuple[WordedLog, WordedLog]) -> set[int]:
    """Families with a referral for the vacant role open on some day on which it is empty here and not there: day by
    day, from the log's columns alone."""
    log, other = (side.log for side in worded)
    group = next(g for g, name in enumerate(log.tables.names.groups) if name.endswith("mental_health_practitioner"))
    role = log.tables.groups.role[group]

    def in_post(workers: object, moment: float) -> bool:
        w = log.workers if workers == "here" else other.workers
        return any(w.group[n] == group and w.start[n] <= moment < w.end[n] for n in range(len(w)))

    moments = [day + 0.5 for day in range(int(log.tables.observed_from), int(log.tables.horizon))]
    empty = [moment for moment in moments if not in_post("here", moment) and in_post("there", moment)]
    first, last = min(empty) - 0.5, max(empty) + 0.5
    open_since: dict[tuple[int, int], float] = {}
    exposed: set[int] = set()
    columns = (log.columns[name].tolist() for name in ("kind", "family", "subject", "time"))
    for kind, family, need, time in zip(*columns, strict=True):
        if kind == Event.NEED_REFERRED and log.tables.needs.role[need] == role:
            open_since.setdefault((family, need), time)
        ends = {(family, need)} if kind in (Event.ADDRESSED, Event.NEED_LEFT) else set()
        if kind == Event.NEEDS_ENDED:
            ends = {need for need in open_since if need[0] == family}
        for need in ends & open_since.keys():
            if open_since.pop(need) < last and time > first:
                exposed.add(family)
    return exposed | {family for (family, _), since in open_since.items() if since < last}


def waits_in_raw_log(log: EventLog) -> list[tuple[int, float, float]]:
    """Who waits for help of the vacant role in the team: the family, from its referral until help starts, is not taken
    up or is no longer offered. From the log's columns alone."""
    role = next(
        log.tables.groups.role[group]
        for group, name in enumerate(log.tables.names.groups)
        if name.endswith("mental_health_practitioner")
    )
    over = (Event.NEED_STARTED, Event.NEED_NOT_STARTED, Event.ADDRESSED, Event.NEED_LEFT)
    since: dict[tuple[int, int], float] = {}
    waits: list[tuple[int, float, float]] = []
    columns = (log.columns[name].tolist() for name in ("kind", "family", "subject", "detail", "time"))
    for kind, family, need, detail, time in zip(*columns, strict=True):
        if kind == Event.NEED_REFERRED and log.tables.needs.role[need] == role and detail >= 0:
            since.setdefault((family, need), time)
        ends = [(family, need)] if kind in over else []
        if kind == Event.NEEDS_ENDED:
            ends = [waiting for waiting in since if waiting[0] == family]
        waits += [(family, since.pop(waiting), time) for waiting in ends if waiting in since]
    return waits + [(family, begun, log.tables.horizon) for (family, _), begun in since.items()]
