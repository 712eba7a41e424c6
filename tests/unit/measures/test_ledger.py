"""Families whose every day can be booked by hand."""

from dataclasses import replace

import numpy as np
import pytest

from fssim.engine.event_log import Event
from fssim.measures.ledger.critical_item import NOTHING
from fssim.measures.ledger.ledger import ledger
from fssim.model.tables import TO_CONTINUE, Tables
from tests.unit.measures.diary import (
    ALCOHOL,
    HORIZON,
    KEYWORKER,
    MENTAL_HEALTH,
    OBSERVED_FROM,
    PRACTITIONER,
    Diary,
    booked,
    close,
)


class TestBeforeAPlan:
    def test_a_day_is_overdue_from_when_work_is_late_until_somebody_starts_it(self, diary: Diary) -> None:
        family = diary.family()
        diary.referred(300.0, family)
        diary.held(306.0, family, "screening", enabled=300.0, started=305.0, due=301.0)
        close(diary, 307.0)
        assert booked(diary) == {"overdue": 3.0, "moving": 4.0}

    def test_work_nobody_has_started_is_overdue_to_the_end_of_the_stage_or_of_the_run(self, diary: Diary) -> None:
        first, second = diary.family(), diary.family()
        diary.referred(300.0, first)
        diary.entered(310.0, first, "closed")
        diary.held(310.0, first, "screening", enabled=300.0, due=301.0, kind=Event.CANCELLED)
        diary.referred(750.0, second)
        diary.held(HORIZON, second, "screening", enabled=750.0, due=752.0, kind=Event.UNFINISHED)
        assert booked(diary) == {"overdue": 8.0 + 7.0, "moving": 2.0 + 3.0}

    def test_two_things_overdue_at_once_make_one_day(self, diary: Diary) -> None:
        family = diary.family()
        diary.referred(300.0, family)
        diary.entered(300.0, family, "assessment")
        diary.held(306.0, family, "assessment visit", enabled=300.0, started=305.0, due=301.0)
        diary.held(308.0, family, "assessment write-up", enabled=300.0, started=307.0, due=303.0)
        close(diary, 310.0)
        assert booked(diary) == {"overdue": 5.0, "moving": 5.0}

    def test_work_that_the_stage_does_not_list_does_not_hold_it_up(self, diary: Diary) -> None:
        family = diary.family()
        diary.referred(300.0, family)
        diary.held(306.0, family, "plan visit", enabled=300.0, started=305.0, due=301.0)
        close(diary, 310.0)
        assert booked(diary) == {"moving": 10.0}

    def test_a_part_that_is_not_required_does_not_hold_it_up(self, diary: Diary) -> None:
        tables = diary.tables
        optional = list(tables.participants.required).index(0)
        family = diary.family()
        diary.referred(300.0, family)
        diary.held(306.0, family, "screening", enabled=300.0, started=305.0, due=301.0, part=optional)
        close(diary, 310.0)
        assert booked(diary) == {"moving": 10.0}

    @pytest.mark.parametrize("optional", [0, -1])
    def test_the_first_part_or_the_last_may_not_be_required_and_work_without_parts_is(
        self, tables: Tables, optional: int
    ) -> None:
        required = list(tables.participants.required)
        required[optional] = 0
        diary = Diary(replace(tables, participants=replace(tables.participants, required=tuple(required))))
        without_parts, family = diary.family(), diary.family()
        for number in (without_parts, family):
            diary.referred(300.0, number)
        part = optional % len(required)
        diary.held(306.0, without_parts, "screening", enabled=300.0, started=305.0, due=301.0)
        diary.held(306.0, family, "screening", enabled=300.0, started=305.0, due=301.0, part=part)
        for number in (without_parts, family):
            diary.entered(310.0, number, "closed")
        assert booked(diary, without_parts) == {"overdue": 3.0, "moving": 7.0}
        assert booked(diary, family) == {"moving": 10.0}

    def test_a_part_that_is_required_holds_it_up(self, diary: Diary) -> None:
        tables = diary.tables
        row = tables.activities.first_part[diary.names.activities.index("screening")]
        assert tables.participants.required[row]
        family = diary.family()
        diary.referred(300.0, family)
        diary.held(306.0, family, "screening", enabled=300.0, started=305.0, due=301.0, part=row)
        close(diary, 310.0)
        assert booked(diary) == {"overdue": 3.0, "moving": 7.0}

    def test_unallocated_comes_first(self, diary: Diary) -> None:
        worker, family = diary.worker("assessment 1: social_worker 1"), diary.family()
        diary.referred(300.0, family)
        diary.entered(300.0, family, "assessment")
        diary.unallocated(300.0, family)
        diary.allocated(304.0, family, worker, since=300.0)
        diary.held(306.0, family, "assessment visit", enabled=300.0, started=305.0, due=302.0)
        close(diary, 310.0)
        assert booked(diary) == {"unallocated": 4.0, "overdue": 1.0, "moving": 5.0}

    def test_unallocated_is_over_each_time_somebody_is_allocated(self, diary: Diary) -> None:
        worker = diary.worker("assessment 1: social_worker 1")
        for family in (diary.family(), diary.family()):
            diary.referred(300.0, family)
            diary.entered(300.0, family, "assessment")
            diary.unallocated(300.0, family)
        for family in range(2):
            diary.allocated(304.0, family, worker, since=300.0)
            diary.unallocated(307.0, family)
        for family in range(2):
            diary.allocated(309.0, family, worker, since=307.0)
            diary.entered(315.0, family, "closed")
        assert booked(diary, 0) == booked(diary, 1) == {"unallocated": 4.0 + 2.0, "moving": 3.0 + 6.0}


class TestCourt:
    def test_days_are_the_courts_unless_nobody_holds_the_family(self, planned: Diary) -> None:
        planned.entered(310.0, 0, "court")
        planned.held(330.0, 0, "hearing", enabled=310.0, started=329.0, due=315.0)
        planned.unallocated(340.0, 0)
        planned.allocated(342.0, 0, 0, since=340.0)
        close(planned, 350.0)
        assert booked(planned) == {"work_done": 10.0, "court": 38.0, "unallocated": 2.0}


class TestPlanWork:
    def test_it_moves_until_delivered_and_then_a_review_is_to_come(self, planned: Diary) -> None:
        planned.plan_work(Event.PLANNED, 300.0, 0, 2)
        planned.plan_work(Event.PLAN_WORK, 310.0, 0, 1)
        planned.plan_work(Event.PLAN_WORK, 320.0, 0, 0)
        close(planned, 350.0)
        assert booked(planned) == {"moving": 20.0, "work_done": 30.0}

    def test_it_is_overdue_while_the_visit_that_would_deliver_it_is(self, planned: Diary) -> None:
        planned.plan_work(Event.PLANNED, 300.0, 0, 1)
        planned.held(318.0, 0, "supervision", enabled=300.0, started=317.0, due=301.0)  # delivers nothing
        planned.held(320.0, 0, "plan visit", enabled=305.0, started=319.5, due=312.0)
        planned.plan_work(Event.PLAN_WORK, 320.0, 0, 0)
        close(planned, 330.0)
        assert booked(planned) == {"moving": 13.5, "overdue": 6.5, "work_done": 10.0}

    def test_with_nothing_to_do_a_review_is_to_come_from_the_start(self, planned: Diary) -> None:
        close(planned, 350.0)
        assert booked(planned) == {"work_done": 50.0}

    def test_no_sessions_to_do_is_done_at_once(self, planned: Diary) -> None:
        planned.plan_work(Event.PLANNED, 300.0, 0, 0)
        close(planned, 350.0)
        assert booked(planned) == {"work_done": 50.0}


class TestReady:
    """Plan work is planned on day 300, and its only session held on day 320."""

    @pytest.fixture
    def done(self, planned: Diary) -> Diary:
        planned.plan_work(Event.PLANNED, 300.0, 0, 1)
        planned.need(Event.PLANNED, 300.0, 0, ALCOHOL, 2)
        planned.need(Event.NEED_REFERRED, 300.0, 0, ALCOHOL)
        return planned

    def deliver(self, diary: Diary) -> None:
        diary.need(Event.ADDRESSED, 312.0, 0, ALCOHOL, 1)
        diary.plan_work(Event.PLAN_WORK, 320.0, 0, 0)

    def reviewed(self, diary: Diary, time: float, outcome: str = "continue", table: str = "reviewed ready") -> None:
        diary.decided(time, 0, "review", table, outcome)

    def test_a_review_that_lets_the_plan_go_on_comes_between(self, done: Diary) -> None:
        self.deliver(done)
        self.reviewed(done, 330.0)
        self.reviewed(done, 340.0)
        close(done, 345.0)
        assert booked(done) == {"moving": 20.0, "work_done": 10.0, "continued": 15.0}

    def test_a_review_before_everything_was_done_has_not_seen_it(self, done: Diary) -> None:
        self.reviewed(done, 318.0, table="reviewed not ready")
        self.reviewed(done, 320.0, table="reviewed not ready")
        self.deliver(done)
        close(done, 345.0)
        assert booked(done) == {"moving": 20.0, "work_done": 25.0}

    def test_a_review_that_notices_the_last_refusal_has_seen_it(self, done: Diary) -> None:
        done.plan_work(Event.PLAN_WORK, 310.0, 0, 0)
        done.need(Event.NEED_NOT_STARTED, 312.0, 0, ALCOHOL, referred=300.0)
        done.need(Event.NEED_LEFT, 320.0, 0, ALCOHOL)
        self.reviewed(done, 320.0)
        close(done, 345.0)
        assert booked(done) == {"waiting_external_service": 12.0, "not_engaged": 8.0, "continued": 25.0}

    def test_help_refused_earlier_in_the_plan_counts_whatever_came_last(self, done: Diary) -> None:
        done.need(Event.NEED_LEFT, 312.0, 0, ALCOHOL)
        done.plan_work(Event.PLAN_WORK, 320.0, 0, 0)
        self.reviewed(done, 330.0)
        close(done, 345.0)
        assert booked(done) == {"moving": 20.0, "help_refused": 10.0, "continued": 15.0}

    def test_help_refused_and_planned_again_is_no_longer_refused(self, done: Diary) -> None:
        done.need(Event.NEED_LEFT, 312.0, 0, ALCOHOL)
        done.need(Event.PLANNED, 314.0, 0, ALCOHOL, 2)
        done.need(Event.ADDRESSED, 316.0, 0, ALCOHOL, 0)
        done.plan_work(Event.PLAN_WORK, 320.0, 0, 0)
        close(done, 345.0)
        assert booked(done) == {"moving": 20.0, "work_done": 25.0}

    def test_a_review_that_did_not_know_that_all_was_done_lets_the_plan_go_on_too(self, done: Diary) -> None:
        self.deliver(done)
        self.reviewed(done, 330.0, table="reviewed not ready")
        close(done, 345.0)
        assert booked(done) == {"moving": 20.0, "work_done": 10.0, "continued": 15.0}

    def test_what_another_table_decides_is_no_review_of_the_plan(self, tables: Tables) -> None:
        """Of a stage beside the plan, say."""
        to = list(tables.outcomes.to)
        to[tables.names.outcomes.index("no further action")] = TO_CONTINUE
        diary = Diary(replace(tables, outcomes=replace(tables.outcomes, to=tuple(to))))
        diary.worker(KEYWORKER)
        family = diary.family()
        diary.referred(300.0, family)
        diary.entered(300.0, family, "plan")
        diary.allocated(300.0, family, 0)
        diary.decided(320.0, family, "review", "screened", "no further action")
        diary.entered(345.0, family, "closed")
        assert booked(diary) == {"work_done": 45.0}

    def test_another_stage_has_not_been_reviewed_yet(self, done: Diary) -> None:
        self.deliver(done)
        self.reviewed(done, 330.0)
        done.entered(335.0, 0, "section_47_enquiry")
        done.entered(338.0, 0, "plan")
        close(done, 345.0)
        assert booked(done) == {"moving": 20.0 + 3.0, "work_done": 10.0 + 7.0, "continued": 5.0}

    def test_unallocated_comes_first(self, done: Diary) -> None:
        self.deliver(done)
        self.reviewed(done, 330.0)
        done.unallocated(328.0, 0)
        done.allocated(333.0, 0, 0, since=328.0)
        close(done, 345.0)
        assert booked(done) == {"moving": 20.0, "work_done": 8.0, "unallocated": 5.0, "continued": 12.0}


class TestTheBooks:
    def test_only_observed_days_are_booked(self, diary: Diary) -> None:
        family = diary.family()
        diary.referred(OBSERVED_FROM - 10.0, family)
        diary.held(OBSERVED_FROM + 2.0, family, "screening", enabled=243.0, started=OBSERVED_FROM + 1.0, due=244.0)
        assert booked(diary) == {"overdue": 1.0, "moving": HORIZON - OBSERVED_FROM - 1.0}

    def test_days_of_spells_with_no_label_are_left_out(self, planned: Diary) -> None:
        planned.entered(310.0, 0, "section_47_enquiry")
        close(planned, 350.0)
        books = ledger(planned.log)
        assert books.critical.tolist() == [NOTHING] * len(books.spells)
        stages = books.spells.stage.tolist()
        in_enquiry = stages.index(planned.names.stages.index("section_47_enquiry"))
        label = [0 if spell == in_enquiry else -1 for spell in range(len(stages))]
        assert books.by(np.array(label), 2).sum(axis=1).tolist() == [40.0, 0.0]


class TestFamiliesAtOnce:
    """Families whose lives overlap are booked as each would be alone."""

    def test_what_one_family_needs_is_not_taken_for_what_another_does(self, diary: Diary) -> None:
        """The first needs help with the second need of the list, and the last with the first, and so do all of them."""
        diary.worker(KEYWORKER)
        needs = (ALCOHOL, "", MENTAL_HEALTH, MENTAL_HEALTH)
        families = [diary.family(need) if need else diary.family() for need in needs]
        for family in families:
            diary.referred(300.0, family)
            diary.entered(300.0, family, "plan")
            diary.allocated(300.0, family, 0)
        for family, need in zip(families, needs, strict=True):
            if need:
                diary.need(Event.PLANNED, 300.0, family, need, 2)
                diary.need(Event.NEED_REFERRED, 300.0, family, need)
        diary.need(Event.NEED_STARTED, 310.0, 0, ALCOHOL, referred=300.0)
        diary.need(Event.NEED_STARTED, 315.0, 2, MENTAL_HEALTH, referred=300.0)
        diary.need(Event.ADDRESSED, 320.0, 0, ALCOHOL, 1)
        diary.need(Event.NEED_DROPPED, 325.0, 2, MENTAL_HEALTH)
        diary.decided(330.0, 0, "review", "reviewed ready", "continue")
        diary.decided(335.0, 1, "review", "reviewed ready", "continue")
        for family in families:
            diary.entered(340.0, family, "closed")
        assert booked(diary, 0) == {"waiting_external_service": 10.0, "moving": 10.0, "work_done": 10.0,
                                    "continued": 10.0}  # fmt: skip
        assert booked(diary, 1) == {"work_done": 35.0, "continued": 5.0}
        assert booked(diary, 2) == {"waiting_external_service": 15.0, "moving": 10.0, "not_engaged": 15.0}
        assert booked(diary, 3) == {"waiting_external_service": 40.0}

    def test_a_wait_for_a_practitioner_ends_when_that_family_s_does(self, diary: Diary) -> None:
        """The post empties after two of three waits for it."""
        group = diary.names.groups.index("safeguarding: mental_health_practitioner")
        diary.worker(KEYWORKER)
        diary.worker(PRACTITIONER, end=330.0)
        families = [diary.family(MENTAL_HEALTH) for _ in range(3)]
        for family in families:
            diary.referred(300.0, family)
            diary.entered(300.0, family, "plan")
            diary.allocated(300.0, family, 0)
            diary.need(Event.PLANNED, 300.0, family, MENTAL_HEALTH, 2)
            diary.need(Event.NEED_REFERRED, 300.0, family, MENTAL_HEALTH, group)
        for family, time in ((0, 310.0), (1, 320.0)):
            diary.need(Event.NEED_NOT_STARTED, time, family, MENTAL_HEALTH, referred=300.0)
        for family in families:
            diary.entered(340.0, family, "closed")
        assert booked(diary, 0) == {"waiting_practitioner_list": 10.0, "not_engaged": 30.0}
        assert booked(diary, 1) == {"waiting_practitioner_list": 20.0, "not_engaged": 20.0}
        assert booked(diary, 2) == {"waiting_practitioner_list": 30.0, "waiting_post_vacant": 10.0}
