"""Responses, jumps and recovery, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import fssim
from fssim.studies.validation.published_files import AuthorityYear, PublishedResponse
from fssim.studies.validation.responses import (
    EMPTY,
    JUMP,
    REFERRALS,
    UNCHANGED,
    WORKERS,
    compare_recovery,
    compare_responses,
    make_changes,
)
from fssim.studies.validation.simulated_years import SimulatedYears
from fssim.studies.validation.validation_file import read_yardstick

YARDSTICK = read_yardstick()
PUBLISHED = PublishedResponse(
    "load_assess45", "assess45", "percentage points",
    {
        "referrals_up_10pc": -1.0, "referrals_low": -2.0, "referrals_high": 0.0,
        "workers_up_10pc": 1.0, "workers_low": 0.0, "workers_high": 2.0,
        "jumps": 100.0, "change_in_jumps": -2.0, "sd_of_change_in_jumps": 3.0,
    },
)  # fmt: skip


def years(assess45: list[list[float]], referral_rate: float = 400.0) -> SimulatedYears:
    """Two replications of four years."""
    numbers = [[[in_time, referral_rate] for in_time in replication] for replication in assess45]
    return SimulatedYears(("assess45", "referral_rate"), np.array(numbers))


def service() -> dict[str, SimulatedYears]:
    return {
        UNCHANGED: years([[80.0, 80.0, 80.0, 80.0], [82.0, 82.0, 82.0, 82.0]]),
        REFERRALS: years([[78.0] * 4, [81.0] * 4], referral_rate=440.0),
        WORKERS: years([[84.0] * 4, [88.0] * 4]),
        JUMP: years([[80.0, 76.0, 79.0, 80.0], [82.0, 76.0, 80.0, 81.0]]),
        EMPTY: years([[80.0, 50.0, 60.0, 70.0], [82.0, 50.0, 60.0, 70.0]]),
    }


def test_what_a_change_makes_is_inside_the_published_interval_widened_by_half() -> None:
    rows = compare_responses([service()], [PUBLISHED], YARDSTICK).set_index(["part", "change"])
    referrals, workers = rows.loc["response", REFERRALS], rows.loc["response", WORKERS]
    assert referrals["model"] == pytest.approx(-1.5)
    assert (referrals["low"], referrals["high"]) == (-2.5, 0.5)
    assert referrals["inside"]
    assert workers["model"] == pytest.approx(5.0)
    assert not workers["inside"]


def test_what_more_workers_are_is_no_response_to_them() -> None:
    vacancies = PublishedResponse("load_vacancy", "vacancy", "percentage points", PUBLISHED.values)
    one = {change: SimulatedYears(("vacancy", "referral_rate"), years.numbers) for change, years in service().items()}
    rows = compare_responses([one], [vacancies], YARDSTICK)
    assert set(rows.loc[rows["part"] == "response", "change"]) == {REFERRALS}


def test_referrals_that_came_to_less_than_ten_percent_more_count_for_more() -> None:
    one = service() | {REFERRALS: years([[78.0] * 4, [81.0] * 4], referral_rate=420.0)}
    rows = compare_responses([one], [PUBLISHED], YARDSTICK).set_index(["part", "change"])
    assert rows.loc["response", REFERRALS]["model"] == pytest.approx(-1.5 * math.log(1.1) / math.log(1.05))


def test_a_jump_and_the_spread_between_years() -> None:
    rows = compare_responses([service()], [PUBLISHED], YARDSTICK).set_index(["part", "change"])
    jump, spread = rows.loc["jump", JUMP], rows.loc["spread", JUMP]
    assert jump["model"] == pytest.approx(-5.0)
    assert jump["high"] - jump["low"] == pytest.approx(1.5 * 2 * 1.959964 * 3.0 / 10.0)
    assert spread["model"] == pytest.approx(2**0.5)  # of -4 and -6
    assert (spread["low"], spread["high"]) == pytest.approx((2.0, 4.0), rel=1e-3)
    assert not spread["inside"]


def test_recovered_is_near_what_would_have_been_and_never_out_of_range() -> None:
    panel = [AuthorityYear("A", 2000 + at, {"assess45": 60.0 + at}) for at in range(41)]
    rows = compare_recovery([service()], panel, YARDSTICK).set_index("change")
    assert rows.loc[JUMP]["left"] == pytest.approx(-0.5)
    assert rows.loc[JUMP]["inside"]
    assert rows.loc[EMPTY]["left"] == pytest.approx(-11.0)
    assert rows.loc[EMPTY]["lowest"] == 50.0
    assert not rows.loc[EMPTY]["recovered"]
    assert not rows.loc[EMPTY]["in_range"]


def test_the_changes_say_what_they_do() -> None:
    scenario = fssim.load("standard")
    changes = make_changes(scenario, YARDSTICK)
    assert {changed.clock.observed_years for changed in changes.values()} == {4}
    assert changes[REFERRALS].demand.referral_rate.value == pytest.approx(480.7)
    # 16% of posts are vacant: 0.15 leave a year, and a vacancy lasts 16 / 0.24 weeks. Of 10% more people in post, part
    # fill 19% of the vacant posts, and 12% fewer leave.
    before, after = (changed.roles["social_worker"].turnover for changed in (changes[UNCHANGED], changes[WORKERS]))
    assert before is not None
    assert after is not None
    weeks = 365.25 / 7
    empty = 0.15 * 16 / weeks / 0.24
    vacant = empty / (1 + empty)
    assert after.leaving_rate.value == pytest.approx(0.88 * 0.15)
    then_empty = after.leaving_rate.value * 16 / weeks / after.hire_succeeds.value
    assert then_empty / (1 + then_empty) == pytest.approx(0.81 * vacant)
    in_post = changes[WORKERS].demand.children.value * 1.1 / (1 - 0.81 * vacant) * (1 - vacant)
    assert in_post == pytest.approx(132_668)
    (shock,) = changes[JUMP].demand.shocks.values()
    assert (shock.start.isoformat(), shock.until.isoformat(), shock.factor.value) == ("2020-04-01", "2021-04-01", 1.2)
    (vacancy,) = changes[EMPTY].vacancies.values()
    assert vacancy.share is not None
    assert (vacancy.role, vacancy.start.isoformat(), vacancy.share.value) == ("social_worker", "2020-04-01", 0.25)
