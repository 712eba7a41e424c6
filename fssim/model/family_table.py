"""The families of one replication: when each is first referred and what it is like, whatever service it meets.

Arrivals are a Poisson process in two dimensions, time and height, cut at the height of the day's rate (thinning, Lewis
and Shedler, 1979). It is built in layers one family a day high, so a scenario with less demand sees a subset of the
same families and no scenario has to know another's greatest demand.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from math import ceil

from fssim.errors import CannotSimulate
from fssim.model.draws import FAMILY, LAYER, Purposes, entity_key, pick, quantile, uniform
from fssim.model.tables import Tables

MOST_FAMILIES = 20_000_000  # that one replication may have: England refers 400,000 children a year


@dataclass(frozen=True, slots=True)
class FamilyTable:
    """One row a family, in order of arrival. `identity` names the same family in every scenario."""

    arrival: array[float]  # working days since the start of the warm-up
    identity: array[int]
    key: array[int]
    children: array[int]
    needs: array[int]  # bit n is need n
    risk: array[int]
    engagement: array[float]  # multiplies the odds of attending
    place: array[float]  # 0 to 1 across the authority: decides its teams

    def __len__(self) -> int:
        return len(self.arrival)


@dataclass(frozen=True, slots=True)
class NewLuck:
    """Other keys for the families of a replication, one a family, for whatever is drawn from a time on."""

    since: float  # working days since the start of the warm-up
    key: array[int]


def draw_families(tables: Tables, seed: int, replication: int) -> FamilyTable:
    """Every family first referred before the horizon, in order of arrival. Raises `CannotSimulate` for too many."""
    refuse_too_many(tables)
    arrivals = sorted(
        arrival
        for layer in range(ceil(max(tables.families_a_day, default=0.0)))
        for arrival in _arrivals_in_layer(tables, seed, replication, layer)
    )
    table = FamilyTable(array("d"), array("q"), array("Q"), array("q"), array("q"), array("q"), array("d"), array("d"))
    for time, identity in arrivals:
        key = entity_key(seed, replication, FAMILY, identity)
        table.arrival.append(time)
        table.identity.append(identity)
        table.key.append(key)
        table.children.append(tables.children_counts[pick(tables.children_weights, uniform(key, Purposes.CHILDREN))])
        table.needs.append(tables.need_masks[pick(tables.need_weights, uniform(key, Purposes.NEEDS))])
        table.risk.append(pick(tables.risk_weights, uniform(key, Purposes.RISK)))
        table.engagement.append(quantile(tables.quantiles, tables.engagement, uniform(key, Purposes.ENGAGEMENT)))
        table.place.append(uniform(key, Purposes.PLACE))
    return table


def refuse_too_many(tables: Tables) -> None:
    """Raise `CannotSimulate` if more families are to be expected than one replication may have."""
    expected = sum(tables.families_a_day)
    if not expected <= MOST_FAMILIES:
        raise CannotSimulate(
            f"some {expected:,.3g} families would be referred, and one run takes {MOST_FAMILIES:,} at the most; look "
            "at the demand's `children`, `referral_rate`, `month_factors` and `shocks`, and at the clock"
        )


def _arrivals_in_layer(tables: Tables, seed: int, replication: int, layer: int) -> list[tuple[float, int]]:
    """The accepted arrivals of one layer: (time, identity)."""
    key = entity_key(seed, replication, LAYER, layer)
    accepted: list[tuple[float, int]] = []
    time = 0.0
    index = 0
    while True:
        time += quantile(tables.quantiles, tables.unit_exponential, uniform(key, Purposes.ARRIVAL, index))
        if time >= tables.horizon:
            return accepted
        if layer + uniform(key, Purposes.HEIGHT, index) < tables.families_a_day[int(time)]:
            accepted.append((time, (layer << 32) | index))
        index += 1
