"""How long points take is told by points like those that are to come, and by small and large ones alike."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from fssim.errors import QuestionError
from fssim.studies.sweeps import tried_points
from fssim.studies.sweeps.plan.sweep import load_sweep
from fssim.studies.sweeps.tried_points import BETWEEN, spread_points, time_points
from fssim.studies.sweeps.work.work_units import UnitResult, WorkUnit

WriteSweep = Callable[..., Path]
CHILDREN = "demand.children.value"
GRID = f"{{children: {{path: {CHILDREN}, values: [1000, 2000, 3000, 4000, 5000]}}}}"


class Clock:
    """Time that goes by as work is done: a second of a replication for each thousand children, and `each` whenever a
    scenario is made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, each: float = 0.5, failure: str = "") -> None:
        self.now, self.each, self.failure = 0.0, each, failure
        self.timed: list[float] = []
        monkeypatch.setattr(tried_points, "perf_counter", lambda: self.now)
        monkeypatch.setattr(tried_points, "compile_scenario", self.make)
        monkeypatch.setattr(tried_points, "do_work", self.work)

    def make(self, _: object) -> None:
        self.now += self.each

    def work(self, work: WorkUnit) -> UnitResult:
        children = float(str(dict(work.changes)[CHILDREN]))
        if work.first == 0:
            return UnitResult(array("d"), self.failure)
        self.timed.append(children)
        self.now += (work.until - work.first) * children / 1000.0
        return UnitResult(array("d"))


def test_the_first_the_middle_and_the_last_are_timed(sweep_file: WriteSweep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tried_points, "LONG", math.inf)
    sweep, clock = load_sweep(sweep_file(levers="", uncertainties=GRID)), Clock(monkeypatch)
    assert time_points(sweep, "compiled", ()) == (0.5, pytest.approx(3.0))
    assert clock.timed == [3000.0, 1000.0, 5000.0]


def test_of_large_scenarios_only_the_middle_is(sweep_file: WriteSweep, monkeypatch: pytest.MonkeyPatch) -> None:
    sweep, clock = load_sweep(sweep_file(levers="", uncertainties=GRID)), Clock(monkeypatch)
    assert time_points(sweep, "compiled", ()) == (0.5, pytest.approx(3.0))
    assert clock.timed == [3000.0]


def test_what_fails_in_all_points_is_told(sweep_file: WriteSweep, monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch, failure="nobody works")
    with pytest.raises(QuestionError, match="the points that were tried cannot be simulated: nobody works"):
        time_points(load_sweep(sweep_file(levers="", uncertainties=GRID)), "compiled", ())


def test_points_that_were_tried_are_not_timed_where_there_are_others(sweep_file: WriteSweep) -> None:
    """To make such a point again takes less time than to make a new one."""
    children = f"{{children: {{path: {CHILDREN}, range: {{low: 2000, high: 6000}}}}}}"
    many = load_sweep(sweep_file(design="{kind: halton, points: 1000}", levers="", uncertainties=children))
    tried, timed = ([point.number for point in spread_points(many, aside)] for aside in (0.0, BETWEEN))
    assert (tried[0], tried[-1], len(tried), len(timed)) == (1, 1000, 20, 20)
    assert not set(tried) & set(timed)
    few = load_sweep(sweep_file(levers="", uncertainties=GRID))
    assert [point.number for point in spread_points(few, BETWEEN)] == [1, 2, 3, 4, 5]
