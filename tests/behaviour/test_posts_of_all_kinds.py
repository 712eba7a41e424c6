"""What a service manager would expect of part-filled posts, posts from a date and agency workers."""

from __future__ import annotations

from typing import Any

from tests.behaviour.running import always_less, always_more, change_on_average, district, pairs

SOCIAL_WORKERS = "teams.safeguarding.posts.social_worker"
WAIT_TO_START = "wait_mental_health_from_first_referral_mean_working_days"
VACANT = "ledger_in_plans_waiting_post_vacant_days_per_family"
UNALLOCATED = "unallocated_families_mean"


def quantity(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "source": "your_number", "grade": "assumed"}


def group(count: int, what: str = "posts", **more: Any) -> dict[str, Any]:
    unit = "posts" if what == "posts" else "people"
    return {what: quantity(count, unit), "full_time_share": quantity(1.0, "share"), **more}


def test_half_of_a_post_empty_is_between_all_of_it_and_none() -> None:
    """And the post is never vacant: its worker sees fewer families."""
    usual, whole = district(), district(name="one_district_vacancy")
    half = district({"vacancies.mental_health.share.value": 0.5}, name="one_district_vacancy")
    assert always_more(pairs(usual, half, WAIT_TO_START))
    assert always_less(pairs(whole, half, WAIT_TO_START))
    assert all(days == 0.0 for _, days in pairs(usual, half, VACANT))


def test_a_third_of_posts_costs_a_third_of_their_price_less() -> None:
    """Nobody leaves. Of three social workers in the one team, one is missing throughout; of four, one and a third."""
    never = {"roles.social_worker.turnover": None}
    third = {
        "vacancies.third": {
            "role": "social_worker",
            "team": "safeguarding",
            "start": "2000-01-01",
            "until": "2100-01-01",
            "share": quantity(1 / 3, "share"),
        }
    }
    for posts in (3, 4):
        values: dict[str, Any] = {**never, f"{SOCIAL_WORKERS}.posts.value": posts}
        usual, fewer = district(values), district({**values, **third})
        assert all(
            abs((before - after) - 56000.0 * posts / 3) < 1.0
            for before, after in pairs(usual, fewer, "cost_social_worker_gbp_a_year")
        )


def test_agency_workers_beside_the_posts_take_families_on_and_cost_more() -> None:
    few = {SOCIAL_WORKERS: [group(4)]}
    helped = {SOCIAL_WORKERS: [group(4), group(3, "agency_workers", start="2019-04-01")]}
    alone, together = district(few), district(helped)
    assert always_less(pairs(alone, together, UNALLOCATED), by=0.2)
    assert always_more(pairs(alone, together, "cost_agency_workers_gbp_a_year"), by=0.2)


def test_posts_that_start_later_help_less_than_posts_that_are_there() -> None:
    few = {SOCIAL_WORKERS: [group(4)]}
    later = {SOCIAL_WORKERS: [group(4), group(3, start="2019-08-01")]}
    there = {SOCIAL_WORKERS: [group(4), group(3)]}
    fewer, from_a_date, throughout = district(few), district(later), district(there)
    assert always_less(pairs(fewer, from_a_date, UNALLOCATED))
    before_and_after = pairs(from_a_date, throughout, UNALLOCATED)
    assert always_less(before_and_after, by=0.1)
    assert change_on_average(before_and_after) < -0.2
