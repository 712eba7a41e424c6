"""The moments still to come, in the stated order: time, then key, then first set.

A moment's key is its order, then the number and item of whom it concerns; later moments of a key have greater tags.
The moments of a later day wait in blocks, in no order; those of each later slice of the present day in a list; those of
the present slice are in a binary heap. What is sorted stays near to the processor however many moments there are.
`days` has the last moment of each later day; the first of its block knows the last of the block before, which is full.
"""

from __future__ import annotations

from math import inf
from typing import Any

from fssim.engine.compiled.kernel.allocators import give_back_moments, take_moment, take_soon
from fssim.engine.compiled.kernel.instant import ACTIVITY_OPENS, APPOINTMENT
from fssim.engine.compiled.kernel.jit import inlined, jitted, part_of_caller
from fssim.engine.compiled.kernel.record_access import days, families, fetch, later, moments, slices, slots, soon
from fssim.engine.compiled.runtime.buffer_pool import LINE
from fssim.engine.compiled.runtime.records import BLOCK, MOMENT, NONE, SLICES_A_DAY, OutOfRoom

ORDER_SHIFT, NUMBER_SHIFT = 56, 24
NUMBER_MASK, ITEM_MASK = (1 << 32) - 1, (1 << 24) - 1
RECORDS_A_LINE = LINE // MOMENT.itemsize


@jitted
def set_moment(w: Any, time: float, order: int, number: int, item: int, tag: int, due: float) -> None:
    """Something will happen at a time, or now if that is past. The delay is rounded, then added to the present."""
    delay = time - w.now
    if not delay > 0.0:
        delay = 0.0
    set_moment_at(w, w.now + delay, order, number, item, tag, due)


@inlined
def set_moment_at(w: Any, time: float, order: int, number: int, item: int, tag: int, due: float) -> None:
    """Something will happen at a time to come."""
    if time >= w.day_limit:  # when the run is over
        return
    day = int(time)
    key = (order << ORDER_SHIFT) + (number << NUMBER_SHIFT) + item
    if day <= w.day:
        _set_today(w, time, key, tag, due)
        return
    last = days(w, day).value
    at = last + 1
    if at % BLOCK == 0:
        at = _take_block(w)
        later(w, at).next = last
    days(w, day).value = at
    moment = later(w, at)
    moment.time, moment.key, moment.tag, moment.due = time, key, tag, due


@inlined
def _set_today(w: Any, time: float, key: int, tag: int, due: float) -> None:
    at = take_moment(w)
    moment = moments(w, at)
    moment.time, moment.key, moment.tag, moment.due = time, key, tag, due
    its_slice = int((time - w.day) * SLICES_A_DAY)
    if its_slice <= w.slice:
        _add_soon(w, at)
    else:
        moment.next = slices(w, its_slice).value
        slices(w, its_slice).value = at


@part_of_caller
def _take_block(w: Any) -> int:
    at = w.free_block
    if at != NONE:
        w.free_block = later(w, at).next
    else:
        at = w.later_used
        if at == w.later_room:
            raise OutOfRoom
        w.later_used = at + BLOCK
    return at  # type: ignore[no-any-return]


@inlined
def next_time(w: Any) -> float:
    """When the first moment is, infinity if there is none. Comes to its slice, and its day, if this one is over."""
    while w.soon_used == 0:
        if w.slice + 1 == SLICES_A_DAY:
            if w.day + 1 >= w.day_limit:
                return inf
            _next_day(w)
        _next_slice(w)
    return soon(w, 0).time  # type: ignore[no-any-return]


@jitted
def _next_slice(w: Any) -> None:
    """The moments of the next slice are soon; whom those of the one after it concern is likely to be far from the
    processor, and is called near."""
    w.slice += 1
    at = slices(w, w.slice).value
    slices(w, w.slice).value = NONE
    while at != NONE:
        _add_soon(w, at)
        at = moments(w, at).next
    if w.slice + 1 < SLICES_A_DAY:
        at = slices(w, w.slice + 1).value
        while at != NONE:
            key = moments(w, at).key
            number = key >> NUMBER_SHIFT & NUMBER_MASK
            if key >> ORDER_SHIFT >= APPOINTMENT:
                fetch(families(w, number))
                if key >> ORDER_SHIFT == ACTIVITY_OPENS:
                    fetch(slots(w, number * w.slot_count + (key & ITEM_MASK)))
            at = moments(w, at).next


@jitted
def _next_day(w: Any) -> None:
    """Sort the moments of the next day into slices."""
    w.day += 1
    w.slice = NONE
    last = days(w, w.day).value
    while last != NONE:
        first = last - last % BLOCK
        before = later(w, first).next
        if before != NONE:
            for at in range(before + 1 - BLOCK, before + 1, RECORDS_A_LINE):
                fetch(later(w, at))
        for at in range(first, last + 1):
            moment = later(w, at)
            _set_today(w, moment.time, moment.key, moment.tag, moment.due)
        later(w, first).next = w.free_block
        w.free_block = first
        last = before


@part_of_caller
def first_moment(w: Any) -> Any:
    """Take the first moment of this slice. Its record is good until another is set."""
    number = soon(w, 0).number
    count = w.soon_used - 1
    w.soon_used = count
    last = soon(w, count)
    at = 0
    while True:
        below = 2 * at + 1
        if below >= count:
            break
        if below + 1 < count and _before(w, soon(w, below + 1), soon(w, below)):
            below += 1
        if not _before(w, soon(w, below), last):
            break
        _copy(soon(w, at), soon(w, below))
        at = below
    _copy(soon(w, at), last)
    moment = moments(w, number)
    give_back_moments(w, number, number)
    return moment


@inlined
def _add_soon(w: Any, number: int) -> None:
    at = take_soon(w)
    moment = moments(w, number)
    its = soon(w, at)
    its.time, its.key, its.number = moment.time, moment.key, number
    time, key = moment.time, moment.key
    while at > 0:
        above = (at - 1) >> 1
        other = soon(w, above)
        if other.time < time or (
            other.time == time and (other.key < key or (other.key == key and moments(w, other.number).tag < moment.tag))
        ):
            break
        _copy(soon(w, at), other)
        at = above
    its = soon(w, at)
    its.time, its.key, its.number = time, key, number


@inlined
def _before(w: Any, a: Any, b: Any) -> bool:
    if a.time != b.time:
        return a.time < b.time  # type: ignore[no-any-return]
    if a.key != b.key:
        return a.key < b.key  # type: ignore[no-any-return]
    return moments(w, a.number).tag < moments(w, b.number).tag  # type: ignore[no-any-return]


@inlined
def _copy(to: Any, source: Any) -> None:
    to.time = source.time
    to.key = source.key
    to.number = source.number
