"""The lines of the time ledger: what each is called, when a day is booked to it, and whether more of it is worse."""

from __future__ import annotations

from enum import IntEnum

from fssim.measures.declaration import ONLY_WORSE, WORSE, Words


class Line(IntEnum):
    """What held a family up on a day. Every open day is booked to exactly one."""

    UNALLOCATED = 0  # the family has no allocated worker
    OVERDUE = 1  # the activity that would move it is past due and waiting for a worker
    WAITING_POST_VACANT = 2  # the critical need is referred to a post that nobody is in
    WAITING_PRACTITIONER_LIST = 3  # the critical need is on a practitioner's list
    WAITING_EXTERNAL_SERVICE = 4  # the critical need waits for a service outside the authority
    NOT_ENGAGED = 5  # the critical need did not start or dropped out, and nobody has acted yet
    WORK_DONE = 6  # ready, all of it done, and no review since
    HELP_REFUSED = 7  # ready, with help for a need that is offered no further, and no review since
    CONTINUED = 8  # ready, and reviewed since: the plan was to go on
    COURT = 9  # waiting for the court
    MOVING = 10  # work is under way and nothing is late


ALL_DRIFT = "drift"  # all lines but the court and moving, as one
DRIFT = tuple(line for line in Line if line not in (Line.COURT, Line.MOVING))
READY = (Line.WORK_DONE, Line.HELP_REFUSED, Line.CONTINUED)
ABOUT_NEEDS = (
    Line.WAITING_POST_VACANT,
    Line.WAITING_PRACTITIONER_LIST,
    Line.WAITING_EXTERNAL_SERVICE,
    Line.NOT_ENGAGED,
)


# A day is on one line only, so fewer days on one may be days that have moved to a worse one; and more days ready may be
# days that were spent waiting for help before.
MEANINGS = {
    "unallocated": Words("unallocated", "the family waited for a worker to be allocated", WORSE),
    "overdue": Words(
        "work overdue, waiting for a worker",
        "the family would be moving, but for work not started though the day it was due on was over: in an enquiry or "
        "assessment any of the stage's activities, on a plan what delivers its critical item: direct work for plan "
        "work, practitioners' sessions for a need (what was in hand when its stage ended counts as not started)",
        WORSE,
    ),
    "waiting_post_vacant": Words(
        "last need waiting: post vacant",
        "the plan's critical need was on the list of posts of which nobody was in any",
        WORSE,
    ),
    "waiting_practitioner_list": Words(
        "last need on a practitioner's list",
        "the plan's critical need was on a practitioner's list, until the first contact was held, and somebody was in "
        "post",
        ONLY_WORSE,
    ),
    "waiting_external_service": Words(
        "last need waiting: external service", "the plan's critical need waited for an external service", ONLY_WORSE
    ),
    "not_engaged": Words(
        "last need: parent not engaged, not yet picked up",
        "the parent had not engaged with help for the plan's critical need, or had stopped attending, and that had not "
        "been picked up",
        ONLY_WORSE,
    ),
    "work_done": Words(
        "work done, review to come",
        "all that the plan was for had been delivered, and no review had decided about it since",
    ),
    "help_refused": Words(
        "help refused for good, review to come",
        "nothing was left to deliver, help for a need had been refused as often as one plan offers it, and no review "
        "had decided about it since",
    ),
    "continued": Words(
        "reviewed and continued",
        "nothing was left to deliver, and a review since then had decided that the plan goes on (it may have wanted to "
        "see that what was done lasts)",
    ),
    "court": Words("waiting for the court", "the family was in proceedings, waiting for the court"),
    "moving": Words("moving", "none of the other lines held: work was under way and nothing was late"),
    ALL_DRIFT: Words("drift (all but moving and court)", "any line but moving and court was booked", WORSE),
}
LINES = {name: words.label for name, words in MEANINGS.items()}
LEDGER_RULE = (
    "Each day on a plan is booked once: as unallocated while it is, otherwise by its last need, which is the need, or "
    "the plan work, that finished last or has most still to do. Sessions for another need may be held that day: they "
    "would not end the plan sooner."
)
LEDGER_ORDER = (
    "Each working day of each open family, or part of one, is booked to one line. Unallocated comes before all others; "
    "overdue takes only what would be moving."
)
CRITICAL = (
    "A plan's critical item is the need, or the plan work, that was addressed or left last in the stage; while some "
    "are not yet, the one with most sessions still to do (of those with equally many a need, the first in the "
    "scenario's order). Shortening anything else would not have ended the plan "
    "sooner."
)
