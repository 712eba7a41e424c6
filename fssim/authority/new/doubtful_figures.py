"""Figures of an authority to look at again: those that no published authority has, as where a return is not whole or a
number is wrong, and those that the model's own years do not come to, however demand, decisions and posts are moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import isnan

from fssim.authority.new.figures.local_figures import POPULATION, read_local_figures
from fssim.authority.new.figures.own_figures import COLUMN_OF
from fssim.authority.new.figures.published_row import PANEL, PER, average_authorities
from fssim.authority.new.make_scenario import Described, LocalScenario
from fssim.authority.returns.figures import MEANINGS, Figure
from fssim.studies.validation.published_files import AuthorityYear, read_panel
from fssim.studies.validation.validation_file import find_published_file, read_yardstick

SHARE = 0.15  # of a figure, and
LEAST = 1.0  # percentage points or referrals, that are told if the model is further off
REFERRALS, WORKERS = "referral_rate", "case_holders"
FOR_CHILDREN = f"for each {PER:,} children"


def find_doubts(described: Described) -> Mapping[str, str]:
    """Why local figures may be wrong, by name: of the authority's own, those whose whole interval is outside what any
    published authority has had; and its workers, where they are England's and its referrals are such."""
    doubts = {}
    for name in read_local_figures().figures:
        figure = described.own.find(name) if name in MEANINGS else None
        if figure is not None and name in COLUMN_OF and (doubt := _find_doubt(figure, described)):
            doubts[name] = doubt
    if REFERRALS in doubts and COLUMN_OF[WORKERS] in described.from_england:
        means, _, _ = average_authorities([COLUMN_OF[REFERRALS]], described.england_year)
        share = 100.0 * described.values[COLUMN_OF[REFERRALS]] / means[COLUMN_OF[REFERRALS]]
        doubts[WORKERS] = (
            f"as many for each child as in England, while referrals are {share:.3g}% of England's: caseloads, waits "
            "and costs are then no authority's"
        )
    return doubts


def _find_doubt(figure: Figure, described: Described) -> str:
    published = sorted(_list_published(figure.name))
    lowest, highest = published[0], published[-1]
    times = PER / described.values[POPULATION] if figure.name == WORKERS else 1.0
    value = figure.value * times
    low, high = (value if isnan(end) else end * times for end in (figure.low, figure.high))
    if high >= lowest and low <= highest:
        return ""
    unit = "%" if figure.unit.startswith("percent") else ""
    of = f" {FOR_CHILDREN}" if not unit else ""
    ends = f"{say_figure(lowest)}{unit} to {say_figure(highest)}{unit}"
    return f"{say_figure(value)}{unit}{of}, where published authorities have {ends}"


def say_figure(number: float) -> str:
    """A figure, with as many digits as tell it apart."""
    return f"{number:,.0f}" if number >= 100.0 else f"{number:.3g}"


def _list_published(name: str) -> Iterator[float]:
    """What published authorities have had in any year; workers, for as many children."""
    column = COLUMN_OF[name]
    for row in _list_rows():
        if row.has(column):
            yield row.values[column] * (PER / row.values[POPULATION] if name == WORKERS else 1.0)


@cache
def _list_rows() -> tuple[AuthorityYear, ...]:
    """The years of the authorities that come with fssim, but for those too small to tell anything of others."""
    smallest = read_yardstick().described_by.smallest.value
    rows = read_panel(find_published_file(PANEL))
    return tuple(row for row in rows if row.has(POPULATION) and row.values[POPULATION] >= smallest)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A local figure, by its name, with its value and what the model's own years come to."""

    name: str
    value: float
    came_to: float

    def __str__(self) -> str:
        """`23.9%, and the model's own years come to 12.9%`."""
        unit = "%" if MEANINGS[self.name].unit.startswith("percent") else f" {FOR_CHILDREN}"
        amounts = [f"{say_figure(amount)}{unit}" for amount in (self.value, self.came_to)]
        return f"{amounts[0]}, and the model's own years come to {amounts[1]}"


def find_shortfalls(made: LocalScenario) -> Iterator[Shortfall]:
    """The figures that the model's own years are far from, and outside the figure's own interval if it has one."""
    described = made.described
    for name in read_local_figures().figures:
        column = COLUMN_OF.get(name, "")
        value, came_to = described.values.get(column), made.came_to.get(column)
        if value is None or came_to is None or isnan(came_to):
            continue
        figure = described.own.find(name)
        low, high = (value, value) if figure is None or isnan(figure.low) else (figure.low, figure.high)
        is_far = abs(came_to - value) > max(SHARE * abs(value), LEAST)
        if is_far and not low <= came_to <= high:
            yield Shortfall(name, value, came_to)
