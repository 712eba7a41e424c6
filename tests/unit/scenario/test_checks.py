"""Checks of one part of a scenario against another: each on the line that says it, with what would be right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fssim.scenario import load

Complaints = Callable[[str], list[str]]
Write = Callable[[str, str], Path]

HALF = "unit: probability, source: guess, grade: assumed"
HOUR = "{hours: {value: 1, unit: hours, source: guess, grade: assumed}}"
DAY = "first_due: {period: {value: 5, unit: working days, source: guess, grade: assumed}}"
ONE = "{value: 1, unit: posts, source: guess, grade: assumed}"
POST = f"{{posts: {ONE}, full_time_share: {{value: 1, unit: share, source: guess, grade: assumed}}}}"
PLACEMENT = "placement: {price_year: 2024-25, cost: {value: 1, unit: GBP a week, source: guess, grade: assumed}}"
VACANCY = "start: 2019-05-01, until: 2019-06-01, share: {value: 1, unit: share, source: guess, grade: assumed}"


@pytest.mark.parametrize(
    ("text", "field", "essence"),
    [
        ("headline: {need: mental helth}", "headline.need", "no need 'mental helth'; did you mean 'mental health'?"),
        ("headline: {statutory_plan: x}", "headline.statutory_plan", "it must be 'child in need'"),
        ("needs: {mental health: {role: nurse}}", "needs.mental health.role", "there is no role 'nurse'"),
        ("needs: {mental health: {service: gp}}", "needs.mental health.service", "it must be 'talking therapy'"),
        ("needs: {mental health: {priority: top}}", "needs.mental health.priority", "it must be 'routine' or 'urgent'"),
        ("teams: {assessment: {working_model: new}}", "teams.assessment.working_model", "no working model 'new'"),
        (f"teams: {{assessment: {{posts: {{nurse: {POST}}}}}}}", "teams.assessment.posts.nurse", "no role 'nurse'"),
        (f"pools: {{chairs: {{posts: {{nurse: {POST}}}}}}}", "pools.chairs.posts.nurse", "no role 'nurse'"),
        ("pools: {chairs: {serves: [safegarding]}}", "pools.chairs.serves.0", "did you mean 'safeguarding'?"),
        ("pools: {chairs: {serves: []}}", "pools.chairs.serves", "serves no team"),
        (
            f"pools: {{chairs: {{posts: {{social_worker: {POST}}}}}}}",
            "pools.chairs.posts.social_worker",
            "'social_worker' cannot be pooled",
        ),
        ("roles: {team_manager: {substitute: social_worker}}", "roles.team_manager.substitute", "give both or neither"),
        ("roles: {team_manager: {when_vacant: substitute}}", "roles.team_manager.substitute", "give both or neither"),
        (
            "roles: {team_manager: {when_vacant: substitute, substitute: nurse}}",
            "roles.team_manager.substitute",
            "no role 'nurse'",
        ),
        (
            f"care_costs: {{stages: [care], {PLACEMENT}}}",
            "care_costs.stages.0",
            "there is no stage of an open case 'care'",
        ),
        (f"care_costs: {{stages: [closed], {PLACEMENT}}}", "care_costs.stages.0", "no stage of an open case 'closed'"),
        (f"care_costs: {{stages: [plan, plan], {PLACEMENT}}}", "care_costs.stages.1", "listed twice"),
        ("vacancies: {mental health: {role: nurse}}", "vacancies.mental health.role", "there is no role 'nurse'"),
        ("vacancies: {mental health: {team: x}}", "vacancies.mental health.team", "no team or pool 'x'"),
        ("vacancies: {mental health: {team: assessment}}", "vacancies.mental health.team", "has no posts of"),
        ("vacancies: {mental health: {numbers: [2]}}", "vacancies.mental health.numbers.0", "there is only number 1"),
        ("vacancies: {mental health: {numbers: [1, 1]}}", "vacancies.mental health.numbers.1", "listed twice"),
        (
            f"vacancies: {{more: {{role: social_worker, numbers: [1], {VACANCY}}}}}",
            "vacancies.more.numbers",
            "name the kind of team in `team`",
        ),
        (
            "vacancies: {mental health: {until: 2019-07-01}}",
            "vacancies.mental health",
            "until is 2019-07-01, and start is 2019-07-01; until must be after start",
        ),
        ("demand: {shocks: {publicity: {start: 2020-01-01}}}", "demand.shocks.publicity", "after start"),
        (
            "roll_out: {x: {team: safeguardin, numbers: [1], working_model: standard, start: 2019-05-01}}",
            "roll_out.x.team",
            "did you mean 'safeguarding'?",
        ),
        (
            "roll_out: {x: {team: safeguarding, numbers: [3], working_model: standard, start: 2019-05-01}}",
            "roll_out.x.numbers.0",
            "there is no number 3",
        ),
        (
            "training: {motivational interviewing: {roles: [social_worker, nurse]}}",
            "training.motivational interviewing.roles.1",
            "no role 'nurse'",
        ),
        (
            "training: {motivational interviewing: {priority: soon}}",
            "training.motivational interviewing.priority",
            "no priority 'soon'",
        ),
        (
            "working_models: {standard: {plan_work: {plans: {sessions: {value: 1, unit: sessions, source: guess, "
            f"grade: assumed}}, missed: {{value: 0, {HALF}}}}}}}}}}}",
            "working_models.standard.plan_work.plans",
            "did you mean 'plan'?",
        ),
        ("pathway: {first: referal}", "pathway.first", "did you mean 'referral'?"),
        ("pathway: {priorities: [urgent, routine, urgent]}", "pathway.priorities.2", "listed twice"),
        ("pathway: {stages: {plan: {team: x}}}", "pathway.stages.plan.team", "no kind of team 'x'"),
        ("pathway: {stages: {plan: {holder: x}}}", "pathway.stages.plan.holder", "no role 'x'"),
        (
            "pathway: {stages: {referral: {activities: [screening, visit]}}}",
            "pathway.stages.referral.activities.1",
            "no activity 'visit'",
        ),
        (
            "pathway: {stages: {plan: {decisions: {review: {ready: reviewed}}}}}",
            "pathway.stages.plan.decisions.review.ready",
            "there is no decision table 'reviewed'",
        ),
        (
            "pathway: {decisions: {screened: {assess: {to: assesment}}}}",
            "pathway.decisions.screened.assess.to",
            "did you mean 'assessment'?",
        ),
        ("pathway: {activities: {review: {priority: x}}}", "pathway.activities.review.priority", "no priority 'x'"),
        (
            "pathway: {activities: {assessment write-up: {after: assessment visits}}}",
            "pathway.activities.assessment write-up.after",
            "did you mean 'assessment visit'?",
        ),
        (
            "pathway: {activities: {review: {first_due: {since: plans}}}}",
            "pathway.activities.review.first_due.since",
            "did you mean 'plan'?",
        ),
        (
            f"pathway: {{activities: {{review: {{participants: {{nurse: {HOUR}}}}}}}}}",
            "pathway.activities.review.participants.nurse",
            "there is no role 'nurse'",
        ),
        (
            "working_models: {family_safeguarding: {activities: {supervision: {brings_forward: {activity: reviews}}}}}",
            "working_models.family_safeguarding.activities.supervision.brings_forward.activity",
            "did you mean 'review'?",
        ),
        (
            f"working_models: {{standard: {{activities: {{reviews: {{priority: urgent, {DAY}}}}}}}}}",
            "working_models.standard.activities.reviews",
            "no activity of the pathway 'reviews'",
        ),
        (
            "demand: {month_factors: {augst: {value: 1, unit: multiplier, source: guess, grade: assumed}}}",
            "demand.month_factors.augst",
            "did you mean 'august'?",
        ),
        (
            f"families: {{children: {{two: {{value: 0, {HALF}}}}}}}",
            "families.children.two",
            "a whole number",
        ),
        (f"families: {{children: {{0: {{value: 0, {HALF}}}}}}}", "families.children.0", "a whole number, 1 or more"),
        (f"families: {{risk: {{severe: {{value: 0, {HALF}}}}}}}", "families.risk.severe", "it must be 'high', 'low'"),
        (
            f"families: {{needs: {{mental health + debt: {{value: 0, {HALF}}}}}}}",
            "families.needs.mental health + debt",
            "there is no need 'debt'",
        ),
        (
            f"families: {{needs: {{mental health + mental health: {{value: 0, {HALF}}}}}}}",
            "families.needs.mental health + mental health",
            "names a need twice",
        ),
        (
            "pathway: {decisions: {screened: {assess: {probability: {value: 0.6}}}}}",
            "pathway.decisions.screened",
            "probabilities sum to 1.1; they must sum to 1",
        ),
        (
            "needs: {mental health: {sessions: {distribution: {edges: [1, 4, 4]}}}}",
            "needs.mental health.sessions.distribution.edges",
            "do not increase",
        ),
        (
            "needs: {mental health: {sessions: {distribution: {edges: [1]}}}}",
            "needs.mental health.sessions.distribution.edges",
            "needs 2 or more",
        ),
        (
            "needs: {mental health: {sessions: {distribution: {weights: [1]}}}}",
            "needs.mental health.sessions.distribution",
            "has 1 weight for 2 bins",
        ),
        (
            "needs: {mental health: {sessions: {distribution: {weights: [2, -1]}}}}",
            "needs.mental health.sessions.distribution.weights",
            "below 0",
        ),
        (
            "needs: {mental health: {sessions: {distribution: {weights: [0, 0]}}}}",
            "needs.mental health.sessions.distribution.weights",
            "sum to 0",
        ),
        (
            "families: {engagement: {distribution: {edges: [1, 2]}}}",
            "families.engagement.distribution",
            "they go with `name: histogram`",
        ),
        ("demand: {children: {source: gess}}", "demand.children.source", "list no 'gess'; did you mean 'guess'?"),
        ("sources: [none.csv]", "sources.0", "none.csv: there is no such file"),
        ("compare_with: [none.yaml]", "compare_with.0", "there is no file none.yaml"),
        ("roles: {holder: {title: x}}", "roles.holder.contracted_hours", "is missing; a role must give it"),
    ],
)
def test_parts_that_do_not_fit_each_other(complaints: Complaints, text: str, field: str, essence: str) -> None:
    problems = complaints(f"notes: one line before\n{text}\n")
    line, field_named, message = problems[0].split(": ", 2)
    assert (line, field_named) == ("2", field)
    assert essence in message


def test_a_need_whose_role_has_no_posts_is_the_standard_model(child: Callable[[str], Path]) -> None:
    scenario = load(child("teams: {safeguarding: {posts: {mental_health_practitioner: null}}}\nvacancies: null\n"))
    assert "mental_health_practitioner" not in scenario.teams["safeguarding"].posts


def test_pools_are_numbered_by_the_teams_they_serve(complaints: Complaints, child: Callable[[str], Path]) -> None:
    teams = "teams: {safeguarding: {count: {value: 9}}}\n"
    pools = "pools: {chairs: {teams_each: {value: 4, unit: teams, source: guess, grade: assumed}}}\n"
    vacancy = f"vacancies: {{chair: {{role: conference_chair, team: chairs, {VACANCY}, numbers: [%d]}}}}\n"
    assert load(child(teams + pools + vacancy % 3)).vacancies["chair"].numbers == (3,)
    assert "there is no number 4; they are numbered 1 to 3" in complaints(teams + pools + vacancy % 4)[0]


def test_names_that_already_mean_something_else(complaints: Complaints) -> None:
    assert "already means staying in a stage" in "\n".join(complaints("pathway: {stages: {continue: {title: x}}}\n"))
    pool = f"pools: {{assessment: {{serves: [assessment], posts: {{conference_chair: {POST}}}}}}}\n"
    assert complaints(pool) == [
        "1: pools.assessment: there is a kind of team 'assessment' too; give the pool another name"
    ]


def test_a_sources_file_must_have_ids(complaints: Complaints, write: Write) -> None:
    write("bad.csv", "name,value\nx,1\n")
    assert "has no column `id`" in complaints("sources: [bad.csv]\n")[0]


def test_a_scenario_must_name_its_sources(complaints: Complaints) -> None:
    assert complaints("sources: null\n") == [
        "-2: sources: names no sources file; give the CSV files that list the sources of the numbers"
    ]
