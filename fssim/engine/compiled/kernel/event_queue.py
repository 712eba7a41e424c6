"""The moments still to come, in the stated order: time, then key, then first set.

A moment's key is its order, then the number and item of whom it concerns; later moments of a key have greater tags.
Days are cut into slices. The moments of a later slice wait in a list, in no order; those of the present one are in a
binary heap, which stays small enough for the processor's nearest cache however many moments there are.
"""

from __future__ import annotations

from math import inf
from typing import Any

from fssim.engine.compiled.kernel.allocators import give_back_moments, take_moment, take_soon
from fssim.engine.compiled.kernel.instant import ACTIVITY_OPENS
from fssim.engine.compiled.kernel.jit import inlined, jitted, part_of_caller
from fssim.engine.compiled.kernel.record_access import families, fetch, moments, slices, slots, soon
from fssim.engine.compiled.runtime.records import NONE, SLICES_A_DAY

ORDER_SHIFT, NUMBER_SHIFT = 56, 24
NUMBER_MASK, ITEM_MASK = (1 << 32) - 1, (1 << 24) - 1


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
    position = time * SLICES_A_DAY
    if position >= w.slice_count:  # when the run is over
        return
    at = take_moment(w)
    moment = moments(w, at)
    moment.time = time
    moment.due = due
    moment.key = (order << ORDER_SHIFT) + (number << NUMBER_SHIFT) + item
    moment.tag = tag
    its_slice = int(position)
    if its_slice <= w.slice:
        _add_soon(w, at)
    else:
        moment.next = slices(w, its_slice).value
        slices(w, its_slice).value = at


@inlined
def next_time(w: Any) -> float:
    """When the first moment is, infinity if there is none. Comes to its slice if this one is over."""
    while w.soon_used == 0:
        if w.slice + 1 == w.slice_count:
            return inf
        w.slice += 1
        at = slices(w, w.slice).value
        while at != NONE:
            _add_soon(w, at)
            _fetch_whom_it_concerns(w, moments(w, at).key)
            at = moments(w, at).next
    return soon(w, 0).time  # type: ignore[no-any-return]


@part_of_caller
def _fetch_whom_it_concerns(w: Any, key: int) -> None:
    """The family of a moment to come, and the state of its activity, are likely to be far from the processor."""
    if key >> ORDER_SHIFT == ACTIVITY_OPENS:
        number = key >> NUMBER_SHIFT & NUMBER_MASK
        fetch(families(w, number))
        fetch(slots(w, number * w.slot_count + (key & ITEM_MASK)))


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
