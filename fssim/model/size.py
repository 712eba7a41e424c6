"""How large a replication and a run will be, before they are made: families, workers, memory and time.

The rules of thumb are what was measured of the shipped scenarios, whose families have about 95 events each; a pathway
with more or rarer work takes more or less. What is far too large is refused, as memory that runs out takes a computer
with it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fssim.errors import TooLarge
from fssim.model.calendar import CALENDAR_DAYS
from fssim.model.quantile_tables import compute_mean_of_least
from fssim.model.tabulation import Tabulation
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import DAYS_A_YEAR
from fssim.scenario.schema.workforce import Pool, Team, establishments_of
from fssim.scenario.vacant_posts import unit_counts

MEMORY, HOURS = "FSSIM_MOST_GB", "FSSIM_MOST_HOURS"
USUAL_GB, USUAL_HOURS = 8.0, 100.0  # at most, where neither the environment nor the computer says

BYTES_BEFORE_ANYTHING = 130e6
BYTES_A_FAMILY, BYTES_A_WORKER = 20e3, 1.5e3
BYTES_KEPT_A_REPLICATION = 200e3  # measures, and how full the service was week by week
SECONDS_A_FAMILY = {"compiled": 40e-6, "simpy": 1.6e-3}
SECONDS_A_WORKER = {"compiled": 30e-6, "simpy": 120e-6}
SECONDS_A_PAIR_OF_WORKERS = 4e-10  # everybody of a role is looked at for everybody's work
WORKERS_A_POST_AND_YEAR = 0.4  # who come and go, agency workers among them
MANY_CHILDREN = 1e6  # from which on it is they who are too many, and not those of them who are referred
MUCH_MEMORY, MUCH_TIME = 4e9, 900.0  # worth saying before it begins


@dataclass(frozen=True, slots=True)
class Size:
    """A replication's expected numbers, and the memory and the time that it takes one process."""

    families: float
    teams: float
    posts: float
    workers: float

    @property
    def bytes(self) -> float:
        """The memory it takes at its most."""
        people = BYTES_A_WORKER * (self.workers + self.posts + self.teams)
        return BYTES_BEFORE_ANYTHING + BYTES_A_FAMILY * self.families + people

    def seconds(self, engine: str) -> float:
        """The time it takes on an engine."""
        families, workers = SECONDS_A_FAMILY.get(engine, 0.0), SECONDS_A_WORKER.get(engine, 0.0)
        return families * self.families + workers * self.workers + SECONDS_A_PAIR_OF_WORKERS * self.workers**2


def estimate_size(scenario: Scenario) -> Size:
    """How large a replication of a scenario will be."""
    clock = scenario.whole_clock
    years = float(clock.warm_up_years + clock.observed_years)
    counts = unit_counts(scenario)
    places: dict[str, Team | Pool] = {**scenario.teams, **scenario.pools}
    posts = sum(
        float(len(group.numbers) or counts[name]) * group.count
        for name, place in places.items()
        for staff in place.posts.values()
        for group in establishments_of(staff)
    )
    workers = posts * (1.0 + WORKERS_A_POST_AND_YEAR * years)
    return Size(_families(scenario, years), float(sum(counts.values())), posts, workers)


def _families(scenario: Scenario, years: float) -> float:
    """Families that are referred, warm-up included."""
    demand, clock = scenario.demand, scenario.whole_clock
    a_family = sum(int(children) * weight.value for children, weight in scenario.families.children.items())
    a_year = _children_a_year(scenario, demand.referral_rate.value) * demand.first_referrals.value
    months = [factor.value for factor in demand.month_factors.values()]
    usual = (sum(months) + 12 - len(months)) / 12.0
    begins = clock.observed_from - timedelta(days=DAYS_A_YEAR * clock.warm_up_years)
    ends = clock.observed_from + timedelta(days=DAYS_A_YEAR * clock.observed_years)
    for shock in demand.shocks.values():
        days = max((min(shock.until, ends) - max(shock.start, begins)).days, 0)
        years += (shock.factor.value - 1.0) * days / DAYS_A_YEAR
    without_shocks = float(clock.warm_up_years + clock.observed_years)
    back = without_shocks * _back_for_each_new(scenario, without_shocks)
    streams = sum(_children_a_year(scenario, stream.rate.value) for stream in demand.streams.values())
    return (a_year * usual * max(years + back, 0.0) + streams * without_shocks) / max(a_family, 1.0)


def _children_a_year(scenario: Scenario, rate: float) -> float:
    """How many children a rate for each 10,000 is."""
    return scenario.demand.children.value / 10000.0 * rate


def _back_for_each_new(scenario: Scenario, years: float) -> float:
    """Families closed before a run of so many years who come back during it, for each that is referred for the first
    time: fewer the longer the run lasts, as their delay has to be longer than it has lasted by then."""
    about = scenario.re_referral
    if about.past is None:
        return 0.0
    always = 0.0
    for needs, weight in scenario.families.needs.items():
        count = 0 if needs == "none" else len(needs.split(" + "))
        odds = _odds(about.chance.value) * about.per_unresolved_need.value**count
        always += weight.value * odds
    lasts = years * DAYS_A_YEAR / CALENDAR_DAYS[about.delay.unit]
    tabulation = Tabulation()
    delay = tabulation.knots(tabulation.row(about.delay))
    return always * compute_mean_of_least(delay, lasts) / lasts


def _odds(chance: float) -> float:
    return chance / (1.0 - chance) if chance < 1.0 else math.inf


def find_most_bytes() -> float:
    """The memory that a run may take: what `FSSIM_MOST_GB` says, or what the computer has."""
    allowed = _most_allowed(MEMORY)
    if allowed is not None:
        return allowed * 1e9
    try:
        return float(os.sysconf("SC_PHYS_PAGES")) * float(os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, OSError, ValueError):  # Windows does not say
        return USUAL_GB * 1e9


def find_most_seconds() -> float:
    """The time that a run may take: what `FSSIM_MOST_HOURS` says, or 100 hours."""
    allowed = _most_allowed(HOURS)
    return 3600.0 * (allowed if allowed is not None else USUAL_HOURS)


def _most_allowed(name: str) -> float | None:
    text = os.environ.get(name)
    if not text:
        return None
    try:
        most = float(text)
    except ValueError:
        most = math.nan
    if not most > 0.0:
        raise TooLarge(f"the environment variable {name} is '{text}'; it must be a number above 0")
    return most


def refuse_too_large(scenario: Scenario) -> None:
    """Raise `TooLarge` for a scenario of which one replication takes more memory than there may be."""
    size, most = estimate_size(scenario), find_most_bytes()
    if size.bytes > most:
        raise TooLarge(
            f"one replication of '{scenario.title}' has {describe_size(size)} and would take about "
            f"{describe_memory(size.bytes)} of memory, and the most here is {describe_memory(most)}; "
            f"{_smaller(scenario, size)}, or allow more with the environment variable {MEMORY}",
            _find_largest(scenario, size),
        )


def _find_largest(scenario: Scenario, size: Size) -> tuple[str, ...]:
    """The place of the number that takes the most."""
    if BYTES_A_FAMILY * size.families >= BYTES_A_WORKER * (size.workers + size.posts + size.teams):
        return "demand", "children" if scenario.demand.children.value >= MANY_CHILDREN else "referral_rate"
    counts = unit_counts(scenario)
    posts = {
        (kind, name, "posts", role): sum(group.count for group in establishments_of(staff))
        for kind, places in (("teams", scenario.teams), ("pools", scenario.pools))
        for name, place in places.items()
        for role, staff in place.posts.items()
    }
    largest = max(posts, key=lambda path: posts[path] * counts[path[1]])
    kind, name, *_ = largest
    return (kind, name, "count") if kind == "teams" and counts[name] >= posts[largest] else largest


def _smaller(scenario: Scenario, size: Size) -> str:
    """What to make smaller: whatever takes the most."""
    path = _find_largest(scenario, size)
    if path[0] == "demand":
        return f"fewer families are referred with a lower {'.'.join(path)}"
    counts = unit_counts(scenario)
    return (
        f"there are {round_to_two_figures(size.posts)} posts in {sum(counts.values()):,.0f} teams and pools: give fewer"
    )


@dataclass(frozen=True, slots=True)
class RunEffort:
    """A run's replications of all scenarios, how many processes share them, and the memory and the time they take."""

    replications: int
    jobs: int
    bytes: float
    seconds: float

    def __str__(self) -> str:
        on = "one process" if self.jobs == 1 else f"{self.jobs} processes"
        return (
            f"{self.replications:,} replications, which take about {describe_memory(self.bytes)} of memory and "
            f"{describe_duration(self.seconds)} on {on}"
        )

    @property
    def is_much(self) -> bool:
        """Whether it is worth saying before it begins."""
        return self.bytes > MUCH_MEMORY or self.seconds > MUCH_TIME


def estimate_effort(
    scenarios: Iterable[Scenario], replications: int, jobs: int | None, engine: str, *, kept: bool = True
) -> RunEffort:
    """What replications of each of some scenarios take. What each gives is held in memory until the end if `kept`."""
    sizes = [estimate_size(scenario) for scenario in scenarios]
    runs = replications * len(sizes)
    shared = max(min(jobs or os.cpu_count() or 1, runs), 1)
    largest = max(size.bytes for size in sizes)
    held = BYTES_BEFORE_ANYTHING + shared * largest + (BYTES_KEPT_A_REPLICATION * runs if kept else 0.0)
    return RunEffort(runs, shared, held, replications * sum(size.seconds(engine) for size in sizes) / shared)


def refuse_too_much(effort: RunEffort) -> None:
    """Raise `TooLarge` for what takes more memory or time than it may."""
    if effort.bytes > find_most_bytes():
        raise TooLarge(
            f"these are {effort}, and the most memory here is {describe_memory(find_most_bytes())}; ask for fewer "
            f"replications or processes (--jobs), or allow more with the environment variable {MEMORY}"
        )
    if effort.seconds > find_most_seconds():
        raise TooLarge(
            f"these are {effort}, and the most time is {describe_duration(find_most_seconds())}; ask for fewer "
            f"replications, or allow more with the environment variable {HOURS}"
        )


def check_effort(
    scenarios: Sequence[Scenario], replications: int, jobs: int | None, engine: str, *, kept: bool = True
) -> RunEffort:
    """What it takes. Raises `TooLarge` if that is more than it may be."""
    for scenario in scenarios:
        refuse_too_large(scenario)
    effort = estimate_effort(scenarios, replications, jobs, engine, kept=kept)
    refuse_too_much(effort)
    return effort


def describe_size(size: Size) -> str:
    """`about 17,000 families and 590 workers`."""
    return f"about {round_to_two_figures(size.families)} families and {round_to_two_figures(size.workers)} workers"


def describe_memory(amount: float) -> str:
    """An amount of memory or disk: `2.3 GB`."""
    return f"{round_to_two_figures(amount / 1e9)} GB" if amount >= 1e9 else f"{round_to_two_figures(amount / 1e6)} MB"


def describe_duration(seconds: float) -> str:
    """A time that is a rule of thumb: `3.1 hours`."""
    for unit, length in (("years", DAYS_A_YEAR * 86400.0), ("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2.0 * length:
            return f"{round_to_two_figures(seconds / length)} {unit}"
    return f"{round_to_two_figures(max(seconds, 1.0))} seconds"


def round_to_two_figures(number: float) -> str:
    """A number to two figures: it is not known better."""
    if number < 1.0 or not math.isfinite(number):
        return f"{number:.1g}"
    digits = 1 - math.floor(math.log10(number))
    return f"{round(number, digits):,.{max(digits, 0)}f}"
