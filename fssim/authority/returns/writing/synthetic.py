"""What returns say of children and workers that the model has no value for: drawn, each by whom it is of and what for.

A draw is a function of the family or post and of its purpose, so that a child is the same in the returns of all years.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from fssim.model.draws import mix, pick, purpose_of, uniform
from fssim.scenario.schema.units import DAYS_A_YEAR

_FILE = Path(__file__).with_name("synthetic.yaml")
STATED: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))

NAMES: Mapping[str, Any] = STATED["names"]  # of a scenario: how each goes into a return
OF_CHILDREN: Mapping[str, Any] = STATED["children"]
OF_REFERRALS: Mapping[str, Any] = STATED["referrals"]
OF_WORKERS: Mapping[str, Any] = STATED["workers"]
CONFERENCE_TARGET: int = STATED["periods"]["conference_target"]["value"]  # working days
MOST_BEFORE_BIRTH: int = STATED["periods"]["most_before_birth"]["value"]  # calendar days
BETWEEN_SIBLINGS: int = STATED["periods"]["between_siblings"]["value"]  # calendar days
ADULT_YEARS: int = STATED["periods"]["adult"]["value"]
WORKING_DAYS: int = STATED["periods"]["working_days"]["value"]  # a year

CASE_HOLDER: str = NAMES["role_that_holds_families"]

SCHOOL_STARTS_MONTH, SCHOOL_YEARS = 9, 5  # a child who is 5 before September is at school by the spring
PUPIL_AUTHORITY = "001"  # a code that stands for no authority
CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
FIRST_WEIGHT = 2
PUPILS = 10**9  # numbers after the authority's
WORKERS = 10**10
SCATTERED = 618_033_987  # has no divisor in common with either: neighbours get numbers far apart


@lru_cache(maxsize=256)
def _purpose(what: str) -> int:
    return purpose_of(f"return: {what}")


class Luck:
    """The draws of one family, child or worker."""

    def __init__(self, key: int) -> None:
        self.key = key

    def of(self, number: int) -> Luck:
        """The draws of one of several, such as the children of a family."""
        return Luck(mix(self.key + number + 1))

    def uniform(self, what: str, index: int = 0) -> float:
        """Strictly between 0 and 1."""
        return uniform(self.key, _purpose(what), index)

    def happens(self, chance: float, what: str, index: int = 0) -> bool:
        return self.uniform(what, index) < chance

    def choose(self, shares: Mapping[str, float], what: str, index: int = 0) -> str:
        """One of several, by its share."""
        names = list(shares)
        return names[pick(list(shares.values()), self.uniform(what, index))]

    def some(self, chances: Mapping[str, float], what: str, index: int = 0) -> list[str]:
        """Each of several, by its own chance."""
        return [name for name, chance in chances.items() if self.happens(chance, f"{what} {name}", index)]

    def age(self, bands: Sequence[Mapping[str, float]], what: str) -> float:
        """Years, by the shares of bands of age, and evenly within one; below 0 is before birth."""
        band = bands[pick([band["share"] for band in bands], self.uniform(what))]
        within = self.uniform(f"{what} within the band")
        return band["from"] + (band["to"] - band["from"]) * within


def draw_births(luck: Luck, children: int, referred: date, last_open: date) -> list[date]:
    """When the children of a family are born, the eldest first.

    None is grown up while the family is open, as far as that can be for a family that is open for very long.
    """
    days = sorted(_draw_age_days(luck.of(child)) for child in range(children))
    for child in range(1, children):
        days[child] = max(days[child], days[child - 1] + BETWEEN_SIBLINGS)
    oldest = (referred - _years_before(last_open, ADULT_YEARS)).days - 1
    for child in reversed(range(children)):
        days[child] = max(min(days[child], oldest), child * BETWEEN_SIBLINGS - MOST_BEFORE_BIRTH)
        oldest = days[child] - BETWEEN_SIBLINGS
    return [referred - timedelta(days=age) for age in reversed(days)]


def _draw_age_days(luck: Luck) -> int:
    years = luck.age(OF_CHILDREN["age"]["bands"], "age")
    return round(years * (DAYS_A_YEAR if years > 0.0 else MOST_BEFORE_BIRTH))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def draw_worker_birth(luck: Luck, origin: str, began: date, first_day: date) -> date:
    """When a worker was born who began then: of an age to work by that day.

    Ages are those of people in post: of whoever was there before the run, on its `first_day`.
    """
    bands = OF_WORKERS["age"]["bands"]
    is_new = origin == OF_WORKERS["newly_qualified"]
    age = luck.age(bands[:2] if is_new else bands, "age")
    born = (began if is_new else max(began, first_day)) - timedelta(days=round(age * DAYS_A_YEAR))
    return min(born, began - timedelta(days=round(bands[0]["from"] * DAYS_A_YEAR)))


def is_at_school(born: date, reference: date) -> bool:
    """Whether a child of this birth date has started school by the spring of the reference date."""
    return born < date(reference.year - SCHOOL_YEARS, SCHOOL_STARTS_MONTH, 1)


def write_pupil_number(number: int, seed: int) -> str:
    """A unique pupil number in the form that schools give them, of an authority that is none.

    `number` is the child's among all. The first letter checks the rest, with weights from 2 on and the remainder of 23
    (Department for Education, "Unique pupil numbers: guidance").
    """
    digits = f"{PUPIL_AUTHORITY}{(number * SCATTERED + seed) % PUPILS:09d}"
    check = sum(int(digit) * weight for weight, digit in enumerate(digits, FIRST_WEIGHT))
    return f"{CHECK_LETTERS[check % len(CHECK_LETTERS)]}{digits}"


def write_registration(number: int, seed: int) -> str:
    """A social worker's registration, longer than any that there is. `number` is the worker's among all."""
    return f"SW{(number * SCATTERED + seed) % WORKERS:010d}"
