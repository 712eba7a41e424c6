"""Which posts are vacant when the observed years begin, of roles of which it is known how many are.

As many of a role's posts as are known to be vacant are, in an order that is drawn; in each of the others somebody is in
post. Before and after that, people come and go as they would.
"""

from __future__ import annotations

from dataclasses import dataclass

from fssim.model.draws import Purposes, uniform
from fssim.model.tables import Tables
from fssim.model.turnover import draw_hiring, draw_leaving, list_rounds, post_key, too_many

OF_THE_DAY = 1 << 40  # the number of a person in a post by which what is known of a day has draws of its own


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
