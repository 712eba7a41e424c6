"""What a story's picture shows of one life: lanes of bars and marks in dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fssim.engine.event_log import Event
from fssim.measures.ledger.ledger_lines import LINES, Line
from fssim.report.charts.panels import DARK, LINE_STYLES, Style, stage_colours
from fssim.report.story.lives.life import HeldActivity, Life
from fssim.report.story.lives.life_sentences import decision_in_words, who
from fssim.report.wording.words import spoken
from fssim.scenario.schema.activities import ActivityCount

if TYPE_CHECKING:
    pass


PALER = Style("#F2F2F2", "", DARK)
DONE, LATE, MISSED, REFUSED, FINISHED = "o", "v", "x", "X", "*"  # marks, told apart by shape


@dataclass(frozen=True, slots=True)
class Bar:
    """From one date to another, with what is written in it if it fits."""

    start: float
    end: float
    style: Style
    text: str = ""


@dataclass(frozen=True, slots=True)
class LaneMark:
    """Something on a date. `due` is when it should have been, if it is late."""

    time: float
    shape: str
    text: str = ""
    due: float | None = None


@dataclass(slots=True)
class Lane:
    """One row of the timeline."""

    name: str
    bars: list[Bar] = field(default_factory=list)
    marks: list[LaneMark] = field(default_factory=list)


def lanes_of(life: Life) -> list[Lane]:
    """Stages, who holds the family, its work, its needs and the posts that meet them, with the ledger underneath."""
    lanes = [_stages(life), _holders(life), *_work(life)]
    needs = list(dict.fromkeys(wait.need for wait in sorted(life.help, key=lambda wait: wait.need)))
    lanes += [_help(life, need) for need in needs]
    plan_work = [LaneMark(life.worded.moment(h.time), DONE) for h in life.happenings if h.kind is Event.PLAN_WORK]
    if plan_work:
        lanes.append(Lane("Plan work", marks=plan_work))
    return [*lanes, *(lane for need in needs for lane in _empty_posts(life, need)), _ledger(life)]


def _stages(life: Life) -> Lane:
    worded = life.worded
    colours = stage_colours(worded.log.tables.names.stages)
    return Lane(
        "Stage",
        [
            Bar(worded.moment(s.start), worded.moment(s.end), Style(colours[s.stage], "", DARK), worded.stage(s.stage))
            for s in life.stays
        ],
        [LaneMark(worded.moment(life.end), DONE, "still open" if life.is_open else "closed")],
    )


def _holders(life: Life) -> Lane:
    worded = life.worded
    nobody = LINE_STYLES[Line.UNALLOCATED]
    return Lane(
        "Allocated to",
        [
            Bar(worded.moment(h.start), worded.moment(h.end), PALER if h.worker >= 0 else nobody,
                who(life, h.worker) if h.worker >= 0 else "unallocated")
            for h in life.holdings
        ],
    )  # fmt: skip


def _work(life: Life) -> list[Lane]:
    """Visits, direct work, decisions, other work and, apart as it waits longest, routine work, by what each is for."""
    visits, decisions, other = Lane("Visits"), Lane("Decisions"), Lane("Meetings, other work")
    direct_work = Lane("Direct work")
    decided = {(h.time, h.subject): h for h in life.happenings if h.kind is Event.DECIDED}
    names = life.worded.log.tables.names
    activities, least = life.worded.log.tables.activities, len(names.priorities) - 1
    routine = Lane(f"{spoken(names.priorities[least]).capitalize()} work")
    for work in life.work:
        if work.activity in (*life.worded.log.tables.needs.session, *life.worded.log.tables.needs.first_contact):
            continue
        outcome = decided.get((work.time, work.activity))
        if outcome is not None:
            decisions.marks.append(_mark(life, work, decision_in_words(life, outcome)))
        elif names.activities_counted_as[work.activity] == ActivityCount.statutory_visit:
            visits.marks.append(_mark(life, work))
        elif any(activities.delivers[work.activity :: len(names.activities)]):
            direct_work.marks.append(_mark(life, work))
        elif least in activities.priority[work.activity :: len(names.activities)]:
            routine.marks.append(_mark(life, work))
        else:
            other.marks.append(_mark(life, work))
    return [lane for lane in (visits, direct_work, decisions, other, routine) if lane.marks]


def _mark(life: Life, work: HeldActivity, text: str = "") -> LaneMark:
    worded = life.worded
    if work.late:
        return LaneMark(worded.moment(work.time), LATE, text, worded.moment(work.due))
    return LaneMark(worded.moment(work.time), DONE, text)


def _help(life: Life, need: int) -> Lane:
    worded = life.worded
    bars = [
        Bar(worded.moment(h.start), worded.moment(h.end), LINE_STYLES[h.line], _help_in_words(h.line))
        for h in life.help if h.need == need
    ]  # fmt: skip
    shapes = {Event.SESSION: DONE, Event.MISSED: MISSED, Event.NEED_NOT_STARTED: REFUSED, Event.NEED_DROPPED: REFUSED,
              Event.ADDRESSED: FINISHED}  # fmt: skip
    marks = [
        LaneMark(worded.moment(h.time), shapes[h.kind])
        for h in life.happenings if h.kind in shapes and h.subject == need
    ]  # fmt: skip
    return Lane(f"{worded.need(need).capitalize()} help", bars, marks)


def _empty_posts(life: Life, need: int) -> list[Lane]:
    """A lane for when nobody was in the posts that meet a need, if that was so during this life."""
    worded = life.worded
    role = worded.log.tables.needs.role[need]
    teams = dict.fromkeys(stay.team for stay in life.stays)
    spans = dict.fromkeys(span for team in teams for span in worded.empty_posts(role, team))
    bars = [
        Bar(worded.moment(max(start, life.start)), worded.moment(min(end, life.end)),
            LINE_STYLES[Line.WAITING_POST_VACANT], "empty")
        for start, end in spans if start < life.end and end > life.start
    ]  # fmt: skip
    return [Lane(f"{worded.need(need).capitalize()} post", bars)] if bars else []


def _help_in_words(line: Line) -> str:
    return {
        Line.MOVING: "",
        Line.WAITING_POST_VACANT: "waits, post empty",
        Line.WAITING_PRACTITIONER_LIST: "waits",
        Line.WAITING_EXTERNAL_SERVICE: "waits, external service",
        Line.NOT_ENGAGED: "not engaged",
    }[line]


def _ledger(life: Life) -> Lane:
    """What each day is booked to, with neighbours alike drawn as one."""
    worded = life.worded
    lane = Lane("What holds it up")
    last: Line | None = None
    for booking in sorted(life.booked, key=lambda booking: booking.start):
        bar = Bar(
            worded.moment(booking.start),
            worded.moment(booking.end),
            LINE_STYLES[booking.line],
            LINES[booking.line.name.lower()],
        )
        if booking.line is last and lane.bars[-1].end == bar.start:
            bar = Bar(lane.bars.pop().start, bar.end, bar.style, bar.text)
        lane.bars.append(bar)
        last = booking.line
    return lane
