"""Times as moments of the calendar: a working day of the model is a day from nine to five."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta

from fssim.report.wording.log_in_words import Told

OPENS, HOURS_OPEN = time(9), 8.0
TICK = timedelta(milliseconds=1)


def moment(told: Told, at: float) -> datetime:
    """A time as date and hour, in UTC: half a working day past its beginning is one in the afternoon."""
    begins = datetime.combine(told.day(at), OPENS, UTC)
    return begins + timedelta(seconds=round((at % 1.0) * HOURS_OPEN * 3600.0, 3))


def apart(moments: Iterable[datetime]) -> Iterator[datetime]:
    """Moments in order, each moved to a millisecond after the last if it is not later by itself."""
    last: datetime | None = None
    for when in moments:
        last = when if last is None else max(when, last + TICK)
        yield last


def written(when: datetime) -> str:
    """As XML and process mining tools write it: `2019-06-03T13:00:00.000+00:00`."""
    return when.isoformat(timespec="milliseconds")
