"""Families in motion: each open family is in one place each week, and the page gets them as they are."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.ledger.ledger_lines import Line
from fssim.measures.log_view.spells import spells_of
from fssim.report.animation.film import CannotAnimate, animation
from fssim.report.animation.places import (
    FIRST_NEED,
    FOCUS,
    MOVING,
    VACANT,
    columns_of,
    districts_of,
    places_of,
    rows_of,
    week_starts,
)
from fssim.report.wording.log_in_words import WordedLog
from tests.laws.shipped import shipped
from tests.unit.report.logs import a_year_of, logs_of, vacancy


def test_every_open_family_is_in_one_place_each_week() -> None:
    for log in vacancy():
        worded = WordedLog(log)
        places = places_of(worded, np.ones(len(log.families), bool))
        spells = spells_of(worded.view)
        for week, time in enumerate(week_starts(worded)):
            here = (places.first <= week) & (week < places.last)
            is_open = (spells.start <= time) & (time < spells.end)
            assert sorted(places.family[here]) == sorted(spells.family[is_open])


def test_places_are_the_ledgers_lines() -> None:
    log = vacancy()[0]
    worded = WordedLog(log)
    places, ledger = places_of(worded, np.ones(len(log.families), bool)), ledger_of(worded.view)
    columns = len(columns_of(worded))
    week = 20
    time = week_starts(worded)[week]
    here = (places.first <= week) & (week < places.last)
    booked = (ledger.start <= time) & (time < ledger.end)
    vacant = here & (places.cause == VACANT) & (places.place % columns >= FIRST_NEED)
    assert vacant.sum() == (ledger.line[booked] == Line.WAITING_POST_VACANT).sum() > 0
    moving = here & (places.place % columns == MOVING)
    assert moving.sum() == np.isin(ledger.line[booked], [Line.MOVING, Line.COURT]).sum()


def test_a_focus_tells_one_needs_waits_from_all_else_and_shows_families_on_plans_alone() -> None:
    worded = WordedLog(vacancy()[0])
    need = list(shipped("one_district").needs).index("mental_health")
    everybody = np.ones(len(worded.log.families), bool)
    whole, focused = places_of(worded, everybody), places_of(worded, everybody, need)
    rows, columns = rows_of(worded), len(columns_of(worded))
    on_plans = [rows.index(stage) for stage in rows_of(worded, need)]
    assert [worded.stage(stage) for stage in rows_of(worded, need)] == [
        "Child in need plan", "Child protection plan", "Pre-proceedings (PLO)", "Care proceedings"
    ]  # fmt: skip
    week = 35
    here, there = ((places.first <= week) & (week < places.last) for places in (whole, focused))
    for focused_row, row in enumerate(on_plans):
        column = whole.place[here & (whole.place // columns == row)] % columns
        shown = focused.place[there & (focused.place // 3 == focused_row)] % 3
        of_need = (column == FIRST_NEED + need).sum()
        counts = [(column == MOVING).sum(), len(column) - (column == MOVING).sum() - of_need, of_need]
        assert np.bincount(shown, minlength=3).tolist() == counts
    assert (focused.place[there] % 3 == FOCUS).sum() > 5
    data = replace(animation(vacancy(), district=1), focus=need, pauses=((date(2020, 1, 1), "Well?"),)).data()
    assert (data["needs"], data["first_need"], data["shown_are"]) == (1, FOCUS, "on a plan")
    assert data["scenarios"][0]["empty"] == [[0, 0, 40]]
    assert [data["weeks"][pause["week"]] for pause in data["pauses"]] == ["2020-01-06"]


def test_weeks_begin_on_their_first_working_day() -> None:
    worded = WordedLog(vacancy()[0])
    days = [worded.day(time) for time in week_starts(worded)]
    assert days[0].isoformat() == "2019-04-01"
    assert len({day.isocalendar()[:2] for day in days}) == len(days)
    assert [day.isoformat() for day in days if day.weekday() == 1][:2] == ["2019-04-23", "2019-05-07"]  # bank holidays


def test_what_is_packed_can_be_unpacked() -> None:
    data = animation(vacancy(), district=1).data()
    for scenario, worded in zip(data["scenarios"], animation(vacancy()).worded, strict=True):
        columns = {
            name: np.frombuffer(b64decode(scenario[name]), "<u2") for name in ("stays", "place", "first", "last")
        }
        places = places_of(worded, np.ones(len(worded.log.families), bool))
        assert columns["first"].tolist() == places.first.tolist()
        assert columns["last"].tolist() == places.last.tolist()
        assert (columns["place"] // 4).tolist() == places.place.tolist()
        assert np.repeat(np.arange(len(columns["stays"])), columns["stays"]).tolist() == places.family.tolist()
        assert scenario["closed"] == places.closed.tolist()


def test_a_posts_empty_weeks_are_told() -> None:
    here, there = animation(vacancy(), district=1).data()["scenarios"]
    need = list(shipped("one_district").needs).index("mental_health")
    assert [need, 0, 40] in here["empty"]  # 1 April 2019 to 1 January: the 40th week begins on 30 December
    assert there["empty"] == []


def test_districts_share_out_the_families() -> None:
    worded = WordedLog(logs_of("one_district")[0])
    one = districts_of(worded.log.tables)
    assert [(district.number, district.count) for district in one] == [(1, 1)]
    assert one[0].families(worded).all()


def test_what_cannot_be_shown_side_by_side() -> None:
    pair = vacancy()
    with pytest.raises(CannotAnimate, match="3 scenarios"):
        animation([*pair, pair[0]])
    with pytest.raises(CannotAnimate, match="district 2: there is none; there is only district 1"):
        animation(pair, district=2)
    with pytest.raises(CannotAnimate, match="observed over different dates"):
        animation([pair[0], a_year_of("one_district")])
    other = logs_of("one_district_standard")
    assert animation([pair[0], *other]).worded[1].title == other[0].scenario.title
