"""The families of one replication: when each is first referred and what it is like, whatever service it meets.

Arrivals are a Poisson process in two dimensions, time and height, cut at the height of the day's rate (thinning, Lewis
and Shedler, 1979). It is built in layers one family a day high, so a scenario with less demand sees a subset of the
same families and no scenario has to know another's greatest demand.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from math import ceil, inf
from typing import Any

from fssim.errors import CannotSimulate
from fssim.model.draws import (
    FAMILY,
    LAYER,
    OPEN_LAYER,
    PAST_LAYER,
    STREAM_LAYER,
    UNIT,
    Purposes,
    entity_key,
    pick,
    quantile,
    share_beyond,
    uniform,
)
from fssim.model.tables import Tables

FIRST_OF_STREAMS, STREAM_SHIFT = 1 << 60, 54  # the identities of families who come otherwise, stream by stream
FIRST_OF_OPEN = 1 << 61  # the identities of families open when the run begins, from here on
FIRST_OF_PAST = 1 << 62  # and of those closed before it
MOST_FAMILIES = 20_000_000  # that one replication may have: England refers 400,000 children a year


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beforehand of families, a row a family; times are working days since the start of the warm-up."""

    stays_until: array[float]  # it does not leave the stage that it begins in before then; 0 if nothing is known
    closed_by: array[float]  # its case is closed then, if it is not already; infinite if nothing is known
    returns_from: array[float]  # and from then on it may be referred again


@dataclass(frozen=True, slots=True)
class FamilyTable:
    """One row a family, in order of arrival: its first referral, or its first in the run if its case was closed before.
    `identity` names the same family in every scenario."""

    arrival: array[float]  # working days since the start of the warm-up
    identity: array[int]
    key: array[int]
    children: array[int]
    needs: array[int]  # bit n is need n
    risk: array[int]
    engagement: array[float]  # multiplies the odds of attending
    place: array[float]  # 0 to 1 across the authority: decides its teams
    last_closed: array[float]  # working days, below 0: its case, before the run began; infinite of a family that is new
    had_plans: array[int]  # before the run: bit n is statutory plan n
    begins_in: array[int]  # stage of its first episode in the run
    known: Known | None = field(
        default=None, kw_only=True
    )  # of those who are open when the observed years begin, and of those who are not

    def __len__(self) -> int:
        return len(self.arrival)


COLUMNS = "dqQqqqdddqq"  # what the arrays of a table hold


def make_empty_table() -> FamilyTable:
    """A table without a row."""
    columns: list[Any] = [array(code) for code in COLUMNS]
    return FamilyTable(*columns)


@dataclass(frozen=True, slots=True)
class NewLuck:
    """Other keys for the families of a replication, one a family, for whatever is drawn from a time on."""

    since: float  # working days since the start of the warm-up
    key: array[int]


def draw_families(tables: Tables, seed: int, replication: int) -> FamilyTable:
    """Every family referred before the horizon, in order of arrival. Raises `CannotSimulate` for too many."""
    refuse_too_many(tables)
    arrivals = sorted(
        arrival
        for kind in list_kinds(tables)
        for layer in range(layers(tables, kind))
        for arrival in _arrivals_in_layer(tables, seed, replication, kind, layer)
    )
    table = make_empty_table()
    for time, identity in arrivals:
        returns = identity >= FIRST_OF_PAST
        weights = tables.need_weights_of_returns if returns else tables.need_weights
        key = entity_key(seed, replication, FAMILY, identity)
        table.arrival.append(time)
        table.identity.append(identity)
        table.key.append(key)
        table.children.append(tables.children_counts[pick(tables.children_weights, uniform(key, Purposes.CHILDREN))])
        table.needs.append(tables.need_masks[pick(weights, uniform(key, Purposes.NEEDS))])
        table.risk.append(pick(tables.risk_weights, uniform(key, Purposes.RISK)))
        table.engagement.append(quantile(tables.quantiles, tables.engagement, uniform(key, Purposes.ENGAGEMENT)))
        table.place.append(uniform(key, Purposes.PLACE))
        last_closed, had_plans = draw_past(tables, key, time) if returns else (inf, 0)
        table.last_closed.append(last_closed)
        table.had_plans.append(had_plans)
        table.begins_in.append(_stage_begun_in(tables, key, identity))
    return table


def _stage_begun_in(tables: Tables, key: int, identity: int) -> int:
    if FIRST_OF_STREAMS <= identity < FIRST_OF_OPEN:
        return tables.stream_stages[(identity - FIRST_OF_STREAMS) >> STREAM_SHIFT]
    if FIRST_OF_OPEN <= identity < FIRST_OF_PAST:
        return pick(tables.open_weights, uniform(key, Purposes.BEGINS_IN))
    return tables.first_stage


def list_kinds(tables: Tables) -> list[int]:
    """The kinds of families by how they come to the service: referred, open or closed before the run, and by stream."""
    streams = range(STREAM_LAYER, STREAM_LAYER + len(tables.stream_stages))
    return [LAYER, OPEN_LAYER, PAST_LAYER, *streams]


def layers(tables: Tables, kind: int) -> int:
    """How many layers the arrivals of a kind are in."""
    return ceil(max(list_rates(tables, kind), default=0.0))


def list_rates(tables: Tables, kind: int) -> array[float]:
    """How many families of a kind are to be expected each day."""
    if kind >= STREAM_LAYER:
        days, stream = len(tables.families_a_day), kind - STREAM_LAYER
        return tables.streams_a_day[stream * days : (stream + 1) * days]
    return {LAYER: tables.families_a_day, OPEN_LAYER: tables.open_a_day, PAST_LAYER: tables.returns_a_day}[kind]


def first_identity(kind: int) -> int:
    """From where on the families of a kind are numbered."""
    if kind >= STREAM_LAYER:
        return FIRST_OF_STREAMS + (kind - STREAM_LAYER << STREAM_SHIFT)
    return {LAYER: 0, OPEN_LAYER: FIRST_OF_OPEN, PAST_LAYER: FIRST_OF_PAST}[kind]


def draw_past(tables: Tables, key: int, time: float) -> tuple[float, int]:
    """When a family that returns at a time was closed, and the statutory plans it had been on.

    Its delay is drawn among those that are longer than the run has lasted by then.
    """
    longer = share_beyond(tables.quantiles, tables.re_referral_delay, time)
    drawn = min(1.0 - longer * uniform(key, Purposes.LAST_CLOSED), 1.0 - UNIT)
    delay = quantile(tables.quantiles, tables.re_referral_delay, drawn)
    had_plans = sum(
        1 << plan for plan, share in enumerate(tables.had_plan) if uniform(key, Purposes.HAD_PLAN, plan) < share
    )
    return min(time - delay, 0.0), had_plans


def refuse_too_many(tables: Tables) -> None:
    """Raise `CannotSimulate` if more families are to be expected than one replication may have."""
    expected = sum(sum(list_rates(tables, kind)) for kind in list_kinds(tables))
    if not expected <= MOST_FAMILIES:
        raise CannotSimulate(
            f"some {expected:,.3g} families would be referred, and one run takes {MOST_FAMILIES:,} at the most; look "
            "at the demand's `children`, `referral_rate`, `month_factors` and `shocks`, and at the clock"
        )


def _arrivals_in_layer(tables: Tables, seed: int, replication: int, kind: int, layer: int) -> list[tuple[float, int]]:
    """The accepted arrivals of one layer: (time, identity)."""
    key = entity_key(seed, replication, kind, layer)
    rates, first = list_rates(tables, kind), first_identity(kind)
    accepted: list[tuple[float, int]] = []
    time = 0.0
    index = 0
    while True:
        time += quantile(tables.quantiles, tables.unit_exponential, uniform(key, Purposes.ARRIVAL, index))
        if time >= len(rates):
            return accepted
        if layer + uniform(key, Purposes.HEIGHT, index) < rates[int(time)]:
            accepted.append((time, first | (layer << 32) | index))
        index += 1
