"""An opening caseload in a scenario file, or in a CSV file beside it, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim import describe_changes
from fssim.scenario import ScenarioError, load
from fssim.scenario.schema.scenario import Scenario

BEGINNING = f"title: T\nquestion: Q\nextends: {(Path(__file__).parent / 'small.yaml').as_posix()}\n"
COUNT = "{value: %s, unit: families, source: guess, grade: assumed}"


def made(folder: Path, text: str, csv: str | None = None) -> Scenario:
    if csv is not None:
        (folder / "caseload.csv").write_text(csv, encoding="utf-8")
    file = folder / "today.yaml"
    file.write_text(BEGINNING + text, encoding="utf-8")
    return load(file)


def refused(folder: Path, text: str, csv: str | None = None) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        made(folder, text, csv)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_a_csv_file_says_what_the_scenario_file_would(tmp_path: Path) -> None:
    counts = "stage,weeks,families,children,source,grade\nassessment,0,4,,guess,\nplan,0,5,8,guess,assumed\n"
    counts += ",,,,,\nplan,26,2,,,\n"
    scenario = made(tmp_path, "opening: {file: caseload.csv}\n", counts)
    given = made(
        tmp_path,
        "opening:\n  stages:\n    assessment:\n      0: {families: "
        + COUNT % 4
        + "}\n    plan:\n      0: {families: "
        + COUNT % 5
        + ", children: {value: 8, unit: children, source: guess, grade: assumed}}\n      26: {families: "
        + (COUNT % 2).replace("guess", "your_number")
        + "}\n",
    )
    assert scenario.opening == given.opening
    assert scenario == given


def test_it_replaces_the_one_of_the_file_that_is_extended(tmp_path: Path) -> None:
    made(tmp_path, "opening: {file: caseload.csv}\n", "stage,weeks,families\nassessment,0,4\nplan,0,5\n")
    child = tmp_path / "child.yaml"
    child.write_text(
        "title: C\nquestion: Q\nextends: today.yaml\nopening: {stages: {plan: {0: {families: " + COUNT % 1 + "}}}}\n",
        encoding="utf-8",
    )
    opening = load(child).opening
    assert opening is not None
    assert list(opening.stages) == ["plan"]
    child.write_text("title: C\nquestion: Q\nextends: today.yaml\nopening: null\n", encoding="utf-8")
    assert load(child).opening is None


@pytest.mark.parametrize(
    ("csv", "problem"),
    [
        ("stage,weeks\nplan,0\n", "today.yaml:4: opening.file: caseload.csv: has no column `families`"),
        ("stage,weeks,families,age\n", "today.yaml:4: opening.file: caseload.csv: has a column `age`"),
        ("stage,weeks,families\nplam,0,1\n", "caseload.csv:2: opening.stages.plam: there is no stage 'plam'; did you"),
        (
            "stage,weeks,families\nplan,0,1\nplan,x,1\n",
            "caseload.csv:3: opening.stages.plan.x: 'x' is no number of weeks",
        ),
        ("stage,weeks,families\nplan,0,many\n", "caseload.csv:2: opening.stages.plan.0.families.value: is text 'many'"),
        ("stage,weeks,families\nplan,0,1.5\n", "caseload.csv:2: opening.stages.plan.0.families: value is 1.5"),
        ("stage,weeks,families\nplan,0,-1\n", "caseload.csv:2: opening.stages.plan.0.families: value is -1"),
        ("stage,weeks,families\nplan,0,\n", "caseload.csv:2: opening.stages.plan.0.families: is missing"),
        ("stage,weeks,families\nplan,0,1\nplan,0,2\n", "caseload.csv:3: opening.stages.plan.0: weeks 0 of 'plan' are"),
        ("stage,weeks,families\nclosed,0,1\n", "caseload.csv:2: opening.stages.closed: is the closed stage"),
        (
            "stage,weeks,families,children\nplan,0,3,7\n",
            "caseload.csv:2: opening.stages.plan.0.children.value: value is 7, and 3 families have 3 to 6 children",
        ),
        (
            "stage,weeks,families\nplan,0,600000000\nplan,9,400000000\n",
            "caseload.csv:1: opening.stages: has 1,000,000,000 children or more who are open, and",
        ),
        ("stage,weeks,families\n", "today.yaml:4: opening: counts nobody"),
        (
            "stage,weeks,families\nplan,1000,1\n",
            "caseload.csv:2: opening.stages.plan.1000: '1000' is no number of weeks",
        ),
    ],
)
def test_what_is_wrong_with_the_file_is_told_by_its_line(tmp_path: Path, csv: str, problem: str) -> None:
    told = refused(tmp_path, "opening: {file: caseload.csv}\n", csv)
    assert any(line.startswith(problem) for line in told), told


def test_a_file_that_is_not_there_and_one_given_beside_counts_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "opening: {file: none.csv}\n") == [
        "today.yaml:4: opening.file: none.csv: there is no such file; give the path of a CSV file"
    ]
    (told,) = refused(tmp_path, "opening: {file: none.csv, stages: {plan: {0: {families: " + COUNT % 1 + "}}}}\n")
    assert told == "today.yaml:4: opening.file: none.csv: is given beside `stages`; give one of the two"


def test_the_years_before_are_those_that_the_counts_go_back(tmp_path: Path) -> None:
    counts = "stage,weeks,families\nplan,0,1\nplan,%d,1\n"
    for weeks, years in ((4, 2), (52, 2), (53, 3), (104, 3)):
        scenario = made(tmp_path, "opening: {file: caseload.csv}\nclock: {warm_up_years: 0}\n", counts % weeks)
        assert scenario.whole_clock.warm_up_years == years
    longer = made(tmp_path, "opening: {file: caseload.csv}\nclock: {warm_up_years: 5}\n", counts % 104)
    assert longer.whole_clock.warm_up_years == 5


def vacant(posts: float, role: str = "social_worker", unit: str = "posts") -> str:
    return f"opening:\n  vacant_posts:\n    {role}: {{value: {posts}, unit: {unit}, source: guess, grade: assumed}}\n"


def test_vacant_posts_may_be_known_alone_or_beside_a_file_of_families(tmp_path: Path) -> None:
    alone = made(tmp_path, vacant(2)).opening
    assert alone is not None
    assert {role: posts.value for role, posts in alone.vacant_posts.items()} == {"social_worker": 2.0}
    beside = made(tmp_path, vacant(2) + "  file: caseload.csv\n", "stage,weeks,families\nplan,0,5\n")
    assert beside.opening is not None
    assert beside.opening.vacant_posts == alone.vacant_posts
    assert list(beside.opening.stages) == ["plan"]
    small = load(Path(__file__).parent / "small.yaml")
    assert describe_changes(small, beside) == [
        "starts from a caseload: 5 families, 5 in plan; 2 vacant posts of social worker"
    ]
    said = "starts with what is known: 2 vacant posts of social worker"
    assert describe_changes(small, small.model_copy(update={"opening": alone})) == [said]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            vacant(100),
            "6: opening.vacant_posts.social_worker.value: value is 100, and there are 12 posts of 'social_worker'",
        ),
        (
            vacant(1, "socal_worker"),
            "6: opening.vacant_posts.socal_worker: there is no role 'socal_worker'; did you mean",
        ),
        (vacant(1, "team_manager"), "6: opening.vacant_posts.team_manager: 'team_manager' has no `turnover`"),
        (vacant(1.5), "6: opening.vacant_posts.social_worker: value is 1.5 posts; it must be a whole number"),
        (vacant(1, unit="people"), "6: opening.vacant_posts.social_worker: unit is 'people'; it must be 'posts'"),
        (
            vacant(1) + "roles: {social_worker: {turnover: {time_to_hire: {value: 0}}}}\n",
            "6: opening.vacant_posts.social_worker: posts of 'social_worker' are filled at once",
        ),
    ],
)
def test_vacant_posts_that_cannot_be_are_told(tmp_path: Path, text: str, problem: str) -> None:
    told = refused(tmp_path, text)
    assert any(line.startswith(f"today.yaml:{problem}") for line in told), told


def test_what_it_changes_is_said_stage_by_stage(tmp_path: Path) -> None:
    scenario = made(
        tmp_path, "opening: {file: caseload.csv}\n", "stage,weeks,families\nassessment,0,4\nplan,0,5\nplan,9,2\n"
    )
    changed = describe_changes(load(Path(__file__).parent / "small.yaml"), scenario)
    assert changed == ["starts from a caseload: 11 families, 4 in assessment, 7 in plan"]
