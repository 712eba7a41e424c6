"""The measures that matter: which ones lead the tables, by what the scenario says its headline is, and by what differs
between two scenarios."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest

from fssim.measures.indicators import care, cost, flows, staffing
from fssim.measures.indicators.cost import SPECIALISTS_PER_FAMILY, STAFF, TOTALS
from fssim.measures.indicators.durations import (
    ASSESSMENTS_IN_TIME,
    DAYS_LATE,
    ENDED_IN_BAND,
    IN_TIME,
    MEAN_WEEKS,
    REVIEWS_IN_TIME,
    VISITS_IN_TIME,
)  # fmt: skip
from fssim.measures.indicators.flows import CARE_APPLICATIONS, PLAN_STOCK, REFERRALS
from fssim.measures.indicators.staffing import DAYS_UNALLOCATED, UTILISATION
from fssim.measures.indicators.waits import EVER_STARTED, FIRST_START_MEAN, FIRST_START_P90, ROUTES, WAIT_TO_OFFER
from fssim.measures.ledger.ledger_lines import ALL_DRIFT, Line
from fssim.measures.ledger.ledger_measures import PLAN_DAYS_PER_FAMILY
from fssim.scenario.differences import Change, changes
from fssim.scenario.schema.scenario import Headline, Scenario
from fssim.scenario.stages_as_worked import find_stages_held

DRIFT = PLAN_DAYS_PER_FAMILY.named(line=ALL_DRIFT)
STAFF_COST = STAFF.name
EVERYTHING = cost.EVERYTHING.name
COST_TOTALS = tuple(measure.name for measure in TOTALS)
CARE_MEASURES = tuple(measure.name for measure in care.TOTALS)


def wait_measure(need: str) -> str:
    """From the first referral of a need under a plan to the first start of help, all going unnoticed included."""
    return FIRST_START_MEAN.named(need=need)


def started_measure(need: str) -> str:
    """Of those referred for a need under a plan, the share who ever start: the rest are in no wait."""
    return EVER_STARTED.named(need=need)


def duration_measure(headline: Headline) -> str:
    """How long the headline's plans had lasted when they ended."""
    return MEAN_WEEKS.named(plan=headline.statutory_plan)


def band_measure(headline: Headline, band: str) -> str:
    """The share of the headline's plans that ended in a published band of durations."""
    return ENDED_IN_BAND.named(plan=headline.statutory_plan, band=band)


def line_measure(line: Line) -> str:
    """A family's days on a line of the ledger, while on a plan."""
    return PLAN_DAYS_PER_FAMILY.named(line=line.name)


def lead_measures(scenario: Scenario) -> tuple[str, ...]:
    """The few measures that an answer is given in: those that the headline names, or else drift, delay, what it does
    to plans, and what it costs."""
    if scenario.headline.measures:
        return scenario.headline.measures
    need = scenario.headline.need
    return DRIFT, wait_measure(need), started_measure(need), duration_measure(scenario.headline), STAFF_COST


def headline_measures(scenario: Scenario, known: Collection[str], asked: Sequence[str] = ()) -> list[str]:
    """The measures to show first, in order: those that the headline names; or else those `asked` about, delay, drift,
    what it does to plans, and what it costs. Only known ones."""
    if scenario.headline.measures:
        return [name for name in dict.fromkeys(scenario.headline.measures) if name in known]
    need, plan = scenario.headline.need, scenario.headline.statutory_plan
    role = scenario.needs[need].role
    wanted = (
        *asked,
        wait_measure(need),
        FIRST_START_P90.named(need=need),
        started_measure(need),
        *(WAIT_TO_OFFER.named(need=need, route=route) for route in ROUTES),
        DRIFT,
        duration_measure(scenario.headline),
        PLAN_STOCK.named(plan=plan),
        ASSESSMENTS,
        VISITS,
        REVIEWS_IN_TIME.name,
        UNALLOCATED,
        CASELOAD,
        UTILISATION.named(role=role),
        RE_REFERRED,
        CARE,
        STAFF_COST,
        SPECIALISTS_PER_FAMILY.name,
    )
    return [name for name in dict.fromkeys(wanted) if name in known]


CASELOAD, UNALLOCATED = staffing.CASELOAD.name, DAYS_UNALLOCATED.name
VISITS, ASSESSMENTS = VISITS_IN_TIME.name, ASSESSMENTS_IN_TIME.name
RE_REFERRED, REFERRED = flows.RE_REFERRED.name, REFERRALS.name
CARE = CARE_APPLICATIONS.name
OF_HOLDERS = (UNALLOCATED, CASELOAD, ASSESSMENTS, VISITS)
MOST_TOPICS = 3  # a scenario that changes more than this is about what its headline says
DATED = ("vacancies", "roll_out", "training")
OF_MONEY = ("cost", "agency_cost_multiplier", "recruitment_cost", "set_up_cost")

Topic = tuple[str, ...]  # what kind, and which


def asked_measures(scenario: Scenario, other: Scenario) -> list[str]:
    """The measures that what differs between a scenario and another bears on, in the order in which to tell them.

    What is dated comes before the rest. None, if they differ in too many things or in their headlines, as it is then
    the headline that says what is asked; and whatever its own measures are, where it names any.
    """
    if scenario.headline.measures or scenario.headline != other.headline:
        return []
    dated_first = sorted(changes(other, scenario), key=lambda change: change.path[0] not in DATED)
    topics = list(dict.fromkeys(topic for change in dated_first for topic in _topics(change, scenario, other)))
    if len(topics) > MOST_TOPICS:
        return []
    by_topic = [_measures(topic, scenario) for topic in topics]
    return list(dict.fromkeys(name for turn in zip_longest(*by_topic) for name in turn if name is not None))


def _topics(change: Change, scenario: Scenario, other: Scenario) -> Iterator[Topic]:
    """What a change is about."""
    part, *inner = [str(name) for name in change.path]
    if part == "vacancies":
        vacancy = scenario.vacancies.get(inner[0]) or other.vacancies[inner[0]]
        yield "role", vacancy.role
    elif part == "roles":
        yield _of_role(inner)
    elif part in ("teams", "pools"):
        yield from _of_posts(part, inner, scenario, other)
    elif part == "working_models":
        yield _of_model(inner)
    elif part == "needs":
        yield "need", inner[0]
    elif part == "services":
        yield from (("need", name) for name, need in scenario.needs.items() if need.service == inner[0])
    elif part == "pathway":
        yield _of_pathway(inner)
    elif part in ("demand", "families"):
        yield ("demand",)
    elif part == "re_referral":
        yield ("re-referral",)
    elif part == "set_up_costs":
        yield ("cost",)
    elif part in ("roll_out", "training"):
        yield ("way of working",)


def _of_role(inner: list[str]) -> Topic:
    if "caseload_limit" in inner:
        return ("caseload",)
    return ("cost",) if inner[-1] in OF_MONEY else ("role", inner[0])


def _of_posts(part: str, inner: list[str], scenario: Scenario, other: Scenario) -> Iterator[Topic]:
    if len(inner) > 2 and inner[1] == "posts":
        yield "role", inner[2]
    elif inner[-1] == "working_model":
        yield ("way of working",)
    else:  # how many teams or pools there are, or a whole one that is there or not
        units = [getattr(version, part).get(inner[0]) for version in (scenario, other)]
        yield from (("role", role) for unit in units if unit is not None for role in unit.posts)


def _of_model(inner: list[str]) -> Topic:
    of = inner[1] if len(inner) > 1 else ""
    if of == "caseload_limits":
        return ("caseload",)
    if of == "activities" and len(inner) > 2:
        return "activity", inner[2]
    if of == "effects":
        return "effect", inner[-1]
    return ("recording",) if of == "workbook" else ("way of working",)


def _of_pathway(inner: list[str]) -> Topic:
    if inner[0] == "activities" and len(inner) > 1:
        return "activity", inner[1]
    return ("caseload",) if inner[0] == "holding" else ("plans",)


def _measures(topic: Topic, scenario: Scenario) -> list[str]:
    """What is measured of a topic, the most telling first."""
    headline = scenario.headline
    plans = [duration_measure(headline), DRIFT]
    kind, *which = topic
    if kind == "role":
        return _of_this_role(which[0], scenario)
    if kind == "need":
        return [wait_measure(which[0]), started_measure(which[0]), *plans]
    if kind == "activity":
        return [IN_TIME.named(activity=which[0]), DAYS_LATE.named(activity=which[0]), *plans]
    if kind == "effect":
        effects = {
            "takes_up": [started_measure(headline.need), wait_measure(headline.need)],
            "missed_when_trained": [started_measure(headline.need)],
            "re_referral": [RE_REFERRED, REFERRED],
            "entry_to_care": [CARE],
        }
        return [*effects.get(which[0], []), *plans]
    of_others = {
        "caseload": [CASELOAD, UNALLOCATED, ASSESSMENTS, VISITS],
        "demand": [UNALLOCATED, ASSESSMENTS, CASELOAD, VISITS],
        "recording": [VISITS, ASSESSMENTS, UNALLOCATED, CASELOAD],
        "plans": plans,
        "re-referral": [RE_REFERRED, REFERRED],
        "cost": [STAFF_COST, EVERYTHING],
    }
    return of_others.get(kind, [wait_measure(headline.need), started_measure(headline.need), *plans])


def _of_this_role(role: str, scenario: Scenario) -> list[str]:
    """Of a role that meets needs, the waits for it; of one that holds families, their allocation and the work on time;
    of any other, whether what it has a part in is in time."""
    busy = UTILISATION.named(role=role)
    needs = [name for name, need in scenario.needs.items() if need.role == role]
    if needs:
        waits = [measure(need) for need in needs for measure in (wait_measure, started_measure)]
        return [*waits, DRIFT, duration_measure(scenario.headline), busy]
    if find_stages_held(scenario, role):
        return [*OF_HOLDERS, busy]
    activities = [name for name, activity in scenario.pathway.activities.items() if role in activity.participants]
    return [*(IN_TIME.named(activity=name) for name in activities), DRIFT, busy]
