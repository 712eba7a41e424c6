"""More staff, shorter waits; empty posts, longer ones. What a practitioner would expect, and would want to see.

Each statement is a paired one-sided test at the one percent level, over fixed seeds.
"""

from __future__ import annotations

from tests.behaviour.paired import more, replications

TEAM = "teams.safeguarding.posts"
WAIT_FOR_MENTAL_HEALTH = "wait_mental_health_from_first_referral_mean_working_days"
ON_THE_LIST = "wait_mental_health_internal_to_offer_mean_working_days"


def test_more_mental_health_posts_make_shorter_waits_for_mental_health_help() -> None:
    one = replications("one_district")
    two = replications("one_district", ((f"{TEAM}.mental_health_practitioner.posts.value", 2),))
    assert more(ON_THE_LIST, one, than=two)
    assert more(WAIT_FOR_MENTAL_HEALTH, one, than=two)


def test_an_empty_mental_health_post_makes_them_longer_and_plans_drift() -> None:
    full, empty = replications("one_district"), replications("one_district_vacancy")
    assert more(WAIT_FOR_MENTAL_HEALTH, empty, than=full)
    assert more("ledger_waiting_post_vacant_days_per_family", empty, than=full)
    assert more("ledger_in_plans_drift_days_per_family", empty, than=full)


def test_a_vacancy_for_one_need_leaves_the_wait_for_another_almost_alone() -> None:
    full, empty = replications("one_district"), replications("one_district_vacancy")
    changes = [
        there["wait_domestic_abuse_internal_to_offer_mean_working_days"]
        - here["wait_domestic_abuse_internal_to_offer_mean_working_days"]
        for here, there in zip(full, empty, strict=True)
    ]
    assert max(map(abs, changes)) < 2.0


def test_referring_outside_is_quicker_than_waiting_nine_months_for_the_post() -> None:
    wait = replications("one_district_vacancy")
    policy = (("roles.mental_health_practitioner.when_vacant", "refer externally"),)
    outside = replications("one_district_vacancy", policy)
    assert more(WAIT_FOR_MENTAL_HEALTH, wait, than=outside)
    assert more("ledger_waiting_external_service_days_per_family", outside, than=wait)


def test_fewer_social_workers_make_later_visits_larger_caseloads_and_more_unallocated_families() -> None:
    usual = replications("one_district")
    fewer = replications("one_district", ((f"{TEAM}.social_worker.posts.value", 7),))
    assert more("visits_in_time_percent", usual, than=fewer)
    assert more("caseload_safeguarding_children_per_full_time_worker", fewer, than=usual)
    assert more("unallocated_days_per_family", fewer, than=usual)


def test_too_few_hours_of_conference_chairs_make_later_reviews() -> None:
    usual = replications("one_district")
    share = "pools.conference_chairs.posts.conference_chair.full_time_share.value"
    short = replications("one_district", ((share, 0.3),))
    assert more("late_review_conference_mean_working_days", short, than=usual)
    assert more("reviews_in_time_percent", usual, than=short)


def test_double_recording_costs_hours() -> None:
    usual = replications("one_district")
    double = replications("one_district", (("working_models.family_safeguarding.workbook.recording.value", 1.2),))
    assert more("utilisation_social_worker_percent", double, than=usual)


def test_mental_health_help_in_the_team_starts_sooner_and_more_often_than_outside() -> None:
    inside, outside = replications("one_district"), replications("one_district_standard")
    assert more("wait_mental_health_ever_started_percent", inside, than=outside)
    assert more(WAIT_FOR_MENTAL_HEALTH, outside, than=inside)


def test_take_up_falls_with_waiting() -> None:
    usual = replications("one_district_standard")
    longer = replications("one_district_standard", (("services.adult_mental_health.wait.value", 120.0),))
    assert more("wait_mental_health_external_took_up_percent", usual, than=longer)
