"""How much authorities vary from year to year about their own level, in published figures and in the model.

It is read off differences between years one and two apart, which an authority's own level is no part of: half of their
mean square (a variogram). From these two come the standard deviation of an autoregression of order 1, and how much of
it lasts for a year.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fssim.arrays import Floats
from fssim.studies.validation.published_files import AuthorityYear

MOST_LASTING = 0.95  # of an autoregression that is to have a level


@dataclass(frozen=True, slots=True)
class Autoregression:
    """A stationary autoregression of order 1: its standard deviation, and the share of it that a year later is left."""

    spread: float
    lasting: float

    def after(self, years: float) -> float:
        """The share that is left after so many years."""
        return float(self.lasting**years)

    def move_on(self, level: float, years: float, random: np.random.Generator) -> float:
        """A level so many years later."""
        left = self.after(years)
        return left * level + self.spread * math.sqrt(1.0 - left**2) * float(random.standard_normal())


@dataclass(frozen=True, slots=True)
class YearlyVariation:
    """Half of the mean square of differences between years of the same authority, one and two years apart."""

    one_apart: float
    two_apart: float

    @property
    def sd_of_change(self) -> float:
        """The standard deviation of the change from one year to the next."""
        return math.sqrt(2.0 * self.one_apart)

    def less(self, other: YearlyVariation) -> YearlyVariation:
        """What is left of it that another does not account for.

        Of too few years not all of the other is known: it is taken to last as this does, and to be nothing if nothing
        of it is known.
        """
        one_apart = 0.0 if math.isnan(other.one_apart) else other.one_apart
        as_this = one_apart * self.two_apart / self.one_apart
        two_apart = as_this if math.isnan(other.two_apart) else other.two_apart
        return YearlyVariation(max(self.one_apart - one_apart, 0.0), max(self.two_apart - two_apart, 0.0))


def measure_variation(years: Floats) -> YearlyVariation:
    """The variation of rows of consecutive years (nan where there is none); nan if there are too few years for it.

    What all share in a year is taken away.
    """
    own = years - np.nanmean(years, axis=0)
    apart = [(own[:, lag:] - own[:, :-lag]).ravel() for lag in (1, 2)]
    known = [difference[~np.isnan(difference)] for difference in apart]
    one, two = (float(np.mean(difference**2)) / 2.0 if len(difference) else math.nan for difference in known)
    return YearlyVariation(one, two)


def fit_autoregression(variation: YearlyVariation) -> Autoregression:
    """The autoregression with a variation: spread² (1 - lasting) one year apart, spread² (1 - lasting²) two apart."""
    if variation.one_apart <= 0.0:
        return Autoregression(0.0, 0.0)
    lasting = min(max(variation.two_apart / variation.one_apart - 1.0, 0.0), MOST_LASTING)
    return Autoregression(math.sqrt(variation.one_apart / (1.0 - lasting)), lasting)


def lay_out_panel(panel: Sequence[AuthorityYear], statistic: str, is_ratio: bool) -> Floats:
    """A published statistic by authority (rows) and year: its logarithm if effects are ratios."""
    names = sorted({row.authority for row in panel})
    first, last = min(row.year for row in panel), max(row.year for row in panel)
    values = np.full((len(names), last - first + 1), np.nan)
    for row in panel:
        value = row.values.get(statistic, math.nan)
        if value > 0.0 or not is_ratio:
            values[names.index(row.authority), row.year - first] = math.log(value) if is_ratio else value
    return values
