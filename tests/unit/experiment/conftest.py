"""Results made by hand, and a scenario to hang them on."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from fssim.experiment.results import Results

MakeResults = Callable[..., Results]


@pytest.fixture
def results_of() -> MakeResults:
    """Results with the given columns; the scenario is whatever is asked for, or none."""

    def make(columns: dict[str, list[float]], name: str = "here", scenario: Any = None, seed: int = 1) -> Results:
        frame = pd.DataFrame(columns, dtype="float64").rename_axis("replication")
        return Results(name, scenario, "simpy", seed, frame)

    return make
