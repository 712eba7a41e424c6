"""What a service manager would expect of staffing: posts, vacancies, pools, chairs and turnover."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from fssim.engine.event_log import Event
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import with_values
from tests.behaviour.running import SHORT, always_less, always_more, district, pairs
from tests.laws import building as b
from tests.laws.bending import sourced
from tests.laws.shipped import shipped

MENTAL_HEALTH = "teams.safeguarding.posts.mental_health_practitioner"
WAIT = "wait_mental_health_internal_to_offer_mean_working_days"
WAIT_TO_START = "wait_mental_health_from_first_referral_mean_working_days"
EVERYBODY_TAKES_HELP = {"needs.mental_health.takes_up.value": 1.0}  # so that practitioners are busy
TWO_AT_SEVEN_TENTHS = {f"{MENTAL_HEALTH}.posts.value": 2, f"{MENTAL_HEALTH}.full_time_share.value": 0.7}
ROOM_FOR_ASSESSMENTS = {"teams.assessment.posts.social_worker.posts.value": 9}  # else more referrals only wait there
FEW_SOCIAL_WORKERS = {
    "teams.safeguarding.posts.social_worker.posts.value": 4,
    "teams.assessment.posts.social_worker.posts.value": 3,
}


def test_more_mental_health_posts_shorten_mental_health_waits() -> None:
    usual = district(EVERYBODY_TAKES_HELP)
    more = district({**EVERYBODY_TAKES_HELP, f"{MENTAL_HEALTH}.posts.value": 2})
    assert always_less(pairs(usual, more, WAIT), by=0.3)
    assert always_less(pairs(usual, more, "ledger_in_plans_waiting_practitioner_list_days_per_family"))


def test_an_empty_mental_health_post_lengthens_mental_health_waits_and_shows_in_the_ledger() -> None:
    usual, vacant = district(), district(name="one_district_vacancy")
    assert always_more(pairs(usual, vacant, WAIT_TO_START), by=1.0)
    assert always_more(pairs(usual, vacant, "ledger_in_plans_drift_days_per_family"), by=0.1)
    days = pairs(usual, vacant, "ledger_in_plans_waiting_post_vacant_days_per_family")
    assert all(before == 0.0 and after > 5.0 for before, after in days)


def test_an_empty_mental_health_post_leaves_the_wait_for_domestic_abuse_help_almost_alone() -> None:
    usual, vacant = district(), district(name="one_district_vacancy")
    waits = pairs(usual, vacant, "wait_domestic_abuse_internal_to_offer_mean_working_days")
    assert all(abs(after - before) < 2.0 for before, after in waits)


def test_referring_outside_is_quicker_than_waiting_nine_months_for_the_post_to_be_filled() -> None:
    policy = "roles.mental_health_practitioner.when_vacant"
    wait = district(name="one_district_vacancy")
    outside = district({policy: "refer externally"}, name="one_district_vacancy")
    assert always_less(pairs(wait, outside, WAIT_TO_START), by=0.2)
    assert always_more(pairs(wait, outside, "ledger_in_plans_waiting_external_service_days_per_family"))
    assert always_less(pairs(wait, outside, "ledger_in_plans_waiting_post_vacant_days_per_family"), by=0.9)


def test_more_social_workers_leave_fewer_families_unallocated_and_more_seen_in_time() -> None:
    few, usual = district(FEW_SOCIAL_WORKERS), district()
    assert always_less(pairs(few, usual, "unallocated_families_mean"), by=0.5)
    assert always_less(pairs(few, usual, "ledger_unallocated_days_per_family"), by=0.5)
    in_time = pairs(few, usual, "assessment_within_45_working_days_percent")
    assert sum(after for _, after in in_time) > sum(before for before, _ in in_time) + 5.0


def test_more_social_workers_hold_fewer_each_and_visit_in_time_where_nobody_is_closed_sooner() -> None:
    """As shipped, so few social workers close so many cases that they hold fewer each, not more."""
    as_ever = {"roles.social_worker.pressure.thresholds": sourced(b.curve("odds multiplier", {100: 1.0}))}
    few, usual = district({**as_ever, **FEW_SOCIAL_WORKERS}), district(as_ever)
    assert always_less(pairs(few, usual, "caseload_children_per_full_time_worker"))
    assert always_more(pairs(few, usual, "visits_in_time_percent"))


def test_fewer_chairs_make_conferences_and_reviews_later() -> None:
    """Two chairs of 0.15 full-time posts, in place of 0.56: they are busy for nine hours in ten."""
    chairs = "pools.conference_chairs.posts.conference_chair.full_time_share.value"
    usual, few = district(), district({chairs: 0.15})
    assert always_more(pairs(usual, few, "utilisation_conference_chair_percent"), by=0.4)
    assert always_less(pairs(usual, few, "reviews_in_time_percent"), by=0.2)
    assert always_less(pairs(usual, few, "timely_initial_child_protection_conference_percent"), by=0.2)


def test_more_turnover_gives_families_more_workers() -> None:
    usual, more = district(), district({"roles.social_worker.turnover.leaving_rate.value": 0.6})
    assert always_more(pairs(usual, more, "turnover_social_worker_percent_a_year"), by=1.0)
    assert always_more(pairs(usual, more, "workers_per_family"))


def test_more_referrals_make_everybody_busier_and_specialists_slower_to_reach() -> None:
    """The practitioners are busy for about three quarters of their hours, so that there is room to be busier."""
    values = {**EVERYBODY_TAKES_HELP, **TWO_AT_SEVEN_TENTHS, **ROOM_FOR_ASSESSMENTS}
    usual, more = district(values), district({**values, "demand.referral_rate.value": 600.0})
    assert always_more(pairs(usual, more, "utilisation_social_worker_percent"))
    assert always_more(pairs(usual, more, "utilisation_mental_health_practitioner_percent"))
    assert always_more(pairs(usual, more, WAIT))


def two_districts(**mental_health: Any) -> dict[str, Any]:
    """Two of everything, with mental health practitioners in the teams or in a pool for both."""
    values: dict[str, Any] = {
        "demand.children.value": 2 * 14741,
        "teams.assessment.count.value": 2,
        "teams.safeguarding.count.value": 2,
        "teams.front_door.posts.screening_social_worker.posts.value": 2,
        "roles.mental_health_practitioner.caseload_limit.value": 12,  # so that some families wait for room
    }
    if "pooled" in mental_health:
        posts = b.posts(mental_health["pooled"])
        of_district = {name: {**number, "source": "district"} for name, number in posts.items()}
        values["pools.specialists"] = {"serves": ["safeguarding"], "posts": {"mental_health_practitioner": of_district}}
        values[MENTAL_HEALTH] = None
    return values


def test_two_practitioners_pooled_over_two_teams_are_reached_sooner_than_one_in_each() -> None:
    apart, pooled = district(two_districts()), district(two_districts(pooled=2))
    assert always_less(pairs(apart, pooled, WAIT))


def test_one_practitioner_for_two_teams_is_a_bottleneck() -> None:
    pooled, one = district(two_districts(pooled=2)), district(two_districts(pooled=1))
    assert always_more(pairs(pooled, one, WAIT), by=1.0)
    assert always_more(pairs(pooled, one, "utilisation_mental_health_practitioner_percent"))


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "part"), [("compiled", 1), ("simpy", 3)])
def test_social_workers_who_leave_together_hold_none_of_each_other_s_families(engine: str, part: int) -> None:
    """Counted from the rows of the log by themselves, in the shipped vacancy from the year before it: in the county, or
    in a third of it with the slow engine, where 15 leave at once."""
    county = shipped("social_worker_vacancy")
    smaller = {
        f"teams.{kind}.count.value": max(1, round(team.count.value / part)) for kind, team in county.teams.items()
    }
    smaller["demand.children.value"] = county.demand.children.value / part
    scenario = with_values(county, {**SHORT, **smaller})
    log = simulate_tables(compile_scenario(scenario), 1, 0, engine)
    rows = zip(*(log.columns[name].tolist() for name in ("kind", "worker", "time")), strict=True)
    left: dict[int, float] = {}
    given, leavers_at_once = [], Counter[float]()
    for kind, worker, time in rows:
        if kind == Event.UNALLOCATED and worker >= 0:
            if worker not in left:
                leavers_at_once[time] += 1
            left[worker] = time
        elif kind in (Event.ALLOCATED, Event.NEED_TAKEN) and log.workers.end[worker] < log.tables.horizon:
            given.append((time, log.workers.end[worker]))
    assert max(leavers_at_once.values()) > 5
    assert len(given) > 100
    assert [time for time, end in given if time >= end - 1e-9] == []
