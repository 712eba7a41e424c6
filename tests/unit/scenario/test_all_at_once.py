"""One pass tells everything, and nothing that only follows from what is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fssim.scenario import ScenarioError, load, scenario_from
from fssim.scenario.checks.all_checks import MORE

Child = Callable[[str], Path]
Complaints = Callable[[str], list[str]]


def test_a_wrong_field_hides_no_other_kind_of_problem(complaints: Complaints) -> None:
    problems = complaints("""clock: {observed_years: many}
headline: {need: debt}
compare_with: [none.yaml]
demand:
  children: {value: -1, grade: guessed, source: gess}
vacancies: {mental health: {until: 2019-05-01}}
families: {risk: {severe: {value: 0, unit: probability, source: guess, grade: assumed}}}
roles: {social_worker: {specialist: 3}}
pathway: {decisions: {screened: {assess: {to: assesment}}}}
""")
    assert [": ".join(line.split(": ")[:2]) for line in problems] == [
        "1: clock.observed_years",
        "2: headline.need",
        "3: compare_with.0",
        "5: demand.children.grade",
        "5: demand.children",
        "5: demand.children.source",
        "6: vacancies.mental health",
        "7: families.risk.severe",
        "8: roles.social_worker.specialist",
        "9: pathway.decisions.screened.assess.to",
    ]
    assert "value is -1; it must be 0 or more" in problems[4]


def test_a_wrong_unit_hides_no_negative_value(complaints: Complaints) -> None:
    problems = complaints("demand: {children: {value: -1, unit: adults}}\n")
    assert [line.split("; ")[0] for line in problems] == [
        "1: demand.children: unit is 'adults'",
        "1: demand.children: value is -1",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "roles: [a]",
        "teams: 3",
        "needs: {mental health: many}",
        "services: many",
        "pathway: 3",
        "pathway: {stages: [x]}",
        "pathway: {activities: [x]}",
        "pathway: {decisions: [x]}",
        "pathway: {priorities: urgent}",
        "pathway: {stages: {plan: {statutory_plan: 3}}}",
        "pathway: {stages: {plan: {activities: [3, plan visit, review, supervision]}}}",
        "pathway: {activities: {assessment write-up: {starts: aftr}}}",
        "working_models: [x]",
        "families: {risk: {low: {value: much}}}",
        "families: {engagement: {distribution: {name: 3}}}",
        "needs: {mental health: {sessions: {distribution: {edges: [1, x, 8]}}}}",
        "needs: {mental health: {sessions: {value: many}}}",
        "teams: {safeguarding: {count: {value: many}}}",
        "teams: {safeguarding: {posts: {social_worker: 3}}}",
        "roles: {mental_health_practitioner: {when_vacant: substituted}}",
        "roles: {conference_chair: {can_be_pooled: 3}}",
        "roles: {conference_chair: 3}",
        "vacancies: {mental health: {start: soon}}",
        "vacancies: {mental health: {numbers: [x, 1]}}",
        "sources: 3",
        "compare_with: x.yaml",
        "demand: {children: {unit: adults}}",
        "pathway: {activities: {plan visit: {window: {value: -1}}}}",
        "clock: 3",
    ],
)
def test_nothing_is_told_that_only_follows(complaints: Complaints, text: str) -> None:
    assert len(complaints(text + "\n")) == 1


def test_a_part_with_nothing_in_it_is_told_field_by_field(complaints: Complaints) -> None:
    problems = complaints("roles: {boss: {}}\nteams: {assessment: {posts: {boss: {}}}}\n")
    assert all("is missing" in line for line in problems)
    assert len(problems) == 8


def test_the_list_says_that_more_is_checked_later(child: Child, small: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(child("headline: {need: debt}\n"))
    assert str(caught.value).splitlines()[-1] == f"child.yaml: {MORE}"
    with pytest.raises(ScenarioError) as caught:
        load(child("clock: {observed_years: 0}\n"))
    assert MORE not in str(caught.value)
    with pytest.raises(ScenarioError) as caught:
        scenario_from({})
    assert str(caught.value).splitlines()[-1] == f"<mapping>: {MORE}"


def test_a_removal_is_told_once_where_it_is(complaints: Complaints) -> None:
    text = "notes: one line\nroles:\n  conference_chair: null\n"
    assert complaints(text) == [
        "3: roles.conference_chair: is null, which removes what pools.chairs.posts.conference_chair and "
        "pathway.activities.review.participants.conference_chair cannot do without; "
        "keep it, or change what needs it too"
    ]


def test_what_a_change_breaks_in_the_file_it_extends_names_the_file(complaints: Complaints) -> None:
    problems = complaints("pools: {chairs: {posts: {conference_chair: {posts: {value: 0}}}}}\n")
    assert len(problems) == 1
    assert "small.yaml:" in problems[0]
    assert problems[0].endswith("(stage 'plan') (in child.yaml)")


def test_a_part_that_nobody_could_take_on_is_one_problem(complaints: Complaints, small: Path) -> None:
    hour = "{hours: {value: 1, unit: hours, source: guess, grade: assumed}}"
    problems = complaints(f"""pathway:
  stages: {{assessment: {{activities: [assessment visit, assessment write-up, supervision]}}}}
  activities: {{supervision: {{participants: {{team_manager: null, conference_chair: {hour}}}}}}}
working_models: {{family_safeguarding: {{activities: null}}}}
teams: {{safeguarding: {{posts: {{mental_health_practitioner: null}}}}}}
pools: null
vacancies: null
""")
    about = [line for line in problems if "supervision.participants.conference_chair" in line]
    assert len(about) == 1
    assert "nobody in team 'assessment' or 'safeguarding'" in about[0]
    assert about[0].endswith("(stages 'assessment' and 'plan')")


def test_a_mapping_of_anything_is_told_and_never_crashes(small: Path) -> None:
    wrong: list[Any] = [3, "x", None, [1, {}], {"x": 1}, {3: 4}, True, float("nan")]
    for value in wrong:
        for name in ("clock", "roles", "pathway", "sources", "vacancies", "families", "title"):
            with pytest.raises(ScenarioError):
                scenario_from({name: value})
