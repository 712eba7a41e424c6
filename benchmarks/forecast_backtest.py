"""How often the band of a forecast holds: `python -m benchmarks.forecast_backtest [--authorities N]`.

A simulated authority is counted on a day, as its return would have it. A forecast starts from the count alone, with
other luck, and the authority's own next twelve months are looked for in it. A band that eight in ten replications lie
in is right if it holds eight times in ten.
"""

from __future__ import annotations

import argparse
import pickle
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import fssim
from benchmarks.printing import Table, printed
from fssim.authority.forecasts.forecast import count_every_month
from fssim.authority.forecasts.monthly_counts import count_by_month, list_monthly
from fssim.measures.log_view.view import View
from fssim.runs.replicate import compile_pickled
from fssim.scenario.schema.scenario import Scenario

TRUTH_SEED, FORECAST_SEED = 1000, 1
BAND = 0.1  # below it and above it


@dataclass(frozen=True, eq=False)
class Backtest:
    """`truth`: authorities x what is counted x ends of months. `ranks`: the share of replications that are below it,
    those that are the same counting half. `middle`: the forecast's middle."""

    what: tuple[str, ...]
    truth: NDArray[np.float64]
    ranks: NDArray[np.float64]
    middle: NDArray[np.float64]

    def held(self, months: slice) -> NDArray[np.float64]:
        """How often the band held the truth in some months, for each thing that is counted."""
        share: NDArray[np.float64] = self._list_held(months).mean(axis=0)
        return share

    def error(self, months: slice) -> NDArray[np.float64]:
        """The standard error of `held`: months of one authority are alike, and authorities are not."""
        shares = self._list_held(months)
        error: NDArray[np.float64] = shares.std(axis=0, ddof=1) / np.sqrt(len(shares))
        return error

    def _list_held(self, months: slice) -> NDArray[np.float64]:
        """Authorities x what is counted: the share of the months in which the band held the truth."""
        inside = (self.ranks >= BAND) & (self.ranks <= 1.0 - BAND)
        shares: NDArray[np.float64] = inside[:, :, months].mean(axis=2)
        return shares


def backtest(scenario: Scenario, authorities: int, replications: int, jobs: int | None = None) -> Backtest:
    """Count so many simulated authorities on their first day observed, and forecast each from its count."""
    clock = scenario.clock.model_copy(update={"observed_years": 1})
    service = scenario.model_copy(update={"clock": clock})
    what = tuple(one.stage or one.what for one in list_monthly(compile_pickled(pickle.dumps(service))))
    truth, ranks, middle = [], [], []
    for authority in range(authorities):
        log = fssim.simulate(service, TRUTH_SEED + authority)
        own = count_by_month(View(log))
        opened = service.model_copy(update={"opening": fssim.take_census(log)})
        ahead = count_every_month(opened, replications, FORECAST_SEED + authority, jobs, lambda: None)
        truth.append(own)
        ranks.append((ahead < own).mean(axis=0) + 0.5 * (ahead == own).mean(axis=0))
        middle.append(np.median(ahead, axis=0))
    return Backtest(what, np.array(truth), np.array(ranks), np.array(middle))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="one_district_standard")
    parser.add_argument("--authorities", type=int, default=40)
    parser.add_argument("--replications", type=int, default=40)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--markdown", action="store_true")
    asked = parser.parse_args()
    tested = backtest(fssim.load(asked.scenario), asked.authorities, asked.replications, asked.jobs)
    off = (tested.middle - tested.truth).mean(axis=0)
    rows = [
        (
            name,
            f"{tested.truth[:, row].mean():.1f}",
            *(f"{off[row, month]:+.1f}" for month in (1, 3, 6, 12)),
            *(
                f"{100.0 * tested.held(months)[row]:.0f}% ± {100.0 * tested.error(months)[row]:.0f}"
                for months in (slice(1, 4), slice(4, 13), slice(1, 13))
            ),
        )
        for row, name in enumerate(tested.what)
    ]
    headings = ("", "mean", "off at 1", "3", "6", "12 months", "held in 1-3", "4-12", "1-12")
    print(printed(Table(headings, rows), asked.markdown))
    together = tested.held(slice(1, 13)).mean()
    print(f"All together: {100.0 * together:.0f}%. After ±: the standard error of the share.")


if __name__ == "__main__":
    main()
