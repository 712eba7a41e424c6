"""The weekly numbers that a sweep keeps, and what it is told of those that there are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import fssim
from fssim.measures.indicators.weekly import list_series
from fssim.model.compile.compile_scenario import compile_scenario

WAITING = "families waiting for mental health, internal"
WriteSweep = Callable[..., Path]


def test_a_point_has_the_weekly_numbers_of_a_run(sweep_file: WriteSweep, tmp_path: Path) -> None:
    file = sweep_file(weekly=f"['{WAITING}', families unallocated]", uncertainties="")
    swept = fssim.sweep(file, tmp_path / "out", jobs=1)
    point = fssim.read_sweep(tmp_path / "out").at(2)
    run = fssim.run(point.scenario, replications=2, seed=1, jobs=1)
    assert list(point.weekly) == [0, 1]
    for replication, kept in point.weekly.items():
        whole = run.weekly[replication]
        assert kept.series == (WAITING, "families unallocated")
        for name, numbers in zip(kept.series, kept.numbers, strict=True):
            assert np.array_equal(numbers, whole.numbers[whole.series.index(name)], equal_nan=True)
        assert (kept.warm_up_weeks, kept.first_week_ends) == (whole.warm_up_weeks, whole.first_week_ends)
    assert list(swept.frame.columns[3:]) == list(swept.measures)  # the table has a number a cell


def test_what_is_kept_is_among_what_a_scenario_has(sweep_file: WriteSweep, tmp_path: Path) -> None:
    scenario = fssim.load_sweep(sweep_file()).base
    weekly = fssim.run(scenario, replications=1, jobs=1).weekly[0]
    assert list_series(compile_scenario(scenario)) == weekly.series
    with pytest.raises(fssim.ScenarioError, match=r"weekly\.0: there is no weekly number 'families unalocated'; did"):
        fssim.load_sweep(sweep_file(weekly="[families unalocated]"))


def test_other_weekly_numbers_are_another_sweep(sweep_file: WriteSweep, tmp_path: Path) -> None:
    fssim.sweep(sweep_file(uncertainties=""), tmp_path / "out", jobs=1)
    with pytest.raises(fssim.OutputError, match="Different now: the measures"):
        fssim.sweep(sweep_file(uncertainties="", weekly="[families unallocated]"), tmp_path / "out", jobs=1)
