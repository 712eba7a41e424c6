"""A children's social work workforce census of a simulated year: who is in post on 30 September, and who has left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import log as natural_logarithm
from xml.etree import ElementTree as ET

import numpy as np

from fssim.arrays import Floats, Integers
from fssim.authority.returns.writing.census_year import CensusYear, add, add_if_any, find_census_year, write_document
from fssim.authority.returns.writing.synthetic import (
    CASE_HOLDER,
    NAMES,
    OF_WORKERS,
    WORKING_DAYS,
    Luck,
    draw_worker_birth,
    write_registration,
)
from fssim.engine.event_log import EventLog
from fssim.measures.log_view.people_in_post import Staff, holdings_of, staff_of
from fssim.measures.log_view.view import View
from fssim.model.turnover import post_key
from fssim.scenario.schema.units import DAYS_A_YEAR

INSTITUTION = "not known"
YES, NO = "1", "0"
MALE, FEMALE = "1", "2"


def write_csww(log: EventLog, year: int) -> bytes:
    """The workforce census of the year that ended on 30 September of `year`. Raises `ArgumentError`."""
    census = find_census_year(log, "csww", year)
    return write_document(census, _elements(log, census), within=None)


@dataclass(frozen=True, slots=True)
class _Workforce:
    """The people of a log and what of them a return of a year is about: `at` is the end of the year, as a time."""

    view: View
    staff: Staff
    role: dict[int, str]  # the code of each role of social workers
    since: float
    at: float
    in_post: Integers  # workers
    left: Integers  # in the year
    full_time: Floats  # of each worker, the share of full time at the end of the year, or when they left
    cases: Integers  # children held at the end of the year, by worker


def _elements(log: EventLog, year: CensusYear) -> Iterator[ET.Element]:
    force = _find_workforce(log, year)
    yield _vacancies(force)
    for worker in sorted([*force.in_post.tolist(), *force.left.tolist()]):
        yield _worker(log, force, int(worker), year)


def _find_workforce(log: EventLog, year: CensusYear) -> _Workforce:
    view = View(log)
    staff, since, at = staff_of(view), year.begins_at(log), year.ends_at(log)
    named = {row: NAMES["role"][name] for row, name in enumerate(log.tables.names.roles) if name in NAMES["role"]}
    roles = named | dict.fromkeys(view.holder_roles, CASE_HOLDER)
    counted = np.isin(staff.role, list(roles))
    there = counted & (staff.start < at) & ((staff.end >= at) | ~staff.leaves)
    left = counted & ~staff.agency & staff.leaves & (staff.end >= since) & (staff.end < at)
    everyone = np.arange(len(staff))
    moment = np.minimum(np.nextafter(staff.end, 0.0), np.nextafter(at, 0.0))  # just before they left, or the year ended
    held = holdings_of(view).held()
    now = (held.start < at) & (held.end >= at)
    cases = np.bincount(held.worker[now], view.children[held.family[now]], len(staff))
    return _Workforce(
        view=view,
        staff=staff,
        role=roles,
        since=since,
        at=at,
        in_post=np.flatnonzero(there),
        left=np.flatnonzero(left),
        full_time=staff.full_time * staff.hours.share_at(everyone, moment),
        cases=cases.astype(np.int64),
    )


def _vacancies(force: _Workforce) -> ET.Element:
    """Posts without anybody of the authority's own in them, and the agency workers who are in them meanwhile."""
    posts, staff = force.view.tables.posts, force.staff
    roles = np.asarray(force.view.tables.groups.role)[np.asarray(posts.group, np.int64)]
    is_post = np.isin(roles, list(force.role)) & (np.asarray(posts.agency) == 0)
    is_there = is_post & (np.asarray(posts.opens) < force.at) & (np.asarray(posts.ends) >= force.at)
    agency = staff.agency[force.in_post]
    own = force.full_time[force.in_post[~agency]].sum()
    covers = force.in_post[agency & is_there[staff.post[force.in_post]]]
    element = ET.Element("LALevelVacancies")
    add(element, "NumberOfVacancies", _decimals(np.asarray(posts.full_time_share)[is_there].sum() - own, 2))
    add(element, "NoAgencyFTE", _decimals(force.full_time[covers].sum(), 2))
    add(element, "NoAgencyHeadcount", len(covers))
    return element


def _worker(log: EventLog, force: _Workforce, worker: int, year: CensusYear) -> ET.Element:
    staff = force.staff
    post, start, end = int(staff.post[worker]), float(staff.start[worker]), float(staff.end[worker])
    luck = Luck(post_key(log.tables, log.seed, log.replication, post)).of(int(start * 1e6))
    has_left, is_agency = worker in force.left, bool(staff.agency[worker])
    first_day = date.fromordinal(int(log.tables.day_ordinals[0]))
    began = _find_start(log, worker, luck)
    left = date.fromordinal(int(log.tables.day_ordinals[int(end)])) if has_left else None
    starts = year.holds(began) and not is_agency
    origin = luck.choose(OF_WORKERS["origin"]["shares"], "origin")
    role = force.role[int(staff.role[worker])]
    full_time = _decimals(force.full_time[worker], 6)

    element = ET.Element("CSWWWorker")
    add(element, "AgencyWorker", YES if is_agency else NO)
    add(element, "SWENo", write_registration(worker, log.seed))
    add(element, "FTE", full_time)
    add(element, "PersonBirthDate", draw_worker_birth(luck, origin, began, first_day))
    add(element, "GenderCurrent", MALE if luck.happens(OF_WORKERS["male"]["value"], "male") else FEMALE)
    add(element, "Ethnicity", luck.choose(OF_WORKERS["ethnicity"]["shares"], "ethnicity"))
    add(element, "QualInst", INSTITUTION)
    if not is_agency:
        add(element, "QualLevel", luck.choose(OF_WORKERS["qualification"]["shares"], "qualification"))
        add(element, "StepUpGrad", YES if luck.happens(OF_WORKERS["step_up"]["value"], "step up") else NO)
    add(element, "OrgRole", role)
    add(element, "RoleStartDate", began)
    add_if_any(element, "StartOrigin", origin if starts else None)
    if left is not None:
        add(element, "RoleEndDate", left)
        add(element, "LeaverDestination", luck.choose(OF_WORKERS["destination"]["shares"], "destination"))
        add(element, "ReasonLeave", luck.choose(OF_WORKERS["reason_for_leaving"]["shares"], "reason for leaving"))
    else:
        add(element, "FTE30", full_time)
        add(element, "Cases30", int(force.cases[worker]))
    if is_agency:
        add(element, "ContractWeeks", _decimals((year.reference - began).days / 7.0, 1))
        return element
    days = (min(left or date.max, year.reference) - max(began, year.first)).days / DAYS_A_YEAR * WORKING_DAYS
    lost = -natural_logarithm(luck.uniform("days lost", year.year)) * OF_WORKERS["absence"]["value"] * days
    add(element, "WorkingDaysLost", _decimals(min(lost, days) * force.full_time[worker], 2))
    add(element, "FrontlineGrad", YES if luck.happens(OF_WORKERS["frontline"]["value"], "frontline") else NO)
    if left is None:
        absent = luck.happens(OF_WORKERS["absence"]["value"], "absent", year.year)
        add(element, "Absat30Sept", YES if absent else NO)
        if absent:
            reasons = OF_WORKERS["reason_for_absence"]["shares"]
            add(element, "ReasonAbsence", luck.choose(reasons, "reason for absence", year.year))
    is_new = starts and origin == OF_WORKERS["newly_qualified"] and role == CASE_HOLDER
    status = OF_WORKERS["first_year"] if is_new else OF_WORKERS["experience_status"][role]
    add(element, "CFKSSstatus", status)
    return element


def _find_start(log: EventLog, worker: int, luck: Luck) -> date:
    """When somebody began: of those who were there before the run, by how long people of the role stay."""
    tables, workers = log.tables, log.workers
    start = date.fromordinal(int(tables.day_ordinals[int(workers.start[worker])]))
    rate = tables.roles.leaving_rate[workers.role[worker]]
    if not workers.experienced[worker] or workers.agency[worker] or not rate:
        return start
    days = -natural_logarithm(luck.uniform("in post before")) / rate * DAYS_A_YEAR / tables.working_days_a_year
    return start - timedelta(days=min(days, OF_WORKERS["longest_in_post"]["value"] * DAYS_A_YEAR))


def _decimals(value: float, places: int) -> str:
    return f"{max(value, 0.0):.{places}f}"
