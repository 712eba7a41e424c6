"""Which families to show: those that one team works with, or all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fssim.measures.log_view.arithmetic import Booleans
from fssim.model.tables import PLAN_OPENS, Tables
from fssim.report.wording.log_in_words import Told


@dataclass(frozen=True, slots=True)
class District:
    """Where one of the teams that families' plans are worked in works. `number` counts from 1."""

    number: int
    count: int
    team: int

    def families(self, told: Told) -> Booleans:
        """Whether each family of a log lives here."""
        place = np.asarray(told.log.families.place)
        lives_in: Booleans = (place * self.count).astype(np.int64) == self.number - 1
        return lives_in


def districts_of(tables: Tables) -> list[District]:
    """A district for each team of the kind that families' plans are worked in. One, if there is a single such team."""
    stages = tables.stages
    kinds = [kind for kind, plan in zip(stages.team_kind, stages.plan, strict=True) if plan == PLAN_OPENS and kind >= 0]
    if not kinds:
        return []
    first, count = tables.team_kinds.first[kinds[0]], tables.team_kinds.count[kinds[0]]
    return [District(number + 1, count, first + number) for number in range(count)]
