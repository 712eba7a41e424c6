"""One replication of a scenario, with its names as people say them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from fssim.engine.event_log import EventLog
from fssim.measures.log_view.people_in_post import BEFORE_THE_RUN, vacancies_of
from fssim.measures.log_view.view import View
from fssim.model.tables import TO_CONTINUE
from fssim.report.wording.words import plain, spoken, within_sentence
from fssim.scenario.schema.scenario import Scenario


@dataclass(frozen=True, eq=False)
class WordedLog:
    """A scenario's log, with words for what is in it. Those shown together are of one seed and replication."""

    log: EventLog

    @property
    def scenario(self) -> Scenario:
        return self.log.scenario

    @cached_property
    def view(self) -> View:
        return View(self.log)

    @property
    def title(self) -> str:
        return plain(self.scenario.title)

    def stage(self, number: int) -> str:
        """A stage by its title: `Child protection plan`."""
        return plain(self.scenario.pathway.stages[self.log.tables.names.stages[number]].title)

    def activity(self, number: int) -> str:
        """An activity as it stands inside a sentence, by its title or its name: `review conference`."""
        return self._activities[number]

    def outcome(self, number: int, stage: int) -> str:
        """What a decision in a stage comes to, by its title: `step down to a child in need plan`. Without one, that the
        plan continues, if it does, or its name."""
        title, name = self._outcomes[number]
        if title is None and self.log.tables.outcomes.to[number] == TO_CONTINUE and self.view.plan_stages[stage]:
            return "plan continues"
        return self._in_words(name, title)

    def hazard(self, number: int) -> str:
        """What happened that nobody decided: `moves away`."""
        title, name = self._hazards[number]
        return self._in_words(name, title)

    def need(self, number: int) -> str:
        return spoken(self.log.tables.names.needs[number])

    def needs_of(self, family: int) -> str:
        """A family's needs, separated by commas; nothing if it has none."""
        mask = self.log.families.needs[family]
        return ", ".join(self.need(need) for need in range(len(self.log.tables.names.needs)) if mask >> need & 1)

    def role(self, number: int) -> str:
        """A role by its title, as it stands inside a sentence: `mental health practitioner`."""
        return within_sentence(self.scenario.roles[self.log.tables.names.roles[number]].title)

    def day(self, time: float) -> date:
        """The date of a time."""
        return date.fromordinal(int(self.log.tables.day_ordinals[int(time)]))

    def moment(self, time: float) -> float:
        """A time as a date with a fraction, counted from 1 January 1970, for drawing."""
        ordinals = self.log.tables.day_ordinals
        whole = int(time)
        length = ordinals[whole + 1] - ordinals[whole]
        return ordinals[whole] - date(1970, 1, 1).toordinal() + (time - whole) * length

    def is_empty(self, role: int, team: int, time: float) -> bool:
        """Whether a team has posts of a role, and nobody is in any of them."""
        return any(start <= time < end for start, end in self.empty_posts(role, team))

    def empty_posts(self, role: int, team: int) -> list[tuple[float, float]]:
        """When nobody is in any of the posts of a role that serve a team, in the observed years."""
        tables = self.log.tables
        group = tables.group_of[team * len(tables.names.roles) + role]
        if group < 0:
            return []
        view, vacancies = self.view, vacancies_of(self.view)
        ends = vacancies.at(np.array([group, group]), np.array([BEFORE_THE_RUN, view.horizon]))
        rows = np.arange(ends[0], ends[1] + 1)
        times = [float(vacancies.time[row]) for row in rows] + [view.horizon]
        spans = [
            (max(start, view.observed_from), min(end, view.horizon))
            for row, start, end in zip(rows, times[:-1], times[1:], strict=True)
            if vacancies.empty[row]
        ]
        return [(start, end) for start, end in spans if end > start]

    @cached_property
    def _activities(self) -> list[str]:
        titles = {name: activity.title for name, activity in self.scenario.pathway.activities.items()}
        return [self._in_words(name, titles.get(name)) for name in self.log.tables.names.activities]

    @cached_property
    def _outcomes(self) -> list[tuple[str | None, str]]:
        """The title and the name of each."""
        tables = self.scenario.pathway.decisions.values()
        return [(outcome.title, name) for table in tables for name, outcome in table.items()]

    @cached_property
    def _hazards(self) -> list[tuple[str | None, str]]:
        stages = self.scenario.pathway.stages.values()
        ways_out = [[(way.title, name) for name, way in stage.exits.items()] for stage in stages]
        incidents = [[(incident.title, name) for name, incident in stage.incidents.items()] for stage in stages]
        return [one for both in zip(ways_out, incidents, strict=True) for group in both for one in group]

    def _in_words(self, name: str, title: str | None) -> str:
        """A title; or if there is none, a name in words, with stages in it hyphenated as theirs are: `pre-proceedings
        meeting`."""
        if title is not None:
            return within_sentence(title)
        words = spoken(name)
        for stage in self.scenario.pathway.stages.values():
            title, *_ = plain(stage.title).lower().split(" (")
            words = words.replace(title.replace("-", " "), title)
        return words

    def row_of(self, identity: int) -> int | None:
        """The number that a family has in this log, or None if this service never meets it."""
        places = np.flatnonzero(np.asarray(self.log.families.identity) == identity)
        return int(places[0]) if len(places) else None
