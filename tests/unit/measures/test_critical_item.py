"""What held a plan up the longest, and what a need of it was doing, booked by hand."""

from math import inf

from fssim.engine.event_log import Event
from fssim.measures.ledger.critical_item import NOTHING, critical_items
from fssim.measures.log_view.spells import spells_of
from tests.unit.measures.diary import (
    ALCOHOL,
    MENTAL_HEALTH,
    PRACTITIONER,
    Diary,
    booked,
    close,
)


class TestNeeds:
    def test_an_external_wait_then_sessions_then_waiting_for_the_review(self, planned: Diary) -> None:
        planned.need(Event.PLANNED, 300.0, 0, MENTAL_HEALTH, 2)
        planned.need(Event.NEED_REFERRED, 300.0, 0, MENTAL_HEALTH)
        planned.need(Event.NEED_STARTED, 340.0, 0, MENTAL_HEALTH, referred=300.0)
        planned.need(Event.SESSION, 345.0, 0, MENTAL_HEALTH, 1)
        planned.need(Event.SESSION, 350.0, 0, MENTAL_HEALTH, 0)
        planned.need(Event.ADDRESSED, 350.0, 0, MENTAL_HEALTH, 1)
        close(planned, 360.0)
        assert booked(planned) == {"waiting_external_service": 40.0, "moving": 10.0, "work_done": 10.0}

    def test_an_internal_wait_is_the_empty_post_s_while_nobody_is_in_it(self, planned: Diary) -> None:
        group = planned.names.groups.index("safeguarding: mental_health_practitioner")
        leaver = planned.worker(PRACTITIONER, end=310.0)
        starter = planned.worker(PRACTITIONER, start=325.0)
        planned.need(Event.PLANNED, 300.0, 0, MENTAL_HEALTH, 1)
        planned.need(Event.NEED_REFERRED, 300.0, 0, MENTAL_HEALTH, group)
        planned.need(Event.NEED_TAKEN, 305.0, 0, MENTAL_HEALTH, worker=leaver, referred=300.0)
        planned.need(Event.NEED_RETURNED, 310.0, 0, MENTAL_HEALTH, worker=leaver)
        planned.need(Event.NEED_REFERRED, 310.0, 0, MENTAL_HEALTH, group)
        planned.need(Event.NEED_STARTED, 330.0, 0, MENTAL_HEALTH, worker=starter, referred=310.0)
        planned.need(Event.ADDRESSED, 340.0, 0, MENTAL_HEALTH, 1)
        close(planned, 340.0)
        assert booked(planned) == {
            "waiting_practitioner_list": 10.0 + 5.0,
            "waiting_post_vacant": 15.0,
            "moving": 10.0,
        }

    def test_a_need_whose_practitioner_left_is_back_on_that_practitioner_s_list(self, planned: Diary) -> None:
        group = planned.names.groups.index("safeguarding: mental_health_practitioner")
        leaver = planned.worker(PRACTITIONER, end=320.0)
        planned.worker(PRACTITIONER, start=335.0)
        planned.need(Event.PLANNED, 300.0, 0, MENTAL_HEALTH, 1)
        planned.need(Event.NEED_REFERRED, 300.0, 0, MENTAL_HEALTH, group)
        planned.need(Event.NEED_STARTED, 310.0, 0, MENTAL_HEALTH, worker=leaver, referred=300.0)
        planned.need(Event.NEED_RETURNED, 320.0, 0, MENTAL_HEALTH, worker=leaver)
        close(planned, 340.0)
        assert booked(planned) == {
            "waiting_practitioner_list": 10.0 + 5.0,
            "moving": 10.0,
            "waiting_post_vacant": 15.0,
        }

    def test_a_post_nobody_was_ever_in_is_vacant(self, planned: Diary) -> None:
        group = planned.names.groups.index("safeguarding: mental_health_practitioner")
        planned.need(Event.PLANNED, 300.0, 0, MENTAL_HEALTH, 1)
        planned.need(Event.NEED_REFERRED, 300.0, 0, MENTAL_HEALTH, group)
        close(planned, 340.0)
        assert booked(planned) == {"waiting_post_vacant": 40.0}

    def test_the_first_group_s_list_is_a_list_too_and_not_the_service_outside(self, planned: Diary) -> None:
        planned.need(Event.PLANNED, 300.0, 0, MENTAL_HEALTH, 1)
        planned.need(Event.NEED_REFERRED, 300.0, 0, MENTAL_HEALTH, 0)
        close(planned, 340.0)
        assert booked(planned) == {"waiting_post_vacant": 40.0}

    def test_a_need_that_did_not_start_is_not_engaged_until_it_is_referred_again(self, planned: Diary) -> None:
        planned.need(Event.PLANNED, 300.0, 0, MENTAL_HEALTH, 3)
        planned.need(Event.NEED_REFERRED, 300.0, 0, MENTAL_HEALTH)
        planned.need(Event.NEED_NOT_STARTED, 310.0, 0, MENTAL_HEALTH, referred=300.0)
        planned.need(Event.NEED_REFERRED, 318.0, 0, MENTAL_HEALTH)
        planned.need(Event.NEED_STARTED, 330.0, 0, MENTAL_HEALTH, referred=318.0)
        planned.need(Event.NEED_DROPPED, 335.0, 0, MENTAL_HEALTH)
        close(planned, 350.0)
        assert booked(planned) == {
            "waiting_external_service": 10.0 + 12.0,
            "not_engaged": 8.0 + 15.0,
            "moving": 5.0,
        }

    def test_a_late_session_makes_it_overdue(self, planned: Diary) -> None:
        practitioner = planned.worker(PRACTITIONER)
        planned.need(Event.PLANNED, 300.0, 0, MENTAL_HEALTH, 1)
        planned.need(Event.NEED_REFERRED, 300.0, 0, MENTAL_HEALTH, 4)
        planned.need(Event.NEED_STARTED, 300.0, 0, MENTAL_HEALTH, worker=practitioner, referred=300.0)
        planned.held(321.0, 0, "mental health session", practitioner, enabled=310.0, started=320.0, due=315.0)
        planned.held(322.0, 0, "alcohol session", practitioner, enabled=310.0, started=322.0, due=311.0)
        planned.need(Event.ADDRESSED, 321.0, 0, MENTAL_HEALTH, 1)
        close(planned, 321.0)
        assert booked(planned) == {"moving": 17.0, "overdue": 4.0}

    def test_a_need_addressed_without_being_resolved_is_done(self, planned: Diary) -> None:
        planned.need(Event.PLANNED, 300.0, 0, MENTAL_HEALTH, 1)
        planned.need(Event.NEED_REFERRED, 300.0, 0, MENTAL_HEALTH)
        planned.need(Event.NEED_STARTED, 310.0, 0, MENTAL_HEALTH, referred=300.0)
        planned.need(Event.ADDRESSED, 320.0, 0, MENTAL_HEALTH, 0)
        close(planned, 325.0)
        assert booked(planned) == {"waiting_external_service": 10.0, "moving": 10.0, "work_done": 5.0}

    def test_a_need_that_is_left_is_done_with_until_it_is_planned_again(self, planned: Diary) -> None:
        planned.need(Event.PLANNED, 300.0, 0, MENTAL_HEALTH, 3)
        planned.need(Event.NEED_REFERRED, 300.0, 0, MENTAL_HEALTH)
        planned.need(Event.NEED_NOT_STARTED, 310.0, 0, MENTAL_HEALTH, referred=300.0)
        planned.need(Event.NEED_LEFT, 318.0, 0, MENTAL_HEALTH)
        close(planned, 325.0)
        assert booked(planned) == {"waiting_external_service": 10.0, "not_engaged": 8.0, "help_refused": 7.0}


class TestTheCriticalItem:
    def needs_and_work(self, diary: Diary) -> None:
        diary.need(Event.PLANNED, 300.0, 0, MENTAL_HEALTH, 4)
        diary.need(Event.NEED_REFERRED, 300.0, 0, MENTAL_HEALTH)
        diary.need(Event.PLANNED, 300.0, 0, ALCOHOL, 6)
        diary.need(Event.NEED_REFERRED, 300.0, 0, ALCOHOL)
        diary.plan_work(Event.PLANNED, 300.0, 0, 5)

    def test_it_is_what_was_addressed_last(self, planned: Diary) -> None:
        self.needs_and_work(planned)
        planned.need(Event.NEED_STARTED, 310.0, 0, MENTAL_HEALTH, referred=300.0)
        planned.plan_work(Event.PLAN_WORK, 315.0, 0, 0)
        planned.need(Event.ADDRESSED, 320.0, 0, MENTAL_HEALTH, 1)
        planned.need(Event.NEED_STARTED, 340.0, 0, ALCOHOL, referred=300.0)
        planned.need(Event.ADDRESSED, 360.0, 0, ALCOHOL, 1)
        close(planned, 365.0)
        assert booked(planned) == {"waiting_external_service": 40.0, "moving": 20.0, "work_done": 5.0}

    def test_if_some_are_not_addressed_it_is_the_one_with_most_to_do(self, planned: Diary) -> None:
        self.needs_and_work(planned)
        planned.need(Event.NEED_STARTED, 310.0, 0, ALCOHOL, referred=300.0)
        planned.need(Event.SESSION, 320.0, 0, ALCOHOL, 4)
        planned.plan_work(Event.PLAN_WORK, 320.0, 0, 4)
        planned.need(Event.SESSION, 330.0, 0, ALCOHOL, 3)
        close(planned, 350.0)  # mental health 4, alcohol 3, plan work 4: the first need of the greatest
        assert booked(planned) == {"waiting_external_service": 50.0}

    def test_it_is_found_stage_by_stage_and_the_state_carries_over(self, planned: Diary) -> None:
        planned.need(Event.PLANNED, 300.0, 0, MENTAL_HEALTH, 2)
        planned.need(Event.NEED_REFERRED, 300.0, 0, MENTAL_HEALTH)
        planned.plan_work(Event.PLANNED, 300.0, 0, 3)
        planned.entered(320.0, 0, "section_47_enquiry")
        planned.entered(330.0, 0, "plan")
        planned.plan_work(Event.PLANNED, 330.0, 0, 1)
        planned.need(Event.NEED_STARTED, 335.0, 0, MENTAL_HEALTH, referred=300.0)
        planned.plan_work(Event.PLAN_WORK, 336.0, 0, 0)
        planned.need(Event.ADDRESSED, 350.0, 0, MENTAL_HEALTH, 1)
        close(planned, 354.0)
        assert booked(planned) == {
            "moving": 20.0 + 10.0 + 15.0,  # plan work was critical at first, then came the enquiry
            "waiting_external_service": 5.0,
            "work_done": 4.0,
        }

    def test_what_was_done_before_the_stage_leaves_nothing_to_do_in_it(self, planned: Diary) -> None:
        planned.plan_work(Event.PLANNED, 300.0, 0, 1)
        planned.plan_work(Event.PLAN_WORK, 310.0, 0, 0)
        planned.entered(320.0, 0, "section_47_enquiry")
        planned.entered(330.0, 0, "plan")
        close(planned, 340.0)
        assert booked(planned) == {"moving": 10.0 + 10.0, "work_done": 10.0 + 10.0}

    def test_a_plan_that_was_over_leaves_nothing_to_the_next(self, planned: Diary) -> None:
        planned.need(Event.PLANNED, 300.0, 0, MENTAL_HEALTH, 2)
        planned.need(Event.NEED_REFERRED, 300.0, 0, MENTAL_HEALTH)
        close(planned, 310.0)
        planned.write(Event.NEEDS_ENDED, 310.0, 0)
        planned.referred(400.0, 0, episode=1)
        planned.entered(400.0, 0, "plan")
        planned.plan_work(Event.PLANNED, 400.0, 0, 1)
        close(planned, 420.0)
        assert booked(planned) == {"waiting_external_service": 10.0, "moving": 20.0}


class TestCriticalItems:
    """What the ledger goes by, spell by spell."""

    def test_where_there_is_nothing_to_do_a_plan_is_ready_from_its_start(self, planned: Diary) -> None:
        planned.plan_work(Event.PLANNED, 300.0, 0, 1)
        planned.entered(310.0, 0, "section_47_enquiry")
        planned.plan_work(Event.PLAN_WORK, 315.0, 0, 0)
        planned.entered(320.0, 0, "plan")
        close(planned, 330.0)
        spells, critical = spells_of(planned.view), critical_items(planned.view)
        plan_work = len(planned.names.needs)
        assert [planned.names.stages[stage] for stage in spells.stage] == [
            "referral", "plan", "section_47_enquiry", "plan",
        ]  # fmt: skip
        assert critical.item.tolist() == [NOTHING, plan_work, NOTHING, NOTHING]
        assert critical.ready.tolist() == [300.0, inf, 310.0, 320.0]
        assert critical.ready_row.tolist() == spells.row.tolist()
        assert critical.chain_row.tolist() == [-1, *[spells.row[1]] * 3]

    def test_help_is_refused_to_the_family_that_it_is_refused_to(self, planned: Diary) -> None:
        """And not to one whose need is still open, though the log ends with the refusal."""
        planned.need(Event.PLANNED, 300.0, 0, MENTAL_HEALTH, 2)
        planned.need(Event.NEED_REFERRED, 300.0, 0, MENTAL_HEALTH)
        other = planned.family(ALCOHOL)
        planned.referred(310.0, other)
        planned.entered(310.0, other, "plan")
        planned.need(Event.PLANNED, 310.0, other, ALCOHOL, 2)
        planned.need(Event.NEED_LEFT, 320.0, other, ALCOHOL)
        assert critical_items(planned.view).refused.tolist() == [False, False, False, True]
