"""Results made by hand, for a small scenario."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fssim.measures.headline import DRIFT as DRIFT_MEASURE
from fssim.measures.headline import band_measure, duration_measure, line_measure, started_measure, wait_measure
from fssim.measures.ledger.ledger_lines import DRIFT, Line
from fssim.measures.published import PLAN_BANDS
from fssim.runs.results import Results
from fssim.scenario import Scenario, load

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"
LUCK = (-1.0, 0.0, 1.0)  # what three replications are off by, in every measure and scenario alike

MakeResults = Callable[..., Results]


@pytest.fixture(scope="session")
def small() -> Scenario:
    return load(SMALL)


@pytest.fixture
def results_of(small: Scenario) -> MakeResults:
    """Three replications in which everything is `size`, give or take a day; columns can be given by name.

    Two sizes differ by nearly the same every time: what differs by quite the same is no proof.
    """

    def make(size: float, title: str = "A small service", **columns: list[float]) -> Results:
        headline = small.headline
        names = [wait_measure(headline.need), started_measure(headline.need), DRIFT_MEASURE, duration_measure(headline)]
        names += [line_measure(line) for line in (Line.MOVING, *DRIFT)]
        names += [band_measure(headline, band) for band in PLAN_BANDS]
        values = {name: [size + off * (1.0 + size * 1e-6) for off in LUCK] for name in names} | columns
        rows = [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]
        return Results(title, small.model_copy(update={"title": title}), "simpy", 1, dict(enumerate(rows)))

    return make
