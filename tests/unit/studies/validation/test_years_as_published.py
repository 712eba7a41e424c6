"""Each year of a log, counted as the published statistics count: diaries that are small enough to count by hand."""

from __future__ import annotations

from math import isnan

import pytest

import fssim
from fssim.engine.event_log import Event, EventLog
from fssim.measures.log_view.view import View
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario.override import with_values
from fssim.studies.validation.years_as_published import Years, count_as_published
from tests.unit.measures.conftest import SERVICE
from tests.unit.measures.diary import Diary, counted

POPULATION = 6000.0


@pytest.fixture
def diary() -> Diary:
    """Two years, from 1 April 2019, of a small service whose plan is what conferences decide on."""
    tables = counted(compile_scenario(fssim.load(SERVICE)), "stages", plan="child protection plan")
    return Diary(counted(tables, "activities", review="review child protection conference"))


def years(log: EventLog) -> list[dict[str, float]]:
    years = count_as_published(log)
    assert len(years) == 2
    return years


def test_a_year_has_what_happened_in_it(diary: Diary) -> None:
    two, three = diary.family(children=2), diary.family(children=3)
    diary.referred(diary.on("2020-03-31"), two)
    diary.referred(diary.on("2020-04-01"), three)
    diary.decided(diary.on("2020-04-02"), three, "screening", "screened", "no further action")
    diary.entered(diary.on("2020-04-02"), three, "closed")
    first, second = years(diary.log)
    assert first["referral_rate"] == pytest.approx(2 * 1e4 / POPULATION * 365.25 / 366.0)
    assert second["referral_rate"] == pytest.approx(3 * 1e4 / POPULATION * 365.25 / 365.0)
    assert (first["nfa"], second["nfa"]) == (0.0, 100.0)
    assert first["s47_per_100_referrals"] == 0.0


def test_a_quarter_that_ends_on_a_sunday_has_its_weekend(diary: Diary) -> None:
    """30 June 2019 is a Sunday: April to June has 91 days, and July to September, which ends on a Monday, 92."""
    for day in ("2019-06-28", "2019-07-01"):
        diary.referred(diary.on(day), diary.family(children=2))
    by_quarter = Years(View(diary.log))
    rates = [by_quarter.statistics(*span)["referral_rate"] for span in list(by_quarter.spans(3))[:2]]
    assert rates == pytest.approx([2 * 1e4 / POPULATION * 365.25 / days for days in (91.0, 92.0)])


def test_a_referral_within_twelve_months_of_another_is_one_again(diary: Diary) -> None:
    soon, late = diary.family(children=1), diary.family(children=3)
    for family, days in ((soon, ("2019-05-01", "2020-05-01")), (late, ("2019-05-01", "2020-05-05"))):
        for episode, day in enumerate(days):
            diary.referred(diary.on(day), family, episode)
            diary.entered(diary.on(day) + 1.0, family, "closed")
    first, second = years(diary.log)
    assert (first["rereferral"], second["rereferral"]) == (0.0, 25.0)


def test_families_closed_before_the_run_come_back_within_twelve_months_or_have_another_plan(diary: Diary) -> None:
    """Day 0 is 3 April 2018. A year has 253 working days; these come back on 1 May 2019."""
    plan = 1 << diary.names.statutory_plans.index("child in need")
    long_ago = diary.family(children=3, last_closed=-100.0, had_plans=plan)
    new = diary.family(children=1)
    for family in (long_ago, new):
        diary.referred(diary.on("2019-05-01"), family, int(family == long_ago))
        diary.entered(diary.on("2019-05-01"), family, "plan")
    first, _ = years(diary.log)
    assert (first["rereferral"], first["cpp_repeat"]) == (0.0, 75.0)


def test_a_family_closed_just_before_the_run_is_referred_again_in_it(diary: Diary) -> None:
    just_before, new = diary.family(children=3, last_closed=-1.0), diary.family(children=1)
    diary.referred(diary.on("2019-04-01"), just_before, 1)
    diary.referred(diary.on("2019-04-01"), new)
    first, _ = years(diary.log)
    assert first["rereferral"] == 75.0


def test_conferences_are_counted_from_the_enquiry_that_led_to_them(diary: Diary) -> None:
    for days in (10, 11, 15, 16):
        family = diary.family()
        diary.referred(270.0, family)
        diary.entered(275.0, family, "section_47_enquiry")
        diary.entered(280.0, family, "section_47_enquiry")
        diary.held(280.0 + days, family, "initial child protection conference")
    first, _ = years(diary.log)
    assert first["icpc15"] == 75.0
    assert [first[f"icpc_{band}"] for band in ("0_10", "11_15", "16_20", "21p")] == [25.0, 50.0, 25.0, 0.0]
    assert first["icpc_per_100_s47"] == 50.0


def test_plans_open_on_the_last_day_and_those_that_ended(diary: Diary) -> None:
    for since, until in (("2019-04-10", "2019-06-10"), ("2019-04-10", "2020-02-10"), ("2020-02-03", None)):
        family = diary.family()
        diary.referred(diary.on(since), family)
        diary.entered(diary.on(since), family, "plan")
        if until:
            diary.entered(diary.on(until), family, "closed")
    first, second = years(diary.log)
    assert (first["cpp_end_le3m"], first["cpp_end_6_12m"], first["cpp_open_le3m"]) == (50.0, 50.0, 100.0)
    assert first["cpp_rate"] == second["cpp_rate"] == pytest.approx(1e4 / POPULATION)
    assert first["cpp_repeat"] == 0.0
    assert isnan(second["cpp_end_le3m"])
    assert second["cpp_open_1_2y"] == 100.0


@pytest.mark.parametrize(
    ("reviews", "in_time"),
    [
        (("2019-08-01", "2020-01-31"), 100.0),  # three months to the first, six to the next
        (("2019-08-02", "2020-01-31"), 0.0),
        (("2019-08-01",), 0.0),  # the next was due on 1 February
        (("2019-08-01", "2020-02-03"), 0.0),
    ],
)
def test_every_review_has_to_be_in_time(diary: Diary, reviews: tuple[str, ...], in_time: float) -> None:
    family = diary.family()
    diary.referred(diary.on("2019-05-01"), family)
    diary.entered(diary.on("2019-05-01"), family, "plan")
    for day in reviews:
        diary.held(diary.on(day) + 0.5, family, "review")
    first, _ = years(diary.log)
    assert first["revcp"] == in_time


def test_a_plan_of_less_than_three_months_is_not_asked_about(diary: Diary) -> None:
    family = diary.family()
    diary.referred(diary.on("2020-02-03"), family)
    diary.entered(diary.on("2020-02-03"), family, "plan")
    assert isnan(years(diary.log)[0]["revcp"])


def test_an_episode_of_need_begins_with_the_referral_and_not_before_screening_ends(diary: Diary) -> None:
    short, screened = diary.family(children=2), diary.family(children=5)
    diary.referred(diary.on("2019-05-01"), short)
    diary.entered(diary.on("2019-07-01"), short, "assessment")
    diary.entered(diary.on("2019-09-02"), short, "closed")  # four months after the referral
    diary.referred(diary.on("2019-05-01"), screened)
    diary.entered(diary.on("2019-05-02"), screened, "closed")
    first, _ = years(diary.log)
    assert (first["cin_end_le3m"], first["cin_end_3_6m"], first["cin_end_over_1y"]) == (0.0, 100.0, 0.0)


def test_an_ended_episode_in_which_no_need_was_found_is_none_of_need() -> None:
    diary = Diary(counted(compile_scenario(fssim.load(SERVICE)), "outcomes", close="not in need"))
    for family, decision in ((diary.family(children=2), "no need"), (diary.family(children=3), "plan")):
        diary.referred(diary.on("2019-05-01"), family)
        diary.entered(diary.on("2019-05-02"), family, "assessment")
        if decision == "no need":
            diary.decided(diary.on("2019-06-03"), family, "assessment write-up", "assessed", "close")
            diary.entered(diary.on("2019-06-03"), family, "closed")
        else:
            diary.entered(diary.on("2019-06-03"), family, "plan")
            diary.entered(diary.on("2019-09-02"), family, "closed")
    first, _ = years(diary.log)
    assert (first["cin_end_le3m"], first["cin_end_3_6m"]) == (0.0, 100.0)


def test_one_year_is_what_the_measures_say() -> None:
    scenario = with_values(fssim.load("one_district_standard"), {"clock.observed_years": 1, "clock.warm_up_years": 1})
    log = fssim.simulate(scenario)
    (year,) = count_as_published(log)
    row = fssim.measure(log)
    for statistic, measure in {
        "nfa": "no_further_action_percent",
        "assessed_not_need": "assessed_not_in_need_percent",
        "assess45": "assessment_within_45_working_days_percent",
        "assess_median": "assessment_median_working_days",
        "icpc_per_100_s47": "conferences_per_section_47_percent",
        "cpp_per_100_icpc": "plans_per_conference_percent",
        "cpp_rate": "plans_child_protection_at_31_march_per_10000_children",
        "cpp_repeat": "plans_child_protection_repeat_percent",
        "cpp_end_le3m": "duration_child_protection_ended_up_to_3_months_percent",
        "cpp_open_6_12m": "duration_child_protection_open_6_to_12_months_percent",
        "caseload": "caseload_children_per_full_time_worker",
        "vacancy": "vacancy_case_holders_percent",
    }.items():
        assert year[statistic] == pytest.approx(row[measure], nan_ok=True), statistic
    for statistic, measure in {
        "referral_rate": "referrals_per_10000_children",
        "s47_rate": "section_47_per_10000_children",
        "icpc_rate": "initial_conferences_per_10000_children",
        "cpp_start_rate": "plans_child_protection_starts_per_10000_children",
        "care_apps": "care_applications_per_10000_children",
        "turnover": "turnover_case_holders_percent_a_year",
    }.items():
        assert year[statistic] == pytest.approx(row[measure], rel=0.005), statistic


def test_an_enquiry_beside_another_stage_counts_as_one_that_is_a_stage(diary: Diary) -> None:
    family = diary.family(children=3)
    diary.referred(270.0, family)
    diary.entered(271.0, family, "assessment")
    diary.write(Event.BEGAN_BESIDE, 275.0, family, diary.names.stages.index("section_47_enquiry"), 0)
    diary.held(287.0, family, "initial child protection conference")
    first, _ = years(diary.log)
    assert first["s47_per_100_referrals"] == 100.0
    assert first["icpc_11_15"] == 100.0
