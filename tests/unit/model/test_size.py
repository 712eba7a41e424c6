"""How large a replication will be: within a factor of what comes of it, and refused before any of it is made."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from fssim.errors import TooLarge
from fssim.model.family_table import draw_families
from fssim.model.size import (
    HOURS,
    MEMORY,
    describe_duration,
    describe_memory,
    estimate_effort,
    estimate_size,
    find_most_bytes,
    refuse_too_much,
    round_to_two_figures,
)
from fssim.runs.replicate import compile_pickled, simulate
from fssim.runs.runner import run
from fssim.scenario import Scenario, load, with_values

ROOT = Path(__file__).parents[3]
DISTRICT = ROOT / "scenarios" / "one_district.yaml"


@pytest.fixture(scope="module")
def district() -> Scenario:
    return load(DISTRICT)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"demand.children.value": 60000},
        {"families.children": {"3": {"value": 1, "unit": "probability", "source": "your_number", "grade": "assumed"}}},
        {"demand.shocks.flood": {"start": "2019-04-01", "until": "2021-04-01", "factor": {
            "value": 4, "unit": "multiplier", "source": "your_number", "grade": "assumed"}}},
        {"demand.streams.early": {"begins_in": "assessment", "rate": {
            "value": 300, "unit": "per 10000 children a year", "source": "your_number", "grade": "assumed"}}},
    ],
)  # fmt: skip
def test_families_are_counted_beforehand(district: Scenario, values: dict[str, Any]) -> None:
    """Within four standard deviations of a Poisson number, and the calendar's rounding."""
    scenario = with_values(district, values)
    drawn = len(draw_families(compile_pickled(pickle.dumps(scenario)), 1, 0))
    expected = estimate_size(scenario).families
    assert abs(drawn - expected) < 4.0 * expected**0.5 + 0.02 * expected


def test_workers_are_counted_to_within_half_as_many_again(district: Scenario) -> None:
    log = simulate(district, 1)
    assert len(log.workers) / 1.5 < estimate_size(district).workers < 1.5 * len(log.workers)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"demand.children.value": 14e9}, ("1,200,000,000 families", "a lower demand.children")),
        ({"demand.referral_rate.value": 1e9}, ("families", "a lower demand.referral_rate")),
        ({"teams.safeguarding.posts.social_worker.posts.value": 1e9}, ("workers", "1,000,000,000 posts in 6")),
        ({"teams.safeguarding.count.value": 1e8}, ("workers", "100,000,005 teams and pools: give fewer")),
    ],
)
def test_what_memory_has_no_room_for_is_refused_before_it_is_made(
    district: Scenario, values: dict[str, Any], message: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MEMORY, "8")
    scenario = with_values(district, values)
    for asked in (lambda: simulate(scenario), lambda: run(scenario, 1)):
        with pytest.raises(TooLarge) as caught:
            asked()
        for words in (*message, "and the most here is 8.0 GB", f"the environment variable {MEMORY}"):
            assert words in str(caught.value)


def test_a_billion_replications_are_refused_by_memory_or_else_by_time(
    district: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MEMORY, "8")
    with pytest.raises(
        TooLarge, match=r"1,000,000,000 replications, which take about .* the most memory here is 8\.0 GB"
    ):
        run(district, 10**9)
    monkeypatch.setenv(MEMORY, "1e9")
    with pytest.raises(TooLarge, match=r"the most time is 4\.2 days; ask for fewer replications, or allow more with"):
        run(district, 10**9, jobs=2)
    monkeypatch.setenv(HOURS, "1e9")
    refuse_too_much(estimate_effort([district], 10**9, 2, "compiled"))


def test_what_is_asked_of_a_limit_is_a_number(district: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("lots", "-1", "0", "nan"):
        monkeypatch.setenv(MEMORY, text)
        with pytest.raises(TooLarge, match=f"{MEMORY} is '{text}'; it must be a number above 0"):
            run(district, 1)
    monkeypatch.delenv(MEMORY)
    assert find_most_bytes() > 1e8


def test_much_is_said_and_little_is_not(district: Scenario) -> None:
    assert not estimate_effort([district, district], 20, 1, "compiled").is_much
    assert estimate_effort([district], 2000, 1, "simpy").is_much
    text = str(estimate_effort([district], 1000, 2, "compiled"))
    assert text == "1,000 replications, which take about 640 MB of memory and 28 seconds on 2 processes"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.1, "1.0 seconds"),
        (90, "90 seconds"),
        (200, "3.3 minutes"),
        (9000, "2.5 hours"),
        (1e6, "12 days"),
        (1e9, "32 years"),
    ],
)
def test_a_time_in_words(seconds: float, text: str) -> None:
    assert describe_duration(seconds) == text


def test_amounts_in_words() -> None:
    assert [describe_memory(amount) for amount in (1.5e8, 2.34e9, 3.5e13)] == ["150 MB", "2.3 GB", "35,000 GB"]
    assert [round_to_two_figures(number) for number in (0.0, 1.0, 12.6, 1846.0)] == ["0", "1.0", "13", "1,800"]
