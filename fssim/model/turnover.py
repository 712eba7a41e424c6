"""How a post empties and fills: its draws of who leaves, how long recruitment takes, and agency workers meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from fssim.errors import CannotSimulate
from fssim.model.draws import POST, Purposes, entity_key, quantile, uniform
from fssim.model.tables import Tables

SPELLS_AT_ALL = 100  # in one post, besides one for each working day: beyond that time does not pass
ROUNDS = 1 << 16  # of recruitment, or agency stays, that one vacancy can number


def post_key(tables: Tables, seed: int, replication: int, post: int) -> int:
    """The key of a post's draws."""
    return entity_key(seed, replication, POST, tables.posts.key[post])


def comes_and_goes(tables: Tables, role: int) -> bool:
    """Whether anybody of a role ever leaves."""
    return bool(tables.roles.has_turnover[role]) and tables.roles.leaving_rate[role] > 0.0


def draw_leaving(tables: Tables, role: int, key: int, person: int, start: float) -> float:
    """When the person of this number in a post leaves it, at the role's own rate."""
    rate = tables.roles.leaving_rate[role]
    drawn = quantile(tables.quantiles, tables.unit_exponential, uniform(key, Purposes.LEAVING, person))
    return start + drawn / rate if rate else tables.horizon


def draw_hiring(tables: Tables, role: int, key: int, person: int, leaves: float) -> float:
    """When somebody is in the post again."""
    ends = (ends for ends, succeeds in list_rounds(tables, role, key, person, leaves) if succeeds)
    return next(ends, tables.horizon)  # as many rounds as can be told apart, and none succeeds


def list_rounds(tables: Tables, role: int, key: int, person: int, since: float) -> Iterator[tuple[float, bool]]:
    """Rounds of recruitment, one after another: when each ends, and whether it finds somebody. What is beyond the
    horizon does."""
    roles, ends = tables.roles, since
    for index in range(person * ROUNDS, (person + 1) * ROUNDS):
        ends += quantile(tables.quantiles, roles.time_to_hire[role], uniform(key, Purposes.HIRING, index))
        succeeds = ends >= tables.horizon or uniform(key, Purposes.HIRE_SUCCEEDS, index) < roles.hire_succeeds[role]
        yield ends, succeeds


def cover(
    tables: Tables, role: int, key: int, person: int, leaves: float, hired: float, chance: float
) -> Iterator[tuple[float, float]]:
    """The agency workers of a vacancy, if it is covered: from when until when each is there."""
    if not uniform(key, Purposes.AGENCY_COVER, person) < chance:
        return
    roles = tables.roles
    base = index = person * ROUNDS
    start = leaves + draw_agency_delay(tables, role, key, index)
    while start < hired:
        stay = quantile(tables.quantiles, roles.agency_stay[role], uniform(key, Purposes.AGENCY_STAY, index))
        end = min(start + stay, hired)
        yield start, end
        index += 1
        if index - base > find_most_spells(tables):
            raise too_many(tables, role)
        start = end + draw_agency_delay(tables, role, key, index)


def draw_agency_delay(tables: Tables, role: int, key: int, index: int) -> float:
    """How long it is until an agency worker comes: longer for one who has just left a post in the region."""
    roles = tables.roles
    delay = quantile(tables.quantiles, roles.agency_delay[role], uniform(key, Purposes.AGENCY_DELAY, index))
    kept_back = uniform(key, Purposes.AGENCY_KEPT_BACK, index) < roles.agency_kept_back[role]
    return delay + roles.agency_gap[role] if kept_back else delay


def find_most_spells(tables: Tables) -> int:
    return int(tables.horizon) + SPELLS_AT_ALL


def too_many(tables: Tables, role: int) -> CannotSimulate:
    return CannotSimulate(
        f"a post of '{tables.names.roles[role]}' is taken and left more than once a working day; look at the role's "
        "`leaving_rate`, `time_to_hire`, `agency_delay` and `agency_stay`"
    )
