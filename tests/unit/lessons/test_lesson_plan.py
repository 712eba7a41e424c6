"""A lesson's file: what it may say, what is refused, and the scenarios that decisions make."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim.lessons.lesson_contents import count_options
from fssim.lessons.lesson_plan import combinations_of, find_plan, read_plan
from fssim.scenario import ScenarioError, load
from tests.unit.lessons.small_lesson import PLAN, write_lesson

ROOT = Path(__file__).parents[3]
FIRST_OPTION = "{title: They wait, words: Nobody sees them.}"
POLICY = "roles.mental_health_practitioner.when_vacant"
SHIPPED = sorted((ROOT / "scenarios" / "lessons").glob("*.yaml"))


@pytest.mark.parametrize("file", SHIPPED, ids=[file.stem for file in SHIPPED])
def test_every_combination_of_a_shipped_lesson_makes_a_scenario_of_its_own(file: Path) -> None:
    scenario = load(ROOT / "scenarios" / file.name)
    plan = read_plan(file)
    combinations = list(combinations_of(plan, scenario, file))
    assert count_options([one.chosen for one in combinations]) == [len(d.options) for d in plan.decisions.values()]
    assert combinations[0].scenario is scenario
    assert len({one.scenario.model_dump_json() for one in combinations}) == len(combinations)
    assert find_plan(ROOT / "scenarios" / file.name) == file


def test_a_scenario_without_a_lesson_has_no_plan() -> None:
    assert find_plan(ROOT / "scenarios" / "standard.yaml") is None


@pytest.mark.parametrize(
    ("was", "instead", "line", "words"),
    [
        ("date: 2019-10-01", "date: 2019-05-01", 16, "before the decision above it"),
        (FIRST_OPTION, "{title: A, words: B, changes: {title: C}}", 9, "leaves everything"),
        (f"        changes: {{{POLICY}: refer externally}}\n", "", 10, "changes nothing"),
        ("teams.safeguarding.posts.team_manager:", f"{POLICY}:", 23, "decision 'list' too"),
        ("question: Where do they go?", "questions: Where do they go?", 7, "question"),
        ("title: Manage it", "title: Manage it\ntitle: Again", 2, "said twice"),
    ],
    ids=["dates", "first-option", "nothing", "twice", "unknown", "yaml"],
)  # fmt: skip
def test_a_wrong_plan_is_refused_by_line(tmp_path: Path, was: str, instead: str, line: int, words: str) -> None:
    file = tmp_path / "plan.yaml"
    assert was in PLAN
    file.write_text(PLAN.replace(was, instead), encoding="utf-8")
    with pytest.raises(ScenarioError, match=words) as refused:
        read_plan(file)
    assert line in [problem.line for problem in refused.value.problems]


def test_too_many_combinations_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    more = [
        f"      other_{n}: {{title: Other {n}, words: Other., changes: {{teams.front_door.count.value: {n + 2}}}}}\n"
        for n in range(70)
    ]
    file.write_text(PLAN.replace("  worker:\n", f"{''.join(more)}  worker:\n"), encoding="utf-8")
    with pytest.raises(ScenarioError, match="144 combinations of options; a lesson may have 64 at most"):
        read_plan(file)


def test_a_change_that_leads_nowhere_is_told_where_the_plan_says_it(tmp_path: Path) -> None:
    scenario, file = write_lesson(tmp_path)
    file.write_text(PLAN.replace("mental_health_practitioner.when_vacant", "nobody.when_vacant"), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        list(combinations_of(read_plan(file), load(scenario), file))
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == (file, 13)
    assert problem.field == "decisions.list.options.outside.changes.roles.nobody.when_vacant"
    assert "there is no 'nobody' in roles" in problem.message


def test_a_wrong_value_is_told_where_the_plan_says_it(tmp_path: Path) -> None:
    scenario, file = write_lesson(tmp_path)
    file.write_text(PLAN.replace("refer externally", "look away"), encoding="utf-8")
    with pytest.raises(ScenarioError, match="look away") as refused:
        list(combinations_of(read_plan(file), load(scenario), file))
    assert refused.value.problems[0].line == 13
