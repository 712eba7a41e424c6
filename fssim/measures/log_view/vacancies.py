"""When each group (the posts of one role in a team or pool) has nobody in post."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fssim.measures.log_view.arithmetic import Booleans, Floats, Integers
from fssim.measures.log_view.view import View

BEFORE_THE_RUN = -1.0


@dataclass(frozen=True, slots=True)
class Vacancies:
    """Each moment a group becomes empty, or stops being so, by group and time. Every group has one before the run."""

    key: Floats
    time: Floats
    empty: Booleans
    apart: float

    def at(self, group: Integers, time: Floats) -> Integers:
        """The row in force for each group at a time."""
        return np.searchsorted(self.key, group * self.apart + time, "right") - 1

    def before(self, group: Integers, time: Floats) -> Integers:
        """The row in force for each group just before a time."""
        return np.searchsorted(self.key, group * self.apart + time, "left") - 1


def vacancies_of(view: View) -> Vacancies:
    """From the people in post: a group is empty when none of its posts has anybody in it."""
    workers = view.log.workers
    groups = len(view.tables.groups.role)
    everyone = np.arange(groups)
    group = np.concatenate([everyone, np.asarray(workers.group), np.asarray(workers.group)])
    time = np.concatenate([np.full(groups, BEFORE_THE_RUN), np.asarray(workers.start), np.asarray(workers.end)])
    change = np.concatenate([np.zeros(groups), np.ones(len(workers)), -np.ones(len(workers))])
    order = np.lexsort((-change, time, group))
    group, time, change = group[order], time[order], change[order]
    empty = np.cumsum(change) == 0  # everybody who starts has an end, so each group's changes cancel
    turns = np.ones(len(group), bool)
    turns[1:] = (group[1:] != group[:-1]) | (empty[1:] != empty[:-1])
    apart = max(float(time.max(initial=0.0)), view.horizon) + 2.0
    group, time, empty = group[turns], time[turns], empty[turns]
    return Vacancies(group * apart + time, time, empty, apart)
