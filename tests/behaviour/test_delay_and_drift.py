"""What a service manager would expect of delay and drift: the review grid, waits, recording and supervision."""

from __future__ import annotations

from datetime import date

from fssim.engine.event_log import Event
from tests.behaviour.running import always_less, always_more, change_on_average, district, pairs
from tests.laws import building as b
from tests.unit.engine.by_hand import Happened, happened

WORKING_DAYS_OF_TWO_WEEKS = 10


def plan_with_a_need() -> b.Mapping_:
    """A plan in which a helper meets a need in ten weekly sessions, and a conference three months in, then six-monthly,
    ends it if the need is addressed."""
    mapping = b.small_service(years=2)
    mapping["needs"]["help"] = b.need(sessions=10)
    mapping["teams"]["team"] = b.team(worker=b.posts(1), helper=b.posts(1))
    pathway = mapping["pathway"]
    pathway["activities"] = {
        "conference": b.activity({"worker": b.part(4.0)}, due=(3, "months"), repeat=(6, "months"), window=0)
    }
    pathway["stages"]["work"] = b.stage(
        "conference",
        decides={"conference": ("done", "go on")},
        team="team",
        plan="opens",
        ledger="plan",
        statutory_plan="plan",
    )
    pathway["decisions"]["go on"] = {"go on": b.outcome("continue", 1.0)}
    return mapping


def ended(log: Happened) -> date:
    (end,) = log.of(Event.ENTERED, subject="closed").times
    return date.fromordinal(log.log.tables.day_ordinals[int(end)])


def test_a_two_week_stall_before_a_conference_lengthens_a_plan_by_six_months() -> None:
    """A family that began on 1 April is ready on working day 53, eight days before its conference on 1 July. With the
    helper's post empty for two weeks it is ready on day 67, six days after it, and the next is on 2 January."""
    mapping = plan_with_a_need()
    usual = happened(mapping, needs=1)
    mapping["vacancies"] = {"empty": b.vacancy("helper", 20, 20 + WORKING_DAYS_OF_TWO_WEEKS)}
    stalled = happened(mapping, needs=1)
    assert usual.of(Event.READY).times == [52.75]
    assert stalled.of(Event.READY).times == [67.0]
    assert (ended(usual), ended(stalled)) == (date(2019, 7, 1), date(2020, 1, 3))


def test_the_same_stall_early_enough_costs_nothing() -> None:
    """Six sessions are done by day 32, or by day 46 after the same two weeks: both in time for the conference."""
    mapping = plan_with_a_need()
    mapping["needs"]["help"] = b.need(sessions=6)
    usual = happened(mapping, needs=1)
    mapping["vacancies"] = {"empty": b.vacancy("helper", 20, 20 + WORKING_DAYS_OF_TWO_WEEKS)}
    stalled = happened(mapping, needs=1)
    assert stalled.of(Event.READY).times[0] - usual.of(Event.READY).times[0] > WORKING_DAYS_OF_TWO_WEEKS
    assert ended(usual) == ended(stalled) == date(2019, 7, 1)


def test_take_up_falls_with_waiting() -> None:
    """The service outside takes four times as long to see anybody, and those who wait lose heart within three months:
    fewer start when they are offered help. Every offer is decided afresh, as otherwise those who would refuse are
    offered help less often too."""
    need = "needs.mental_health"
    afresh = {f"{need}.take_up_lasting.value": 0.0, f"{need}.take_up_halves_after.value": 90}
    usual = district(afresh, name="one_district_standard")
    slower = district({**afresh, "services.adult_mental_health.wait.value": 240}, name="one_district_standard")
    took_up = pairs(usual, slower, "wait_mental_health_external_took_up_percent")
    assert always_less(took_up)
    assert sum(after for _, after in took_up) < 0.9 * sum(before for before, _ in took_up)
    assert always_more(pairs(usual, slower, "ledger_in_plans_waiting_external_service_days_per_family"), by=0.1)


def test_practitioners_in_the_team_are_reached_sooner_than_services_outside() -> None:
    """The same families, in a team with its own practitioners and in one that refers outside."""
    outside, inside = district(name="one_district_standard"), district()
    start = "from_first_referral_mean_working_days"
    assert always_less(pairs(outside, inside, f"wait_mental_health_{start}"), by=0.5)
    assert always_more(pairs(outside, inside, "wait_mental_health_ever_started_percent"))
    waiting = "ledger_in_plans_waiting_external_service_days_per_family"
    assert all(before > 10.0 and after == 0.0 for before, after in pairs(outside, inside, waiting))


MORE_RECORDING = {
    f"working_models.{model}.workbook.recording.value": 1.5 for model in ("standard", "family_safeguarding")
}


def test_more_recording_costs_social_workers_hours() -> None:
    """Of social workers who take every family on whatever they have to do, and do not cut it short."""
    unmoved = {"roles.social_worker.workload": None, "roles.social_worker.pressure": None}
    usual, more = district(unmoved), district({**unmoved, **MORE_RECORDING})
    before_and_after = pairs(usual, more, "hours_social_worker_per_year")
    assert always_more(before_and_after, by=0.03)
    assert change_on_average(before_and_after) > 0.05
    before_and_after = pairs(usual, more, "utilisation_social_worker_percent")
    assert always_more(before_and_after, by=0.03)
    assert change_on_average(before_and_after) > 0.05


def test_more_recording_is_met_by_holding_fewer_families_and_working_longer() -> None:
    """Social workers whose workload has a limit are hardly busier: families wait for them instead."""
    usual, more = district(), district(MORE_RECORDING)
    hours = pairs(usual, more, "hours_social_worker_per_year")
    assert sum(after for _, after in hours) > sum(before for before, _ in hours)
    assert always_less(pairs(usual, more, "caseload_children_per_full_time_worker"), by=0.05)
    assert always_more(pairs(usual, more, "unallocated_families_mean"), by=1.0)


def test_reviews_brought_forward_shorten_the_time_ready_families_wait_for_a_review() -> None:
    chance = "working_models.family_safeguarding.activities.supervision.brings_forward.chance.value"
    never, always = district({chance: 0.0}), district({chance: 1.0})
    assert always_less(pairs(never, always, "ledger_in_plans_work_done_days_per_family"), by=0.15)
    refused = pairs(never, always, "ledger_in_plans_help_refused_days_per_family")
    assert always_less(refused, by=0.1)
    assert sum(after for _, after in refused) < 0.75 * sum(before for before, _ in refused)
    assert always_less(pairs(never, always, "duration_child_protection_mean_weeks"), by=0.1)


def test_rarer_supervision_leaves_families_unnoticed_for_longer() -> None:
    """Supervision every twelve weeks in place of every four, with nothing else that notices before a review."""
    every = "working_models.family_safeguarding.activities.supervision"
    rarer = {f"{every}.first_due.period.value": 12, f"{every}.repeat.value": 12}
    unnoticed = "ledger_in_plans_not_engaged_days_per_family"
    assert always_more(pairs(district(), district(rarer), unnoticed), by=0.1)


def test_unsticking_supervision_shortens_the_days_a_plan_is_moving() -> None:
    unsticks = {"working_models.family_safeguarding.effects.unsticks.value": 1.0}
    moving = ("ledger_in_plans_moving_days_per_family", "ledger_in_plans_not_engaged_days_per_family")
    assert always_less(pairs(district(), district(unsticks), *moving))
