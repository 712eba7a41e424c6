"""Loading a whole scenario: each kind of mistake, on its line, with what would be right."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fssim.scenario import ScenarioError, load, scenario_from
from fssim.scenario.findings import Code, Problem
from fssim.scenario.reading.extends import merge_extended
from fssim.scenario.reading.load import compared_with
from fssim.scenario.reading.strict_yaml import plain_values

Complaints = Callable[[str], list[str]]
Write = Callable[[str, str], Path]


def small_values(small: Path) -> dict[str, Any]:
    node = merge_extended(small).node
    assert node is not None
    values = plain_values(node)
    assert isinstance(values, dict)
    return values


def test_the_small_scenario_loads(small: Path) -> None:
    scenario = load(small)
    assert scenario.title == "A small service"
    assert scenario.clock.observed_from == date(2019, 4, 1)
    assert scenario.teams["safeguarding"].posts["social_worker"].posts.value == 6
    assert scenario.sources == (str(small.parent / "sources.csv"),)
    assert load(str(small)) == scenario


def test_a_child_says_only_what_it_changes(child: Callable[[str], Path], small: Path) -> None:
    scenario = load(child("teams: {safeguarding: {count: {value: 2}}}\n"))
    base = load(small)
    assert scenario.teams["safeguarding"].count.value == 2
    assert scenario.teams["safeguarding"].count.unit == "teams"
    assert scenario.pathway == base.pathway
    assert scenario.title == "Child"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "clock:\n  observed_year: 2\n",
            "2: clock.observed_year: unknown field 'observed_year'; did you mean 'observed_years'?",
        ),
        ("clock: {zzz: 2}\n", "1: clock.zzz: unknown field 'zzz'; it must be 'observed_from', 'observed_years' or "
         "'warm_up_years'"),
        ("clock:\n  warm_up_years: null\n", "1: clock.warm_up_years: is missing; a clock must give it"),
        (
            "demand:\n  children:\n    value: lots\n",
            "3: demand.children.value: is text 'lots'; it must be a number",
        ),
        ("demand: {children: {value: true}}\n", "1: demand.children.value: is true; it must be a number"),
        ("demand: {children: {value: .inf}}\n", "1: demand.children.value: is the number inf; it must be finite"),
        (
            "demand: {children: 6000}\n",
            "1: demand.children: is the number 6000; it must be a map with 'value', 'unit', 'source' and 'grade'",
        ),
        (
            "demand: {children: {unit: adults}}\n",
            "1: demand.children: unit is 'adults'; it must be 'children'",
        ),
        (
            "demand: {children: {value: -1}}\n",
            "1: demand.children: value is -1; it must be 0 or more",
        ),
        ("demand: {children: {low: 2, high: 1}}\n", "1: demand.children: low is 2, above high 1; low must not be "
         "above high"),
        ("demand: {children: {value: 8, source: guess, low: 2, high: 7}}\n", "1: demand.children: high is 7, below the "
         "value 8; the value must lie between them; change the range, or leave it out"),
        ("demand: {children: {value: 8, source: guess, low: 9}}\n", "1: demand.children: low is 9, above the value 8; "
         "the value must lie between them; change the range, or leave it out"),
        ("needs: {mental health: {takes_up: {high: 1.2}}}\n", "1: needs.mental health.takes_up: high is 1.2; it must "
         "be 1 or less"),
        ("needs: {mental health: {takes_up: {low: -0.2}}}\n", "1: needs.mental health.takes_up: low is -0.2; it must "
         "be 0 or more"),
        (
            "roles: {social_worker: {caseload_limit: {unit: people}}}\n",
            "1: roles.social_worker.caseload_limit: unit is 'people'; it must be 'children' or 'families'",
        ),
        (
            "teams: {safeguarding: {count: {value: 1.5}}}\n",
            "1: teams.safeguarding.count: value is 1.5 teams; it must be a whole number",
        ),
        (
            "teams: {safeguarding: {posts: {social_worker: {posts: {value: 4.5}}}}}\n",
            "1: teams.safeguarding.posts.social_worker.posts: value is 4.5 posts; it must be a whole number",
        ),
        (
            "training: {motivational interviewing: {seats_a_month: {value: 0.5}}}\n",
            "1: training.motivational interviewing.seats_a_month: value is 0.5 people; it must be a whole number",
        ),
        (
            "pathway: {holding: {longest_wait: {value: 2.5}}}\n",
            "1: pathway.holding.longest_wait: value is 2.5 working days; it must be a whole number",
        ),
        (
            "pathway: {activities: {review: {repeat: {value: 1.5, unit: months}}}}\n",
            "1: pathway.activities.review.repeat: value is 1.5 months; it must be a whole number",
        ),
        (
            "families: {risk: {low: {value: 0.6}}}\n",
            "1: families.risk: probabilities sum to 1.1; they must sum to 1",
        ),
        (
            "pathway: {stages: {plan: {ledger: planned}}}\n",
            "1: pathway.stages.plan.ledger: is text 'planned'; it must be 'enquiry', 'plan' or 'court'",
        ),
        ("clock: {observed_from: 2019}\n", "1: clock.observed_from: is 2019; it must be a date such as 2019-04-01"),
        ("clock: {observed_years: 1.5}\n", "1: clock.observed_years: is the number 1.5; it must be a whole number"),
        ("clock: {observed_years: 0}\n", "1: clock.observed_years: is the number 0; it must be 1 or more"),
        ("clock: {observed_years: 99}\n", "1: clock.observed_years: is the number 99; it must be 20 or less"),
        ("headline: {need: 3}\n", "1: headline.need: is the number 3; it must be text; quote it"),
        ("roles: {social_worker: {specialist: 1}}\n", "1: roles.social_worker.specialist: is the number 1; it must be "
         "true or false"),
        ("pathway: {stages: {plan: {activities: review}}}\n", "1: pathway.stages.plan.activities: is text 'review'; "
         "it must be a list"),
        ("pools: [chairs]\n", "1: pools: is a list; it must be a map of names to values"),
    ],
)  # fmt: skip
def test_a_field_that_is_wrong_by_itself(complaints: Complaints, text: str, problem: str) -> None:
    assert complaints(text) == [problem]


def test_a_value_that_is_wrong_is_not_held_against_its_range(complaints: Complaints) -> None:
    assert complaints("demand: {children: {value: lots, low: 5000, high: 7000}}\n") == [
        "1: demand.children.value: is text 'lots'; it must be a number"
    ]


def test_a_source_that_is_not_listed_is_told_with_how_to_add_one(complaints: Complaints) -> None:
    assert complaints("demand: {children: {source: census}}\n") == [
        "1: demand.children.source: the sources files list no 'census'; it must be 'guess' or 'statute' (to add one, "
        "list a CSV file of your own in `sources`, with columns `id`, `quantity` and `source_title`; for a number "
        "without a source write `your_number`)"
    ]


def test_a_source_of_ones_own_is_added_beside_those_inherited(child: Callable[[str], Path], write: Write) -> None:
    write("mine.csv", "id,quantity,source_title\ncensus,Children,Our own count\n")
    children = "{value: 7000, unit: children, source: census, grade: published}"
    assert load(child(f"sources: [mine.csv]\ndemand: {{children: {children}}}\n")).demand.children.source == "census"


def test_a_varying_quantity_has_one_scale(complaints: Complaints) -> None:
    problems = complaints("needs:\n  mental health:\n    sessions: {value: 6}\n    session_hours: {value: null}\n")
    assert problems == [
        "3: needs.mental health.sessions: both a value and a distribution with its own scale; give one of them",
        "4: needs.mental health.session_hours: no value; give the mean or median as `value`, or a distribution "
        "with its own scale",
    ]


def test_all_problems_come_at_once_in_order_of_line(complaints: Complaints) -> None:
    text = "clock:\n  warm_up_years: no\n  observed_years: many\nroles:\n  boss: {}\nteams: {x: null}\n"
    problems = complaints(text)
    assert [line.split(":")[0] for line in problems] == ["2", "3", *["5"] * 6, "6"]
    assert problems[0].startswith("2: clock.warm_up_years: no is read as false by YAML 1.1")


def test_a_problem_inherited_from_the_base_names_the_base(write: Write, small: Path) -> None:
    write("base.yaml", f"title: B\nquestion: Q\nextends: {small}\nclock: {{observed_years: 0}}\n")
    with pytest.raises(ScenarioError) as caught:
        load(write("child.yaml", "title: C\nquestion: Q\nextends: base.yaml\nclock: {warm_up_years: 1.5}\n"))
    assert str(caught.value).splitlines() == [
        "child.yaml:4: clock.warm_up_years: is the number 1.5; it must be a whole number",
        "base.yaml:4: clock.observed_years: is the number 0; it must be 1 or more",
    ]


def test_a_missing_part_points_at_the_map_that_lacks_it(write: Write) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(write("bare.yaml", "title: T\nquestion: Q\n"))
    assert "bare.yaml:1: pathway: is missing; a scenario must give it" in str(caught.value).splitlines()


def test_errors_can_be_sent_between_processes(complaints: Complaints, child: Callable[[str], Path]) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(child("clock: {observed_years: 0}\n"))
    copy = pickle.loads(pickle.dumps(caught.value))
    assert copy.problems == caught.value.problems
    assert str(copy) == str(caught.value)


def test_scenario_from_makes_the_same_scenario_of_a_mapping(small: Path) -> None:
    scenario = scenario_from(small_values(small) | {"sources": [str(small.parent / "sources.csv")]})
    assert scenario == load(small)


def test_scenario_from_names_the_mapping_in_its_problems(small: Path) -> None:
    values = small_values(small)
    values["clock"] = {"observed_from": "2019-04-31", "warm_up_years": 1, "observed_years": 1}
    values["roles"][3] = {}
    with pytest.raises(ScenarioError) as caught:
        scenario_from(values, "generated")
    assert str(caught.value).splitlines()[0] == (
        "generated: clock.observed_from: is '2019-04-31'; it must be a date such as 2019-04-01"
    )
    assert "generated: roles.3: the name 3 is not text; quote it" in str(caught.value)


def test_problems_never_act_on_a_terminal() -> None:
    words = str(Problem("a\x1bb.yaml", 3, ("c\u202ed",), "is text 'e\nf'", Code.wrong_type))
    assert words == "a\\x1bb.yaml:3: c\\u202ed: is text 'e\\nf'"


def test_the_files_that_a_file_is_compared_with(child: Callable[[str], Path], small: Path) -> None:
    assert compared_with(child(f"compare_with: [{small}, other.yaml]\n")) == [small, child("").parent / "other.yaml"]
    assert compared_with(small) == []
