"""What can be compared: one clock, and how far the families are the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fssim.runs.compare import compare
from fssim.runs.paired import OtherClocks, compare_demand, refuse_other_clocks
from fssim.runs.results import Results
from fssim.runs.runner import run_all
from fssim.scenario import Scenario, load, with_values

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"


@pytest.fixture(scope="module")
def small() -> Scenario:
    return load(SMALL)


@pytest.mark.parametrize(
    ("field", "value"), [("observed_from", "2020-04-01"), ("observed_years", 2), ("warm_up_years", 0)]
)
def test_other_clocks_cannot_be_compared(small: Scenario, field: str, value: Any) -> None:
    other = with_values(small, {f"clock.{field}": value})
    was = getattr(small.clock, field)
    now = date.fromisoformat(value) if isinstance(value, str) else value
    with pytest.raises(OtherClocks) as caught:
        refuse_other_clocks([("now", small), ("then", other)])
    assert str(caught.value) == (
        f"'now' and 'then' cannot be compared: clock.{field} is {was} in the one and {now} in the other; give both "
        "one clock"
    )
    with pytest.raises(OtherClocks):
        run_all({"now": small, "then": other}, 1, 1, 1)
    results = [Results(name, side, "compiled", 1, {0: {"x": 1.0}}) for name, side in (("n", small), ("t", other))]
    with pytest.raises(ValueError, match="cannot be compared"):
        compare(*results)
    refuse_other_clocks([("now", small), ("again", small)])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"demand.children.value": 7000}, ["children in the area"]),
        ({"demand.referral_rate.value": 300, "demand.first_referrals.value": 0.5},
         ["the referral rate", "the share of first referrals"]),
        ({"families.engagement.value": 1.5}, ["how far families engage"]),
        ({"teams.safeguarding.posts.social_worker.posts.value": 2, "clock.observed_years": 2}, []),
    ],
)  # fmt: skip
def test_what_demand_differs_by(small: Scenario, values: dict[str, Any], words: list[str]) -> None:
    assert compare_demand(small, with_values(small, values)) == words


def test_families_who_come_otherwise_than_by_a_referral_are_a_difference_of_demand() -> None:
    words = ["families who come without a referral"]
    assert compare_demand(load("families_first"), load("standard")) == words
    assert compare_demand(load("families_first"), load("families_first_phased")) == []


def test_a_spell_of_other_demand_is_named(small: Scenario) -> None:
    (name, *_) = small.demand.shocks
    without = with_values(small, {f"demand.shocks.{name}": None})
    assert compare_demand(small, without) == [f"the change in referrals '{name}'"]
