"""An animation: what is shown of each scenario, packed small, and the page that plays it."""

from __future__ import annotations

from base64 import b64encode
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from markupsafe import Markup

from fssim.arrays import Booleans, Integers
from fssim.engine.event_log import EventLog
from fssim.errors import Error
from fssim.report.animation.places import (
    FIRST_NEED,
    FOCUS,
    District,
    columns_of,
    districts_of,
    places_of,
    rows_of,
    week_starts,
)
from fssim.report.charts.panels import stage_colours
from fssim.report.templates import filled, package_text
from fssim.report.wording.answer_notes import choose_caveat
from fssim.report.wording.dated_changes import dated_changes
from fssim.report.wording.log_in_words import WordedLog
from fssim.report.wording.words import in_list
from fssim.version import fssim_version

MOST = 2  # scenarios side by side


class CannotAnimate(Error, ValueError):
    """Scenarios that cannot be shown side by side, or a district that is not there: which, and why."""


@dataclass(frozen=True)
class Animation:
    """Families moving through one scenario or two, week by week: what `animation` returns.

    `html()` is a page that plays it, with nothing to load from elsewhere, and `data()` what the page plays. `title` is
    its title, and `district` None if all families are shown. `focus` is a need, if waits for help with it are told
    apart from all else that holds families up, and only families on plans are shown. Playing stops at the `pauses`,
    each a day and what is then asked.
    """

    worded: tuple[WordedLog, ...]
    district: District | None
    focus: int | None = None
    pauses: tuple[tuple[date, str], ...] = ()

    @cached_property
    def title(self) -> str:
        return f"{self.worded[0].title}: the service in motion"

    @property
    def shows(self) -> str:
        """Which families are shown, in words."""
        if self.district is None:
            return "All families of the authority are shown."
        team = self.worded[0].log.tables.names.teams[self.district.team].replace("_", " ")
        if self.district.count == 1:
            return f"All families are shown; the {team} team works with their plans."
        return (
            f"Only the families of district {self.district.number} of {self.district.count} are shown: those whose "
            f"plans the team '{team}' works with."
        )

    def data(self) -> dict[str, Any]:
        """What the page's script plays: JSON, with long columns as base64 of little-endian 16-bit numbers."""
        first = self.worded[0]
        rows = rows_of(first, self.focus)
        return {
            "weeks": [first.day(time).isoformat() for time in week_starts(first)],
            "stages": [first.stage(stage) for stage in rows],
            "columns": columns_of(first, self.focus),
            "needs": len(first.log.tables.names.needs) if self.focus is None else 1,
            "first_need": FIRST_NEED if self.focus is None else FOCUS,
            "colours": [stage_colours(first.log.tables.names.stages)[stage] for stage in rows],
            "shown_are": "open" if self.focus is None else "on a plan",
            "dated": self._dated(),
            "pauses": self._pauses(),
            "scenarios": [self._scenario(worded) for worded in self.worded],
        }

    def html(self) -> str:
        """The animation as one page with nothing to load from elsewhere."""
        return motion_page(self)

    def _shown(self, worded: WordedLog) -> Booleans:
        if self.district is None:
            return np.ones(len(worded.log.families), bool)
        return self.district.families(worded)

    def _scenario(self, worded: WordedLog) -> dict[str, Any]:
        shown = self._shown(worded)
        places = places_of(worded, shown, self.focus)
        return {
            "title": worded.title,
            "stays": _packed(np.bincount(places.family, minlength=int(shown.sum()))),
            "place": _packed(places.place * 4 + places.cause),
            "first": _packed(places.first),
            "last": _packed(places.last),
            "closed": [int(count) for count in places.closed],
            "empty": self._empty_posts(worded),
        }

    def _dated(self) -> list[dict[str, Any]]:
        """What the scenarios change part of the way through: from one week until another, and in which of them."""
        starts = [self.worded[0].day(time) for time in week_starts(self.worded[0])]
        scenarios_by_change: dict[tuple[int, int, str], list[int]] = {}
        for place, worded in enumerate(self.worded):
            for change in dated_changes(worded.scenario):
                first = bisect_left(starts, change.start)
                last = first if change.until is None else bisect_left(starts, change.until)
                if starts[0] <= change.start <= starts[-1] if change.until is None else last > first:
                    scenarios_by_change.setdefault((first, last, change.sentence), []).append(place)
        return [
            {"first": first, "last": last, "said": sentence, "scenarios": places}
            for (first, last, sentence), places in sorted(scenarios_by_change.items())
        ]

    def _pauses(self) -> list[dict[str, Any]]:
        """The first week that begins on each day at which playing stops, or after it; the last, if there is none."""
        starts = [self.worded[0].day(time) for time in week_starts(self.worded[0])]
        return [
            {"week": min(bisect_left(starts, day), len(starts) - 1), "prompt": prompt} for day, prompt in self.pauses
        ]

    def _empty_posts(self, worded: WordedLog) -> list[list[int]]:
        """Need, first week and week after the last in which nobody is in the posts that meet it, in any team shown."""
        weeks, tables = week_starts(worded), worded.log.tables
        teams = [self.district.team] if self.district else [district.team for district in districts_of(tables)]
        return [
            [need if self.focus is None else 0, int(first), int(last)]
            for need, role in enumerate(tables.needs.role)
            if self.focus in (None, need)
            for start, end in dict.fromkeys(span for team in teams for span in worded.empty_posts(role, team))
            for first, last in [np.searchsorted(weeks, (start, end))]
            if last > first
        ]


def animation(logs: Sequence[EventLog], *, district: int | None = None) -> Animation:
    """Families moving through one scenario, or two side by side, week by week.

    Parameters
    ----------
    logs : sequence of EventLog
        What one or two scenarios gave under one seed and replication: `[fssim.simulate(scenario)]`.
    district : int, optional
        The number, from 1, of the team that works with the plans of the families to show; all families, if left out.

    Returns
    -------
    Animation
        `html()` is the page as text, to be written to a file; `data()` what it plays, as JSON values.

    Raises
    ------
    CannotAnimate
        If there is no such district, there are no scenarios or more than two, their stages, needs or dates differ, or
        their logs are of different seeds or replications.
    """
    worded = tuple(WordedLog(log) for log in logs)
    if not 1 <= len(worded) <= MOST:
        raise CannotAnimate(f"{len(worded)} scenarios are given; one or two can be shown")
    first = worded[0].log
    for other in worded[1:]:
        for what in ("stages", "needs"):
            if getattr(first.tables.names, what) != getattr(other.log.tables.names, what):
                raise CannotAnimate(f"'{worded[0].title}' and '{other.title}' have different {what}")
        if list(week_starts(worded[0])) != list(week_starts(other)):
            raise CannotAnimate(f"'{worded[0].title}' and '{other.title}' are observed over different dates")
        if (first.seed, first.replication) != (other.log.seed, other.log.replication):
            raise CannotAnimate("the logs are not of one seed and replication")
    return Animation(worded, None if district is None else _district(worded, district))


def _district(worded: Sequence[WordedLog], number: int) -> District:
    """The district with a number, which has to be the same in each scenario."""
    by_scenario = [districts_of(worded_log.log.tables) for worded_log in worded]
    if any(len(districts) != len(by_scenario[0]) for districts in by_scenario):
        raise CannotAnimate("the scenarios have different numbers of teams, so their districts differ; show all")
    if not by_scenario[0]:
        raise CannotAnimate("no team here works with plans, so there are no districts; show all families")
    if not 1 <= number <= len(by_scenario[0]):
        there = (
            "there is only district 1"
            if len(by_scenario[0]) == 1
            else f"districts are numbered 1 to {len(by_scenario[0])}"
        )
        raise CannotAnimate(f"district {number}: there is none; {there}")
    return by_scenario[0][number - 1]


def _packed(numbers: Integers) -> str:
    return b64encode(numbers.astype("<u2").tobytes()).decode()


PACKAGE = "fssim.report.animation"
SCRIPTS = ("film.js", "layout.js", "dots.js", "scene.js", "trend.js", "player.js")


def motion_page(animation: Animation) -> str:
    """The page. It asks for nothing from anywhere else, and whatever scenario files say is shown as text."""
    first = animation.worded[0]
    return filled(
        PACKAGE,
        "motion.html.jinja",
        title=animation.title,
        question=first.scenario.question,
        shows=animation.shows,
        titles=[worded_log.title for worded_log in animation.worded],
        compared=in_list([f"'{worded_log.title}'" for worded_log in animation.worded]),
        style=Markup(motion_style()),
        player=motion_player(animation),
        seed=first.log.seed,
        replication=first.log.replication,
        version=fssim_version(),
        caveat=choose_caveat([worded_log.scenario for worded_log in animation.worded]),
    )


def motion_player(animation: Animation) -> Markup:
    """What plays, with its data and its script: a part of a page that has `motion_style`, and there is one of it."""
    return Markup(
        filled(
            PACKAGE,
            "player.html.jinja",
            many=animation.district is None,
            titles=[worded_log.title for worded_log in animation.worded],
            pauses=animation.pauses,
            data=animation.data(),
            script=Markup("\n".join(package_text(PACKAGE, name) for name in SCRIPTS)),
        )
    )


def motion_style() -> str:
    """How the page looks, and the part of it that plays."""
    return package_text(PACKAGE, "motion.css")
