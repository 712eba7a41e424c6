"""The moments still to come, in the stated order: time, then key, then first set.

A moment's key is its order, then the number and item of whom it concerns; later moments of a key have greater tags.
The moments of a later day wait in blocks, in no order; those of each later slice of the present day in a list. Those
of the present slice are put in order as it begins, and what is set in it for later in it is in a binary heap. What is
sorted stays near to the processor however many moments there are.
`days` has the last moment of each later day; the first of its block knows the last of the block before, which is full.
"""

from __future__ import annotations

from math import inf
from typing import Any

from fssim.engine.compiled.kernel.compiled_code import (
    at_once,
    courses_of_need,
    days,
    entries,
    families,
    fetch,
    inlined,
    jitted,
    later,
    moments,
    occurrences,
    part_of_caller,
    parts,
    slices,
    slots,
    soon,
    workers,
)
from fssim.engine.compiled.kernel.instant import ACTIVITY_OPENS, APPOINTMENT, WORK_DONE
from fssim.engine.compiled.kernel.record_lists import give_back_moments, take_at_once, take_moment, take_soon
from fssim.engine.compiled.runtime.buffer_pool import LINE
from fssim.engine.compiled.runtime.records import BLOCK, FEWEST_SLICES, MOMENT, MOST_SLICES, NONE, OutOfRoom

ORDER_SHIFT, NUMBER_SHIFT = 56, 24
NUMBER_MASK, ITEM_MASK = (1 << 32) - 1, (1 << 24) - 1
RECORDS_A_LINE = LINE // MOMENT.itemsize
IN_A_SLICE = 4  # moments, or few more, where a day has many
MANY = 512  # moments of a day: what fewer concern finds room near the processor all at once


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
    its_slice = int((time - w.day) * w.slices_a_day)
    if its_slice <= w.slice:
        _add_at_once(w, at)
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
def find_next_time(w: Any) -> float:
    """When the first moment is, infinity if there is none. Comes to its slice, and its day, if this one is over."""
    while w.soon_used == 0 and w.at_once_used == 0:
        if w.slice + 1 == w.slices_a_day:
            if w.day + 1 >= w.day_limit:
                return inf
            _next_day(w)
        _next_slice(w)
    time = soon(w, w.soon_used - 1).time if w.soon_used > 0 else inf
    if w.at_once_used > 0 and at_once(w, 0).time < time:
        time = at_once(w, 0).time
    return time


@jitted
def _next_slice(w: Any) -> None:
    """Put the moments of the next slice that has any in order. Where a day has many, what those of the two after it
    concern is likely to be far from the processor, and is called near: first whom, then what they have to do with."""
    at = NONE
    while at == NONE and w.slice + 1 < w.slices_a_day:
        w.slice += 1
        at = slices(w, w.slice).value
    slices(w, w.slice).value = NONE
    while at != NONE:
        its, moment = soon(w, take_soon(w)), moments(w, at)
        its.time, its.number = moment.time, at
        _fetch_next_work(w, moment)
        at = moment.next
    if w.soon_used > 1:
        _put_in_order(w, w.soon_used)
    if w.moments_used > MANY:
        _fetch_whom(w, w.slice + 2)
        _fetch_what(w, w.slice + 1)


@jitted
def _fetch_whom(w: Any, its_slice: int) -> None:
    """Call near whom the moments of a slice concern: of work done the moment itself says (see `pick_up`)."""
    at = slices(w, its_slice).value if its_slice < w.slices_a_day else NONE
    while at != NONE:
        moment = moments(w, at)
        _fetch_those_of(w, moment)
        at = moment.next


@jitted
def _fetch_those_of(w: Any, moment: Any) -> None:
    order, number, item = moment.key >> ORDER_SHIFT, moment.key >> NUMBER_SHIFT & NUMBER_MASK, moment.key & ITEM_MASK
    if order == WORK_DONE:
        fetch(workers(w, number))
        fetch(parts(w, int(moment.due)))
        number = moment.tag
        if number < 0:
            return
    elif order < APPOINTMENT:
        return
    fetch(families(w, number))
    if order == APPOINTMENT:
        fetch(courses_of_need(w, number * w.need_count + item))
    elif order <= ACTIVITY_OPENS and item < w.slot_count:
        fetch(slots(w, number * w.slot_count + item))


@jitted
def _fetch_what(w: Any, its_slice: int) -> None:
    """Call near what those have to do with who are near by now: what the work is part of and what its worker has to do
    next, and who holds the family."""
    at = slices(w, its_slice).value if its_slice < w.slices_a_day else NONE
    while at != NONE:
        moment = moments(w, at)
        _fetch_what_of(w, moment)
        at = moment.next


@jitted
def _fetch_what_of(w: Any, moment: Any) -> None:
    order, number = moment.key >> ORDER_SHIFT, moment.key >> NUMBER_SHIFT & NUMBER_MASK
    if order == WORK_DONE:
        fetch(occurrences(w, parts(w, int(moment.due)).occurrence))
        if workers(w, number).queue != NONE:
            fetch(entries(w, workers(w, number).queue))
    elif order == ACTIVITY_OPENS and families(w, number).holder != NONE:
        fetch(workers(w, families(w, number).holder))


@part_of_caller
def _fetch_next_work(w: Any, moment: Any) -> None:
    """Call near what a worker has to do next, once the work is done that a moment is of."""
    if w.moments_used > MANY and moment.key >> ORDER_SHIFT == WORK_DONE:
        queue = workers(w, moment.key >> NUMBER_SHIFT & NUMBER_MASK).queue
        if queue != NONE:
            fetch(parts(w, entries(w, queue).part))


@part_of_caller
def _put_in_order(w: Any, count: int) -> None:
    """Sort the moments of a slice, the first to the end: as a hand of cards is sorted, or by larger steps first where
    there are many."""
    step = 1
    while 9 * step < count:
        step = 3 * step + 1
    while step > 0:
        for at in range(step, count):
            time, number = soon(w, at).time, soon(w, at).number
            to = at
            while to >= step and _is_before(w, soon(w, to - step), time, number):
                soon(w, to).time, soon(w, to).number = soon(w, to - step).time, soon(w, to - step).number
                to -= step
            soon(w, to).time, soon(w, to).number = time, number
        step //= 3


@jitted
def _next_day(w: Any) -> None:
    """Sort the moments of the next day into slices. What they concern is likely to be far from the processor, as a
    family's days are weeks apart, and is called near: all of it where they are few, and slice by slice where they are
    many."""
    w.day += 1
    w.slices_a_day = _count_slices(w.moments_used)
    w.slice = NONE
    w.moments_used, w.free_moment = 0, NONE  # all of the day that is over are past, and these lie in one row
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
    if w.moments_used > MANY:
        _fetch_whom(w, 0)
        _fetch_whom(w, 1)
        _fetch_what(w, 0)
    else:
        for at in range(w.moments_used):
            _fetch_those_of(w, moments(w, at))
        for at in range(w.moments_used):
            _fetch_what_of(w, moments(w, at))


@part_of_caller
def _count_slices(moments_yesterday: int) -> int:
    """How many slices to sort a day into, from how many moments the day before had: a power of two, so that no time is
    rounded."""
    count = FEWEST_SLICES
    while count < MOST_SLICES and count * IN_A_SLICE < moments_yesterday:
        count *= 2
    return count


@part_of_caller
def take_first_moment(w: Any) -> Any:
    """Take the first moment of this slice. Its record is good until another is set."""
    last = w.soon_used - 1
    if w.at_once_used > 0 and (last < 0 or _is_before(w, at_once(w, 0), soon(w, last).time, soon(w, last).number)):
        number = _take_first_at_once(w)
    else:
        number = soon(w, last).number
        w.soon_used = last
    moment = moments(w, number)
    give_back_moments(w, number, number)
    return moment


@part_of_caller
def _take_first_at_once(w: Any) -> int:
    """Take the first moment off the heap."""
    first = at_once(w, 0).number
    count = w.at_once_used - 1
    w.at_once_used = count
    time, number = at_once(w, count).time, at_once(w, count).number
    at = 0
    while True:
        below = 2 * at + 1
        if below >= count:
            break
        if below + 1 < count and _is_before(w, at_once(w, below + 1), at_once(w, below).time, at_once(w, below).number):
            below += 1
        if not _is_before(w, at_once(w, below), time, number):
            break
        at_once(w, at).time, at_once(w, at).number = at_once(w, below).time, at_once(w, below).number
        at = below
    at_once(w, at).time, at_once(w, at).number = time, number
    return first  # type: ignore[no-any-return]


@inlined
def _add_at_once(w: Any, number: int) -> None:
    """Put a moment in the heap."""
    at = take_at_once(w)
    time = moments(w, number).time
    while at > 0:
        above = (at - 1) >> 1
        if _is_before(w, at_once(w, above), time, number):
            break
        at_once(w, at).time, at_once(w, at).number = at_once(w, above).time, at_once(w, above).number
        at = above
    at_once(w, at).time, at_once(w, at).number = time, number


@inlined
def _is_before(w: Any, one: Any, time: float, number: int) -> bool:
    """Whether one moment comes before the moment of a number, at a time."""
    if one.time != time:
        return one.time < time  # type: ignore[no-any-return]
    moment, other = moments(w, one.number), moments(w, number)
    if moment.key != other.key:
        return moment.key < other.key  # type: ignore[no-any-return]
    return moment.tag < other.tag  # type: ignore[no-any-return]
