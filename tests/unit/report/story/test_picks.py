"""Who is picked for a story, counted from the raw log, and how a life is told."""

from __future__ import annotations

import re
from datetime import date

import pytest

from fssim.engine.event_log import Event, EventLog
from fssim.engine.simulate import simulate_tables
from fssim.measures.ledger.ledger_lines import Line
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.report.story.lives.chapters import first_unlike_day, full_log
from fssim.report.story.pick import story
from fssim.report.story.story import Story
from fssim.report.story.why.exposed_families import PROMPT, exposed_of, unharmed_of
from fssim.report.story.why.exposure import needing
from fssim.scenario.schema.workforce import Vacancy
from tests.unit.report.logs import Logs, vacancy
from tests.unit.report.story.empty_post import NONE_UNHARMED, SOME_UNHARMED, district, in_raw_log, lives, unallocated

pytestmark = pytest.mark.slow


def referrals_in_raw_log(log: EventLog) -> list[tuple[int, tuple[float, float, float]]]:
    """Referrals for mental health help, from the columns: the family; when it was made, when help started (infinite if
    never) and when it was settled."""
    need, inf = log.tables.names.needs.index("mental_health"), float("inf")
    told: list[tuple[int, tuple[float, float, float]]] = []
    open_now: dict[int, tuple[float, float]] = {}
    columns = (log.columns[name].tolist() for name in ("kind", "family", "subject", "time"))
    for kind, family, subject, time in zip(*columns, strict=True):
        mine = subject == need
        if mine and kind == Event.NEED_REFERRED:
            open_now.setdefault(family, (time, inf))
        elif mine and kind == Event.NEED_STARTED:
            since, start = open_now[family]
            open_now[family] = since, min(start, time)
        elif family in open_now and (
            kind == Event.NEEDS_ENDED or (mine and kind in (Event.ADDRESSED, Event.NEED_LEFT))
        ):
            told.append((family, (*open_now.pop(family), time)))
    return told + [(family, (*times, log.tables.horizon)) for family, times in open_now.items()]


@pytest.mark.parametrize(("seed", "some"), [(NONE_UNHARMED, False), (SOME_UNHARMED, True)])
def test_counts_of_the_picks_are_of_families_who_needed_the_post(seed: int, some: bool) -> None:
    worded = district(seed)
    exposed, raw = exposed_of(worded), in_raw_log(worded)
    here, there = worded
    theirs = referrals_in_raw_log(there.log)
    first_then = {(needed.family, needed.since) for needed in needing(*worded) if needed.since >= needed.start}
    held_up = set()
    for family, (since, start, until) in referrals_in_raw_log(here.log):
        identity = here.log.families.identity[family]
        there_too = [
            times
            for other, times in theirs
            if there.log.families.identity[other] == identity and times[0] < until and times[2] > since
        ]
        if (family, since) not in first_then or not there_too:
            continue
        other_since, other_start, _ = min(there_too, key=lambda times: abs(times[0] - since))
        prompt = other_start - other_since
        if prompt <= PROMPT and min(start, until) - since - prompt >= 5.0:
            held_up.add(family)
    assert {needed.family for needed in exposed} == raw
    assert {needed.family for needed in exposed if needed.is_held_up} == held_up
    about = story(vacancy(seed), pick="vacancy", replays=0).about
    assert f"Of {len(raw)} families who needed the post while it was empty, {len(held_up)} start help within" in about
    unharmed = len(unharmed_of(worded, exposed))
    assert (unharmed > 1) is some
    assert f"{unharmed if some else 'None'} of the {len(raw)} are unharmed" in about


def test_the_vacancys_family_needed_the_post_and_is_helped_promptly_without_it() -> None:
    telling = story(vacancy(), pick="vacancy", replays=0)
    assert telling.chosen.family in in_raw_log(district())
    need = telling.lives[1].worded.log.tables.names.needs.index("mental_health")
    help_of = next(spell for spell in telling.lives[1].help if spell.need == need)
    starts = next(spell for spell in telling.lives[1].help if spell.need == need and spell.line is Line.MOVING)
    assert starts.start - help_of.start <= PROMPT


def test_a_social_workers_vacancy_is_told_by_days_of_waiting_for_staff() -> None:
    full = district()[1].scenario
    share = {"value": 0.25, "unit": "share", "source": "guess", "grade": "assumed"}
    dates = {"start": date(2019, 4, 1), "until": date(2020, 4, 1)}
    empty = {"quarter": Vacancy.model_validate({"role": "social_worker", "share": share, **dates})}
    short = full.model_copy(update={"vacancies": empty})
    logs = [simulate_tables(compile_scenario(scenario), 1, 0) for scenario in (short, full)]
    about = story(logs, pick="vacancy", replays=0).about
    assert re.search(r"\d+ wait for staff on at most 20 working days in '[^']+', and on more here\.", about)
    assert "never" not in about


def test_the_untouched_family_needed_the_post_and_is_unharmed() -> None:
    telling = story(vacancy(SOME_UNHARMED), pick="untouched", replays=0)
    assert telling.chosen.family in in_raw_log(district(SOME_UNHARMED))
    here, there = telling.lives
    assert here.open_days() - there.open_days() < 5.0
    assert unallocated(here) - unallocated(there) < 5.0


def test_alike_until_means_alike() -> None:
    worded = district()
    names = ("kind", "subject", "detail", "time")
    parted = 0
    for family in range(480, 620):
        both = lives(worded, family)
        day = first_unlike_day(*both) if both else None
        if both is None or day is None:
            continue
        rows = []
        for life in both:
            columns = {name: column.tolist() for name, column in life.worded.log.columns.items()}
            until = life.worded.day
            mine = [row for row, who in enumerate(columns["family"]) if who == life.family]
            happened = [tuple(columns[name][row] for name in names) for row in mine]
            rows.append([(k, s, d if k != Event.NEED_REFERRED else 0, until(t)) for k, s, d, t in happened])
        before = [[row for row in life_rows if row[3] < day] for life_rows in rows]
        on = [[row for row in life_rows if row[3] == day] for life_rows in rows]
        assert sorted(before[0]) == sorted(before[1])
        parted += sorted(on[0]) != sorted(on[1])
    assert parted > 10


@pytest.fixture(scope="module")
def ten() -> list[Story]:
    """Ten stories of different families, of two vacancies' kinds."""
    families = [480, 490, 500, 510, 520, 530, 540, 550, 560, 570]
    return [story(vacancy(), family=family, replays=0) for family in families]


def test_a_life_is_told_in_few_words_and_the_rest_is_in_the_full_log(ten: list[Story]) -> None:
    for telling in ten:
        for life, (_, chapters, more), (_, rows) in zip(
            telling.lives, telling.chapters(), telling.full_logs(), strict=True
        ):
            entries = [f"{entry.day:%d %B %Y} {entry.text}" for chapter in chapters for entry in chapter.entries]
            text = " ".join(
                [*entries, *(f"{chapter.title} {chapter.working_days} {chapter.late}" for chapter in chapters)]
            )
            assert len(text.split()) <= 350
            raw = sum(
                who == life.family and time >= life.start
                for who, time in zip(
                    *(life.worded.log.columns[name].tolist() for name in ("family", "time")), strict=True
                )
            )
            assert len(rows) == len(full_log(life)) == raw
            assert more == "" or "full log" in more


def test_zeros_are_left_out(ten: list[Story]) -> None:
    for telling in ten:
        text = " ".join(telling.text().split())
        assert " 0 working days" not in text
        assert " 0 sessions" not in text
    assert 'class="number">0<' not in ten[0].html()


def test_the_answer_can_be_left_out() -> None:
    logs: Logs = vacancy()
    telling = story(logs, pick="vacancy", replays=2)
    answered, asked = telling.html(), telling.html(answer=False)
    for words in (
        "alike, event by event",
        "Beside each difference",
        "families who needed the post while it was empty, ",
    ):
        assert words in answered
        assert words not in asked
    assert "Which differences come of the vacancy" in asked
    text = " ".join(telling.text(answer=False).split())  # however its lines are broken
    for sentence in telling.asked[0][1]:
        assert sentence in text
    assert "alike" not in text
    assert telling.png() != telling.png(answer=False)
