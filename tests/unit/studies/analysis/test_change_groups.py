"""What two scenarios differ in, part by part, and every combination of the parts as a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import fssim
from fssim.errors import QuestionError
from fssim.scenario.override import plainly, with_values
from fssim.scenario.reading.load import scenario_from
from fssim.studies.analysis.differences.change_groups import group_changes
from fssim.studies.analysis.differences.combinations import combine_differing_parts, drop_no_ops
from fssim.studies.analysis.differences.write_alike import align
from tests.laws.bending import bent, unmoved

ROOT = Path(__file__).parents[4]
SMALL = ROOT / "tests" / "unit" / "scenario" / "small.yaml"
SHORT = {"clock.warm_up_years": 1, "clock.observed_years": 1}


@pytest.fixture(scope="module")
def small() -> fssim.Scenario:
    return fssim.load(SMALL)


@pytest.fixture(scope="module")
def district() -> fssim.Scenario:
    return with_values(fssim.load(ROOT / "scenarios" / "one_district.yaml"), SHORT)


@pytest.fixture(scope="module")
def standard() -> fssim.Scenario:
    return with_values(fssim.load(ROOT / "scenarios" / "one_district_standard.yaml"), SHORT)


def names(base: fssim.Scenario, changed: fssim.Scenario) -> list[str]:
    before, after = align(base, changed)
    return [part.name for part in group_changes(before, after)]


def rows(scenario: fssim.Scenario) -> dict[str, Any]:
    return dict(fssim.measure(fssim.simulate(scenario, seed=3)).dropna())


def test_family_safeguarding_comes_apart_into_what_it_is_made_of(
    standard: fssim.Scenario, district: fssim.Scenario
) -> None:
    assert names(standard, district) == [
        "co-location", "workbook", "supervision", "effect: reviews brought forward", "plan work", "caseload limits",
        "training",
    ]  # fmt: skip
    assert sorted(names(district, standard)) == sorted(names(standard, district))


def test_writing_two_scenarios_alike_changes_nothing_they_do(
    standard: fssim.Scenario, district: fssim.Scenario
) -> None:
    before, after = align(standard, district)
    assert rows(before) == rows(standard)
    assert rows(after) == rows(district)
    assert before.teams["safeguarding"].working_model == "family_safeguarding"


def test_what_does_nothing_can_be_left_out(district: fssim.Scenario) -> None:
    vacancy = {"role": "mental_health_practitioner", "start": "2019-04-01", "until": "2020-01-01"}
    share = {"share": {"value": 1.0, "unit": "share", "source": "scenario_vacancy", "grade": "assumed"}}
    empty = with_values(
        district, {"vacancies.mental_health": vacancy | share, "training.motivational_interviewing": None}
    )
    values = plainly(empty.model_dump())
    del values["teams"]["safeguarding"]["posts"]["mental_health_practitioner"]
    stripped = drop_no_ops(values)
    assert stripped["vacancies"] == {}
    with_posts = drop_no_ops(plainly(empty.model_dump()))
    assert rows(scenario_from(with_posts)) == rows(empty)
    assert "brings_forward" not in with_posts["working_models"]["family_safeguarding"]["activities"]["supervision"]


@pytest.mark.parametrize(
    ("path", "value", "name"),
    [
        ("demand.referral_rate.value", 700, "demand"),
        ("teams.safeguarding.posts.social_worker.posts.value", 7, "posts"),
        ("teams.safeguarding.posts.mental_health_practitioner.posts.value", 2, "co-location"),
        ("working_models.family_safeguarding.effects.takes_up.value", 1.1, "effect: takes up"),
        ("working_models.family_safeguarding.workbook.recording.value", 0.8, "workbook"),
        ("working_models.family_safeguarding.caseload_limits.social_worker.value", 12, "caseload limits"),
        ("working_models.family_safeguarding.activities.supervision.repeat.value", 5, "supervision"),
        (
            "working_models.family_safeguarding.activities.supervision.brings_forward.chance.value", 0.9,
            "effect: reviews brought forward",
        ),
        ("roles.social_worker.turnover.leaving_rate.value", 0.3, "turnover"),
        ("roles.social_worker.cost.value", 61_000, "pay"),
        ("vacancies.mental health.until", "2020-02-01", "vacancy mental health"),
        ("services.adult_mental_health.wait.value", 91, "wait of service adult_mental_health"),
    ],
)  # fmt: skip
def test_parts_have_a_planners_names(small: fssim.Scenario, path: str, value: Any, name: str) -> None:
    if path.startswith("services"):
        service = next(iter(small.services))
        path, name = path.replace("adult_mental_health", service), f"wait of service {service}"
    assert names(small, with_values(small, {path: value})) == [name]


def test_words_sources_and_grades_alone_are_no_part(small: fssim.Scenario) -> None:
    other = with_values(small, {"title": "Another", "roles.social_worker.cost.grade": "published"})
    assert names(small, other) == []
    with pytest.raises(QuestionError, match="do the same"):
        combine_differing_parts(other, small)


def test_effects_nobody_has_measured_are_told_from_structure(small: fssim.Scenario) -> None:
    effect = "working_models.family_safeguarding.effects"
    changed = with_values(
        small,
        {f"{effect}.takes_up.value": 1.1, f"{effect}.re_referral.value": 0.9,
         f"{effect}.re_referral.grade": "published", f"{effect}.re_referral.source": "statute",
         "teams.safeguarding.posts.social_worker.posts.value": 7},
    )  # fmt: skip
    unmeasured = {part.name: part.is_unmeasured_effect for part in group_changes(small, changed)}
    assert unmeasured == {"posts": False, "effect: takes up": True, "effect: re referral": False}


def test_a_vacancy_is_its_own_part_and_nothing_without_the_posts(
    standard: fssim.Scenario, district: fssim.Scenario
) -> None:
    vacancy = {"role": "mental_health_practitioner", "start": "2019-04-01", "until": "2020-01-01"}
    share = {"share": {"value": 1.0, "unit": "share", "source": "scenario_vacancy", "grade": "assumed"}}
    empty = with_values(district, {"vacancies.mental_health": vacancy | share})
    split = combine_differing_parts(empty, standard)
    place = [part.name for part in split.parts].index("vacancy mental health")
    assert split.taken_together == ()
    assert split.scenarios[1 << place].vacancies == {}
    assert split.scenarios[-1].vacancies == empty.vacancies
    assert rows(split.scenarios[0]) == rows(standard)
    assert rows(split.scenarios[-1]) == rows(empty)


def test_a_new_role_brings_its_posts_and_its_work(small: fssim.Scenario) -> None:
    worker = plainly(small.roles["social_worker"].model_dump()) | {"title": "Family worker"}
    post = plainly(small.teams["safeguarding"].posts["social_worker"].model_dump())
    visit = plainly(small.pathway.activities["plan visit"].model_dump())
    shared = {**visit["participants"], "family_worker": {**visit["participants"]["holder"], "required": False}}
    changed = with_values(
        small,
        {"roles.family_worker": worker, "teams.safeguarding.posts.family_worker": post,
         "pathway.activities.plan visit.participants": shared, "demand.referral_rate.value": 650},
    )  # fmt: skip
    split = combine_differing_parts(changed, small)
    assert [part.name for part in split.parts] == ["demand", "family worker"]
    assert split.taken_together == ()


def test_what_cannot_be_without_each_other_is_one_part(small: fssim.Scenario) -> None:
    """Another way of deciding at reviews needs the table that it is decided by."""
    decision = small.pathway.stages["plan"].decisions["review"]
    table = plainly(small.pathway.model_dump())["decisions"][decision.ready]
    changed = with_values(
        small,
        {"pathway.decisions.another": table, "pathway.stages.plan.decisions.review.ready": "another",
         "demand.referral_rate.value": 650},
    )  # fmt: skip
    split = combine_differing_parts(changed, small)
    both = "ready of decision at review in stage plan + decisions"
    assert [part.name for part in split.parts] == ["demand", both]
    (sentence,) = split.taken_together
    assert sentence.startswith(f"{both}: taken as one part, as one without the other could not be run")
    assert len(split.scenarios) == 4


def test_parts_are_taken_together_on_request_and_too_many_are_refused(small: fssim.Scenario) -> None:
    fields = {"productive_share": 0.7, "availability": 0.8, "contracted_hours": 36}
    roles = {f"roles.{role}.{field}.value": value for role in small.roles for field, value in fields.items()}
    changed = with_values(small, {"demand.referral_rate.value": 650, **roles})
    with pytest.raises(QuestionError, match=r"differ in 13 parts .* 8,192 combinations.*--together (prod|avail|contr)"):
        combine_differing_parts(changed, small)
    for nothing in ("", "zzz"):
        with pytest.raises(QuestionError, match=f"no part's name begins with '{nothing}'.*the parts are: demand, "):
            combine_differing_parts(changed, small, ["availability", nothing])
    split = combine_differing_parts(changed, small, ["productive share", "availability"])
    assert [part.name for part in split.parts][:4] == [
        "demand", "contracted hours of role social_worker", "productive share", "availability",
    ]  # fmt: skip
    assert len(split.parts) == 7


def test_other_years_cannot_be_compared(small: fssim.Scenario) -> None:
    with pytest.raises(QuestionError, match="cannot be compared: clock"):
        combine_differing_parts(with_values(small, {"clock.observed_years": 2}), small)


def test_each_response_to_pressure_is_a_part_that_can_be_there_or_not(standard: fssim.Scenario) -> None:
    base = unmoved(standard)
    changed = bent(base)
    parts = names(base, changed)
    assert sorted(parts) == [
        "families given out by work",
        "under pressure: agency cover",
        "under pressure: extra hours",
        "under pressure: leaving",
        "under pressure: neighbours",
        "under pressure: proportionate work",
        "under pressure: thresholds",
    ]
    pieces = combine_differing_parts(changed, base)
    assert len(pieces.scenarios) == 2 ** len(parts)
    assert pieces.taken_together == ()
    alone = pieces.scenarios[1 << [part.name for part in pieces.parts].index("under pressure: neighbours")]
    assert alone.roles["social_worker"].pressure.neighbours is not None
    assert alone.roles["social_worker"].pressure.leaving is None
