"""The settings of a sweep's levers: where each lever can stop, and the simulated results of each setting."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
from pydantic import BaseModel

from fssim.dates import write_date
from fssim.measures.indicators.weekly import Weekly
from fssim.report.wording.words import number as in_figures
from fssim.report.wording.words import plain
from fssim.runs.results import Results
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.analysis.staffings import group_settings, read_staffing_values
from fssim.studies.sweeps.plan.factors import FIGURES, UNCERTAINTY, Factor, FieldKind
from fssim.studies.sweeps.plan.sweep import BASELINE, SweepPoint
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.studies.sweeps.sweep_results import SweepResults, refuse_unfinished

ORDERED = (FieldKind.number, FieldKind.whole, FieldKind.date)
FEW_VALUES = 40  # of a lever; with more there is nothing to be gained from stops between them
STOPS_BETWEEN = 4
MOST_BETWEEN = 11
MIDDLE = 0.5  # of a lever's range


@dataclass(frozen=True, slots=True)
class Stop:
    """A value of a lever, as people read it and as YAML; its `place` in the lever's range from 0 to 1; and whether any
    setting was simulated there."""

    value: Value
    written: str
    yaml: str
    place: float
    simulated: bool


@dataclass(frozen=True, slots=True)
class LeverStops:
    """A lever, and where it can stop. One that is not `ordered` can only stop at what was simulated."""

    factor: Factor
    ordered: bool
    stops: tuple[Stop, ...]

    @property
    def label(self) -> str:
        """What people read, with the unit."""
        name = plain(self.factor.label or self.factor.name.replace("_", " "))
        unit = self.factor.unit
        return f"{name} ({unit})" if unit and unit not in name else name

    def find_stop(self, value: Value) -> int:
        """The number of the stop at a value. Raises `ValueError` if there is none."""
        return [stop.value for stop in self.stops].index(value)


@dataclass(frozen=True, slots=True)
class SimulatedSetting:
    """A simulated setting: the stop of each lever, its results, and the points that they are of.

    Where all met the same uncertainties, results are means over them, replication by replication; where not, a setting
    is of uncertainties too.
    """

    stops: tuple[int, ...]
    results: Results
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """All of a sweep: its levers (and its uncertainties, where settings met different ones), what was simulated of
    them, the baseline's results if it has one, and the setting that the base scenario has, if that was simulated."""

    swept: SweepResults
    levers: tuple[LeverStops, ...]
    simulated: tuple[SimulatedSetting, ...]
    baseline: Results | None
    base: int | None

    @property
    def futures_differ(self) -> bool:
        """Whether settings are of uncertainties too, so that what differs is not only what is chosen."""
        return any(lever.factor.part == UNCERTAINTY for lever in self.levers)

    @property
    def opening(self) -> int:
        """The simulated setting that a page begins with: the base's, or the first that is not what it is compared with;
        and where not every combination was simulated, so that some settings lie outside, the one nearest the middle."""
        is_compared = self.baseline is None and len(self.simulated) > 1
        first = self.base or 0
        taken = [{setting.stops[at] for setting in self.simulated} for at in range(len(self.levers))]
        if self.base is not None or len(self.simulated) == math.prod(map(len, taken)):
            return (0 if first else 1) if is_compared else first
        places = [
            [lever.stops[at].place for lever, at in zip(self.levers, setting.stops, strict=True) if lever.ordered]
            for setting in self.simulated
        ]
        far = [math.dist(own, [MIDDLE] * len(own)) for own in places]
        return min(range(int(is_compared), len(far)), key=far.__getitem__)

    def group_places(self) -> Iterator[tuple[list[int], np.ndarray[Any, np.dtype[np.float64]]]]:
        """The simulated settings between which is interpolated, group by group: their numbers, and their places.

        A group has one value of each lever that has no order.
        """
        unordered = [at for at, lever in enumerate(self.levers) if not lever.ordered]
        ordered = [at for at, lever in enumerate(self.levers) if lever.ordered]
        groups: dict[tuple[int, ...], list[int]] = {}
        for number, setting in enumerate(self.simulated):
            groups.setdefault(tuple(setting.stops[at] for at in unordered), []).append(number)
        for members in groups.values():
            places = [
                [self.levers[at].stops[self.simulated[number].stops[at]].place for at in ordered] for number in members
            ]
            yield members, np.array(places, dtype=np.float64).reshape(len(members), len(ordered))

    def read_weekly(self) -> Iterator[list[Mapping[int, Weekly]]]:
        """The weekly numbers of the points of each simulated setting, and of the baseline if there is one."""
        for setting in self.simulated:
            yield [self.swept.at(point).weekly for point in setting.points]
        if self.baseline is not None:
            yield [self.swept.at(BASELINE).weekly]


def read_settings(swept: SweepResults, measures: Sequence[str]) -> Settings:
    """The settings of a finished sweep, with some of its measures.

    Raises `QuestionError` if it is not finished, has no levers, or nothing of it could be simulated.
    """
    refuse_unfinished(swept)
    factors, systems = group_settings(swept)
    values = read_staffing_values(swept, systems, measures)
    levers = tuple(_lever(factor, systems) for factor in factors)
    simulated = tuple(
        SimulatedSetting(
            tuple(lever.find_stop(members[0].values[lever.factor.name]) for lever in levers),
            _results(swept, f"point {number}", swept.sweep.base, {name: values[name][number] for name in measures}),
            tuple(point.number for point in members),
        )
        for number, members in systems.items()
    )
    return Settings(
        swept, levers, simulated, _baseline(swept, measures), _find_base(swept.sweep.base, levers, simulated)
    )


def _results(swept: SweepResults, name: str, scenario: Scenario, values: Mapping[str, Sequence[float]]) -> Results:
    """Results of these values of each measure, replication by replication."""
    rows = [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]
    return Results(name, scenario, swept.engine, swept.sweep.plan.seed, dict(enumerate(rows)))


def _baseline(swept: SweepResults, measures: Sequence[str]) -> Results | None:
    if swept.sweep.baseline is None or BASELINE in set(swept.failures["point"]):
        return None
    point = swept.at(BASELINE)
    values = {name: point.values(name) for name in measures}
    return _results(swept, point.scenario.title, swept.sweep.baseline, values)


def _lever(factor: Factor, systems: Mapping[int, Sequence[SweepPoint]]) -> LeverStops:
    """A lever, and where it can stop: at each value that was simulated and, of those that have an order, in between."""
    ordered = factor.kind in ORDERED
    taken = dict.fromkeys(members[0].values[factor.name] for members in systems.values())
    if not ordered:
        return LeverStops(factor, False, tuple(_stop(factor, value, 0.0, True) for value in taken))
    simulated = sorted(taken, key=_size)
    low, high = _size(simulated[0]), _size(simulated[-1])
    values = list(simulated)
    if len(simulated) <= FEW_VALUES:
        for here, there in pairwise(simulated):
            values += list_between(factor.kind, here, there)
    reach = (high - low) or 1.0
    return LeverStops(
        factor,
        True,
        tuple(
            _stop(factor, value, (_size(value) - low) / reach, value in taken) for value in sorted(values, key=_size)
        ),
    )


def _size(value: Value) -> float:
    return float(value.toordinal()) if isinstance(value, date) else float(value)


def list_between(kind: FieldKind, here: Any, there: Any) -> list[Value]:
    """Some values between two: whole numbers, the firsts of months, or fifths of the way."""
    if kind is FieldKind.whole:
        whole: list[Value] = list(range(here + 1, there))
        return whole if len(whole) <= MOST_BETWEEN else whole[:: -(-len(whole) // MOST_BETWEEN)]
    if kind is FieldKind.date:
        months = range(here.year * 12 + here.month, there.year * 12 + there.month)
        firsts = (date(month // 12, month % 12 + 1, 1) for month in months)
        return [first for first in firsts if here < first < there]
    shares = [step / (STOPS_BETWEEN + 1) for step in range(1, STOPS_BETWEEN + 1)]
    return [float(f"{here + share * (there - here):.{FIGURES}g}") for share in shares]


def _stop(factor: Factor, value: Value, place: float, simulated: bool) -> Stop:
    if isinstance(value, bool):
        return Stop(value, "yes" if value else "no", "true" if value else "false", place, simulated)
    if isinstance(value, date):
        return Stop(value, write_date(value), value.isoformat(), place, simulated)
    if isinstance(value, str):
        return Stop(value, plain(value), f'"{value}"', place, simulated)
    number = int(value) if float(value).is_integer() else value
    drawn = not factor.values and factor.low < factor.high and factor.kind is FieldKind.number
    return Stop(value, in_figures(value) if drawn else f"{number:,.10g}", f"{number!r}", place, simulated)


def _find_base(base: Scenario, levers: Sequence[LeverStops], simulated: Sequence[SimulatedSetting]) -> int | None:
    """The number of the simulated setting whose levers all stand where the base scenario has them."""
    for number, setting in enumerate(simulated):
        stands = [lever.factor.changes(lever.stops[at].value) for lever, at in zip(levers, setting.stops, strict=True)]
        if all(read_scenario_value(base, path) == value for changes in stands for path, value in changes.items()):
            return number
    return None


def read_scenario_value(scenario: Scenario, path: str) -> Any:
    """What a scenario has at the dotted path of a field that can vary."""
    here: Any = scenario
    for part in path.split("."):
        if isinstance(here, BaseModel):
            here = getattr(here, part)
        else:
            here = here[int(part)] if isinstance(here, tuple) else here[part]
    return here
