"""The summary of a run."""

import math
from typing import Any

import pytest


def test_each_measure_has_its_mean_and_interval(results_of: Any) -> None:
    summary = results_of({"wait": [2.0, 4.0, 6.0, 8.0], "cost": [1.0, math.nan, math.nan, math.nan]}).summary()
    assert list(summary.columns) == ["mean", "low", "high", "sd", "n"]
    assert summary.loc["wait", "mean"] == 5.0
    assert summary.loc["wait", "high"] == pytest.approx(9.108519, abs=1e-5)
    assert (summary.loc["cost", "mean"], summary.loc["cost", "n"]) == (1.0, 1)
    assert math.isnan(float(summary["low"]["cost"]))
