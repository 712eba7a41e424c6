"""A pathway that was compiled before is not compiled again, and what is changed of it, or of what it names, is seen."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, cast

import pytest

from fssim.model.calendar import get_calendar
from fssim.model.compile import kept_pathways
from fssim.model.compile.compile_pathway import compile_pathway
from fssim.model.compile.compile_scenario import compile_scenario, tabulate_shapes
from fssim.model.compile.row_numbers import Registry
from fssim.model.tables import Tables
from fssim.model.tabulation import Tabulation
from fssim.scenario import Scenario, load, with_values

CHANGES: dict[str, Any] = {
    "demand.children.value": 31_000.0,
    "demand.referral_rate.value": 400.0,
    "families.engagement.distribution.parameters": {"s": 0.7, "scale": 1.0},  # the tables of which come after
    "clock.observed_years": 2,
    "needs.mental_health.priority": "urgent",
    "needs.mental_health.sessions.value": 12.0,
    "needs.mental_health.session_hours.value": 2.5,
    "needs.mental_health.first_contact_hours.value": 2.5,
    "teams.safeguarding.posts.social_worker.posts.value": 9,
    "roles.social_worker.productive_share.value": 0.7,
    "pathway.holding.longest_wait.value": 25,
    "pathway.stages.child_protection_plan.plan_work.sessions.value": 9.0,
    "pathway.decisions.child_in_need_ready.close.exit.value": 0.3,
    "working_models.family_safeguarding.effects.takes_up.value": 1.5,
    "re_referral.delay.value": 1.5,
}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("one_district_vacancy")


@pytest.mark.parametrize("path", CHANGES)
def test_a_scenario_is_compiled_alike_whatever_was_compiled_before(scenario: Scenario, path: str) -> None:
    changed = with_values(scenario, {path: CHANGES[path]})
    kept_pathways._kept.clear()
    alone = columns(compile_scenario(changed))
    kept_pathways._kept.clear()
    before = columns(compile_scenario(scenario))
    assert columns(compile_scenario(changed)) == alone != before
    assert columns(compile_scenario(scenario)) == before


def test_a_pathway_is_compiled_again_only_if_something_of_it_is_changed(scenario: Scenario) -> None:
    kept_pathways._kept.clear()
    for path in ("demand.children.value", "roles.social_worker.productive_share.value"):
        compile_scenario(with_values(scenario, {path: CHANGES[path]}))
        assert len(kept_pathways._kept) == 1
    compile_scenario(with_values(scenario, {"pathway.holding.longest_wait.value": 25}))
    assert len(kept_pathways._kept) == 2
    for days in range(16, 22):
        compile_scenario(with_values(scenario, {"pathway.holding.longest_wait.value": days}))
    assert len(kept_pathways._kept) == kept_pathways.KEPT


def test_tables_made_beforehand_are_used_whatever_was_compiled_before(scenario: Scenario) -> None:
    shapes = tabulate_shapes(scenario)
    own = compile_scenario(scenario)
    doubled = {key: type(knots)("d", [2.0 * knot for knot in knots]) for key, knots in shapes.items()}
    assert compile_scenario(scenario, doubled).quantiles[5] == 2.0 * own.quantiles[5]
    assert columns(compile_scenario(scenario, shapes)) == columns(own)


class Noted:
    """What stands for another thing and notes, by the name it is given, what is read of it."""

    def __init__(self, name: str, thing: Any, read: set[str]) -> None:
        self._name, self._thing, self._read = name, thing, read

    def __getattr__(self, field: str) -> Any:
        self._read.add(f"{self._name}.{field}")
        return getattr(self._thing, field)


@pytest.mark.parametrize("name", ["one_district_vacancy", "families_first_phased"])
def test_a_pathway_is_compiled_of_nothing_but_what_it_is_kept_by(name: str) -> None:
    read: set[str] = set()
    scenario = load(name)
    needs = {name: Noted("need", need, read) for name, need in scenario.needs.items()}
    registry = Registry(scenario, get_calendar(scenario.whole_clock), Tabulation())
    registry.scenario = cast(Scenario, Noted("scenario", scenario.model_copy(update={"needs": needs}), read))
    compile_pathway(cast(Registry, Noted("registry", registry, read)))
    of_registry = {field.removeprefix("registry.") for field in read if field.startswith("registry.")}
    named = {field for field, held in vars(registry).items() if any(held is names for names in registry.list_names())}
    numbered = {"period", "drawn", "drawn_days", "drawn_number"}
    assert of_registry <= named | numbered | {"calendar", "scenario"}
    assert {field for field in read if field.startswith("need.")} == {
        "need.priority", "need.first_contact_hours", "need.session_hours",
    }  # fmt: skip
    assert {field for field in read if field.startswith("scenario.")} <= {
        "scenario.pathway", "scenario.working_models", "scenario.needs", "scenario.training",
    }  # fmt: skip


def columns(tables: Tables) -> dict[str, Any]:
    return {column.name: repr(getattr(tables, column.name)) for column in fields(tables) if column.name != "scenario"}
