"""Results beside published statistics."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim.runs.results import Results
from fssim.scenario import Scenario, ScenarioError, load
from fssim.studies.calibration.targets import read_published_targets, targets

STANDARD = Path(__file__).parents[4] / "scenarios" / "one_district_standard.yaml"
SMALL = Path(__file__).parents[2] / "scenario" / "small.yaml"
HEADING = "id,measure,value,unit,tolerance\n"
OWN_SOURCES = "id,quantity,source_title\nown,Something of our own,Our return\n"


@pytest.fixture
def own(tmp_path: Path) -> Scenario:
    """A scenario that extends a shipped one, with sources and statistics of its own."""
    (tmp_path / "own.csv").write_text(OWN_SOURCES, encoding="utf-8")
    (tmp_path / "targets.csv").write_text(
        HEADING + "visits_in_time_percent,Visits in time,80,%,2\nreviews_in_time_percent,Reviews in time,80,%,2\n",
        encoding="utf-8",
    )
    file = tmp_path / "own.yaml"
    file.write_text(f'extends: "{STANDARD.as_posix()}"\ntitle: Own\nquestion: Ours?\nsources: [own.csv]\n', "utf-8")
    return load(file)


def test_own_statistics_come_before_inherited_ones(own: Scenario) -> None:
    assert [figure.id for figure in read_published_targets(own)] == [
        "visits_in_time_percent",
        "reviews_in_time_percent",
    ]
    assert len(read_published_targets(load(STANDARD))) == 25


def test_inherited_statistics_are_used_where_there_are_none_of_ones_own(own: Scenario) -> None:
    (Path(own.sources[-1]).parent / "targets.csv").unlink()
    assert read_published_targets(own) == read_published_targets(load(STANDARD))


def test_a_row_for_each_statistic_with_the_model_and_whether_it_is_met(own: Scenario) -> None:
    rows = {n: {"visits_in_time_percent": 80.5 + n, "reviews_in_time_percent": 70.0 + n} for n in range(3)}
    beside = targets(Results("own", own, "simpy", 1, rows))
    assert list(beside.columns) == ["title", "unit", "value", "tolerance", "model", "low", "high", "met"]
    assert beside["model"].tolist() == [81.5, 71.0]
    assert beside["met"].tolist() == [True, False]
    # Student's t for 3 replications with a standard deviation of 1: 4.3027 / sqrt(3) = 2.4842
    assert beside.loc["visits_in_time_percent", "low"] == pytest.approx(81.5 - 2.4842, abs=1e-4)


def test_without_statistics_there_is_nothing_to_hold_it_against() -> None:
    with pytest.raises(ScenarioError, match=r"no targets\.csv beside the scenario's sources"):
        targets(Results("small", load(SMALL), "simpy", 1, {}))


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("timely_revew_conference_percent", "did you mean 'timely_review_conference_percent'"),
        ("timely_typo_percent", "did you mean 'timely_"),
        ("duration_child_protection_ended_up_to_2_months_percent", "did you mean 'duration_child_protection_ended_"),
    ],
)
def test_a_measure_that_the_scenario_has_not_is_refused(own: Scenario, name: str, right: str) -> None:
    file = Path(own.sources[-1]).parent / "targets.csv"
    file.write_text(HEADING + f"{name},In time,80,%,2\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        read_published_targets(own)
    (problem,) = refused.value.problems
    assert f"there is no target or measure '{name}'; {right}" in str(problem)
