"""A point of a sweep is compiled to the same tables whatever was compiled before it in the same process."""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import islice
from typing import Any

import pytest

from fssim.model import calendar, draws, quantile_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import Scenario
from fssim.studies.sweeps.plan.sweep import build_scenario, generate_points, load_sweep
from tests.laws.shipped import FOLDER

SWEEPS = sorted((FOLDER / "sweeps").glob("*.yaml"))
POINTS = 6  # of each sweep, evenly spread
MODULES = (calendar, draws, quantile_tables)  # that keep something from one compilation to the next


def list_columns(part: Any, path: str = "") -> Iterator[tuple[str, object]]:
    """Every column of tables, and every number and name beside them, but for the scenario itself."""
    if is_dataclass(part):
        for field in fields(part):
            if field.name != "scenario":
                yield from list_columns(getattr(part, field.name), f"{path}.{field.name}")
    else:
        yield path, (part.typecode, part.tobytes()) if isinstance(part, array) else part


def forget() -> None:
    kept = [thing for module in MODULES for thing in vars(module).values() if hasattr(thing, "cache_clear")]
    assert len(kept) > len(MODULES)
    for function in kept:
        function.cache_clear()


def fresh_columns(scenario: Scenario) -> dict[str, object]:
    forget()
    return dict(list_columns(compile_scenario(pickle.loads(pickle.dumps(scenario)))))


@pytest.mark.parametrize("file", SWEEPS, ids=lambda file: file.stem)
def test_a_point_is_compiled_as_if_it_were_the_first(file: Any) -> None:
    sweep = load_sweep(file)
    points = list(generate_points(sweep))
    scenarios = [build_scenario(sweep, point) for point in islice(points, 0, None, max(1, len(points) // POINTS))]
    expected = [fresh_columns(scenario) for scenario in scenarios]
    forget()
    found = [dict(list_columns(compile_scenario(scenario))) for scenario in scenarios]
    for number, (one, other) in enumerate(zip(found, expected, strict=True)):
        assert one.keys() == other.keys()
        assert [path for path in one if one[path] != other[path]] == [], number
