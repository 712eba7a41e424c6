"""Compiling work and pressure: what a family of each stage weighs, and the curves by which roles respond."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from math import inf, isnan
from typing import Any

from fssim.model import people_tables as t
from fssim.model.compile.row_numbers import Registry
from fssim.model.quantile_tables import moments
from fssim.scenario.schema.activities import Activity, Starts
from fssim.scenario.schema.parameter import Parameter, ValueIs, Varying
from fssim.scenario.schema.pathway import Stage
from fssim.scenario.schema.working_models import WorkingModel

A_DAY = 5.0  # working days a week: what `hours a week` are shared over
PERCENT = 100.0
HOLDER = "holder"


def compile_pressure(registry: Registry) -> dict[str, Any]:
    """The work and pressure columns of `Tables`."""
    curves = _CurveRows()
    return {
        "workloads": _workloads(registry),
        "responses": _responses(registry, curves),
        "curves": t.Curves(curves.first, curves.count),
        "places": t.Places(curves.at, curves.value),
    }


class _CurveRows:
    """Curves as they are added, one after another."""

    def __init__(self) -> None:
        self.first, self.count, self.at, self.value = array("q"), array("q"), array("d"), array("d")

    def add(self, curve: Mapping[str, Parameter] | None, one_at: float = 1.0, whole: float = 1.0) -> int:
        """The row of a curve, or -1 if there is none: places by `one_at`, and values as parts of `whole`."""
        if curve is None:
            return -1
        self.first.append(len(self.at))
        self.count.append(len(curve))
        for place in sorted(curve, key=int):
            self.at.append(int(place) * one_at)
            self.value.append(curve[place].value / whole)
        return len(self.first) - 1


def _responses(registry: Registry, curves: _CurveRows) -> t.Responses:
    roles = list(registry.scenario.roles.values())
    a_week = registry.calendar.working_days(1.0, "weeks")
    work = [role.workload for role in roles]
    pressure = [role.pressure for role in roles]
    return t.Responses(
        limit_share=array("d", (w.limit.value / PERCENT if w else -1.0 for w in work)),
        new_starters=array("q", (curves.add(w.new_starters if w else None, a_week, PERCENT) for w in work)),
        thresholds=array("q", (curves.add(p.thresholds, 1.0 / PERCENT) for p in pressure)),
        proportionate_work=array("q", (curves.add(p.proportionate_work, 1.0 / PERCENT) for p in pressure)),
        extra_hours=array("q", (curves.add(p.extra_hours, 1.0 / PERCENT, A_DAY) for p in pressure)),
        neighbours_above=array("d", (p.neighbours.value / PERCENT if p.neighbours else inf for p in pressure)),
        leaving=array("q", (curves.add(p.leaving, 1.0 / PERCENT) for p in pressure)),
        agency_cover=array("q", (curves.add(p.agency_cover, 1.0 / PERCENT) for p in pressure)),
    )


def _workloads(registry: Registry) -> t.Workloads:
    columns: list[array[int]] = [array("q") for _ in range(4)]
    for model in registry.scenario.working_models.values():
        for name, stage in registry.scenario.pathway.stages.items():
            worked = model.stage_as_worked(name, stage)
            holders = _hours_a_day(registry, model, worked, HOLDER) if worked.holder or worked.beside else (0.0, 0.0)
            of_co_holder = _hours_a_day(registry, model, worked, worked.co_holder) if worked.co_holder else (0.0, 0.0)
            for column, hours in zip(columns, (*holders, *of_co_holder), strict=True):
                column.append(_millionths(hours))
    return t.Workloads(*columns)


def _millionths(hours: float) -> int:
    return int(min(hours * t.MILLIONTHS + 0.5, t.MOST_MILLIONTHS))


def _hours_a_day(registry: Registry, model: WorkingModel, stage: Stage, who: str) -> tuple[float, float]:
    """A participant's hours in a stage's activities, a working day, and what each further child adds to them.

    What repeats is spread over its interval. What is done once is spread over the stage's planned length, or if it has
    none until the last of it is due and its gap is over; and over a day at least. What only a new holder does is left
    out.
    """
    known = registry.scenario.pathway.activities
    listed = [model.activities.get(name, known[name]) for name in stage.activities]
    done = [activity for activity in listed if activity.starts is not Starts.new_holder]
    planned = _planned_days(registry, stage, [activity for activity in done if activity.repeat is None])
    hours = more = 0.0
    for activity in done:
        if who not in activity.participants:
            continue
        part = activity.participants[who]
        days = planned if activity.repeat is None else max(registry.working_days(activity.repeat), 1.0)
        recording = part.recording_share.value if part.recording_share else 0.0
        a_day = _mean(registry, part.hours) * (1.0 + recording * (model.workbook.recording.value - 1.0)) / days
        hours += a_day
        more += a_day * (part.further_child.value if part.further_child else 0.0)
    return hours, more


def _planned_days(registry: Registry, stage: Stage, once: list[Activity]) -> float:
    if stage.planned_length is not None:
        return max(_mean(registry, stage.planned_length, in_days=True), 1.0)
    gaps = [_mean(registry, activity.gap, in_days=True) for activity in once if activity.gap is not None]
    return max([1.0, *gaps, *(registry.working_days(activity.first_due.period) for activity in once)])


def _mean(registry: Registry, varying: Varying, in_days: bool = False) -> float:
    """The mean of a varying quantity, in working days if it is a duration."""
    unit = registry.calendar.working_days(1.0, varying.unit) if in_days else 1.0
    shape = varying.distribution
    if not isnan(varying.value) and (shape is None or shape.value_is is ValueIs.mean):
        return varying.value * unit
    return moments(registry.tabulation.knots(registry.drawn(varying)))[0] * unit
