"""Who is in each post, and when, where pressure moves leaving and agency cover: known a month at a time.

The draws are those of `posts_over_time`. Time towards a leaving runs as many times as fast as the curve says for the
pressure on the first day of each month; at one, exactly as it would without.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from math import inf

from fssim.model.people_tables import on_curve
from fssim.model.posts_over_time import (
    HoursChanges,
    Person,
    WorkerTable,
    add_hours_changes,
    add_person,
    draw_people_in_post,
    find_emptied,
    find_hours_a_day,
    find_open_spells,
)
from fssim.model.tables import Tables
from fssim.model.turnover import (
    KnownPost,
    comes_and_goes,
    cover,
    draw_hiring,
    draw_known_posts,
    draw_leaving,
    draw_staying_on,
    find_most_spells,
    post_key,
    too_many,
)


def staff_is_moved_by_pressure(tables: Tables) -> bool:
    """Whether the pressure of any role moves who comes and goes."""
    return any(curve >= 0 for curve in (*tables.responses.leaving, *tables.responses.agency_cover))


@lru_cache(maxsize=1)
def list_months(tables: Tables) -> tuple[tuple[float, float], ...]:
    """The working days that each month of a run begins and ends with, from the first day to the horizon."""
    dates = [date.fromordinal(day) for day in tables.day_ordinals[: int(tables.horizon)]]
    begins = [0.0, *(float(n) for n in range(1, len(dates)) if dates[n].month != dates[n - 1].month)]
    return tuple(pairwise([*begins, tables.horizon]))


A_MOMENT = 1e-6  # working days after a month begins, by when work of that instant has been given out


class StaffByMonth:
    """The workers of a run, in order of start and then of post: `table` so far, to which `add_month` adds."""

    def __init__(self, tables: Tables, seed: int, replication: int) -> None:
        self.table = WorkerTable()
        self._tables = tables
        self._moved: dict[int, list[_MovedPost]] = {}  # by group
        settled: list[Person] = []
        on_the_day = draw_known_posts(tables, seed, replication)
        for post, group in enumerate(tables.posts.group):
            role = tables.groups.role[group]
            curves = tables.responses.leaving[role], tables.responses.agency_cover[role]
            is_moved = max(curves) >= 0 and comes_and_goes(tables, role) and not tables.posts.agency[post]
            if is_moved and find_hours_a_day(tables, post) > 0.0:
                key = post_key(tables, seed, replication, post)
                moved = _MovedPost(tables, post, role, key, on_the_day.get(post))
                self._moved.setdefault(group, []).append(moved)
            else:
                settled.extend(draw_people_in_post(tables, seed, replication, post, on_the_day.get(post)))
        self._settled = sorted(settled, reverse=True)  # the next to start is the last
        self._staying: dict[_Spell, tuple[int, _MovedPost]] = {}  # workers whose end is not known
        self._bounded: list[tuple[int, _MovedPost, _Spell, float]] = []  # those who may leave sooner than is known

    def add_month(self, begins: float, ends: float, pressures: Sequence[float] | None) -> list[int]:
        """Settle who starts and who leaves in a month, by the pressure of each group as it begins (none is known of the
        first). Those who start are added to the table; returns the earlier ones who leave, whose end is then there."""
        tables = self._tables
        starting: list[tuple[Person, _MovedPost | None, _Spell | None]] = []
        while self._settled and self._settled[-1][0] < ends:
            starting.append((self._settled.pop(), None, None))
        left: list[_Spell] = []
        for group, posts in self._moved.items():
            pressure = None if pressures is None else pressures[group]
            leaving, agency_cover = self._multipliers(tables.groups.role[group], pressure)
            for post in _whose_people_change(posts, begins, ends, leaving):
                left += post.pass_month(begins, ends, leaving, agency_cover)
                starting.extend((person, post, spell) for person, spell in post.starting(begins, ends))
        leavers = self._leavers(ends, left)
        for person, moved, spell in sorted(starting, key=lambda entry: entry[0]):
            start, number, end, agency = person
            if moved is not None and spell is not None and end >= ends:
                if end == inf:
                    self._staying[spell] = len(self.table), moved
                else:
                    self._bounded.append((len(self.table), moved, spell, end))
                person = (start, number, inf, agency)
            add_person(tables, self.table, person)
        return leavers

    def _multipliers(self, role: int, pressure: float | None) -> tuple[float, float]:
        """What leaving and agency cover are multiplied by; nothing if no pressure is known."""
        responses, curves, places = self._tables.responses, self._tables.curves, self._tables.places
        leaving, agency_cover = responses.leaving[role], responses.agency_cover[role]
        return (
            1.0 if leaving < 0 or pressure is None else on_curve(curves, places, leaving, pressure),
            1.0 if agency_cover < 0 or pressure is None else on_curve(curves, places, agency_cover, pressure),
        )

    def _leavers(self, ends: float, left: Sequence[_Spell]) -> list[int]:
        """Those of earlier months who leave before this one ends, which the spells in `left` do."""
        leavers = []
        for spell in left:
            if spell in self._staying:
                worker, _ = self._staying.pop(spell)
                self.table.end[worker] = spell.end
                leavers.append(worker)
        for entry in [entry for entry in self._bounded if entry[2].end < ends or entry[3] < ends]:
            worker, _, spell, latest = entry
            self.table.end[worker] = min(spell.end, latest)
            leavers.append(worker)
            self._bounded.remove(entry)
        return sorted(leavers)

    def finish(self) -> None:
        """At the horizon: those still in post leave later, and nobody's hours change once they have left."""
        table = self.table
        staying = [(worker, post, spell, inf) for spell, (worker, post) in self._staying.items()]
        for worker, post, spell, latest in staying + self._bounded:
            table.end[worker] = min(spell.end, latest, max(post.leaves, self._tables.horizon))
        changes = HoursChanges()
        for worker, person in enumerate(zip(table.start, table.post, table.end, table.agency, strict=True)):
            add_hours_changes(self._tables, changes, worker, person)
        for name in ("worker", "time", "share", "hours_a_day"):
            column: array[int] | array[float] = getattr(table.changes, name)
            column[:] = getattr(changes, name)


def _whose_people_change(
    posts: Sequence[_MovedPost], begins: float, ends: float, leaving: float
) -> Iterator[_MovedPost]:
    """The posts in which somebody may leave or start in a month; the month has then passed in the others."""
    runs, gained = (ends - begins) * leaving, (ends - begins) * (1.0 - leaving)
    for post in posts:
        if post.is_empty_until >= ends:
            continue
        if not post.is_settled or (post.leaves < ends if leaving == 1.0 else post.leaves - begins < runs):
            yield post
        else:
            post.leaves += gained


class _Spell:
    """Somebody's time in a post that is never kept vacant; it has no end while that is not known."""

    __slots__ = ("agency", "end", "start")

    def __init__(self, start: float, end: float, agency: int) -> None:
        self.start, self.end, self.agency = start, end, agency


class _MovedPost:
    """A post whose people leave sooner or later as pressure has it."""

    def __init__(self, tables: Tables, post: int, role: int, key: int, known: KnownPost | None) -> None:
        self._tables, self._post, self._role, self._key, self._known = tables, post, role, key, known
        self._stays_until = 0.0  # somebody who is known to
        self._closed = find_emptied(tables, post)
        self._person = 0
        self._spells: list[_Spell] = []
        self.is_empty_until = 0.0
        self._takes_post(tables.posts.opens[post])

    def _takes_post(self, start: float) -> None:
        self.is_settled = False  # whether somebody was in the post when this month began, and nobody else may start
        self._present = _Spell(start, inf, 0)
        self._spells.append(self._present)
        self.leaves = draw_leaving(self._tables, self._role, self._key, self._person, start)  # unless pressure moves it

    def pass_month(self, begins: float, ends: float, leaving: float, agency_cover: float) -> list[_Spell]:
        """Let a month pass, in which time towards leaving runs so many times as fast. The spells that end with it."""
        tables, role, key = self._tables, self._role, self._key
        if len(self._spells) > 1:
            self._spells = [spell for spell in self._spells if spell.end > begins]
        left: list[_Spell] = []
        while self._present.start < ends:
            since = max(begins, self._present.start, min(self._stays_until, ends))
            leaves = self.leaves if leaving == 1.0 else inf
            if leaving != 1.0 and self.leaves - since < (ends - since) * leaving:
                leaves = since + (self.leaves - since) / leaving
            if not self._leave_by(leaves) < ends:
                self.leaves += (ends - since) * (1.0 - leaving)
                self.is_settled = len(self._spells) == 1 and not self._closed and self._is_past(ends)
                return left
            leaves = self._leave_by(max(leaves, since + A_MOMENT))
            hired = draw_hiring(tables, role, key, self._person, leaves)
            if self._known is not None:
                if self._known.stays_on(leaves, hired):
                    self._stays_until, self.leaves = self._known.day, draw_staying_on(tables, role, key)
                    continue
                hired = self._known.lasts_until(leaves, hired)
            self._present.end = leaves
            left.append(self._present)
            chance = tables.roles.agency_cover[role] * agency_cover
            for start, end in cover(tables, role, key, self._person, leaves, hired, chance):
                if start >= tables.horizon:
                    break
                self._spells.append(_Spell(start, end, 1))
            self._person += 1
            if self._person > find_most_spells(tables):
                raise too_many(tables, role)
            self._takes_post(hired)
        if not self._closed:  # nobody starts before one of these does
            self.is_empty_until = min(spell.start for spell in self._spells if spell.start >= ends)
        return left

    def _leave_by(self, leaves: float) -> float:
        return leaves if self._known is None else self._known.leave_by(self._present.start, leaves)

    def _is_past(self, ends: float) -> bool:
        """Whether a month that ends so has what is known of the post behind it."""
        return self._known is None or self._known.day < ends

    def starting(self, begins: float, ends: float) -> list[tuple[Person, _Spell]]:
        """Who starts in a month, but for what of it the post is kept vacant: each with the spell that they are of, and
        the latest that they stay."""
        if not self._closed and not any(begins <= spell.start < ends for spell in self._spells):
            return []
        tables = self._tables
        closes = tables.posts.ends[self._post]
        latest = inf if closes == tables.horizon else closes
        if not self._closed:
            return [
                ((spell.start, self._post, min(spell.end, latest), spell.agency), spell)
                for spell in self._spells
                if begins <= spell.start < min(ends, closes, spell.end)
            ]
        return [
            ((start, self._post, min(end, latest), agency), spell)
            for spell in self._spells
            for start, end, agency in find_open_spells(iter([(spell.start, spell.end, spell.agency)]), self._closed)
            if begins <= start < min(ends, closes)
        ]
