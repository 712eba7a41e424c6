"""The lines of the time ledger."""

from __future__ import annotations

from enum import IntEnum


class Line(IntEnum):
    """What held a family up on a day. Every open day is booked to exactly one."""

    UNALLOCATED = 0  # the family has no allocated worker
    OVERDUE = 1  # the activity that would move it is past due and waiting for a worker
    WAITING_POST_VACANT = 2  # the critical need is referred to a post that nobody is in
    WAITING_PRACTITIONER_LIST = 3  # the critical need is on a practitioner's list
    WAITING_EXTERNAL_SERVICE = 4  # the critical need waits for a service outside the authority
    NOT_ENGAGED = 5  # the critical need did not start or dropped out, and nobody has acted yet
    AWAITING_DECISION = 6  # ready, and waiting for a review, chair, closure or handover
    COURT = 7  # waiting for the court
    MOVING = 8  # work is under way and nothing is late


DRIFT = tuple(line for line in Line if line not in (Line.COURT, Line.MOVING))
ABOUT_NEEDS = (
    Line.WAITING_POST_VACANT,
    Line.WAITING_PRACTITIONER_LIST,
    Line.WAITING_EXTERNAL_SERVICE,
    Line.NOT_ENGAGED,
)
