from math import isnan

import pytest

from fssim.engine.event_log import EventLog
from fssim.engine.simulate import simulate_tables
from fssim.measures.indicators.flows import court, in_need, plans, re_referred, referrals_and_conferences
from fssim.measures.log_view.view import View
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.tables import Tables
from fssim.scenario import load
from tests.unit.measures.conftest import SERVICE
from tests.unit.measures.diary import Diary, counted

POPULATION = 6000.0
TWO_YEARS = 731.0 / 365.25


@pytest.fixture
def diary(tables: Tables) -> Diary:
    """Of the small service with its plan's stage counted as a child in need plan."""
    return Diary(counted(tables, "stages", plan="child in need plan"))


def flows_of(view: View) -> dict[str, float]:
    """All the flows and stocks of a log."""
    indicators = (referrals_and_conferences, plans, in_need, re_referred, court)
    return {name: value for indicator in indicators for name, value in indicator(view).items()}


def a_year(children: float) -> float:
    return children / TWO_YEARS * 1e4 / POPULATION


def test_referrals_and_how_they_end_are_counted_in_children(diary: Diary) -> None:
    two, three, early = diary.family(children=2), diary.family(children=3), diary.family(children=5)
    diary.referred(200.0, early)
    diary.referred(260.0, two)
    diary.referred(260.0, three)
    diary.decided(261.0, three, "screening", "screened", "no further action")
    diary.entered(261.0, three, "closed")
    measures = flows_of(diary.view)
    assert measures["referrals_per_10000_children"] == pytest.approx(a_year(5))
    assert measures["no_further_action_percent"] == 60.0
    assert isnan(measures["assessed_not_in_need_percent"])  # the small service has no such outcome


def test_enquiries_conferences_and_plans_follow_from_one_another(tables: Tables) -> None:
    diary = Diary(counted(tables, "stages", plan="child protection plan"))
    for number in range(4):
        family = diary.family()
        diary.referred(260.0 + number, family)
    for family in range(4):
        diary.entered(270.0, family, "section_47_enquiry")
    for family in range(2):
        diary.held(280.0, family, "initial child protection conference", due=285.0)
    diary.entered(280.0, 0, "plan")
    measures = flows_of(diary.view)
    assert measures["section_47_per_10000_children"] == pytest.approx(a_year(4))
    assert measures["conferences_per_section_47_percent"] == 50.0
    assert measures["plans_per_conference_percent"] == 50.0
    assert measures["plans_child_in_need_starts_per_10000_children"] == pytest.approx(a_year(1))


def test_stocks_are_the_mean_of_each_31_march(diary: Diary) -> None:
    on_plan, screened = diary.family(children=3), diary.family(children=7)
    diary.referred(260.0, on_plan)
    diary.entered(261.0, on_plan, "plan")
    diary.referred(diary.on("2021-03-31"), screened)
    diary.entered(diary.on("2020-04-01"), on_plan, "closed")  # the day after the first year end
    measures = flows_of(diary.view)
    assert measures["plans_child_in_need_at_31_march_per_10000_children"] == pytest.approx(1.5 * 1e4 / POPULATION)


def test_children_being_screened_are_not_yet_in_need(diary: Diary) -> None:
    on_plan, assessed, screened = diary.family(children=1), diary.family(children=3), diary.family(children=7)
    for family in (on_plan, assessed, screened):
        diary.referred(300.0, family)
    diary.entered(301.0, on_plan, "plan")
    diary.entered(301.0, assessed, "assessment")
    measures = flows_of(diary.view)
    assert measures["child_in_need_plan_share_percent"] == 25.0
    in_need = 4.0 * (760.0 - 301.0) / (760.0 - 253.0)
    assert measures["children_in_need_per_10000_children"] == pytest.approx(in_need * 1e4 / POPULATION)


def test_a_second_plan_of_a_family_is_a_repeat(diary: Diary) -> None:
    again, once = diary.family(children=1), diary.family(children=2)
    diary.referred(200.0, again)
    diary.entered(200.0, again, "plan")
    diary.entered(240.0, again, "closed")
    diary.referred(300.0, again, episode=1)
    diary.entered(300.0, again, "plan")
    diary.referred(310.0, once)
    diary.entered(310.0, once, "plan")
    assert flows_of(diary.view)["plans_child_in_need_repeat_percent"] == pytest.approx(100.0 / 3.0)


def test_a_plan_before_the_run_makes_the_next_a_repeat(diary: Diary) -> None:
    plan = 1 << diary.names.statutory_plans.index("child in need")
    families = [diary.family(last_closed=-300.0, had_plans=plan), diary.family(last_closed=-9.0), diary.family()]
    for family in families:
        diary.referred(300.0, family, episode=int(family < 2))
        diary.entered(300.0, family, "plan")
    assert flows_of(diary.view)["plans_child_in_need_repeat_percent"] == pytest.approx(100.0 / 3.0)


def test_re_referral_counts_closures_a_year_or_more_before_the_end(diary: Diary) -> None:
    closed = ("2019-06-03", "2019-06-03", "2019-06-03", "2020-06-01")
    back = ("2020-06-03", "2020-06-04", None, "2020-07-01")  # in time, a day late, never, and too late to count
    for end, _ in zip(closed, back, strict=True):
        family = diary.family()
        diary.referred(260.0, family)
        diary.entered(diary.on(end), family, "closed")
    for family, day in enumerate(back):
        if day is not None:
            diary.referred(diary.on(day), family, episode=1)
    assert flows_of(diary.view)["re_referred_within_12_months_percent"] == pytest.approx(100.0 / 3.0)


def test_care_applications_are_counted_in_families(diary: Diary) -> None:
    family = diary.family(children=4)
    diary.referred(260.0, family)
    diary.entered(diary.on("2019-05-01"), family, "court")
    diary.entered(diary.on("2019-12-11"), family, "closed")
    measures = flows_of(diary.view)
    assert measures["care_applications_per_10000_children"] == pytest.approx(a_year(1))
    assert measures["proceedings_mean_weeks"] == 32.0


def test_nothing_ever_happening_is_zero_or_nan(diary: Diary) -> None:
    measures = flows_of(diary.view)
    assert measures["referrals_per_10000_children"] == 0.0
    assert isnan(measures["no_further_action_percent"])
    assert isnan(measures["re_referred_within_12_months_percent"])


def test_closures_of_the_first_days_alone_do_not_speak_for_the_rest(diary: Diary) -> None:
    for day in ["2020-03-31", *["2020-06-01"] * 10]:  # one in eleven is followed for a year
        family = diary.family()
        diary.referred(260.0, family)
        diary.entered(diary.on(day), family, "closed")
    assert isnan(flows_of(diary.view)["re_referred_within_12_months_percent"])


def test_one_observed_year_has_no_rate_of_re_referral_within_another(simulated: EventLog) -> None:
    service = load(SERVICE)
    one_year = service.model_copy(update={"clock": service.clock.model_copy(update={"observed_years": 1})})
    view = View(simulate_tables(compile_scenario(one_year), 1, 0))
    assert isnan(flows_of(view)["re_referred_within_12_months_percent"])
    assert not isnan(flows_of(View(simulated))["re_referred_within_12_months_percent"])
