"""What every replication of a scenario finds alike, in arrays that no run writes to."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy

from fssim.engine.compiled.runtime.buffer_pool import Array
from fssim.engine.compiled.runtime.records import ARRAYS, COLUMNS, FIXED, NONE, TABLES
from fssim.model.tables import KNOTS, STARTS_AFTER, STARTS_ENTRY, Tables


@lru_cache(maxsize=1)
def make_table_arrays(tables: Tables) -> dict[str, Array]:
    """The arrays, by name: made once, as most replications are of the scenario of the one before."""
    stages, activities = len(tables.names.stages), len(tables.names.activities)
    worked = tables.worked_stages
    listed = numpy.zeros(len(worked.holder) * activities, numpy.int8)
    by_number = numpy.array(tables.stage_activities, numpy.int32)
    for row, (first, count) in enumerate(zip(worked.first_activity, worked.activity_count, strict=True)):
        by_number[first : first + count].sort()
        listed[row * activities + by_number[first : first + count]] = 1
    ready, not_ready = numpy.asarray(tables.decisions.ready), numpy.asarray(tables.decisions.not_ready)
    decides = ((ready >= 0) | (not_ready >= 0)).reshape(-1, stages * activities).any(axis=0)
    first_to_start, next_to_start = _starts(tables)
    made = {
        "quantities": _quantities(tables),
        "decision_numbers": numpy.where(decides, numpy.cumsum(decides) - 1, NONE).astype(numpy.int32),
        "is_listed": listed,
        "listed_by_number": by_number,
        "first_to_start": first_to_start,
        "next_to_start": next_to_start,
    }
    return {
        **{name: _rows_of(getattr(tables, name), record) for name, record in TABLES.items()},
        **{name: _column_of(getattr(tables, name), record) for name, record in COLUMNS.items()},
        **{name: array.view(ARRAYS[name]) for name, array in made.items()},
    }


def _starts(tables: Tables) -> tuple[Array, Array]:
    """What entry to a stage, or an activity that is held, starts in it: the first, and from each the next."""
    rows, worked = tables.activities, tables.worked_stages
    stage_count, activity_count = len(tables.names.stages), len(tables.names.activities)
    first = [NONE] * (len(worked.holder) * (1 + activity_count))
    following = [NONE] * len(tables.stage_activities)
    for number, (begins, count) in enumerate(zip(worked.first_activity, worked.activity_count, strict=True)):
        for place in reversed(range(begins, begins + count)):
            row = number // stage_count * activity_count + tables.stage_activities[place]
            if rows.starts[row] == STARTS_AFTER:
                what = number * (1 + activity_count) + 1 + rows.after[row]
            elif rows.starts[row] == STARTS_ENTRY and not tables.carried[place]:
                what = number * (1 + activity_count)
            else:
                continue
            following[place], first[what] = first[what], place
    return numpy.array(first, numpy.int32), numpy.array(following, numpy.int32)


def _quantities(tables: Tables) -> Array:
    knots = numpy.asarray(tables.quantiles).reshape(-1, KNOTS)
    quantities = numpy.zeros(len(knots), FIXED["quantities"])
    quantities["least"] = knots[:, 0]
    quantities["varies"] = (knots != knots[:, :1]).any(axis=1)
    return quantities


def _column_of(column: Any, record: Any) -> Array:
    code, values = record["value"], numpy.asarray(column)
    return (values.view(code) if values.itemsize == code.itemsize else values.astype(code)).view(record)


def _rows_of(table: Any, record: Any) -> Array:
    names = record.names
    made = numpy.zeros(len(getattr(table, names[0])), record)
    for name in names:
        column = numpy.asarray(getattr(table, name))
        made[name] = column.view(record[name]) if column.dtype.kind != record[name].kind else column
    return made
