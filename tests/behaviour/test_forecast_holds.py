"""A forecast from the count of a simulated authority holds the authority's own next year as often as it says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.forecast_backtest import backtest
from fssim.scenario import load, with_values

SMALL = Path(__file__).parents[1] / "unit" / "scenario" / "small.yaml"


@pytest.mark.slow
def test_the_band_holds_as_often_as_it_says() -> None:
    """Twelve authorities, of which each month's number should be in the band eight times in ten. Months of one are
    alike, so that there are some four that tell apart: 48 in all, of which the share has a standard deviation of 5.8%.
    That of any of the three is below 57%, or the mean of the middles off by more than four standard errors, once in
    500 times for a right program. Seeds are fixed."""
    changes = {"clock.warm_up_years": 2, "demand.children.value": 20000}
    tested = backtest(with_values(load(SMALL), changes), authorities=12, replications=10, jobs=1)
    for name in ("Assessment", "Child in need plan", "Children for each full-time worker"):
        row = tested.what.index(name)
        assert tested.held(slice(1, 13))[row] > 0.57, name
        off = (tested.middle[:, row, 1:] - tested.truth[:, row, 1:]).mean(axis=1)
        assert abs(off.mean()) < 4.0 * off.std(ddof=1) / np.sqrt(len(off)), name
