"""The staffings of a sweep, each in the same futures: what every decision under uncertainty starts from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fssim.errors import QuestionError
from fssim.scenario.findings import instead_of
from fssim.studies.analysis.differences.break_even import MORE_IS_WORSE, find_worse_way
from fssim.studies.analysis.point_values import read_point_values, refuse_other_points
from fssim.studies.analysis.staffings import group_staffings, refuse_without_levers
from fssim.studies.sweeps.failed_points import add_left_out, find_failed_points, note_left_out
from fssim.studies.sweeps.plan.factors import UNCERTAINTY, Factor, FieldKind, VariedField
from fssim.studies.sweeps.plan.sweep import BASELINE, SweepPoint, generate_points
from fssim.studies.sweeps.plan.sweep_file import Value
from fssim.studies.sweeps.sweep_results import SweepResults, read_sweep, refuse_not_kept
from fssim.whole_numbers import write_count

if TYPE_CHECKING:
    from fssim.arrays import Floats


FEWEST_REPLICATIONS = 5
MOST_NAMED = 5  # options that are known by their names; more are the rows of a table


@dataclass(frozen=True, eq=False)
class Futures:
    """What each staffing of a sweep gave in each future.

    Attributes
    ----------
    swept
        The sweep.
    staffings
        The values of the levers, by the number of the staffing's first point.
    uncertainties
        What differs between futures. Each number of a table of what goes together (`options` of more than 5 names) is
        one of its own, by its path.
    futures
        The values of the uncertainties, in the order of `values`.
    points
        The number of each staffing's point in each future, in the same order.
    values
        By measure: a row a staffing, a column a future and a replication, in the measure's unit.
    """

    swept: SweepResults
    staffings: Mapping[int, Mapping[str, Value]]
    uncertainties: tuple[Factor, ...]
    futures: Sequence[Mapping[str, Value]]
    points: Sequence[Sequence[int]]
    values: Mapping[str, Floats]

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What to know of them: what could not be simulated, and is left out."""
        return tuple(note_left_out(self.swept))

    def find_staffing(self, levers: Mapping[str, Value]) -> int:
        """The row of the staffing whose levers have these values, or whose text is these.

        Raises `QuestionError` if there is none, or more than one.
        """
        for name in levers:
            if name not in {lever.name for lever in self.swept.sweep.levers}:
                known = [lever.name for lever in self.swept.sweep.levers]
                raise QuestionError(f"{self.swept.folder}: there is no lever '{name}'; {instead_of(name, known)}")
        rows = [
            row
            for row, own in enumerate(self.staffings.values())
            if all(own[name] == value or str(own[name]) == str(value) for name, value in levers.items())
        ]
        if len(rows) != 1:
            every = list(self.staffings.values())
            asked = _write_levers(levers)
            choices = "; ".join(_write_levers(every[row]) for row in rows or range(len(every)))
            if rows:
                has = f"{len(rows)} staffings have {asked}" if levers else f"there are {len(rows)} staffings"
            else:
                has = f"no staffing has {asked}"
            raise QuestionError(add_left_out(f"{self.swept.folder}: {has}; say which, of {choices}", self.swept))
        return rows[0]


def _write_levers(levers: Mapping[str, Value]) -> str:
    return ", ".join(f"{name}={value}" for name, value in levers.items())


def find_sign(measure: str, worse: str | None) -> float:
    """1 if more of a measure is worse, -1 if less is. Raises `QuestionError` if nobody says."""
    return 1.0 if find_worse_way(measure, worse) == MORE_IS_WORSE else -1.0


def has_order(factor: Factor) -> bool:
    """Whether a value of an uncertainty can be more than another."""
    return factor.kind not in (FieldKind.text, FieldKind.truth)


def as_numbers(factor: Factor, values: Sequence[Value]) -> Floats:
    """Values as numbers: a date is its day, and what has no order the place in which it comes first."""
    if not has_order(factor):
        seen = list(dict.fromkeys(values))
        return np.array([float(seen.index(value)) for value in values])
    return np.array([float(value.toordinal()) if isinstance(value, date) else float(value) for value in values])


def read_futures(
    swept: SweepResults | str | Path,
    measures: Sequence[str],
    fewest: int,
    *,
    without_levers: bool = False,
    cost: str | None = None,
) -> Futures:
    """What each staffing of a finished sweep gave in each future, with `fewest` futures or more.

    A sweep without levers may be taken as one of a single staffing. `cost` is the measure that says what each staffing
    costs, if it is asked. Staffings and futures of which nothing could be
    simulated are left out.

    Raises `QuestionError` if the sweep is not finished, its staffings did not meet the same futures or too few, or a
    measure has no value somewhere; `UnknownMeasure` if it is none of the sweep's.
    """
    if not isinstance(swept, SweepResults):
        swept = read_sweep(swept)
    if not without_levers:
        refuse_without_levers(swept)
    refuse_not_kept(swept, measures, cost)
    refuse_other_points(swept)
    levers, uncertainties = ([one.name for one in part] for part in (swept.sweep.levers, swept.sweep.uncertainties))
    systems = group_staffings(swept) if levers or not without_levers else _take_every_point(swept)
    met = {
        number: sorted((tuple(point.values[name] for name in uncertainties), point.number) for point in members)
        for number, members in systems.items()
    }
    futures = [future for future, _ in next(iter(met.values()), [])]
    if any([future for future, _ in own] != futures for own in met.values()):
        raise QuestionError(f"{swept.folder}: its staffings did not meet each future as often; sweep them crossed")
    if len(futures) < fewest:
        count = write_count(len(futures), "future")
        message = f"{swept.folder}: its staffings met {count}, and this needs {fewest} or more"
        raise QuestionError(add_left_out(f"{message}; sweep them crossed, with points: {fewest}", swept))
    points = [[number for _, number in own] for own in met.values()]
    where = np.array(points) - 1
    values = {name: whole[where] for name, whole in read_point_values(swept, list(dict.fromkeys(measures))).items()}
    for name, own in values.items():
        if np.isnan(own).any():
            raise QuestionError(
                f"{swept.folder}: {name} has no value in some replications of some futures; choose another measure"
            )
    staffings = {number: {name: members[0].values[name] for name in levers} for number, members in systems.items()}
    named = [dict(zip(uncertainties, one, strict=True)) for one in futures]
    return Futures(swept, staffings, *spread_tables(swept.sweep.uncertainties, named), points, values)


def spread_tables(
    factors: Sequence[Factor], futures: Sequence[Mapping[str, Value]]
) -> tuple[tuple[Factor, ...], list[dict[str, Value]]]:
    """The uncertainties, and their values in each future, with the numbers of a table in place of its rows' names.

    Numbers that go together in every row are one.
    """
    spread: list[Factor] = []
    values: list[dict[str, Value]] = [{} for _ in futures]
    for factor in factors:
        if len(factor.options) <= MOST_NAMED:
            spread.append(factor)
            for own, future in zip(values, futures, strict=True):
                own[factor.name] = future[factor.name]
            continue
        columns: dict[tuple[Value, ...], list[VariedField]] = {}
        for field in factor.fields:
            base = field.number.value if field.number is not None else math.nan
            column = tuple(option.get(field.path, base) for option in factor.options.values())
            columns.setdefault(column, []).append(field)
        for column, fields in columns.items():
            if len(set(column)) > 1 and not any(isinstance(one, float) and math.isnan(one) for one in column):
                name = fields[0].path.removesuffix(".value")
                spread.append(Factor(name, UNCERTAINTY, tuple(fields)))
                of_option = dict(zip(factor.options, column, strict=True))
                for own, future in zip(values, futures, strict=True):
                    own[name] = of_option[str(future[factor.name])]
    return tuple(spread), values


def _take_every_point(swept: SweepResults) -> dict[int, list[SweepPoint]]:
    """The points that could be simulated, as those of one staffing by the number of its first point."""
    failed = find_failed_points(swept)
    points = [
        point for point in generate_points(swept.sweep) if point.number != BASELINE and point.number not in failed
    ]
    return {points[0].number: points} if points else {}


def refuse_few_replications(futures: Futures) -> None:
    """Raise `QuestionError` if luck cannot be told from what differs."""
    count = futures.swept.sweep.plan.fewest_replications
    if count < FEWEST_REPLICATIONS:
        raise QuestionError(
            f"{futures.swept.folder}: {write_count(count, 'replication')} of each point "
            f"{'is' if count == 1 else 'are'} too few to tell luck from what differs; sweep with "
            f"{FEWEST_REPLICATIONS} or more"
        )


def check_thresholds(thresholds: Mapping[str, float]) -> None:
    """Raise `QuestionError` if a threshold is no number."""
    for name, value in thresholds.items():
        if not math.isfinite(value):
            raise QuestionError(f"the threshold of {name} is {value:g}; it must be finite")
