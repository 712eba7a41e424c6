"""Figures with what they rest on and how surely they are known: shares, rates, means and medians."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

from fssim.returns.figures import MEANINGS, SMALL_CELL, Figure
from fssim.statistics.interval import CONFIDENCE, estimate_mean, estimate_skewed_mean

HUNDRED = 100.0
TEN_THOUSAND = 1e4


class FigureMaker:
    """Makes the figures of one period of one source.

    What is counted comes in clusters: brothers and sisters are referred together. `cluster` is the design effect that
    this has, the mean over cases of how many come together (L. Kish, "Survey sampling", 1965, section 5.4): intervals
    are those of so many times fewer independent cases. 1 is none.
    """

    def __init__(self, period: tuple[date, date], source: str, cluster: float = 1.0) -> None:
        self.figures: dict[str, Figure] = {}
        self.about = period, source
        self._cluster = cluster

    def add(self, name: str, value: float, count: int, low: float = math.nan, high: float = math.nan) -> None:
        """A figure that has been worked out, in the unit of its name. Of too few children to be shown it is nan."""
        if 0 < count < SMALL_CELL and _is_of_children(name):
            value = low = high = math.nan
        self.figures[name] = Figure(name, value, count, low, high, *self.about)

    def add_exact(self, name: str, value: float, count: int) -> None:
        """A figure that is what it is, such as how many people were in post on a day."""
        self.add(name, value, count, value, value)

    def add_share(self, name: str, part: float, whole: float) -> None:
        """So many of the whole, in percent, with Wilson's interval (E. B. Wilson, "Probable inference, the law of
        succession, and statistical inference", 1927). A share of fewer than `SMALL_CELL`, and not of none, is nan: it
        would tell of single children."""
        if whole <= 0 or (0 < part < SMALL_CELL and _is_of_children(name)):
            self.add(name, math.nan, int(whole))
            return
        share, n, z = min(part / whole, 1.0), whole / self._cluster, _quantile_of_normal()
        middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n)
        half = z / (1.0 + z * z / n) * math.sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n))
        low, high = max(middle - half, 0.0), min(middle + half, 1.0)
        self.add(name, HUNDRED * part / whole, int(whole), HUNDRED * min(low, share), HUNDRED * max(high, share))

    def add_shares(self, pattern: str, counts: dict[str, int], whole: float | None = None) -> None:
        """The share of each, under the pattern with its name in place of `{}`, of the whole (or of all together)."""
        whole = sum(counts.values()) if whole is None else whole
        for name, count in counts.items():
            self.add_share(pattern.format(name), count, whole)

    def add_rate(self, name: str, count: int, per: float) -> None:
        """A count divided by `per`, with the interval of a Poisson count (F. Garwood, "Fiducial limits for the Poisson
        distribution", 1936)."""
        if per <= 0:
            self.add(name, math.nan, count)
            return
        low, high = poisson_limits(count / self._cluster)
        scale = self._cluster / per
        self.add(name, count / per, count, low * scale, high * scale)

    def add_ratio(self, name: str, upper: int, lower: int, scale: float) -> None:
        """One count by another that it does not depend on, with the interval of the logarithm of a ratio of counts."""
        if not upper or not lower:
            self.add(name, math.nan, min(upper, lower))
            return
        half = _quantile_of_normal() * math.sqrt(self._cluster * (1.0 / upper + 1.0 / lower))
        ratio = scale * upper / lower
        self.add(name, ratio, min(upper, lower), ratio * math.exp(-half), ratio * math.exp(half))

    def add_mean(self, name: str, values: Sequence[float], least: float = 0.0) -> None:
        """A mean, with the interval of skewed values widened for clusters."""
        interval = estimate_skewed_mean(values)
        low, high = self.widen(interval.mean, interval.low, interval.high)
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

    def widen(self, value: float, low: float, high: float) -> tuple[float, float]:
        """An interval of independent cases as it is of clusters."""
        times = math.sqrt(self._cluster)
        return value + times * (low - value), value + times * (high - value)

    def add_median(self, name: str, values: Sequence[float]) -> None:
        """A median, between the values whose ranks hold it 95 times in 100 (binomial)."""
        if not values:
            self.add(name, math.nan, 0)
            return
        from scipy.special import bdtrik

        n = max(round(len(values) / self._cluster), 1)
        low, high = (min(max(math.ceil(bdtrik(tail, n, 0.5)), 0), n) / n for tail in _tails())
        ends = np.quantile(values, [low, 0.5, high])
        self.add(name, float(ends[1]), len(values), float(ends[0]), float(ends[2]))


def _is_of_children(name: str) -> bool:
    return MEANINGS[name].comes_from == "cin"


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
