"""Families who first needed an empty post while it was empty, counted from the log by other code than the measures'."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import fssim
from fssim.engine.event_log import Event
from fssim.report.wording.dated_changes import cohort_in_full, cohort_sentence
from fssim.runs.cohort_outcomes import ASSESSMENT, STARTED, UNALLOCATED, VISITS, WAIT, FollowedCohort, follow_cohorts
from fssim.runs.runner import run_all
from fssim.scenario import Scenario, load
from fssim.scenario.schema.workforce import Vacancy
from fssim.statistics.verdict import LESS, MORE

SCENARIOS = Path(__file__).parents[2] / "scenarios"
REPLICATIONS = 4
FIRST, UNTIL = date(2019, 4, 1).toordinal(), date(2020, 1, 1).toordinal()
NEED = "mental_health"
SocialWork = dict[int, tuple[int, float, float | None, int, int]]


@pytest.fixture(scope="module")
def full() -> Scenario:
    return load(SCENARIOS / "one_district.yaml")


@pytest.fixture(scope="module")
def empty() -> Scenario:
    return load(SCENARIOS / "one_district_vacancy.yaml")


@pytest.fixture(scope="module")
def short_of_social_workers(full: Scenario) -> Scenario:
    vacancy = {
        "role": "social_worker",
        "start": date(2019, 4, 1),
        "until": date(2020, 1, 1),
        "share": {"value": 0.5, "unit": "share", "source": "scenario_vacancy", "grade": "assumed"},
    }
    return full.model_copy(update={"vacancies": {"social_workers": Vacancy.model_validate(vacancy)}})


@pytest.fixture(scope="module")
def helped_by_agency_workers(full: Scenario) -> Scenario:
    """Three agency workers beside the posts of the assessment team, for as long as others' posts are empty."""
    share = {"value": 1.0, "unit": "share", "source": "your_number", "grade": "assumed"}
    posts, people = ({**share, "value": count, "unit": unit} for count, unit in ((6, "posts"), (3, "people")))
    groups = [
        {"posts": posts, "full_time_share": share},
        {"agency_workers": people, "full_time_share": share, "start": "2019-04-01", "until": "2020-01-01"},
    ]
    return fssim.with_values(full, {"teams.assessment.posts.social_worker": groups})


def followed(scenario: Scenario, other: Scenario) -> FollowedCohort:
    (cohort,) = follow_cohorts(run_all({"this": scenario, "other": other}, REPLICATIONS, 1, 1))
    return cohort


def first_referrals(scenario: Scenario, replication: int) -> dict[int, tuple[int, float | None]]:
    """Family by family: the date of its first mental health referral ever, and the working days until help started in
    that episode, if it did."""
    log = fssim.simulate(scenario, 1, replication)
    need = log.tables.names.needs.index(NEED)
    rows = zip(*(log.columns[name].tolist() for name in ("kind", "family", "subject", "detail", "time")), strict=True)
    episode: dict[int, int] = {}
    referred: dict[int, tuple[float, int]] = {}
    started: dict[int, float] = {}
    for kind, family, subject, detail, time in rows:
        if kind == Event.REFERRED:
            episode[family] = detail
        elif kind == Event.NEED_REFERRED and subject == need:
            referred.setdefault(family, (time, episode[family]))
        elif kind == Event.NEED_STARTED and subject == need and referred[family][1] == episode[family]:
            started.setdefault(family, time - referred[family][0])
    identity = log.families.identity
    return {
        identity[family]: (log.tables.day_ordinals[int(time)], started.get(family))
        for family, (time, _) in referred.items()
    }


def test_who_starts_help_and_after_how_long_is_what_the_log_says(empty: Scenario, full: Scenario) -> None:
    here: list[float | None] = []
    there: list[float | None] = []
    for replication in range(REPLICATIONS):
        mine, theirs = first_referrals(empty, replication), first_referrals(full, replication)
        for family, (day, wait) in mine.items():
            if FIRST <= day < UNTIL and family in theirs:
                here.append(wait)
                there.append(theirs[family][1])
    cohort = followed(empty, full)
    assert cohort.families == len(here)
    for waits, results in zip((here, there), cohort.results, strict=True):
        known = [wait for wait in waits if wait is not None]
        assert results.interval(STARTED).mean == pytest.approx(100.0 * len(known) / len(waits))
        assert results.interval(WAIT).mean == pytest.approx(sum(known) / len(known))
    pairs = list(zip(here, there, strict=True))
    (crossed,) = cohort.crossed
    assert crossed.only_there == pytest.approx(100.0 * sum(a is None and b is not None for a, b in pairs) / len(pairs))
    assert crossed.only_here == pytest.approx(100.0 * sum(a is not None and b is None for a, b in pairs) / len(pairs))
    (row,) = cohort.compared
    assert row[STARTED].verdict == LESS
    assert row[WAIT].verdict == MORE


def social_work(scenario: Scenario, replication: int) -> SocialWork:
    """Family by family: when it first enters a stage that social workers hold, and, of that episode: working days
    unallocated, working days from referral to assessment, visits, and visits in time."""
    log = fssim.simulate(scenario, 1, replication)
    names, horizon = log.tables.names, log.tables.horizon
    held = {row for row, name in enumerate(names.stages) if scenario.pathway.stages[name].holder == "social_worker"}
    statutory = ("child_protection_visit", "child_in_need_visit", "visit_in_proceedings")
    visits = {names.activities.index(name) for name in statutory}
    signed_off = names.activities.index("assessment_sign_off")
    columns = zip(*(log.columns[name].tolist() for name in ("kind", "family", "subject", "time", "due")), strict=True)
    lives: dict[int, list[tuple[int, int, float, float]]] = {}
    for kind, family, subject, time, due in columns:
        if family >= 0:
            lives.setdefault(family, []).append((kind, subject, time, due))
    by_family = {}
    for family, life in lives.items():
        episodes: list[list[tuple[int, int, float, float]]] = []
        for row in life:
            if row[0] == Event.REFERRED:
                episodes.append([])
            if episodes:  # nothing of an earlier episode is after its end but what was booked late
                episodes[-1].append(row)
        for episode in episodes:
            entered = [time for kind, subject, time, _ in episode if kind == Event.ENTERED and subject in held]
            if not entered:
                continue
            unallocated, since = 0.0, None
            assessed, held_visits, in_time = None, 0, 0
            for kind, subject, time, due in episode:
                ends = kind == Event.ALLOCATED or (kind == Event.ENTERED and subject not in held)
                if since is not None and (ends or kind == Event.UNALLOCATED):
                    unallocated, since = unallocated + time - since, None
                if kind == Event.UNALLOCATED:
                    since = time
                if kind == Event.HELD and subject == signed_off and assessed is None:
                    assessed = int(time) - int(episode[0][2])
                if kind == Event.HELD and subject in visits:
                    held_visits += 1
                    in_time += int(time) <= int(due)
            if since is not None:
                unallocated += horizon - since
            day = log.tables.day_ordinals[int(entered[0])]
            by_family[log.families.identity[family]] = (day, unallocated, assessed, held_visits, in_time)
            break
    return by_family


@pytest.fixture(scope="module")
def social_work_of_full_team(full: Scenario) -> list[SocialWork]:
    return [social_work(full, replication) for replication in range(REPLICATIONS)]


@pytest.mark.parametrize(
    ("fixture", "verdict", "words"),
    [
        ("short_of_social_workers", MORE, "while 10.50 of 21 social worker posts (50%) were empty"),
        (
            "helped_by_agency_workers",
            None,
            "while 3 agency social workers were there (1 April 2019 to 31 December 2019) ",
        ),
    ],
)
def test_social_work_that_waits_is_what_the_log_says(
    fixture: str,
    verdict: str | None,
    words: str,
    full: Scenario,
    social_work_of_full_team: list[SocialWork],
    request: pytest.FixtureRequest,
) -> None:
    here: Scenario = request.getfixturevalue(fixture)
    pairs = []
    for replication, theirs in enumerate(social_work_of_full_team):
        mine = social_work(here, replication)
        pairs += [
            (outcome, theirs[family])
            for family, outcome in mine.items()
            if FIRST <= outcome[0] < UNTIL and family in theirs
        ]
    cohort = followed(here, full)
    assert cohort.families == len(pairs)
    for side, results in zip(zip(*pairs, strict=True), cohort.results, strict=True):
        _, unallocated, assessed, visits, in_time = zip(*side, strict=True)
        known = [days for days in assessed if days is not None]
        assert results.interval(UNALLOCATED).mean == pytest.approx(sum(unallocated) / len(side))
        assert results.interval(ASSESSMENT).mean == pytest.approx(sum(known) / len(known))
        assert results.interval(VISITS).mean == pytest.approx(100.0 * sum(in_time) / sum(visits))
    assert verdict in (None, cohort.compared[0][UNALLOCATED].verdict)
    assert words in cohort_sentence(cohort, cohort.results[1])


def test_who_is_left_out_is_there_and_never_referred(empty: Scenario, full: Scenario) -> None:
    left_out = 0
    for replication in range(REPLICATIONS):
        mine, theirs = first_referrals(empty, replication), first_referrals(full, replication)
        missing = {family for family, (day, _) in mine.items() if FIRST <= day < UNTIL and family not in theirs}
        assert missing <= set(fssim.simulate(full, 1, replication).families.identity)
        left_out += len(missing)
    cohort = followed(empty, full)
    assert cohort.unmatched == left_out > 1
    *_, told = cohort_in_full(cohort)
    assert f"; {left_out} more were never referred for mental health help in '{full.title}', and are left out" in told


@pytest.mark.slow
def test_whoever_has_a_worker_beside_the_holder_comes_to_one_with_the_first_enquiry() -> None:
    """An enquiry, or a conference, goes on beside an assessment: no stage is entered, and a worker is asked for."""
    missing, everyone = (load(SCENARIOS / f"{name}.yaml") for name in ("families_first_lead_vacancy", "families_first"))
    log = fssim.simulate(missing, 1, 0)
    rows = zip(*(log.columns[name].tolist() for name in ("kind", "family", "time")), strict=True)
    asked: dict[int, int] = {}
    for kind, family, time in rows:
        if kind == Event.CO_HOLDER_AWAITED:
            asked.setdefault(log.families.identity[family], log.tables.day_ordinals[int(time)])
    touched = {family: day for family, day in asked.items() if FIRST <= day < UNTIL}
    (results, _) = run_all({"missing": missing, "everyone": everyone}, 1, 1, 1)
    (families,) = next(iter(results.followed.values())).values()
    assert dict(zip(families.identity.tolist(), families.since.tolist(), strict=True)) == touched
    assert len(touched) > 600  # of whom fewer than half ever come to a child protection plan
