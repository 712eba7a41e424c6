"""Telling that time no longer passes: something takes no time, or next to none, and comes round at once, for ever.

Both engines write the same rows, and so stop at the same one: the first beyond what a working day may have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from fssim.dates import write_date
from fssim.engine.event_log import OF_ACTIVITIES, OF_NOTHING, OF_STAGES, Event
from fssim.errors import CannotSimulate
from fssim.model.tables import Tables

# The most rows that one working day may have: so many, and so many more for each family that has come and each worker.
# A day on which everybody in a county leaves, or on which a year's backlog is done at once, has a tenth of that.
ROWS_A_DAY = 10_000
ROWS_A_DAY_EACH = 100


class NoTimePasses(CannotSimulate):
    """A working day that does not end: the day, what happens on it again and again, and to which family."""


def no_time_passes(
    tables: Tables, day: float, kinds: Sequence[int], families: Sequence[int], subjects: Sequence[int]
) -> NoTimePasses:
    """What to say of a day on which these rows were written, of which the commonest is to blame."""
    (kind, family, subject), times = Counter(zip(kinds, families, subjects, strict=True)).most_common(1)[0]
    on = date.fromordinal(tables.day_ordinals[min(int(day), len(tables.day_ordinals) - 1)])
    whose = f"family {family}" if family >= 0 else "the staff"
    return NoTimePasses(
        f"time does not pass on {on:%A} {write_date(on)}: {_named(tables, Event(kind), subject)} comes round "
        f"{times:,} times for {whose}, and {len(kinds):,} things happen in all. Something takes no time, or next to "
        "none, and is due again at once: look at the hours of what is done, and at its repeat, window, gap, interval "
        "and delay"
    )


def _named(tables: Tables, event: Event, subject: int) -> str:
    """What a row is about, and what it says happened."""
    names = tables.names
    happened = event.name.lower().replace("_", " ")
    if event in (*OF_NOTHING, Event.SWITCHED, Event.TRAINED, Event.EXTRA_HOURS):
        return happened
    if event in OF_STAGES:
        return f"'{names.stages[subject]}' ({happened})"
    if event in OF_ACTIVITIES:
        return f"'{names.activities[subject]}' ({happened})"
    return f"'{(*names.needs, 'plan work')[subject]}' ({happened})"
