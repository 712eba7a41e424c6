"""The families of one replication with everything drawn for them, for engines that do not draw as they go.

They are the families fssim draws, so that engines can be compared replication by replication.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.reference_workflow.numbers import Numbers, numbers_of
from benchmarks.reference_workflow.service import SEED, Service
from fssim.model.draws import GOLDEN, UNIT, place_in_tail
from fssim.model.family_table import draw_families
from fssim.model.tables import QUANTILE_CELLS, TAIL


@dataclass(frozen=True)
class Family:
    """What will happen to one family, in working days; `pool` is the specialists it needs, or -1.

    `visits` are pairs of the interval before a visit and its length, in each of the family's stages; `sessions` are
    pairs of the gap before a session (none before the first) and its length.
    """

    arrival: float
    pool: int
    stages: list[list[tuple[float, float]]]
    sessions: list[tuple[float, float]]


def draw(service: Service, replication: int) -> list[Family]:
    """The families of a replication, in order of arrival."""
    numbers = numbers_of(service)
    table = draw_families(service.tables, SEED, replication)
    keys = np.asarray(table.key, np.uint64)
    pool = _pools(numbers, keys)
    stages = 1 + (_uniform(keys, numbers.after_sixth_visit) < numbers.chance_of_second_stage)
    visits = [
        _pairs(numbers, keys, knots, numbers.interval[stage], numbers.visit[stage])
        for stage, knots in enumerate((numbers.long_interval, numbers.short_interval))
    ]
    none = np.zeros((0, 2))
    sessions = [none] * len(keys)
    for which in range(len(numbers.chance_of_pool)):
        chosen = np.flatnonzero(pool == which)
        pairs = _pairs(numbers, keys[chosen], numbers.session_gap, numbers.gap[which], numbers.session[which])
        pairs[:, 0, 0] = 0.0
        for family, its in zip(chosen.tolist(), pairs, strict=True):
            sessions[family] = its
    return [
        Family(
            table.arrival[n],
            int(pool[n]),
            [_listed(visits[stage][n]) for stage in range(stages[n])],
            _listed(sessions[n]),
        )
        for n in range(len(keys))
    ]


def _listed(pairs: Any) -> list[tuple[float, float]]:
    return [(before, length) for before, length in pairs.tolist()]


def _pools(numbers: Numbers, keys: Any) -> Any:
    """Which specialists each family needs, or -1."""
    below = np.cumsum(numbers.chance_of_pool)
    which = np.searchsorted(below, _uniform(keys, numbers.after_first_visit), side="right")
    return np.where(which < len(below), which, -1)


def _pairs(numbers: Numbers, keys: Any, before: Any, before_purposes: Any, length_purposes: Any) -> Any:
    """For each family, the time before each meeting and the meeting's length: families x meetings x 2."""
    times = [_quantile(before, _uniform(keys, purpose)) for purpose in before_purposes]
    lengths = [_quantile(numbers.hours, _uniform(keys, purpose)) / numbers.hours_a_day for purpose in length_purposes]
    return np.stack([np.stack(times, axis=1), np.stack(lengths, axis=1)], axis=2)


def _mix(words: Any) -> Any:
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def _uniform(keys: Any, purpose: Any) -> Any:
    """What `fssim.model.draws.uniform` draws, for many keys and index 0."""
    words = _mix(_mix(keys ^ np.uint64(purpose)) + np.uint64(GOLDEN))
    return ((words >> np.uint64(11)) | np.uint64(1)) * UNIT


def _quantile(knots: Any, draws: Any) -> Any:
    position = draws * QUANTILE_CELLS
    position[draws >= TAIL] = [place_in_tail(draw) for draw in draws[draws >= TAIL]]
    cell = position.astype(int)
    return knots[cell] + (knots[cell + 1] - knots[cell]) * (position - cell)
