"""Why two lives differ, held against lives written by hand and against the log."""

from __future__ import annotations

import numpy as np
import pytest

from fssim.engine.event_log import Event
from fssim.errors import NoSuchFamily
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.report.story.lives.chapters import chapters_of
from fssim.report.story.lives.life import Life, life_of
from fssim.report.story.lives.life_sentences import days
from fssim.report.story.pick import story
from fssim.report.story.why.explain_why import Why, explain_why, in_short
from fssim.report.story.why.turns import parting
from fssim.report.wording.log_in_words import WordedLog
from fssim.scenario import load
from fssim.scenario.override import with_values
from tests.unit.measures.conftest import SERVICE
from tests.unit.measures.diary import Diary
from tests.unit.report.logs import as_log_of, logs_of, vacancy

NEED = "alcohol"


def a_life(title: str, refused: int = 0, starts: bool = True, ready: bool = True, earlier: bool = False,
           left: bool = False, stage: str = "plan", post: str = "safeguarding 1: social_worker 1") -> Life:  # fmt: skip
    """A plan (after an `earlier` one, in which its need may be `left`) whose need is refused so many times, each
    noticed after ten days, then met."""
    diary = Diary(compile_scenario(load(SERVICE).model_copy(update={"title": title})))
    worker = diary.worker(post)
    practitioner = diary.worker("safeguarding 1: mental_health_practitioner 1")
    group = diary.log.workers.group[practitioner]
    family = diary.family(NEED)
    diary.referred(260.0, family)
    if earlier:
        diary.entered(261.0, family, "plan")
        diary.plan_work(Event.PLANNED, 261.0, family, 1)
    if left:
        diary.need(Event.PLANNED, 261.0, family, NEED, 1)
        diary.need(Event.NEED_LEFT, 261.5, family, NEED)
    diary.entered(262.0, family, stage)
    diary.plan_work(Event.PLANNED, 262.0, family, 1)
    diary.need(Event.PLANNED, 262.0, family, NEED, 1)
    diary.need(Event.NEED_REFERRED, 262.0, family, NEED, group)
    diary.allocated(262.0, family, worker)
    time = 270.0
    for _ in range(refused):
        diary.need(Event.NEED_NOT_STARTED, time, family, NEED, worker=practitioner, referred=time - 8.0)
        diary.held(time + 10.0, family, "review", worker, due=time + 10.0)
        diary.held(time + 10.0, family, "plan visit", worker, due=time + 10.0)
        diary.need(Event.NEED_REFERRED, time + 10.0, family, NEED, group)
        time += 18.0
    if starts:
        diary.need(Event.NEED_STARTED, time, family, NEED, worker=practitioner, referred=time - 8.0)
    if starts and ready:
        diary.need(Event.ADDRESSED, time + 10.0, family, NEED, 1)
        diary.plan_work(Event.PLAN_WORK, time + 10.0, family, 0)
        diary.write(Event.READY, time + 10.0, family)
    diary.held(time + 12.0, family, "review", worker, due=time + 12.0)
    diary.decided(time + 12.0, family, "review", "reviewed ready", "end")
    diary.write(Event.NEEDS_ENDED, time + 12.0, family)
    diary.entered(time + 12.0, family, "closed")
    return life_of(WordedLog(diary.log), family)


def sentences_of(here: Life, there: Life) -> list[str]:
    return [
        difference.sentence
        for _, differences in explain_why(here, there, replays=0).differences
        for difference in differences
    ]


def test_help_that_comes_later_is_told_with_both_dates() -> None:
    why = explain_why(a_life("A", refused=2), a_life("B"), replays=0)
    assert why.parting == (
        "The two lives are alike, event by event, until 26 April 2019. In 'A', that day: “First appointment for "
        "alcohol help offered with mental health practitioner 1 after 8 working days; parent does not engage.” In 'B', "
        "that day: “Alcohol help starts with mental health practitioner 1 after 8 working days.”"
    )
    assert sentences_of(a_life("A", refused=2), a_life("B")) == [
        "Alcohol help starts on 19 June 2019; there on 26 April 2019.",
        "16 more working days of waiting on the list for alcohol help.",
        "20 more working days not engaged with alcohol help, and not yet picked up.",
        "The first plan to be ready for a decision is so on 3 July 2019; there on 13 May 2019.",
        "Open for 36 more working days.",
    ]
    assert why.where == "By stage: 36 more in the child in need plan."
    assert why.how == "What the differences are put down to was not tested."


def test_help_that_never_starts_is_said_to() -> None:
    sentences = sentences_of(a_life("A", starts=False), a_life("B"))
    assert "Alcohol help never starts; there it does, on 26 April 2019." in sentences
    assert "No plan is ever ready for a decision; there one is, on 13 May 2019." in sentences
    assert "Alcohol need: not resolved; there it is." in sentences
    turned = sentences_of(a_life("B"), a_life("A", starts=False))
    assert "Alcohol help starts on 26 April 2019; there it never does." in turned
    assert "The first plan to be ready for a decision is so on 13 May 2019; there none is." in turned
    assert "Alcohol need: resolved; there it is not." in turned


def test_a_stage_that_only_one_life_enters_is_told() -> None:
    sentences = sentences_of(a_life("A", refused=1, stage="court"), a_life("B"))
    assert any(text.endswith(": once; there not at all.") for text in sentences)
    assert "Child in need plan: not at all; there once." in sentences


def test_what_an_earlier_plan_left_is_done_in_this_one() -> None:
    life = a_life("A", earlier=True, left=True)
    entries = [entry.text for chapter in chapters_of(life) for entry in chapter.entries]
    assert "Alcohol help: no further offers under this plan." in entries
    assert "Everything in the plan is done: ready for a decision." in entries


def test_lives_that_are_alike_are_said_to_be() -> None:
    why = explain_why(a_life("A"), a_life("B"))
    assert why == Why("B", "The two lives are the same, event by event.", (), "", "")
    assert why.nothing_else == ""


def test_the_same_work_with_another_person_is_told_as_that() -> None:
    words = parting(a_life("A"), a_life("B", post="safeguarding 1: social_worker 2"))
    assert words == (
        "The two lives are alike, event by event, until 12 April 2019. That day, in both: allocated, but with a "
        "different social worker. They take the same turns, within a week of one another throughout."
    )


@pytest.mark.parametrize(
    ("life", "end"),
    [
        ({"starts": False}, "The plan is over, with alcohol help still awaited."),
        ({"ready": False}, "The plan is over, with alcohol help still under way."),
        ({}, "Review: end."),
    ],
)
def test_a_plans_end_says_what_it_cuts_short(life: dict[str, bool], end: str) -> None:
    entries = [entry.text for entry in chapters_of(a_life("A", **life))[-1].entries]
    assert entries[-2:] == [end, "Closed."]


def test_what_notices_is_work_that_can_notice() -> None:
    entries = [entry.text for entry in chapters_of(a_life("A", refused=1))[-1].entries]
    assert (
        "Picked up in review and re-referred for alcohol help: onto the mental health practitioner's list." in entries
    )


def test_a_life_in_short_is_of_one_referral_or_of_several() -> None:
    assert in_short(a_life("A")) == "Open for 22 working days from referral to closure; 2 of them are drift."
    worded = WordedLog(vacancy()[0])
    view, arrival = worded.view, np.asarray(worded.log.families.arrival)
    referred = np.bincount(view.family[view.kind == Event.REFERRED], minlength=len(arrival))
    twice = int(np.flatnonzero((referred == 2) & (arrival >= view.observed_from))[0])
    assert " over 2 referrals" in in_short(life_of(worded, twice))


def test_a_part_of_a_day_is_less_than_one() -> None:
    assert [days(count) for count in (0.0, 0.3, 1.0, 1234.0)] == [
        "0 working days", "less than 1 working day", "1 working day", "1,234 working days",
    ]  # fmt: skip


def test_no_family_is_left_untouched_where_no_post_is_kept_vacant() -> None:
    with pytest.raises(NoSuchFamily, match="keeps no post vacant"):
        story(logs_of("one_district"), pick="untouched")


def test_activities_and_outcomes_are_called_by_their_titles() -> None:
    worded = WordedLog(vacancy()[0])
    names = worded.log.tables.names
    spoken = {
        worded.activity(names.activities.index(name)) for name in ("pre_proceedings_meeting", "review_conference")
    }
    assert spoken == {"pre-proceedings (PLO) meeting", "review child protection conference"}
    plan = names.stages.index("child_protection_plan")
    assert worded.outcome(names.outcomes.index("pre_proceedings"), plan) == "pre-proceedings (PLO) begin"


def test_what_has_no_title_is_called_by_its_name_hyphenated_as_the_stages_titles_are() -> None:
    log = vacancy()[0]
    scenario = log.scenario
    activities = dict.fromkeys(("pathway.activities.pre_proceedings_meeting.title",), None)
    outcomes = ("review_ready.pre_proceedings", "review_ready.go_on", "first_visit_decision.go_on_assessing")
    titles = activities | dict.fromkeys((f"pathway.decisions.{outcome}.title" for outcome in outcomes), None)
    worded, names = WordedLog(as_log_of(with_values(scenario, titles), log)), log.tables.names
    plan, assessment = (names.stages.index(name) for name in ("child_protection_plan", "assessment"))
    assert worded.activity(names.activities.index("pre_proceedings_meeting")) == "pre-proceedings meeting"
    assert worded.outcome(names.outcomes.index("pre_proceedings"), plan) == "pre-proceedings"
    ready = [*scenario.pathway.decisions].index("review_ready")
    first = sum(len(table) for table in [*scenario.pathway.decisions.values()][:ready])
    go_on = first + [*scenario.pathway.decisions["review_ready"]].index("go_on")
    assert worded.outcome(go_on, plan) == "plan continues"
    assert worded.outcome(names.outcomes.index("go_on_assessing"), assessment) == "go on assessing"
