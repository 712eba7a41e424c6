"""An authority as a scenario: what its posts, people and thresholds come to, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import fssim
from fssim.scenario.findings import ScenarioError
from fssim.studies.validation.local_service import Tuning, make_local_service
from fssim.studies.validation.validation_file import read_yardstick

STANDARD = fssim.load("standard")
DESCRIBED_BY = read_yardstick().described_by
OWN = {"vacancy": 16.0, "nfa": 8.1, "s47_per_100_referrals": 33.0}
# Cambridgeshire as the standard model has it: 16% vacant, 74% of that under agency workers, who are 12.4% of all
ITSELF = {
    "children": 132_668.0, "referral_rate": 437.0, "case_holders": 13.764 * 13.2668, "vacancy": 16.0, "turnover": 15.0,
    "agency": 100.0 * 0.16 * 0.74 / (0.84 + 0.16 * 0.74), "s47_per_100_referrals": 33.0, "nfa": 8.1,
}  # fmt: skip
HOLDING = ("assessment", "safeguarding", "children_in_care")  # the kinds of team whose workers hold families
AS_IT_IS = Tuning(1.0, {})
WITHOUT_A_TEAM = (
    f"extends: {Path(__file__).parents[4]}/scenarios/standard.yaml"
    + """
title: No team for disabled children
question: Can it be described?
teams: {disabled_children: null}
pools: {conference_chairs: {serves: [assessment, safeguarding, children_in_care]}}
pathway:
  stages: {disabled_child_support: null}
  activities: {support_visit: null, support_review: null}
  decisions:
    assessment_decision:
      disabled_child: null
      not_in_need: {probability: {value: 0.4435, unit: probability, source: decisions_assessment, grade: calibrated}}
"""
)


def test_the_scenarios_own_authority_is_the_scenario() -> None:
    scenario = make_local_service(STANDARD, DESCRIBED_BY, OWN, ITSELF, AS_IT_IS)
    assert scenario.demand.children.value == pytest.approx(132_668.0)
    assert scenario.teams["front_door"].count.value == 1
    assert [scenario.teams[name].count.value for name in HOLDING] == [6, 9, 3]
    front_door = scenario.teams["front_door"].posts.values()
    assert [group.count for group in front_door if not isinstance(group, tuple)] == [5, 3]
    turnover = scenario.roles["social_worker"].turnover
    assert turnover is not None
    assert turnover.leaving_rate.value == pytest.approx(0.15)
    # 16% of posts vacant and 15% leaving a year: 0.16 / (0.84 x 0.15) = 1.27 years, of rounds of 16 weeks
    assert turnover.hire_succeeds.value == pytest.approx(16 / 52.18 / (0.16 / (0.84 * 0.15)), rel=1e-3)
    assert turnover.time_to_hire.value == 16
    assert turnover.agency_cover.value == pytest.approx(0.82)
    before = STANDARD.pathway.decisions["screening_decision"]["no_further_action"].probability.value
    after = scenario.pathway.decisions["screening_decision"]["no_further_action"].probability.value
    assert after == pytest.approx(before)


def test_fewer_workers_are_fewer_posts() -> None:
    fewer = ITSELF | {"children": 60_000.0, "case_holders": 0.6 * ITSELF["case_holders"]}
    scenario = make_local_service(STANDARD, DESCRIBED_BY, OWN, fewer, AS_IT_IS)
    # 109.8 posts; the slices are of 61 (2 assessment, 3 safeguarding and 1 children in care teams), 122 and 183
    assert [scenario.teams[name].count.value for name in HOLDING] == [4, 6, 2]
    assert scenario.demand.children.value == pytest.approx(60_000 * 122 / 109.8)


def test_a_larger_authority_is_a_slice_of_itself() -> None:
    large = ITSELF | {"children": 400_000.0, "case_holders": 2 * ITSELF["case_holders"]}
    scenario = make_local_service(STANDARD, DESCRIBED_BY, OWN, large, AS_IT_IS)
    assert [scenario.teams[name].count.value for name in HOLDING] == [6, 9, 3]
    assert scenario.demand.children.value == pytest.approx(200_000)


def test_more_vacancies_are_more_posts_for_the_same_people() -> None:
    more = ITSELF | {"vacancy": 40.0, "agency": 0.0}
    scenario = make_local_service(STANDARD, DESCRIBED_BY, OWN, more, AS_IT_IS)
    in_post = 1.0 - 0.16 * 0.26
    assert scenario.demand.children.value == pytest.approx(132_668 / (in_post / 0.6))
    turnover = scenario.roles["social_worker"].turnover
    assert turnover is not None
    assert turnover.agency_cover.value == 0.0


def test_posts_are_where_the_work_is() -> None:
    """Half as many enquiries for each referral: a third of the work that goes with them is that of assessments."""
    fewer = ITSELF | {"s47_per_100_referrals": 16.5}
    scenario = make_local_service(STANDARD, DESCRIBED_BY, OWN, fewer, AS_IT_IS)
    posts = {}
    for team in HOLDING:
        group = scenario.teams[team].posts["social_worker"]
        assert not isinstance(group, tuple)
        posts[team] = scenario.teams[team].count.value * group.count * group.full_time_share.value
    work = {"assessment": 54 * (0.5 + 0.75 * 0.5), "safeguarding": 90 * 0.5, "children_in_care": 39 * 0.5}
    assert sum(posts.values()) == pytest.approx(183)
    assert posts == pytest.approx({team: 183 * hours / sum(work.values()) for team, hours in work.items()})


def test_few_vacancies_are_filled_sooner_than_a_round_takes() -> None:
    scenario = make_local_service(STANDARD, DESCRIBED_BY, OWN, ITSELF | {"vacancy": 1.0}, AS_IT_IS)
    turnover = scenario.roles["social_worker"].turnover
    assert turnover is not None
    assert turnover.hire_succeeds.value == 1.0
    assert turnover.time_to_hire.value == pytest.approx(0.01 / (0.99 * 0.15) * 52.18, rel=1e-3)


def test_posts_that_go_with_demand_are_whole_posts_of_a_share_of_full_time() -> None:
    busy = ITSELF | {"referral_rate": 2 * 437.0, "s47_per_100_referrals": 16.5}
    scenario = make_local_service(STANDARD, DESCRIBED_BY, OWN, busy, AS_IT_IS)
    screening = scenario.teams["front_door"].posts["screening_social_worker"]
    chairs = scenario.pools["conference_chairs"].posts["conference_chair"]
    assert not isinstance(screening, tuple)
    assert not isinstance(chairs, tuple)
    assert (screening.count, screening.full_time_share.value) == (10, 1.0)
    # twice the referrals with half the enquiries each are as many enquiries: 10 full-time chairs
    assert (chairs.count, chairs.full_time_share.value) == (10, 1.0)


def test_odds_are_multiplied_and_the_other_outcomes_keep_their_proportions() -> None:
    tuning = Tuning(0.5, {"nfa": 3.0, "s47_per_100_referrals": 2.0})
    scenario = make_local_service(STANDARD, DESCRIBED_BY, OWN, ITSELF, tuning)
    assert scenario.demand.referral_rate.value == pytest.approx(218.5)
    screening = scenario.pathway.decisions["screening_decision"]
    weights = 3 * 0.081 + 2 * 0.065 + 0.854
    assert screening["no_further_action"].probability.value == pytest.approx(3 * 0.081 / weights)
    assert screening["section_47"].probability.value == pytest.approx(2 * 0.065 / weights)
    assert sum(outcome.probability.value for outcome in screening.values()) == pytest.approx(1.0)
    before, after = (one.pathway.decisions["assessment_decision"] for one in (STANDARD, scenario))
    proportions = [
        table["not_in_need"].probability.value / table["early_help"].probability.value for table in (before, after)
    ]
    assert proportions[0] == pytest.approx(proportions[1])
    assert after["section_47"].probability.value == pytest.approx(2 * 0.02 / (0.98 + 2 * 0.02))
    first_visit = scenario.pathway.decisions["first_visit_decision"]
    assert first_visit["section_47"].probability.value == pytest.approx(0.28 / (0.86 + 0.28))


def test_a_scenario_without_what_the_description_names_is_refused() -> None:
    for changed, path in (
        ({"role": "nurse"}, r"teams\.\*\.posts\.nurse"),
        ({"thresholds": {"nfa": "nothing"}}, r"pathway\.decisions\.\*\.nothing"),
        ({"children": "demand.people"}, r"demand\.people\.value"),
    ):
        other = DESCRIBED_BY.model_copy(update=changed)
        with pytest.raises(ScenarioError, match=f"validation.yaml: {path}: the scenario says nothing there"):
            make_local_service(STANDARD, other, OWN, ITSELF, AS_IT_IS)


def test_a_district_of_the_authority_describes_it_as_well() -> None:
    district = fssim.load("one_district_standard")
    scenario = make_local_service(district, DESCRIBED_BY, OWN, ITSELF, AS_IT_IS)
    own = (one.demand.children.value / one.teams["safeguarding"].count.value for one in (scenario, district))
    assert next(own) == pytest.approx(next(own), rel=0.01)


def test_a_scenario_without_a_team_scales_the_others(tmp_path: Path) -> None:
    file = tmp_path / "fewer_teams.yaml"
    file.write_text(WITHOUT_A_TEAM, encoding="utf-8")
    fewer = ITSELF | {"children": 60_000.0, "case_holders": 0.6 * ITSELF["case_holders"]}
    scenario = make_local_service(fssim.load(file), DESCRIBED_BY, OWN, fewer, AS_IT_IS)
    assert [scenario.teams[name].count.value for name in HOLDING] == [4, 6, 2]
    assert "disabled_children" not in scenario.teams
