"""One family's story: chosen rightly, told as it happened, and with its days adding up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fssim.engine.event_log import Event
from fssim.engine.simulate import simulate_tables
from fssim.errors import NoSuchFamily
from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.ledger.ledger_lines import DRIFT, Line
from fssim.measures.log_view.spells import spells_of
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.tables import Tables
from fssim.report.story.lives.chapters import chapters_of
from fssim.report.story.lives.life import life_of
from fssim.report.story.pick import story
from fssim.report.story.story import Story
from fssim.report.wording.log_in_words import WordedLog
from fssim.scenario import load, with_values
from tests.unit.measures.conftest import SERVICE
from tests.unit.measures.diary import Diary
from tests.unit.report.logs import logs_of, vacancy

NEED = "alcohol"


@pytest.fixture(scope="module")
def held_up() -> Story:
    return story(vacancy(), pick="vacancy")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return compile_scenario(load(SERVICE))


def test_the_family_that_the_vacancy_holds_up_waits_for_the_empty_post(held_up: Story) -> None:
    here, there = held_up.lives
    need = here.worded.log.tables.names.needs.index("mental_health")
    waits = [spell for spell in here.help if spell.need == need and spell.line is Line.WAITING_POST_VACANT]
    assert sum(spell.end - spell.start for spell in waits) > 10.0
    assert not any(spell.line is Line.WAITING_POST_VACANT for spell in there.help)
    on_list = (Line.WAITING_POST_VACANT, Line.WAITING_PRACTITIONER_LIST)
    waited = [
        sum(spell.end - spell.start for spell in life.help if spell.need == need and spell.line in on_list)
        for life in held_up.lives
    ]
    assert waited[0] > waited[1] + 10.0
    parting = held_up.whys[0].parting
    assert "a post that is empty" in parting
    assert "the mental health practitioner's list" in parting


def test_it_is_the_same_family_everywhere(held_up: Story) -> None:
    identities = {life.worded.log.families.identity[life.family] for life in held_up.lives}
    arrivals = {life.worded.log.families.arrival[life.family] for life in held_up.lives}
    assert len(identities) == len(arrivals) == 1


@pytest.mark.parametrize("how", ["delayed", "typical", "vacancy"])
def test_the_days_of_a_story_are_the_ledgers_and_the_spells(how: str) -> None:
    for life in story(vacancy(), pick=how).lives:
        view = life.worded.view
        of_family = ledger_of(view).spells.family[ledger_of(view).spell] == life.family
        booked = (ledger_of(view).end - ledger_of(view).start)[of_family].sum()
        stays = sum(stay.end - stay.start for stay in life.stays)
        assert life.open_days() == pytest.approx(booked) == pytest.approx(stays)


def test_the_most_delayed_family_has_the_most_drift() -> None:
    telling = story(vacancy(), pick="delayed")
    ledger = ledger_of(telling.lives[0].worded.view)
    days = ledger.by(ledger.spells.family, len(telling.lives[0].worded.log.families))[:, list(DRIFT)].sum(axis=1)
    closed = ~np.isin(np.arange(len(days)), ledger.spells.family[ledger.spells.next_stage < 0])
    arrived = np.asarray(telling.lives[0].worded.log.families.arrival) >= telling.lives[0].worded.view.observed_from
    mine = days[telling.chosen.family]
    assert (days[closed & arrived] > mine).sum() <= 3  # but for those open at the end in the other scenario


def test_chapters_follow_one_another_and_tell_every_stage(held_up: Story) -> None:
    for life, (_, chapters, _) in zip(held_up.lives, held_up.chapters(), strict=True):
        assert [chapter.title for chapter in chapters] == [life.worded.stage(stay.stage) for stay in life.stays]
        days = [entry.day for chapter in chapters for entry in chapter.entries]
        assert days == sorted(days)
        text = held_up.text()
        assert all(entry.text.split(":")[0][:40] in text for chapter in chapters for entry in chapter.entries)


def test_one_scenario_alone_has_nothing_to_differ_from() -> None:
    alone = story(logs_of("one_district_standard"), pick="typical")
    assert len(alone.lives) == 1
    assert alone.whys == alone.asked == ()
    assert "Why" not in alone.text()


@pytest.mark.parametrize(
    ("names", "choice", "wrong"),
    [
        (["one_district"], {"family": 10**6}, "there is none; families are numbered 0 to "),
        (["one_district"], {"family": -1}, "there is none"),
        (["one_district"], {"pick": "vacancy"}, "keeps no post vacant"),
        (["one_district_vacancy"], {"pick": "vacancy"}, "--against FILE"),
    ],
)
def test_a_family_that_cannot_be_told_of(names: list[str], choice: dict[str, object], wrong: str) -> None:
    with pytest.raises(NoSuchFamily, match=wrong):
        story(logs_of(*names), **choice)  # type: ignore[arg-type]


def test_a_family_closed_before_the_observed_years_cannot_be_told_of() -> None:
    logs = logs_of("one_district")
    spells = spells_of(WordedLog(logs[0]).view)
    still_open = set(spells.family[spells.end > logs[0].tables.observed_from].tolist())
    closed = next(family for family in range(1000) if family not in still_open)
    with pytest.raises(NoSuchFamily, match=f"family {closed}: is closed by 1 April 2019, before the observed years"):
        story(logs, family=closed)


def test_a_scenario_in_which_the_family_is_not_there_says_so() -> None:
    log, *_ = vacancy()
    fewer = with_values(log.scenario, {"demand.children.value": 4000, "title": "Fewer families"})
    few = simulate_tables(compile_scenario(fewer), 1, 0)
    here, there = log.families.identity, set(few.families.identity)
    family = next(row for row in range(len(here) - 1, 0, -1) if here[row] not in there)
    telling = story([log, few], family=family)
    assert len(telling.lives) == 1
    assert telling.absences() == [("Fewer families", "In that scenario this family is not open in the observed years.")]
    assert "is not open in the observed years" in telling.text()


def test_logs_of_different_luck_are_refused() -> None:
    log, *_ = vacancy()
    with pytest.raises(ValueError, match="not of one seed and replication"):
        story([log, replace(log, seed=2)], pick="typical")
    with pytest.raises(ValueError, match="either its number"):
        story([log])


def test_posts_are_empty_when_nobody_is_in_them() -> None:
    for log in vacancy():
        worded = WordedLog(log)
        tables, workers = log.tables, log.workers
        for team in range(len(tables.teams.kind)):
            for role in range(len(tables.names.roles)):
                group = tables.group_of[team * len(tables.names.roles) + role]
                for day in range(int(tables.observed_from), int(tables.horizon), 7):
                    in_post = any(
                        workers.group[w] == group and workers.start[w] <= day + 0.5 < workers.end[w]
                        for w in range(len(workers))
                    )
                    assert worded.is_empty(role, team, day + 0.5) == (group >= 0 and not in_post)


def a_life(diary: Diary) -> int:
    """Referred, allocated late, on a plan with a need that is not taken up at first, then ready and closed."""
    worker = diary.worker("safeguarding 1: social_worker 1")
    practitioner = diary.worker("safeguarding 1: mental_health_practitioner 1")
    family = diary.family(NEED, children=2)
    diary.referred(260.0, family)
    diary.entered(262.0, family, "plan")
    diary.plan_work(Event.PLANNED, 262.0, family, 1)
    diary.need(Event.PLANNED, 262.0, family, NEED, 2)
    diary.need(Event.NEED_REFERRED, 262.0, family, NEED, diary.log.workers.group[practitioner])
    diary.allocated(267.0, family, worker, since=262.0)
    diary.need(Event.NEED_NOT_STARTED, 272.0, family, NEED, worker=practitioner, referred=262.0)
    diary.held(282.0, family, "review", worker, 280.0, 281.0, due=279.0)
    diary.decided(282.0, family, "review", "reviewed ready", "continue")
    diary.need(Event.NEED_REFERRED, 282.0, family, NEED, -1)
    diary.need(Event.NEED_STARTED, 290.0, family, NEED, referred=282.0)
    diary.need(Event.MISSED, 292.0, family, NEED, 2)
    diary.need(Event.SESSION, 294.0, family, NEED, 1)
    diary.need(Event.SESSION, 296.0, family, NEED, 0)
    diary.need(Event.ADDRESSED, 296.0, family, NEED, 1)
    diary.plan_work(Event.PLAN_WORK, 297.0, family, 0)
    diary.write(Event.READY, 297.0, family)
    diary.entered(300.0, family, "closed")
    return family


def test_a_life_worked_out_by_hand(tables: Tables) -> None:
    diary = Diary(tables)
    family = a_life(diary)
    life = life_of(WordedLog(diary.log), family)
    entries = [[entry.text for entry in chapter.entries] for chapter in chapters_of(life)]
    assert entries == [
        ["Referred."],
        [
            "The plan: 1 session of plan work and 2 sessions of alcohol help.",
            "Referred for alcohol help: onto the mental health practitioner's list.",
            "Allocated to social worker 1, after 5 working days unallocated.",
            "First appointment for alcohol help offered with mental health practitioner 1 after 10 working days; "
            "parent does not engage.",
            "Review, 3 working days late: plan continues.",
            "Picked up in review and re-referred for alcohol help: to the external service.",
            "Alcohol help starts with the external service after 8 working days.",
            "The last session of alcohol help, 1 missed on the way: the need is resolved.",
            "The last session of plan work.",
            "Everything in the plan is done: ready for a decision.",
            "Closed.",
        ],
    ]
    assert [(spell.line, spell.start, spell.end) for spell in life.help] == [
        (Line.WAITING_PRACTITIONER_LIST, 262.0, 272.0),
        (Line.NOT_ENGAGED, 272.0, 282.0),
        (Line.WAITING_EXTERNAL_SERVICE, 282.0, 290.0),
        (Line.MOVING, 290.0, 296.0),
    ]
    assert chapters_of(life)[1].late == "Late: review (by 3 working days)."


def test_sessions_missed_before_a_parent_stops_attending_are_missed_on_the_way_too(tables: Tables) -> None:
    diary = Diary(tables)
    family = diary.family(NEED)
    diary.referred(260.0, family)
    diary.entered(262.0, family, "plan")
    diary.need(Event.PLANNED, 262.0, family, NEED, 1)
    for begun in (262.0, 282.0):
        diary.need(Event.NEED_REFERRED, begun, family, NEED, -1)
        diary.need(Event.NEED_STARTED, begun + 1.0, family, NEED, referred=begun)
        diary.need(Event.MISSED, begun + 8.0, family, NEED, 1)
        if begun == 262.0:
            diary.need(Event.NEED_DROPPED, begun + 8.0, family, NEED)
    diary.need(Event.SESSION, 300.0, family, NEED, 0)
    diary.need(Event.ADDRESSED, 300.0, family, NEED, 0)
    entries = [entry.text for entry in chapters_of(life_of(WordedLog(diary.log), family))[1].entries]
    assert "The last session of alcohol help, 2 missed on the way: the need is not resolved." in entries


def test_a_need_that_is_left(tables: Tables) -> None:
    diary = Diary(tables)
    family = diary.family(NEED)
    diary.referred(260.0, family)
    diary.entered(262.0, family, "plan")
    diary.need(Event.PLANNED, 262.0, family, NEED, 2)
    diary.need(Event.NEED_REFERRED, 262.0, family, NEED, -1)
    diary.need(Event.NEED_NOT_STARTED, 272.0, family, NEED, referred=262.0)
    diary.need(Event.NEED_LEFT, 282.0, family, NEED)
    diary.write(Event.READY, 282.0, family)
    diary.write(Event.NEEDS_ENDED, 300.0, family)
    diary.entered(300.0, family, "closed")
    life = life_of(WordedLog(diary.log), family)
    assert [entry.text for entry in chapters_of(life)[1].entries][2:] == [
        "First appointment for alcohol help offered with the external service after 10 working days; parent does not "
        "engage.",
        "Alcohol help: no further offers under this plan.",
        "Everything in the plan is done or no longer offered: ready for a decision.",
        "Closed.",
    ]
    assert [(spell.line, spell.end) for spell in life.help] == [
        (Line.WAITING_EXTERNAL_SERVICE, 272.0),
        (Line.NOT_ENGAGED, 282.0),
    ]


def test_the_picture_is_the_same_every_time(held_up: Story) -> None:
    assert held_up.png() == held_up.png()
    assert held_up.svg() == held_up.svg()
