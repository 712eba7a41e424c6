"""Results made by hand, and a scenario to hang them on."""

from collections.abc import Callable
from typing import Any

import pytest

from fssim.runs.results import Results

MakeResults = Callable[..., Results]


@pytest.fixture
def results_of() -> MakeResults:
    """Results with the given columns; the scenario is whatever is asked for, or none; `first` is the first's number."""

    def make(
        columns: dict[str, list[float]], name: str = "here", scenario: Any = None, seed: int = 1, first: int = 0
    ) -> Results:
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return Results(name, scenario, "simpy", seed, dict(enumerate(rows, first)))

    return make
