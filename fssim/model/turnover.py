"""How a post empties and fills: its draws of who leaves, how long recruitment takes, and agency workers meanwhile.

And which posts are vacant when the observed years begin, of roles of which it is known how many are: as many of a
role's posts as are known to be vacant, in an order that is drawn; in each of the others somebody is in post. Before and
after that, people come and go as they would.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fssim.errors import CannotSimulate
from fssim.model.draws import POST, Purposes, entity_key, quantile, uniform
from fssim.model.tables import Tables

OF_THE_DAY = 1 << 40  # the number of a person in a post by which what is known of a day has draws of its own
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


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post of which it is known whether it is vacant on a day: if it is, from when until when."""

    day: float
    vacant: bool
    since: float
    hired: float

    def leave_by(self, start: float, leaves: float) -> float:
        """When somebody leaves: before the vacancy that the day falls in, if they started before it."""
        return min(leaves, self.since) if self.vacant and start <= self.since else leaves

    def stays_on(self, leaves: float, hired: float) -> bool:
        """Whether somebody does not leave, as nobody would be in the post on the day."""
        return not self.vacant and leaves <= self.day < hired

    def lasts_until(self, leaves: float, hired: float) -> float:
        """When a vacancy ends: if it has come to the one that the day falls in, with that."""
        return self.hired if self.vacant and leaves <= self.since <= hired else hired


def draw_known_posts(tables: Tables, seed: int, replication: int) -> dict[int, KnownPost]:
    """What is known of each post of the roles whose vacant posts are counted, by its number."""
    known: dict[int, KnownPost] = {}
    day, posts = tables.observed_from, tables.posts
    for role, vacant in zip(tables.vacant_posts.role, tables.vacant_posts.posts, strict=True):
        keys = {
            post: post_key(tables, seed, replication, post)
            for post, group in enumerate(posts.group)
            if posts.counted[post] and tables.groups.role[group] == role
        }
        for place, post in enumerate(sorted(keys, key=lambda post: uniform(keys[post], Purposes.OPEN_TODAY))):
            is_vacant = place < vacant
            since, hired = _draw_vacancy(tables, role, keys[post], posts.opens[post]) if is_vacant else (day, day)
            known[post] = KnownPost(day, is_vacant, since, hired)
    return known


def _draw_vacancy(tables: Tables, role: int, key: int, opens: float) -> tuple[float, float]:
    """From when until when a post is vacant that is so on the day.

    Of vacancies that follow one another, with nobody in between, since the post is there: the one that the day falls
    in, which is likelier to be a long one. The first round of recruitment has begun before.
    """
    since = opens
    first, _ = next(list_rounds(tables, role, key, OF_THE_DAY, 0.0))
    begins = opens - uniform(key, Purposes.OPEN_SINCE) * first
    for ends, succeeds in list_rounds(tables, role, key, OF_THE_DAY, begins):
        if succeeds and ends > tables.observed_from:
            return since, ends
        if succeeds:
            since = ends
    raise too_many(tables, role)


def draw_staying_on(tables: Tables, role: int, key: int) -> float:
    """When somebody leaves who stays on over the day, at the role's own rate."""
    return draw_leaving(tables, role, key, OF_THE_DAY, tables.observed_from)


def find_leaving(tables: Tables, role: int, key: int, person: int, start: float, known: KnownPost | None) -> float:
    """When the person of this number in a post leaves it, with what is known of the post."""
    leaves = draw_leaving(tables, role, key, person, start)
    if known is None:
        return leaves
    leaves = known.leave_by(start, leaves)
    stays_on = known.stays_on(leaves, draw_hiring(tables, role, key, person, leaves))
    return draw_staying_on(tables, role, key) if stays_on else leaves


def find_hiring(tables: Tables, role: int, key: int, person: int, leaves: float, known: KnownPost | None) -> float:
    """When somebody is in the post again, with what is known of it."""
    hired = draw_hiring(tables, role, key, person, leaves)
    return hired if known is None else known.lasts_until(leaves, hired)
