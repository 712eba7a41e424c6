"""What families weigh, worked out by hand, and curves at, between and beyond their places."""

from __future__ import annotations

from array import array
from typing import Any

import pytest

from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.people_tables import Curves, Places, on_curve
from fssim.scenario import load
from tests.laws import building as b


def held(*activities: tuple[str, dict[str, Any]], **stage: Any) -> dict[str, Any]:
    words = b.small_service()
    words["pathway"]["activities"] |= dict(activities)
    words["pathway"]["activities"]["task"] = b.activity({"worker": b.part(1.0)})
    words["pathway"]["stages"]["work"] |= {"holder": "worker", "activities": ["task", *(n for n, _ in activities)]}
    words["pathway"]["stages"]["work"] |= stage
    return words


def weighs(words: dict[str, Any], model: int = 0) -> tuple[float, float]:
    """The hours a working day of a family's first child, and of each further one, in the first stage."""
    tables = compile_scenario(b.scenario_of(words))
    row = model * len(tables.names.stages)
    return tables.workloads.first_child[row] / 1e6, tables.workloads.further_child[row] / 1e6


def visit(**more: Any) -> dict[str, Any]:
    return b.activity({"holder": b.part(2.0, **more)}, repeat=(10, "working days"))


def letter(hours: float = 6.0, due: int = 30, **more: Any) -> dict[str, Any]:
    return b.activity({"holder": b.part(hours)}, due=(due, "working days"), **more)


def test_what_repeats_is_spread_over_its_interval() -> None:
    assert weighs(held(("visit", visit()))) == (0.2, 0.0)


def test_what_is_done_once_is_spread_over_the_stage_until_the_last_is_due() -> None:
    assert weighs(held(("letter", letter()), ("note", letter(3.0, 15)))) == (0.3, 0.0)  # 9 hours over 30 days


def test_a_gap_that_is_longer_makes_the_stage_longer() -> None:
    assert weighs(held(("letter", letter(gap=60.0)))) == (0.1, 0.0)


def test_a_planned_length_says_how_long_the_stage_is() -> None:
    assert weighs(held(("letter", letter()), planned_length=b.drawn(20.0, "working days"))) == (0.3, 0.0)


def test_what_is_due_at_once_is_spread_over_a_day() -> None:
    words = held(("letter", letter(due=0)))
    words["pathway"]["activities"]["task"]["first_due"] = {"period": b.number(0, "working days")}
    assert weighs(words) == (6.0, 0.0)


def test_further_children_and_recording_are_counted() -> None:
    words = held(("visit", visit(further_child=b.number(0.5, "share"), recording_share=b.number(0.2, "share"))))
    words["working_models"]["usual"] = b.working_model(recording=1.5)
    assert weighs(words) == (0.22, 0.11)


def test_a_distribution_with_a_scale_of_its_own_counts_by_its_mean() -> None:
    words = held(("visit", visit()))
    words["pathway"]["activities"]["visit"]["participants"]["holder"]["hours"] = b.bars("hours", [0.0, 4.0], [1.0])
    assert weighs(words) == (pytest.approx(0.2), 0.0)


def test_others_hours_and_a_new_holders_are_not_counted() -> None:
    handover = {**b.activity({"holder": b.part(5.0)}), "starts": "new holder"}
    assert weighs(held(("visit", visit()), ("handover", handover))) == (0.2, 0.0)


def test_a_working_model_weighs_a_stage_by_its_own_activities() -> None:
    words = held(("visit", visit()))
    words["working_models"]["new"] = b.working_model(
        activities={"visit": {**visit(), "repeat": b.number(5, "working days")}}
    )
    assert (weighs(words), weighs(words, model=1)) == ((0.2, 0.0), (0.4, 0.0))


def test_a_child_protection_plan_of_the_standard_model_is_some_three_and_a_half_hours_a_week() -> None:
    tables = compile_scenario(load("standard"))
    stages = tables.names.stages
    hours_a_week = {stage: 5e-6 * work for stage, work in zip(stages, tables.workloads.first_child, strict=False)}
    # Visits of 2.5 hours, direct work every 2 weeks, core groups, conferences every 6 months, and liaison and
    # supervision every 4 weeks.
    by_hand = 5 * (2.5 / 10 + 1.5 / 9.68 + 2.5 / 29.05 + 5.5 / 126.45 + 3.25 / 19.36)
    assert hours_a_week["child_protection_plan"] == pytest.approx(by_hand, rel=0.002)
    assert hours_a_week["referral"] == hours_a_week["closed"] == 0.0


def test_a_curve_is_straight_between_its_places_and_level_beyond_them() -> None:
    curves = Curves(array("q", [0, 3]), array("q", [3, 1]))
    places = Places(array("d", [0.5, 1.0, 2.0, 1.0]), array("d", [1.0, 2.0, 0.0, 7.0]))
    at = [0.0, 0.5, 0.75, 1.0, 1.5, 2.0, 9.0, float("inf")]
    assert [on_curve(curves, places, 0, x) for x in at] == [1.0, 1.0, 1.5, 2.0, 1.0, 0.0, 0.0, 0.0]
    assert {on_curve(curves, places, 1, x) for x in at} == {7.0}
