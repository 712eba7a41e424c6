"""Why two lives of one family differ: where they part, when help comes, when the plan is done, where the days go."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from fssim.engine.log import Event
from fssim.measures.catalogue import LINES
from fssim.measures.lines import ABOUT_NEEDS, DRIFT, Line
from fssim.report.story.life import Life
from fssim.report.story.parting import ALIKE, parting
from fssim.report.story.sentences import days, done_or_left
from fssim.report.told import written
from fssim.report.words import in_list

WORTH_SAYING = 5.0  # working days of difference on a line
SAME_TURNS = "The two lives take the same turns, within a week of one another throughout."
OF_DAYS = {Line.UNALLOCATED: "with no worker to hold the family", Line.OVERDUE: "with work past due and not started"}


def line_in_words(lives: Sequence[Life], line: Line) -> str:
    """A line of the ledger, with the needs it is about in these lives, as in `waiting ... (mental health)`."""
    words = LINES[line.name.lower()]
    if line not in ABOUT_NEEDS:
        return words
    booked = [(life, each.critical) for life in lives for each in life.booked if each.line is line]
    needs = dict.fromkeys(life.told.need(need) for life, need in booked if need is not None)
    return f"{words} ({in_list(list(needs))})" if needs else words


def in_short(life: Life) -> str:
    """How long the family was open here, and how much of it was drift."""
    whole, counted = life.open_days(), life.days()
    drift = sum(counted[line] for line in DRIFT)
    referrals = sum(h.kind is Event.REFERRED for h in life.happenings)
    over = "so far" if life.is_open else "from referral to closure"
    if life.start < life.told.view.observed_from:
        over = "of the observed years"
    elif referrals > 1:
        over = f"over {referrals} referrals{' so far' if life.is_open else ''}"
    if not round(drift):
        return f"Open for {days(whole)} {over}; on none of them is it held up."
    share = "all" if round(drift) == round(whole) else f"{round(drift):,}"
    return f"Open for {days(whole)} {over}; on {share} of them nothing moves it on."


def why(here: Life, there: Life) -> list[str]:
    """Why the life in the first scenario differs from that in another, in sentences."""
    parted = parting(here, there)
    told = [parted or SAME_TURNS, _helped(here, there), _readied(here, there), _longer(here, there)]
    return [each for each in told if each]


def _helped(here: Life, there: Life) -> str:
    """When help first starts in each life, for the need for which that differs most."""
    asked = [{h.subject for h in life.happenings if h.kind is Event.NEED_REFERRED} for life in (here, there)]
    apart = {need: _days_apart(_started(here, need), _started(there, need)) for need in sorted(asked[0] & asked[1])}
    need = max(apart, key=lambda each: apart[each], default=-1)
    if need < 0 or apart[need] <= ALIKE:
        return ""
    name = here.told.need(need).capitalize()
    return f"{name} help {_how_it_starts(here, need)}; in '{there.told.title}' it {_how_it_starts(there, need)}."


def _days_apart(one: float | None, other: float | None) -> float:
    if one is None or other is None:
        return 0.0 if one is other else inf
    return abs(one - other)


def _started(life: Life, need: int) -> float | None:
    return next((h.time for h in life.happenings if h.kind is Event.NEED_STARTED and h.subject == need), None)


def _how_it_starts(life: Life, need: int) -> str:
    """`first starts on 21 May 2020, after 4 referrals for it`."""
    started = _started(life, need)
    if started is None:
        return "never starts"
    asked = (h.kind is Event.NEED_REFERRED and h.subject == need and h.time <= started for h in life.happenings)
    times = sum(asked)
    referrals = f"{times} referral{'' if times == 1 else 's'} for it"
    return f"first starts on {written(life.told.day(started))}, after {referrals}"


def _readied(here: Life, there: Life) -> str:
    """When all that a plan asks for was first done, and how long the decision then took, if that differs."""
    plans, others = _plans(here), _plans(there)
    ready, other = _first_ready(here), _first_ready(there)
    if not plans or not others or (ready is None and other is None):
        return ""
    title = f"'{there.told.title}'"
    if ready is None:
        return f"Not everything in a plan is ever done; in {title} it is, on {written(there.told.day(other or 0.0))}."
    plan = _plan_ready(here, plans, ready)
    same = other is None or plan == _plan_ready(there, others, other)
    which = f"in the {plan[1]} is" if same else "in a plan is first"
    done = f"Everything {which} {done_or_left(here, ready)} on {written(here.told.day(ready))}"
    if other is None:
        return f"{done}; in {title} not everything in a plan is ever done."
    if abs(ready - other) < WORTH_SAYING:
        return ""
    later = f"{done}, {days(abs(ready - other))} {'later' if ready > other else 'earlier'} than in {title}"
    waits = [_decision_after(life, time) for life, time in ((here, ready), (there, other))]
    if None in waits:
        return f"{later}."
    here_waits, there_waits = (days(wait or 0.0) for wait in waits)
    return f"{later}; the next decision comes {here_waits} after that, and there {there_waits} after."


def _plans(life: Life) -> list[float]:
    """When each plan was set."""
    return list(dict.fromkeys(h.time for h in life.happenings if h.kind is Event.PLANNED))


def _plan_ready(life: Life, plans: Sequence[float], ready: float) -> tuple[int, str]:
    """Of the plans set at these times, the one that was ready then: how many there had been, and the stage in which it
    was set, as it stands inside a sentence: `child protection plan`."""
    set_at = [plan for plan in plans if plan <= ready]
    title = life.told.stage([stay.stage for stay in life.stays if stay.start <= set_at[-1]][-1])
    return len(set_at), title[:1].lower() + title[1:]


def _first_ready(life: Life) -> float | None:
    return next((h.time for h in life.happenings if h.kind is Event.READY), None)


def _decision_after(life: Life, ready: float) -> float | None:
    """Working days from being ready to the next decision; None if none came."""
    return next((h.time - ready for h in life.happenings if h.kind is Event.DECIDED and h.time >= ready), None)


def _longer(here: Life, there: Life) -> str:
    """How much longer the family is open here, and on which lines of the ledger."""
    more = here.open_days() - there.open_days()
    mine, theirs = here.days(), there.days()
    differences = {line: mine[line] - theirs[line] for line in Line}
    telling = sorted(
        (line for line in Line if abs(differences[line]) >= WORTH_SAYING), key=lambda line: -abs(differences[line])
    )
    a, b = f"'{here.told.title}'", f"'{there.told.title}'"
    if abs(more) < WORTH_SAYING and not telling:
        return f"The family is open for about as long in {a} as in {b}, and its days go the same way."
    opened = (
        f"In {a} the family is open for {round(abs(more))} {'more' if more > 0 else 'fewer'} working days than in {b}"
        if abs(more) >= WORTH_SAYING
        else f"The family is open for about as long in {a} as in {b}, but its days go differently"
    )
    parts = [
        f"{round(abs(differences[line]))} {'more' if differences[line] > 0 else 'fewer'} days "
        f"{OF_DAYS.get(line) or line_in_words([here if differences[line] > 0 else there], line)}"
        for line in telling
    ]
    return f"{opened}: {'; '.join(parts)}." if parts else f"{opened}."
