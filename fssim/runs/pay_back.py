"""Whether what a service costs more than another is paid back by children who do not enter care."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fssim.measures.headline import EVERYTHING
from fssim.measures.indicators import care
from fssim.measures.log_view.arithmetic import ratio
from fssim.runs.compare import Comparison, compare_in_tables
from fssim.runs.results import Results
from fssim.scenario.schema.care_costs import CareCosts
from fssim.scenario.schema.parameter import Parameter

NEEDED = {EVERYTHING, care.ENTRIES.name, care.COUNCIL.name}  # measures, of which a run may have chosen others


@dataclass(frozen=True, slots=True)
class Avoided:
    """What the council saves by one child's not entering care, within the years simulated: so many `weeks` in a
    placement, and so much of a case (`cases`) of care proceedings. Pounds: the `usual` ones, and the `least` and `most`
    over the ranges of the prices."""

    weeks: float
    cases: float
    usual: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class PayBack:
    """One scenario beside one that it is compared with: how much more it costs a year (`extra`, GBP), how entries to
    care differ (`entries`, children a year), what care itself costs more (`council`, GBP a year), and what an entry
    that is avoided there saves."""

    other: Results
    extra: Comparison
    entries: Comparison
    council: Comparison
    avoided: Avoided

    def find_turning(self, extra: float | None = None) -> tuple[float, float, float]:
        """The difference in entries at which the two cost the same, in children a year: at the usual prices, and the
        least and the most over their ranges; nan, if they may be nothing. Negative is fewer entries.

        `extra` is how much more a year it costs, in GBP; what it does on average, if left out.
        """
        more = self.extra.difference if extra is None else extra
        saved = self.avoided
        usual, one, other = (ratio(-more, pounds) for pounds in (saved.usual, saved.least, saved.most))
        return usual, min(one, other), max(one, other)


def find_pay_backs(results: Sequence[Results]) -> list[PayBack]:
    """How the first of the results pays back beside each other that has prices of care and in which children enter it.

    An entry avoided saves what one costs in the scenario compared with: the weeks that a child who enters is in care
    within the years simulated, on average, and the share of a case, at that scenario's prices. Break-even is the extra
    cost a year over that.
    """
    if results[0].scenario.care_costs is None or len(results) < 2:
        return []
    pay_backs = []
    for other, rows in zip(results[1:], compare_in_tables(results), strict=True):
        prices = other.scenario.care_costs
        if prices is None or not rows.keys() >= NEEDED or not other.interval(care.ENTRIES.name).mean > 0.0:
            continue
        extra, entries, council = (rows[name][1] for name in (EVERYTHING, care.ENTRIES.name, care.COUNCIL.name))
        saved = _saved_by_one(other, prices)
        if extra.n and entries.n and saved.usual > 0.0:
            pay_backs.append(PayBack(other, extra, entries, council, saved))
    return pay_backs


def _saved_by_one(other: Results, prices: CareCosts) -> Avoided:
    weeks, cases = (other.interval(measure.name).mean for measure in (care.WEEKS_AN_ENTRY, care.CASES_AN_ENTRY))
    amounts = [(weeks, prices.placement.cost)]
    amounts += [(cases, prices.proceedings.cost)] if prices.proceedings is not None else []
    return Avoided(
        weeks,
        cases,
        sum(amount * price.value for amount, price in amounts),
        sum(amount * lowest(price) for amount, price in amounts),
        sum(amount * high_end(price) for amount, price in amounts),
    )


def lowest(price: Parameter) -> float:
    """The low end of a price's range, or the price, if it has none."""
    return price.value if price.low is None else price.low


def high_end(price: Parameter) -> float:
    """The high end of a price's range, or the price, if it has none."""
    return price.value if price.high is None else price.high
