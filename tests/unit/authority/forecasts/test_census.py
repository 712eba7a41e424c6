"""Counting who is open on a day of a log, and starting another run from the count."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import fssim
from fssim.engine.event_log import Event, EventLog
from fssim.scenario import load, with_values
from tests.behaviour.running import SHORT
from tests.laws.opening import count_vacant_posts
from tests.laws.shipped import shipped

SMALL = Path(__file__).parents[2] / "scenario" / "small.yaml"


@pytest.fixture(scope="module")
def log() -> EventLog:
    changes = {"clock.warm_up_years": 1, "clock.observed_years": 1, "demand.children.value": 25000}
    scenario = with_values(load(SMALL), changes)
    return fssim.simulate(scenario, seed=5)


def open_on(log: EventLog, day: date) -> dict[tuple[str, int], tuple[int, int]]:
    """Families and children open before a day's work, by stage and whole weeks in it, from the log row by row."""
    names, ordinals = log.tables.names.stages, list(log.tables.day_ordinals)
    since: dict[int, tuple[str, int]] = {}
    for kind, family, subject, time in zip(
        *(log.columns[name] for name in ("kind", "family", "subject", "time")), strict=True
    ):
        if kind == Event.ENTERED and ordinals[int(time)] < day.toordinal():
            since[int(family)] = names[subject], (day.toordinal() - ordinals[int(time)]) // 7
    families: Counter[tuple[str, int]] = Counter()
    children: Counter[tuple[str, int]] = Counter()
    for family, stay in since.items():
        if stay[0] != "closed":
            families[stay] += 1
            children[stay] += log.families.children[family]
    return {stay: (families[stay], children[stay]) for stay in families}


@pytest.mark.parametrize("day", [date(2019, 4, 1), date(2019, 10, 6)])
def test_every_family_is_counted_once_in_its_stage_and_band(log: EventLog, day: date) -> None:
    weeks = (0, 2, 9, 26)
    counted = fssim.take_census(log, day, weeks)
    expected = open_on(log, day)
    assert set(counted.stages) == {"referral", "assessment", "plan"}
    for stage, bands in counted.stages.items():
        assert list(bands) == ["0", "2", "9", "26"]
        for begins, until in zip(weeks, (*weeks[1:], 10**6), strict=True):
            there = [count for (name, week), count in expected.items() if name == stage and begins <= week < until]
            band = bands[str(begins)]
            assert band.children is not None
            assert band.families.value == sum(families for families, _ in there)
            assert band.children.value == sum(children for _, children in there)
    assert sum(band.families.value for bands in counted.stages.values() for band in bands.values()) > 20


def test_a_run_that_starts_from_it_has_the_same_on_its_first_day(log: EventLog) -> None:
    scenario = log.scenario.model_copy(update={"opening": fssim.take_census(log)})
    again = fssim.simulate(scenario, seed=77)
    assert fssim.take_census(again) == fssim.take_census(log)
    assert fssim.check_laws(again) == []


def test_vacant_posts_are_those_that_nobody_of_the_authoritys_own_is_in_and_no_vacancy_keeps_empty() -> None:
    """Of roles that people leave. A run that starts from the count has as many vacant, and those of the vacancy."""
    social_worker = "roles.social_worker.turnover"
    turnover = {f"{social_worker}.leaving_rate.value": 1.0, f"{social_worker}.hire_succeeds.value": 0.2}
    plain = with_values(shipped("one_district_standard"), {**SHORT, **turnover})
    log = fssim.simulate(plain, seed=3)
    counted = fssim.take_census(log).vacant_posts
    assert set(counted) == {name for name, role in plain.roles.items() if role.turnover is not None}
    assert counted["social_worker"].value == count_vacant_posts(log, "social_worker") > 2
    kept = {"role": "social_worker", "team": "safeguarding", "start": "2018-04-01", "until": "2021-04-01"}
    share = {"value": 0.5, "unit": "share", "source": "your_number", "grade": "assumed"}
    with_vacancy = with_values(plain, {"vacancies": {"kept": kept | {"share": share}}})
    log = fssim.simulate(with_vacancy, seed=3)
    opening = fssim.take_census(log)
    in_all = count_vacant_posts(log, "social_worker")
    assert 0 < opening.vacant_posts["social_worker"].value < in_all
    again = fssim.simulate(with_vacancy.model_copy(update={"opening": opening}), seed=4)
    assert fssim.check_laws(again) == []
    end = date.fromordinal(log.tables.day_ordinals[int(log.tables.horizon)])
    for later in (date(2019, 9, 2), end):
        posts = fssim.take_census(log, later).vacant_posts["social_worker"].value
        assert 0 < posts < in_all
        assert posts != opening.vacant_posts["social_worker"].value


def test_a_day_outside_the_run_and_bands_out_of_order_are_refused(log: EventLog) -> None:
    with pytest.raises(fssim.ArgumentError, match="2021-01-01 is not a day of the run"):
        fssim.take_census(log, date(2021, 1, 1))
    for weeks in ((4, 9), (0, 9, 4), (0, 4, 4), ()):
        with pytest.raises(fssim.ArgumentError, match="must be in order, and begin with 0"):
            fssim.take_census(log, weeks=weeks)
