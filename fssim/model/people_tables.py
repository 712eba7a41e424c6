"""The row tables of who does the work: roles, teams, posts and training; and of work and pressure, with their curves.

Work is counted in whole millionths of an hour a working day, so that sums are exact in whatever order they are made.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

MILLIONTHS = 1_000_000.0  # of an hour
MOST_MILLIONTHS = 10**12  # that one family weighs: so many that a million of them can still be added up


@dataclass(frozen=True, slots=True)
class Roles:
    """One row a role. Hours are at full time, and productive unless the name says otherwise."""

    hours_a_day: array[float]
    at_work_hours_a_day: array[float]  # contracted, less leave and sickness
    specialist: array[int]
    among_case_holders: array[int]
    payer: array[int]  # row of names.payers, or -1: the authority
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
    agency_kept_back: array[float]  # the share of agency workers who may not begin at once
    agency_gap: array[float]  # working days for which they may not
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
class TeamKinds:
    """One row a kind of team: its teams are rows first .. first + count - 1 of `teams`."""

    first: array[int]
    count: array[int]


@dataclass(frozen=True, slots=True)
class Teams:
    """One row a team."""

    kind: array[int]
    number: array[int]  # 1 is the first of its kind
    model: array[int]  # working model at the start of the run


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
    counted: array[int]  # whether it is one of those of which it is known how many are vacant on the first day observed


@dataclass(frozen=True, slots=True)
class VacantPosts:
    """One row a role of which it is known how many posts are vacant when the observed years begin."""

    role: array[int]
    posts: array[int]


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
class Workloads:
    """One row for each (working model, stage): model * stages + stage. What a family weighs with those who have it."""

    first_child: array[int]  # millionths of an hour a working day
    further_child: array[int]  # and for each child beyond the first
    co_first_child: array[int]  # and with its co-holder
    co_further_child: array[int]


@dataclass(frozen=True, slots=True)
class Responses:
    """One row a role: what its people do about the work that they hold. Curves are rows of `curves`, or -1."""

    limit_share: array[float]  # of a worker's hours, that they are given work for; below 0 if not by work
    new_starters: array[int]  # the share of the limits that is theirs, by working days in post
    thresholds: array[int]  # by pressure, as all the following: odds multipliers
    proportionate_work: array[int]  # multipliers of hours
    extra_hours: array[int]  # hours a working day
    neighbours_above: array[float]  # pressure; infinite if families are not passed on
    leaving: array[int]  # multipliers of a rate
    agency_cover: array[int]  # multipliers of a chance


@dataclass(frozen=True, slots=True)
class Curves:
    """One row a curve: where its places begin in `places`, and how many."""

    first: array[int]
    count: array[int]


@dataclass(frozen=True, slots=True)
class Places:
    """One row a place on a curve, in order."""

    at: array[float]
    value: array[float]


def on_curve(curves: Curves, places: Places, curve: int, at: float) -> float:
    """A curve's value: straight between its places, level beyond them. Only + - * / are used, as in `sampling`."""
    first = curves.first[curve]
    last = first + curves.count[curve] - 1
    if not at > places.at[first]:
        return places.value[first]
    while first < last and at >= places.at[first + 1]:
        first += 1
    if first == last:
        return places.value[last]
    share = (at - places.at[first]) / (places.at[first + 1] - places.at[first])
    return places.value[first] + (places.value[first + 1] - places.value[first]) * share


def highest(curves: Curves, places: Places, curve: int) -> float:
    """The most that a curve comes to."""
    first = curves.first[curve]
    most: Sequence[float] = places.value[first : first + curves.count[curve]]
    return max(most)
