"""Cohorts of what is dated, followed: whatever the number of processes, and the same when read back."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from fssim.engine.event_log import Event
from fssim.measures.cohorts import Cause, Lasting, Meets, cohorts_of, stages_of
from fssim.measures.followed_families import OUTCOMES
from fssim.report.answer import answer_of
from fssim.report.document.sections.answer_section import build_answer
from fssim.report.wording.dated_changes import _who, cohort_in_full
from fssim.runs.cohort_outcomes import STARTED, FollowedCohort, follow_cohorts, select_outcomes
from fssim.runs.folder.stored_run import StoredRun, read_run, write_data, write_manifest
from fssim.runs.folder.stored_tables import FAMILY_COLUMNS, write_families
from fssim.runs.replicate import simulate
from fssim.runs.results import Results
from fssim.runs.runner import run, run_all
from fssim.scenario import Scenario, load, with_values
from fssim.scenario.schema.demand import Shock
from fssim.scenario.schema.workforce import Vacancy
from fssim.scenario.schema.working_models import Switch

DISTRICT = Path(__file__).parents[3] / "scenarios" / "one_district.yaml"
SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"
SHARE = {"value": 1.0, "unit": "share", "source": "guess", "grade": "assumed"}


def vacant(role: str, start: str, until: str, **where: object) -> dict[str, Vacancy]:
    return {"empty": Vacancy.model_validate({"role": role, "start": start, "until": until, "share": SHARE, **where})}


@pytest.fixture(scope="module")
def small() -> Scenario:
    scenario = load(SMALL)
    return scenario.model_copy(update={"demand": scenario.demand.model_copy(update={"shocks": dict[str, Shock]()})})


@pytest.fixture(scope="module")
def empty(small: Scenario) -> Scenario:
    return small.model_copy(update={"vacancies": vacant("mental_health_practitioner", "2019-04-01", "2019-10-01")})


def test_a_specialists_vacancy_touches_those_first_referred_for_what_it_meets(small: Scenario, empty: Scenario) -> None:
    (cohort,) = cohorts_of(empty, [small])
    assert (cohort.cause, cohort.meets, cohort.subject) == (Cause.VACANCY, Meets.NEED, "mental health")
    assert cohort.lasting == (Lasting(date(2019, 4, 1), date(2019, 10, 1)),)


def test_a_holders_vacancy_touches_those_who_first_enter_its_stages(small: Scenario) -> None:
    changed = small.model_copy(update={"vacancies": vacant("social_worker", "2019-06-01", "2019-10-01")})
    (cohort,) = cohorts_of(changed, [small])
    assert (cohort.meets, cohort.subject) == (Meets.STAGE, "social_worker")


def test_a_vacancy_is_not_blamed_for_what_else_differs(small: Scenario, empty: Scenario) -> None:
    def sentences(scenario: Scenario) -> str:
        return answer_of(run_all({"empty": scenario, "full": small}, 2, 1, 1)).sentences[0]

    together, rate = (
        "the effect of all that differs between the two, not of the empty posts",
        small.demand.referral_rate,
    )
    assert together not in sentences(empty)
    busier = empty.demand.model_copy(update={"referral_rate": rate.model_copy(update={"value": 1.1 * rate.value})})
    assert together in sentences(empty.model_copy(update={"demand": busier}))


def test_what_lasts_throughout_or_is_alike_in_both_has_no_cohort(small: Scenario, empty: Scenario) -> None:
    throughout = vacant("mental_health_practitioner", "2018-04-01", "2021-01-01")
    assert cohorts_of(small.model_copy(update={"vacancies": throughout}), [small]) == ()
    assert cohorts_of(empty, [empty]) == ()


def test_what_begins_before_the_observed_years_counts_from_their_start(small: Scenario) -> None:
    early = vacant("mental_health_practitioner", "2018-06-01", "2019-07-01")
    (cohort,) = cohorts_of(small.model_copy(update={"vacancies": early}), [small])
    assert cohort.lasting[0].start == date(2019, 4, 1)


def test_a_shock_touches_those_first_referred_then() -> None:
    scenario = load(SMALL)
    calm = scenario.model_copy(update={"demand": scenario.demand.model_copy(update={"shocks": dict[str, Shock]()})})
    (cohort,) = cohorts_of(scenario, [calm])
    assert (cohort.cause, cohort.meets) == (Cause.SHOCK, Meets.REFERRAL)
    (followed,) = follow_cohorts(run_all({"busy": scenario, "calm": calm}, 2, 1, 1))
    june = range(date(2019, 6, 1).toordinal(), date(2019, 7, 1).toordinal())
    for families in run_all({"busy": scenario, "calm": calm}, 2, 1, 1)[0].followed[cohort.name].values():
        assert all(int(day) in june for day in families.since)
    assert followed.unmatched > 0  # more are referred than in what is compared


def test_families_that_one_of_those_compared_lacks_are_followed_in_the_other(small: Scenario, empty: Scenario) -> None:
    """Families who come without a referral are in two of three scenarios."""
    rate = {"value": 3000, "unit": "per 10000 children a year", "source": "guess", "grade": "assumed"}
    stream = {"demand.streams": {"early_help": {"rate": rate, "begins_in": "plan"}}}
    both = with_values(empty, stream), with_values(small, stream)
    names = ("empty", "full", "no early help")
    results = run_all(dict(zip(names, (*both, small), strict=True)), 2, 1, 1)
    alike, other = follow_cohorts(results)
    assert [[side.name for side in one.results] for one in (alike, other)] == [["empty", "full"], ["empty", names[2]]]
    assert alike.cohort == other.cohort
    assert alike.families + alike.unmatched == other.families + other.unmatched
    assert alike.families > 2 * other.families > 0
    *_, told = cohort_in_full(other)
    never = f"{other.unmatched:,} more were never referred for mental health help in '{small.title}'"
    assert f"{never}, which has no early help, and are left out" in told
    rows = build_answer(StoredRun(results, {"fssim": "test"})).tables[0].rows
    (started, *_), (beside, *_) = rows[:1], rows[len(select_outcomes(alike.cohort)) :]
    assert started[0] == beside[0]
    assert [math.isnan(float(str(cell))) for cell in (started[6], beside[2])] == [True, True]


def test_followed_is_the_same_with_any_number_of_processes_and_read_back(
    small: Scenario, empty: Scenario, tmp_path: Path
) -> None:
    one, two = (run_all({"empty": empty, "full": small}, 3, 1, jobs) for jobs in (1, 2))
    write_data(tmp_path, one)
    write_manifest(tmp_path, one)
    back = read_run(tmp_path).results
    for others in (two, back):
        for here, there in zip(one, others, strict=True):
            assert here.followed.keys() == there.followed.keys()
            for cohort, by_replication in here.followed.items():
                for replication, families in by_replication.items():
                    other = there.followed[cohort][replication]
                    assert np.array_equal(families.identity, other.identity)
                    assert np.array_equal(families.since, other.since)
                    assert np.array_equal(families.numbers, other.numbers, equal_nan=True)
                    assert len(families.numbers) == len(OUTCOMES)
    assert follow_cohorts(one)[0].compared[0][STARTED] == follow_cohorts(back)[0].compared[0][STARTED]


def test_every_column_of_the_file_is_described(small: Scenario, empty: Scenario, tmp_path: Path) -> None:
    write_families(tmp_path / "families.parquet", run_all({"empty": empty, "full": small}, 1, 1, 1))
    assert list(pq.read_schema(tmp_path / "families.parquet").names) == ["scenario", "replication", *FAMILY_COLUMNS]


def test_scenarios_run_one_by_one_are_answered_as_those_run_together(small: Scenario, empty: Scenario) -> None:
    together = follow_cohorts(run_all({"empty": empty, "full": small}, 3, 1, 1))
    apart = follow_cohorts([run(empty, 3, 1, 1), run(small, 3, 1, 1, touched_by=empty)])
    assert [cohort.compared for cohort in apart] == [cohort.compared for cohort in together]
    assert apart[0].families == together[0].families > 0
    assert follow_cohorts([run(empty, 3, 1, 1), run(small, 3, 1, 1)]) == []  # nobody has followed the other's


def test_a_roll_out_touches_those_who_first_come_to_its_teams_from_then_on() -> None:
    district = load(DISTRICT)
    models = list(district.working_models)
    team = next(
        kind
        for kind, kind_of_team in district.teams.items()
        if "social_worker" in kind_of_team.posts and kind != "assessment"
    )
    other = next(model for model in models if model != district.teams[team].working_model)
    switch = {"team": team, "numbers": (1,), "working_model": other, "start": date(2020, 6, 1)}
    rolled = district.model_copy(update={"roll_out": {"first": Switch.model_validate(switch)}})
    (cohort,) = cohorts_of(rolled, [district])
    assert (cohort.cause, cohort.meets, cohort.subject) == (Cause.ROLL_OUT, Meets.TEAM, other)
    results = run_all({"rolled": rolled, "district": district}, 1, 1, 1)
    log = simulate(rolled, 1, 0)
    kind = log.tables.names.team_kinds.index(team)
    met: dict[int, date] = {}
    for event, family, detail, time in zip(
        *(log.columns[c].tolist() for c in ("kind", "family", "detail", "time")), strict=True
    ):
        if event == Event.ENTERED and log.tables.teams.kind[detail] == kind:
            met.setdefault(log.families.identity[family], date.fromordinal(log.tables.day_ordinals[int(time)]))
    expected = sorted(family for family, day in met.items() if day >= date(2020, 6, 1))
    assert results[0].followed[cohort.name][0].identity.tolist() == expected
    assert expected
    sentence = answer_of(results).findings[0]
    assert sentence.startswith("Families who first came to a team once it had changed over (from 1 June 2020) are ")


def test_training_that_begins_as_teams_change_over_touches_nobody_else() -> None:
    launch, full = (load(DISTRICT.with_name(name)) for name in ("pandemic_launch.yaml", "family_safeguarding.yaml"))
    causes = [cohort.cause for cohort in cohorts_of(launch, [full])]
    assert causes == [Cause.VACANCY] * 3 + [Cause.SHOCK, Cause.ROLL_OUT]
    assert cohorts_of(launch, [full])[0].need == launch.headline.need
    training = load(DISTRICT.with_name("training_gap.yaml"))
    assert [cohort.cause for cohort in cohorts_of(training, [full])] == [Cause.TRAINING]


@pytest.fixture(scope="module")
def several_leads() -> Scenario:
    return load("families_first")


def test_a_vacancy_of_a_role_that_holds_some_families_touches_the_stages_of_all_that_it_may_hold(
    several_leads: Scenario,
) -> None:
    assert stages_of(several_leads, "family_help_practitioner") == (
        "child_in_need_plan", "child_protection_plan", "family_help",
    )  # fmt: skip
    assert "child_in_need_plan" in stages_of(several_leads, "social_worker")
    lead = stages_of(several_leads, "lead_child_protection_practitioner")
    assert lead == ("section_47_enquiry", "initial_conference", "child_protection_plan", "pre_proceedings")


@pytest.mark.parametrize(
    ("role", "met"),
    [
        ("family_help_practitioner", "a stage in which a family help practitioner or social worker is allocated"),
        ("social_worker", "a stage in which a social worker or family help practitioner is allocated"),
        ("lead_child_protection_practitioner", "a lead child protection practitioner"),
    ],
)
def test_families_who_may_have_another_lead_are_not_said_to_have_come_to_one(
    several_leads: Scenario, role: str, met: str
) -> None:
    empty = {"vacancies": vacant(role, "2019-06-01", "2019-10-01")}
    changed = several_leads.model_copy(update=empty)
    cohort = next(one for one in cohorts_of(changed, [several_leads]) if one.subject == role)
    followed = FollowedCohort(cohort, [Results("here", changed, "simpy", 1, {})], [], 1, 0, [])
    assert _who(followed).startswith(f"Families who first came to {met} while ")
