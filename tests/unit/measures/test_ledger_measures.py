"""The ledger's days as measures, for three families whose every day can be booked by hand."""

import pytest

from fssim.engine.event_log import Event
from fssim.measures.catalogue import measure_log
from fssim.measures.ledger.ledger_measures import families_entering_a_plan
from tests.unit.measures.diary import OBSERVED_FROM, Diary

NEED = "mental health"


@pytest.fixture
def measures(diary: Diary) -> dict[str, float]:
    """10 days of enquiry and 47 on plans: 10 waiting outside, 25 moving, 12 with all work done and no review since."""
    after_an_enquiry, at_once, before = diary.family(NEED), diary.family(), diary.family()
    diary.referred(OBSERVED_FROM - 50.0, before)
    diary.entered(OBSERVED_FROM - 50.0, before, "plan")
    diary.entered(OBSERVED_FROM + 7.0, before, "closed")
    diary.referred(290.0, after_an_enquiry)
    diary.entered(290.0, after_an_enquiry, "section_47_enquiry")
    diary.entered(300.0, after_an_enquiry, "plan")
    diary.need(Event.PLANNED, 300.0, after_an_enquiry, NEED, 2)
    diary.need(Event.NEED_REFERRED, 300.0, after_an_enquiry, NEED)
    diary.need(Event.NEED_STARTED, 310.0, after_an_enquiry, NEED, referred=300.0)
    diary.need(Event.ADDRESSED, 315.0, after_an_enquiry, NEED, 1)
    diary.entered(320.0, after_an_enquiry, "closed")
    diary.referred(400.0, at_once)
    diary.entered(400.0, at_once, "plan")
    diary.plan_work(Event.PLANNED, 400.0, at_once, 1)
    diary.entered(420.0, at_once, "closed")
    return dict(measure_log(diary.log))


def test_days_are_over_the_families_that_entered_a_plan_in_the_observed_years(measures: dict[str, float]) -> None:
    """Two of them, one after an enquiry; the third was on a plan already."""
    per_family = {
        "waiting_external_service": 10.0, "moving": 25.0, "work_done": 5.0 + 7.0, "drift": 22.0,
        "overdue": 0.0,
    }  # fmt: skip
    for line, days in per_family.items():
        assert measures[f"ledger_in_plans_{line}_days_per_family"] == days / 2, line


def test_shares_are_of_all_days_on_plans_or_of_all_days_open(measures: dict[str, float]) -> None:
    for line, days in {"waiting_external_service": 10.0, "moving": 25.0, "drift": 22.0}.items():
        assert measures[f"ledger_in_plans_{line}_percent"] == pytest.approx(100.0 * days / 47.0), line
    for line, days in {"waiting_external_service": 10.0, "moving": 10.0 + 25.0, "drift": 22.0}.items():
        assert measures[f"ledger_{line}_percent"] == pytest.approx(100.0 * days / 57.0), line


def test_days_in_a_stage_are_over_the_spells_that_began_in_the_observed_years(measures: dict[str, float]) -> None:
    assert measures["ledger_stage_plan_drift_days_per_family"] == 22.0 / 2
    assert measures["ledger_stage_section_47_enquiry_moving_days_per_family"] == 10.0


def test_the_critical_item_s_share_is_of_the_days_on_plans(measures: dict[str, float]) -> None:
    """20 days for the need's, 20 for plan work's, and 7 with nothing to do."""
    shares = {"mental_health": 20.0, "plan_work": 20.0, "alcohol": 0.0}
    for item, days in shares.items():
        assert measures[f"critical_{item}_percent"] == pytest.approx(100.0 * days / 47.0), item


def test_a_plan_that_begins_with_the_observed_years_is_in_them_and_families_without_one_are_not_counted(
    diary: Diary,
) -> None:
    at_the_start, without = diary.family(), diary.family()
    diary.referred(OBSERVED_FROM, at_the_start)
    diary.entered(OBSERVED_FROM, at_the_start, "plan")
    diary.plan_work(Event.PLANNED, OBSERVED_FROM, at_the_start, 1)
    diary.referred(OBSERVED_FROM + 1.0, without)
    diary.entered(OBSERVED_FROM + 5.0, without, "closed")
    diary.entered(OBSERVED_FROM + 20.0, at_the_start, "closed")
    assert families_entering_a_plan(diary.view) == 1
    assert measure_log(diary.log)["ledger_stage_plan_moving_days_per_family"] == 20.0


def test_a_plan_that_follows_another_at_once_is_the_same(diary: Diary) -> None:
    """One family's two plans began before the observed years, and two families' in them."""
    before, *after = (diary.family() for _ in range(3))
    diary.referred(OBSERVED_FROM - 50.0, before)
    diary.entered(OBSERVED_FROM - 50.0, before, "plan")
    diary.entered(OBSERVED_FROM - 30.0, before, "plan")
    for family in after:
        diary.referred(OBSERVED_FROM + 1.0, family)
        diary.entered(OBSERVED_FROM + 1.0, family, "plan")
    assert families_entering_a_plan(diary.view) == 2
