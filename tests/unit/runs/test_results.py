"""The summary of a run."""

import math
import re
from pathlib import Path
from typing import Any

import pytest

import fssim

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"


def test_each_measure_has_its_mean_and_interval(results_of: Any) -> None:
    summary = results_of({"wait": [2.0, 4.0, 6.0, 8.0], "cost": [1.0, math.nan, math.nan, math.nan]}).summary()
    assert list(summary.columns) == ["mean", "low", "high", "sd", "n"]
    assert summary.loc["wait", "mean"] == 5.0
    assert summary.loc["wait", "high"] == pytest.approx(9.108519, abs=1e-5)
    assert (summary.loc["cost", "mean"], summary.loc["cost", "n"]) == (1.0, 1)
    assert math.isnan(float(summary["low"]["cost"]))


def test_what_a_notebook_shows_is_short(results_of: Any) -> None:
    scenario = fssim.load(SMALL)
    log = fssim.simulate(scenario, seed=3, replication=2)
    assert repr(log) == f"<EventLog: {len(log):,} events, seed 3, replication 2>"
    assert re.fullmatch(r"<Tables: scenario [0-9a-f]{12}>", repr(log.tables))
    assert repr(results_of({"wait": [1.0, 2.0]})) == "<Results: here, 2 replications, seed 1>"
    assert repr(scenario) == str(scenario) == "<Scenario: A small service>"
