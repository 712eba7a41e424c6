"""The row tables of people: roles, ways of working, teams, posts, vacancies, roll-out and training."""

from __future__ import annotations

from array import array
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Roles:
    """One row a role. Hours are at full time, and productive unless the name says otherwise."""

    hours_a_day: array[float]
    at_work_hours_a_day: array[float]  # contracted, less leave and sickness
    specialist: array[int]
    policy: array[int]  # POLICY_*
    substitute: array[int]
    cost_a_year: array[float]
    recruitment_cost: array[float]
    agency_multiplier: array[float]
    has_turnover: array[int]
    leaving_rate: array[float]  # a working day
    time_to_hire: array[int]
    hire_succeeds: array[float]
    agency_cover: array[float]
    agency_delay: array[int]
    agency_stay: array[int]
    induction: array[float]  # working days
    induction_speed: array[float]


@dataclass(frozen=True, slots=True)
class Models:
    """One row a working model."""

    recording: array[float]
    recording_at_first: array[float]
    at_first: array[float]  # working days
    takes_up: array[float]
    unsticks: array[float]
    missed_when_trained: array[float]
    re_referral: array[float]
    entry_to_care: array[float]


@dataclass(frozen=True, slots=True)
class Teams:
    """One row a team."""

    kind: array[int]
    number: array[int]  # 1 is the first of its kind
    model: array[int]  # working model at the start of the run


@dataclass(frozen=True, slots=True)
class TeamKinds:
    """One row a kind of team: its teams are rows first .. first + count - 1 of `teams`."""

    first: array[int]
    count: array[int]


@dataclass(frozen=True, slots=True)
class Groups:
    """One row for the posts of one role in one team or pool."""

    role: array[int]
    team: array[int]  # -1 for a pool's
    pool: array[int]  # -1 for a team's


@dataclass(frozen=True, slots=True)
class Posts:
    """One row a post, or a place of an agency worker beside the posts. `key` is mixed from its name, so that other
    posts change nothing about it."""

    group: array[int]
    full_time_share: array[float]
    key: array[int]
    agency: array[int]  # a place of an agency worker: no post, so never vacant
    opens: array[float]  # the working day from which it is there
    ends: array[float]  # and until which; the horizon if it stays
    first_closed: array[int]  # into closures
    closed_count: array[int]


@dataclass(frozen=True, slots=True)
class Closures:
    """Spells in which a post, or a part of it, is kept vacant: from a working day until another. A post's are in order
    of time and apart."""

    start: array[float]
    until: array[float]
    taken: array[float]  # how much of the post: 1 is all of it


@dataclass(frozen=True, slots=True)
class Switches:
    """Teams changing working model, in order of time."""

    time: array[float]
    team: array[int]
    model: array[int]


@dataclass(frozen=True, slots=True)
class Courses:
    """One row a training course."""

    model: array[int]
    roles: array[int]  # bit mask of role rows
    seats: array[int]
    activity: array[int]  # the pseudo-activity its hours are booked to


@dataclass(frozen=True, slots=True)
class CourseDays:
    """When seats come up, in order of time."""

    time: array[float]
    course: array[int]


@dataclass(frozen=True, slots=True)
class FinancialYears:
    """One row a financial year (April to March) that the observed years fall in: what of it is observed."""

    start: array[float]
    until: array[float]
    working_days: array[float]  # of the whole year
    set_up_cost: array[float]  # pounds spent at once in what is observed of it
