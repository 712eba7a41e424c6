"""How many posts a vacancy takes, of how many, and which: counted once, for the model and for whoever tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import Posts
from fssim.scenario.schema.workforce import Establishment, Pool, Role, Team, Vacancy, establishments_of

ROUNDING = 1e-9  # of a post: what arithmetic alone leaves of a whole one


@dataclass(frozen=True, slots=True)
class Taken:
    """How many posts a vacancy keeps empty, of how many that it covers. What is not whole is a part of one post."""

    posts: float
    of: int

    @property
    def empty(self) -> int:
        """Posts with nobody in them."""
        return floor(self.posts)

    @property
    def part(self) -> float:
        """How much of one further post is empty: its worker has the rest of its hours."""
        return self.posts - self.empty

    @property
    def share(self) -> float:
        """The share of the posts that is empty."""
        return self.posts / self.of if self.of else 0.0

    def __str__(self) -> str:
        """`3 of 9 posts (33%)`, or `2.33 of 7 posts (33%)` where a part of one is empty."""
        return self.of_kind("")

    def of_kind(self, kind: str) -> str:
        """The same, saying whose posts they are: `3 of 9 mental health practitioner posts (33%)`."""
        posts = f"{kind} {'post' if self.of == 1 else 'posts'}".strip()
        return f"{_shortly(self.posts)} of {self.of:,} {posts} ({self._percent()})"

    def describe_part(self) -> str:
        """What is not a whole post: `2 have nobody in them, and 1 is 67% filled`; nothing if all are whole."""
        if not self.part:
            return ""
        filled = f"{100.0 * (1.0 - self.part):.0f}% filled"
        if not self.empty:
            return f"1 is {filled}"
        have, them = ("has", "it") if self.empty == 1 else ("have", "them")
        return f"{self.empty:,} {have} nobody in {them}, and 1 is {filled}"

    def spread_over_posts(self) -> list[float]:
        """How much of each post covered is empty, in their order: spread evenly, what is not whole in the last."""
        touched = ceil(self.posts)
        taken_of_posts = [
            float((place + 1) * touched // self.of - place * touched // self.of) if self.of else 0.0
            for place in range(self.of)
        ]
        if self.part:
            taken_of_posts[max(place for place, taken in enumerate(taken_of_posts) if taken)] = self.part
        return taken_of_posts

    def _percent(self) -> str:
        percent = 100.0 * self.share
        return f"{percent:.0f}%" if percent >= 1.0 or percent == 0.0 else f"{percent:.1g}%"


def posts_taken(scenario: Scenario, vacancy: Vacancy) -> Taken:
    """How many posts a vacancy of a scenario takes; `str` of it is how that is said to people."""
    return taken_of(vacancy, covered_posts(scenario, vacancy), smallest_part(scenario))


def smallest_part(scenario: Scenario) -> float:
    """The smallest part of a post that a vacancy can leave empty, or filled."""
    given = scenario.smallest_part_of_post
    return ROUNDING if given is None else max(given.value, ROUNDING)


def taken_of(vacancy: Vacancy, covered: int, smallest: float) -> Taken:
    """How many of so many posts a vacancy takes: the number it names, as far as there are so many, or its share, which
    is a whole number of posts if it is within the smallest part of one."""
    if vacancy.posts is not None:
        return Taken(min(vacancy.posts.value, float(covered)), covered)
    assert vacancy.share is not None
    posts = vacancy.share.value * covered
    nearest = float(floor(posts + 0.5))
    return Taken(nearest if abs(posts - nearest) <= smallest else posts, covered)


def covered_posts(scenario: Scenario, vacancy: Vacancy) -> int:
    """How many posts a vacancy takes its number or share of: those there while it lasts, without agency workers."""
    counts = unit_counts(scenario)
    places: dict[str, Team | Pool] = {**scenario.teams, **scenario.pools}
    return sum(
        establishment.count * how_many(counts[name], establishment.numbers, vacancy.numbers)
        for name, place in places.items()
        if vacancy.role in place.posts and vacancy.team in (None, name)
        for establishment in establishments_of(place.posts[vacancy.role])
        if is_there(establishment, vacancy)
    )


def vacant_posts(scenario: Scenario) -> dict[str, Posts]:
    """How many posts are vacant on the first day observed, by role, of those roles of which it is counted."""
    return scenario.opening.vacant_posts if scenario.opening is not None else {}


def can_be_vacant(scenario: Scenario, role: Role, establishment: Establishment) -> bool:
    """Whether a group is of posts that somebody could be in on the first day observed."""
    day = scenario.clock.observed_from
    hours = role.contracted_hours.value * role.availability.value * role.productive_share.value
    return (
        establishment.posts is not None
        and hours * establishment.full_time_share.value > 0.0
        and (establishment.start is None or establishment.start <= day)
        and (establishment.until is None or establishment.until > day)
    )


def count_posts_on_the_day(scenario: Scenario, role: str) -> int:
    """How many posts of a role somebody could be in on the first day observed."""
    counts = unit_counts(scenario)
    places: dict[str, Team | Pool] = {**scenario.teams, **scenario.pools}
    return sum(
        establishment.count * how_many(counts[name], establishment.numbers)
        for name, place in places.items()
        if role in place.posts
        for establishment in establishments_of(place.posts[role])
        if can_be_vacant(scenario, scenario.roles[role], establishment)
    )


def how_many(count: int, *chosen: tuple[int, ...]) -> int:
    """How many of so many teams or pools are of all the numbers chosen; no numbers choose them all."""
    given = [set(numbers) for numbers in chosen if numbers]
    return sum(1 <= number <= count for number in set.intersection(*given)) if given else count


def is_there(establishment: Establishment, vacancy: Vacancy) -> bool:
    """Whether a group is of posts, and of some that are there for any of the time that a vacancy lasts."""
    starts_in_time = establishment.start is None or establishment.start < vacancy.until
    return (
        establishment.posts is not None
        and starts_in_time
        and (establishment.until is None or establishment.until > vacancy.start)
    )


def unit_counts(scenario: Scenario) -> dict[str, int]:
    """How many teams there are of each kind, and how many pools."""
    counts = {name: int(team.count.value) for name, team in scenario.teams.items()}
    for name, pool in scenario.pools.items():
        served = max((counts.get(kind, 1) for kind in pool.serves), default=1)
        counts[name] = ceil(served / pool.teams_each.value) if pool.teams_each else 1
    return counts


def covers(vacancy: Vacancy, place: str, number: int) -> bool:
    """Whether a vacancy covers its role's posts in one team or pool, by its kind and number."""
    return vacancy.team in (None, place) and (not vacancy.numbers or number in vacancy.numbers)


def _shortly(posts: float) -> str:
    return f"{posts:,.0f}" if posts.is_integer() else f"{posts:,.2f}"
