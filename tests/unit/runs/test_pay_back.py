"""What pays back, against sums worked by hand."""

from __future__ import annotations

from math import isnan
from typing import Any

import pytest

from fssim.runs.pay_back import PayBack, find_pay_backs
from fssim.runs.results import Results
from fssim.scenario import load, with_values
from fssim.scenario.schema.scenario import Scenario
from tests.unit.measures.conftest import SERVICE

EXTRA = [100_000.0, 120_000.0, 110_000.0]  # pounds a year more than 1 million


def price(value: float, unit: str, **ends: float) -> dict[str, Any]:
    return {
        "cost": {"value": value, "unit": unit, "source": "guess", "grade": "assumed", **ends},
        "price_year": "2024-25",
    }


def priced(title: str, **prices: Any) -> Scenario:
    usual = {
        "stages": ["plan"],
        "placement": price(2000, "GBP a week", low=1000, high=8000),
        "proceedings": price(20_000, "GBP a case", low=10_000, high=30_000),
    }
    no_effect = "working_models.family_safeguarding.activities.supervision.brings_forward.chance.value"
    return with_values(load(SERVICE), {"care_costs": usual | prices, no_effect: 0}).model_copy(update={"title": title})


def run(scenario: Scenario, costs: list[float], entries: list[float]) -> Results:
    rows = {
        number: {
            "cost_everything_gbp_a_year": pounds,
            "care_entries_children_a_year": children,
            "care_weeks_an_entry": 50.0,
            "care_cases_an_entry": 0.25,
            "care_council_gbp_a_year": 105_000.0 * children,
        }
        for number, (pounds, children) in enumerate(zip(costs, entries, strict=True))
    }
    return Results(scenario.title, scenario, "simpy", 1, rows)


def compared(extra: list[float], entries: list[float], **prices: Any) -> PayBack:
    here = run(priced("New"), [1e6 + pounds for pounds in extra], entries)
    (back,) = find_pay_backs([here, run(priced("Old", **prices), [1e6] * len(extra), [20.0] * len(extra))])
    return back


def test_an_entry_avoided_saves_its_weeks_and_its_share_of_a_case() -> None:
    """50 weeks at 2,000 and a quarter of 20,000; at the ends of the ranges 50,000 and 2,500, and 400,000 and 7,500."""
    saved = compared(EXTRA, [18.0, 19.0, 17.0]).avoided
    assert (saved.weeks, saved.cases) == (50.0, 0.25)
    assert (saved.usual, saved.least, saved.most) == (105_000.0, 52_500.0, 407_500.0)


def test_break_even_is_the_extra_cost_over_what_an_entry_saves() -> None:
    back = compared(EXTRA, [18.0, 19.0, 17.0])
    assert back.find_turning() == pytest.approx((-110 / 105, -110 / 52.5, -110 / 407.5))
    cheaper = compared([-pounds for pounds in EXTRA], [18.0, 19.0, 17.0])
    assert cheaper.find_turning() == pytest.approx((110 / 105, 110 / 407.5, 110 / 52.5))


def test_prices_are_those_of_what_is_compared_with_and_may_have_no_range() -> None:
    back = compared(EXTRA, [18.0] * 3, placement=price(1000, "GBP a week"), proceedings=None)
    assert (back.avoided.usual, back.avoided.least, back.avoided.most) == (50_000.0,) * 3
    free_at_best = compared(EXTRA, [18.0] * 3, placement=price(1000, "GBP a week", low=0, high=2000), proceedings=None)
    assert all(isnan(end) for end in free_at_best.find_turning()[1:])


def test_without_prices_or_entries_nothing_pays_back() -> None:
    here = run(priced("New"), [1e6, 1e6], [1.0, 1.0])
    without = priced("Old").model_copy(update={"care_costs": None})
    assert find_pay_backs([here]) == []
    assert find_pay_backs([here, run(without, [1e6, 1e6], [1.0, 1.0])]) == []
    assert find_pay_backs([here, run(priced("Old"), [1e6, 1e6], [0.0, 0.0])]) == []
    free = priced("Old", placement=price(0, "GBP a week"), proceedings=None)
    assert find_pay_backs([here, run(free, [1e6, 1e6], [1.0, 1.0])]) == []


def test_of_a_run_of_chosen_measures_nothing_is_said() -> None:
    here = run(priced("New"), [1e6, 1e6], [1.0, 1.0])
    rows = {number: {"care_entries_children_a_year": 2.0} for number in here.rows}
    chosen = [Results(one.title, one, "simpy", 1, rows) for one in (priced("New"), priced("Old"))]
    assert find_pay_backs(chosen) == []
