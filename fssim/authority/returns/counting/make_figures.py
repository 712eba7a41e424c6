"""Figures with what they rest on and how surely they are known: shares, rates, means and medians."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from fssim.arrays import Floats
from fssim.authority.returns.counting.periods import Coverage
from fssim.authority.returns.figures import MEANINGS, SMALL_CELL, Figure
from fssim.statistics.interval import CONFIDENCE, estimate_mean, estimate_skewed_mean

HUNDRED = 100.0
TEN_THOUSAND = 1e4
FEWEST_BLOCKS = 4  # from which to tell how they differ
LEAST_VARIANCE = 10.0  # of a count, from which a block has enough to tell


Counted = int | Sequence[date]  # how many, or when each was


class FigureMaker:
    """Makes the figures of one period of one source.

    Cases are not independent of each other, so that intervals are those of fewer. Brothers and sisters are referred
    together: `cluster` is the design effect of that, the mean over cases of how many come together (L. Kish, "Survey
    sampling", 1965, section 5.4). And a service is busier at some times than at others, and decides otherwise: where it
    is known when each case was, the variance is at least as much more than that of chance as it is between the blocks
    that `coverage` is cut into (W. G. Cochran, "Sampling techniques", 1977, section 9A.1).
    """

    def __init__(
        self, period: tuple[date, date], source: str, cluster: float = 1.0, coverage: Coverage | None = None
    ) -> None:
        self.figures: dict[str, Figure] = {}
        self.about = period, source
        self._cluster, self._coverage = cluster, coverage

    def add(self, name: str, value: float, count: int, low: float = math.nan, high: float = math.nan) -> None:
        """A figure that has been worked out, in the unit of its name.

        Of too few children to be shown it is nan, and rests on the most that are too few, however many it was.
        """
        if 0 < count < SMALL_CELL and _is_of_children(name):
            value = low = high = math.nan
            count = SMALL_CELL - 1
        self.figures[name] = Figure(name, value, count, low, high, *self.about)

    def add_exact(self, name: str, value: float, count: int) -> None:
        """A figure that is what it is, such as how many people were in post on a day."""
        self.add(name, value, count, value, value)

    def add_share(self, name: str, part: float | Sequence[date], whole: float | Sequence[date]) -> None:
        """So many of the whole, in percent, with Wilson's interval (E. B. Wilson, "Probable inference, the law of
        succession, and statistical inference", 1927). A share of fewer than `SMALL_CELL`, and not of none, is nan: it
        would tell of single children."""
        effect = self._compare_blocks_of_share(part, whole)
        part, whole = _count(part), _count(whole)
        if whole <= 0 or (0 < part < SMALL_CELL and _is_of_children(name)):
            self.add(name, math.nan, int(whole))
            return
        share, n, z = min(part / whole, 1.0), whole / effect, _quantile_of_normal()
        middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n)
        half = z / (1.0 + z * z / n) * math.sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n))
        low, high = max(middle - half, 0.0), min(middle + half, 1.0)
        self.add(name, HUNDRED * part / whole, int(whole), HUNDRED * min(low, share), HUNDRED * max(high, share))

    def add_shares(
        self, pattern: str, parts: Mapping[str, Counted], whole: float | Sequence[date] | None = None
    ) -> None:
        """The share of each, under the pattern with its name in place of `{}`, of the whole (or of all together)."""
        if whole is None:
            days = [day for part in parts.values() if not isinstance(part, int) for day in part]
            whole = days or sum(part for part in parts.values() if isinstance(part, int))
        for name, part in parts.items():
            self.add_share(pattern.format(name), part, whole)

    def add_rate(self, name: str, counted: Counted, per: float) -> None:
        """A count divided by `per`, with the interval of a Poisson count (F. Garwood, "Fiducial limits for the Poisson
        distribution", 1936)."""
        effect, count = self._compare_blocks_of_count(counted), int(_count(counted))
        if per <= 0:
            self.add(name, math.nan, count)
            return
        low, high = poisson_limits(count / effect)
        self.add(name, count / per, count, low * effect / per, high * effect / per)

    def add_ratio(self, name: str, upper: int, lower: int, scale: float) -> None:
        """One count by another that it does not depend on, with the interval of the logarithm of a ratio of counts."""
        if not upper or not lower:
            self.add(name, math.nan, min(upper, lower))
            return
        half = _quantile_of_normal() * math.sqrt(self._cluster * (1.0 / upper + 1.0 / lower))
        ratio = scale * upper / lower
        self.add(name, ratio, min(upper, lower), ratio * math.exp(-half), ratio * math.exp(half))

    def add_mean(self, name: str, values: Sequence[float], days: Sequence[date] = (), least: float = 0.0) -> None:
        """A mean, with the interval of skewed values widened for clusters."""
        interval = estimate_skewed_mean(values)
        low, high = self.widen(interval.mean, interval.low, interval.high, self._compare_blocks_of_values(values, days))
        self.add(name, interval.mean, interval.n, max(low, least) if not math.isnan(low) else low, high)

    def add_ratio_of_sums(self, name: str, pairs: Sequence[tuple[float, float]]) -> None:
        """The sum of the first of pairs by that of the second, with the interval of its linearised residuals (W. G.
        Cochran, "Sampling techniques", 1977, section 6.4)."""
        lower = math.fsum(below for _, below in pairs)
        if not lower:
            self.add(name, math.nan, len(pairs))
            return
        ratio = math.fsum(above for above, _ in pairs) / lower
        rest = estimate_mean([above - ratio * below for above, below in pairs])
        half = (rest.high - rest.low) / 2.0 * len(pairs) / lower
        self.add(name, ratio, len(pairs), max(ratio - half, 0.0), ratio + half)

    def widen(self, value: float, low: float, high: float, effect: float = 1.0) -> tuple[float, float]:
        """An interval of independent cases as it is of clusters."""
        times = math.sqrt(max(self._cluster, effect))
        return value + times * (low - value), value + times * (high - value)

    def add_median(self, name: str, values: Sequence[float], days: Sequence[date] = ()) -> None:
        """A median, between the values whose ranks hold it 95 times in 100 (binomial)."""
        if not values:
            self.add(name, math.nan, 0)
            return
        from scipy.special import bdtrik

        above = [float(value > middle) for value in values] if (middle := float(np.median(values))) else []
        n = max(round(len(values) / self._compare_blocks_of_values(above, days)), 1)
        low, high = (min(max(math.ceil(bdtrik(tail, n, 0.5)), 0), n) / n for tail in _tails())
        ends = np.quantile(values, [low, 0.5, high])
        self.add(name, float(ends[1]), len(values), float(ends[0]), float(ends[2]))

    def _compare_blocks_of_share(self, part: float | Sequence[date], whole: float | Sequence[date]) -> float:
        """How many times the variance of a share is that of independent cases."""
        if self._coverage is None or isinstance(part, int | float) or isinstance(whole, int | float):
            return self._cluster
        parts, wholes = self._coverage.count_by_block(part), self._coverage.count_by_block(whole)
        share = len(part) / len(whole) if whole else 0.0
        return self._compare_blocks(parts - share * wholes, len(whole) * share * (1.0 - share))

    def _compare_blocks_of_count(self, counted: Counted) -> float:
        """How many times the variance of a count is that of a Poisson count."""
        if self._coverage is None or isinstance(counted, int):
            return self._cluster
        counts = self._coverage.count_by_block(counted)
        return self._compare_blocks(counts - counts.mean(), len(counted))

    def _compare_blocks_of_values(self, values: Sequence[float], days: Sequence[date]) -> float:
        """How many times the variance of a mean is that of independent values."""
        if self._coverage is None or not days or not values:
            return self._cluster
        mean = math.fsum(values) / len(values)
        rest = [value - mean for value in values]
        sums = self._coverage.add_up_by_block(days, rest)
        return self._compare_blocks(sums, math.fsum(value * value for value in rest))

    def _compare_blocks(self, rest: Floats, variance_by_chance: float) -> float:
        """How many times a sum's variance between blocks is that by chance, and not less than that of clusters."""
        blocks = len(rest)
        if blocks < FEWEST_BLOCKS or variance_by_chance < LEAST_VARIANCE:
            return self._cluster
        between = float((rest**2).sum()) * blocks / (blocks - 1.0)
        return max(self._cluster, between / variance_by_chance)


def _is_of_children(name: str) -> bool:
    return MEANINGS[name].comes_from == "cin"


def _count(counted: float | Sequence[date]) -> float:
    return counted if isinstance(counted, int | float) else len(counted)


def poisson_limits(count: float) -> tuple[float, float]:
    """The ends of Garwood's interval of a Poisson count."""
    from scipy.special import chdtri

    below, above = _tails()
    low = float(chdtri(2.0 * count, above)) / 2.0 if count else 0.0
    return low, float(chdtri(2.0 * count + 2.0, below)) / 2.0


def _tails() -> tuple[float, float]:
    return (1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0


def _quantile_of_normal() -> float:
    from scipy.special import ndtri

    return float(ndtri(_tails()[1]))
