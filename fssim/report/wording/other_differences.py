"""What else is known to differ, beside what was asked: in words, those measures that differ most; else how many."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from fssim.measures.catalogue import declaration_of, describe
from fssim.measures.declaration import BETTER, NEITHER, WORSE, judge_direction
from fssim.measures.headline import ASSESSMENTS
from fssim.measures.indicators.durations import IN_TIME, MEAN_WEEKS, MEDIAN_WEEKS
from fssim.measures.indicators.pressure import PRESSURE
from fssim.measures.indicators.waits import EVER_STARTED, FIRST_START_MEAN, FIRST_START_P90
from fssim.measures.ledger.ledger_measures import PLAN_DAYS_PER_FAMILY
from fssim.report.wording.clauses import compared_clause, is_tellable
from fssim.report.wording.words import capitalised, in_list, plain
from fssim.runs.compare import Comparison
from fssim.scenario.names import slug
from fssim.scenario.schema.activities import ActivityCount
from fssim.scenario.schema.pathway import LedgerKind
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.stages_as_worked import list_stages_as_worked
from fssim.statistics.verdict import CLEAR

DAYS_ON_PLANS = (PLAN_DAYS_PER_FAMILY, MEAN_WEEKS, MEDIAN_WEEKS)
MOST_CLAUSES = 2  # of a sentence on the first page

Tables = Mapping[str, tuple[str, Comparison]]  # every measure's table, and how it differs


def tell_other_differences(
    scenario: Scenario, compared: Tables, lead: Sequence[str], is_blocked: bool, other: str = ""
) -> str:
    """What else is known to differ most, worse before better, whatever it is: a measure of each thing.

    `lead` are the measures that have been told already; `other` is the title of what is compared with, to name it.
    Where there are words for none of what is known to differ, it is counted. Nothing is better in a service that is
    blocked: fewer families get so far. Fewer days on plans are no better where people are under more pressure and end
    plans sooner for it, nor are more of them worse where they are under less.
    """
    than = f" than in '{other}'" if other else ""
    pressure = _change_of_pressure(scenario, compared)
    ways = {name: _way(name, row, pressure) for name, (_, row) in compared.items() if row.verdict in CLEAR}
    named = _largest_of_each_topic(scenario, compared, lead, ways)
    worse = [name for name in named if ways[name] == WORSE][:MOST_CLAUSES]
    better = [name for name in named if ways[name] == BETTER][: max(1, MOST_CLAUSES - len(worse))]
    neither = [name for name in named if ways[name] == NEITHER][:1]
    lead_ways = {judge_way(name, compared[name][1]) for name in lead if name in ways}
    parts: list[str] = []
    for word, names, opposite in (("worse", worse, BETTER), ("better", [] if is_blocked else better, WORSE)):
        if names:
            clauses = "; ".join(compared_clause(name, compared[name][1]) for name in names)
            beside = "But " if lead_ways == {opposite} else "Also " if word in lead_ways else ""
            opening = capitalised(f"{beside}{word}{than}") if not parts else "Better"
            parts.append(f"{opening}: {clauses}.")
    for name in neither:
        ended = "more pressure end plans sooner" if pressure > 0.0 else "less pressure end plans later"
        clauses = compared_clause(name, compared[name][1])
        parts.append(f"Neither worse nor better{than if not parts else ''}, as teams under {ended}: {clauses}.")
    if parts or is_blocked:
        return " ".join(parts)
    rest = sorted((name for name in ways if name not in lead), key=lambda name: -_share(compared[name][1]))
    return _count_differences(scenario, {name: ways[name] for name in rest}, other)


def _count_differences(scenario: Scenario, ways: Mapping[str, str], other: str) -> str:
    """How many other measures, the largest difference first, are known to differ each way, and which is worse or better
    the most."""
    sided: list[str] = []
    for way in (WORSE, BETTER):
        names = [name for name, its_way in ways.items() if its_way == way]
        if names:
            known = "" if sided else "is known to be " if len(names) == 1 else "are known to be "
            label = f"'{plain(describe(names[0], scenario).label)}'{' most' if len(names) > 1 else ''}"
            sided.append(f"{len(names)} {known}{way} ({label})")
    neither = list(ways.values()).count(NEITHER)
    if not sided and not neither:
        return "No other measure is known to be higher or lower" + (f" than in '{other}'." if other else ".")
    clauses = [in_list(sided)] if sided else []
    if neither:
        known = "is known to differ and is" if neither == 1 else "are known to differ and are"
        clauses.append(f"{neither} {known} neither worse nor better")
    opening = f"Compared with '{other}', of all other measures" if other else "Of all other measures"
    return f"{opening}, {'; '.join(clauses)}."


def judge_way(name: str, row: Comparison) -> str:
    """Whether a measure's difference is worse, better or neither."""
    return judge_direction(describe(name).more_is, row.difference > 0.0)


def _way(name: str, row: Comparison, pressure: float) -> str:
    """The same, beside a change of pressure that ends plans sooner or later."""
    return NEITHER if pressure * row.difference < 0.0 and _is_of_days_on_plans(name) else judge_way(name, row)


def _largest_of_each_topic(
    scenario: Scenario, compared: Tables, lead: Sequence[str], ways: Mapping[str, str]
) -> list[str]:
    """Of the measures that there are words for and that are worse or better, or would be but for a change of pressure:
    the one that differs most of each topic but those told already, in order."""
    sided = [name for name in ways if is_tellable(name) and judge_way(name, compared[name][1]) != NEITHER]
    steps = _assessment_steps(scenario)
    topics = {_topic(name, steps) for name in lead}
    largest: list[str] = []
    for name in sorted(sided, key=lambda name: -_share(compared[name][1])):
        if _topic(name, steps) not in topics:
            topics.add(_topic(name, steps))
            largest.append(name)
    return largest


def _change_of_pressure(scenario: Scenario, compared: Tables) -> float:
    """1 if all kinds of team that end plans by their pressure, and whose pressure is known to differ, are under more of
    it, -1 if under less; else 0, as where none ends them by it."""
    if not any(role.pressure is not None and role.pressure.thresholds for role in scenario.roles.values()):
        return 0.0
    of_teams = {PRESSURE.named(team=team) for team in _list_teams_that_end_plans(scenario)}
    changes = [
        math.copysign(1.0, row.difference)
        for name, (_, row) in compared.items()
        if row.verdict in CLEAR and name in of_teams
    ]
    return changes[0] if len(set(changes)) == 1 else 0.0


def _list_teams_that_end_plans(scenario: Scenario) -> set[str]:
    """The kinds of team that hold plans which a decision ends the more readily the more pressed they are."""
    tables = scenario.pathway.decisions
    readily = {name for name, table in tables.items() if any(outcome.exit is not None for outcome in table.values())}
    return {
        stage.team
        for stage in list_stages_as_worked(scenario).values()
        if stage.ledger is LedgerKind.plan
        and stage.team is not None
        and any({decision.ready, decision.not_ready} & readily for decision in stage.decisions.values())
    }


def _is_of_days_on_plans(name: str) -> bool:
    """Whether a measure is of how many days plans have, or how long they last."""
    declared = declaration_of(name)
    return declared is not None and declared[0] in DAYS_ON_PLANS


def _topic(name: str, assessment_steps: Collection[str]) -> str:
    """What a measure is about: the wait for a need, whichever way it is measured, or what it says itself."""
    declared = declaration_of(name)
    if declared is None:
        return name
    measure, parts = declared
    if measure in (FIRST_START_P90, EVER_STARTED):
        return FIRST_START_MEAN.named(**parts)
    return ASSESSMENTS if measure is IN_TIME and parts["activity"] in assessment_steps else name


def _assessment_steps(scenario: Scenario) -> set[str]:
    """The activities that make an assessment, as measures' names have them: the one that is counted as one, and those
    before it that follow on from another."""
    activities = scenario.pathway.activities
    steps = {name for name, activity in activities.items() if activity.counted_as is ActivityCount.assessment}
    ahead = list(steps)
    while ahead:
        before = activities[ahead.pop()].after
        if before is not None and before not in steps and activities[before].after is not None:
            steps.add(before)
            ahead.append(before)
    return {slug(name) for name in steps}


def _share(row: Comparison) -> float:
    """How large a difference is beside what it is a difference from."""
    return abs(row.difference / row.baseline) if row.baseline else math.inf
