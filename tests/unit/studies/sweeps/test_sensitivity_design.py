"""Designs for a sensitivity analysis: one thing at a time, over the whole of its range."""

from __future__ import annotations

import math
from typing import Any

import pytest
from pydantic import ValidationError

from fssim.scenario.schema.parameter import Distribution
from fssim.studies.sweeps.plan.design import count_design_points, generate_rows
from fssim.studies.sweeps.plan.factors import UNCERTAINTY, Factor, FieldKind, VariedField
from fssim.studies.sweeps.plan.sweep_file import Design


def design(**values: Any) -> Design:
    return Design.model_validate(values)


def factor(name: str, **values: Any) -> Factor:
    return Factor(name, UNCERTAINTY, (VariedField(name, FieldKind.number, None, None),), **values)


RANGES = [factor("a", low=0.0, high=3.0), factor("b", low=10.0, high=13.0), factor("c", low=-3.0, high=0.0)]


def test_a_trajectory_changes_one_thing_after_another_by_two_thirds_of_its_range() -> None:
    plan = design(kind="morris", trajectories=4)
    made = list(generate_rows(plan, RANGES, 1))
    assert len(made) == count_design_points(plan, RANGES) == 16
    for start in range(0, 16, 4):
        steps = [
            [index for index in range(3) if made[row][index] != made[row + 1][index]] for row in range(start, start + 3)
        ]
        assert sorted(steps) == [[0], [1], [2]]
    assert {row[0] for row in made} <= {0.0, 1.0, 2.0, 3.0}
    assert made == list(generate_rows(plan, RANGES, 1)) != list(generate_rows(plan, RANGES, 2))


@pytest.mark.parametrize("plan", [{"kind": "morris", "trajectories": 2}, {"kind": "saltelli", "points": 2}])
def test_any_seed_will_do_and_others_give_other_points(plan: dict[str, Any]) -> None:
    made = [tuple(generate_rows(design(**plan), RANGES, seed)) for seed in (0, 2**32 - 1, 2**32, 2**64 - 1)]
    assert len(set(made)) == len(made)


def test_a_distribution_without_ends_is_taken_inside_them() -> None:
    normal = factor("n", distribution=Distribution(name="norm", parameters={"loc": 5.0, "scale": 1.0}))
    made = {row[0] for row in generate_rows(design(kind="morris", trajectories=20), [normal, RANGES[0]], 1)}
    assert len(made) == 4
    assert all(isinstance(value, float) and math.isfinite(value) for value in made)


def test_saltellis_points_exchange_one_thing_at_a_time() -> None:
    plan = design(kind="saltelli", points=4)
    made = list(generate_rows(plan, RANGES, 1))
    assert len(made) == count_design_points(plan, RANGES) == 4 * (3 + 2)
    first, *exchanged, second = made[:5]
    for place, row in enumerate(exchanged):
        assert [row[column] == second[column] for column in range(3)] == [column == place for column in range(3)]
        assert [row[column] == first[column] for column in range(3)] == [column != place for column in range(3)]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"kind": "morris"}, "`trajectories` go with kind morris"),
        ({"kind": "grid", "trajectories": 3}, "`trajectories` go with kind morris"),
        ({"kind": "morris", "trajectories": 3, "points": 8}, "has `points`, which it counts itself"),
        ({"kind": "saltelli"}, "says no `points`"),
        ({"kind": "saltelli", "points": 12}, "must be a power of 2, such as 8 or 16"),
    ],
)
def test_a_design_says_what_it_needs(values: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValidationError, match=wrong):
        design(**values)
