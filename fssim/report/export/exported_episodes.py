"""A family's episodes as other tools have them: cases of a process, with moments of the calendar and posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import numpy as np

from fssim.engine.event_log import Event
from fssim.report.wording.log_in_words import WordedLog
from fssim.report.wording.words import plain


@dataclass(frozen=True, slots=True)
class ReferralEpisode:
    """One referral of a family: its rows of the log, in order, and when it began and ended (None: still open)."""

    family: int
    number: int
    rows: tuple[int, ...]
    start: float
    end: float | None

    @property
    def name(self) -> str:
        """`214-1` is the first referral of family 214."""
        return f"{self.family}-{self.number + 1}"


def observed_episodes(worded: WordedLog) -> Iterator[ReferralEpisode]:
    """Episodes that were open at some time in the observed years, whole, in order of family and time."""
    view, closed = worded.view, worded.log.tables.closed_stage
    rows = np.flatnonzero(view.family >= 0)
    rows = rows[np.argsort(view.family[rows], kind="stable")]
    begins = np.flatnonzero(view.kind[rows] == Event.REFERRED)
    for start, end in pairwise([*begins, len(rows)]):
        own = tuple(int(row) for row in rows[start:end])
        closings = [row for row in own if int(view.kind[row]) == Event.ENTERED and view.subject[row] == closed]
        ended = float(view.time[closings[-1]]) if closings else None
        if ended is None or ended > view.observed_from:
            first = own[0]
            yield ReferralEpisode(int(view.family[first]), int(view.detail[first]), own, float(view.time[first]), ended)


OPENS, HOURS_OPEN = time(9), 8.0
TICK = timedelta(milliseconds=1)


def moment(worded: WordedLog, at: float) -> datetime:
    """A time as date and hour, in UTC: half a working day past its beginning is one in the afternoon."""
    begins = datetime.combine(worded.day(at), OPENS, UTC)
    return begins + timedelta(seconds=round((at % 1.0) * HOURS_OPEN * 3600.0, 3))


def apart(moments: Iterable[datetime]) -> Iterator[datetime]:
    """Moments in order, each moved to a millisecond after the last if it is not later by itself."""
    last: datetime | None = None
    for when in moments:
        last = when if last is None else max(when, last + TICK)
        yield last


def write_moment(when: datetime) -> str:
    """As XML and process mining tools write it: `2019-06-03T13:00:00.000+00:00`."""
    return when.isoformat(timespec="milliseconds")


def post_of(worded: WordedLog, worker: int) -> str:
    """`safeguarding 1: social worker 3`; nothing for nobody."""
    return (
        plain(worded.log.tables.names.posts[worded.log.workers.post[worker]]).replace("_", " ") if worker >= 0 else ""
    )


def role_of(worded: WordedLog, worker: int) -> str:
    """`social worker`; nothing for nobody."""
    return worded.role(worded.log.workers.role[worker]) if worker >= 0 else ""
