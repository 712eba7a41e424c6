"""What a validation shows and writes."""

from __future__ import annotations

import matplotlib
import pytest

import fssim
from fssim.studies.validation.validate import Validation
from fssim.studies.validation.validation_file import GOALS, ROWS, SUMMARY, read_stored

matplotlib.use("Agg")


@pytest.fixture
def kept() -> Validation:
    return Validation(fssim.load("standard"), 4, 1, read_stored(ROWS), read_stored(SUMMARY), read_stored(GOALS))


def test_the_picture_has_both_guesses_for_every_statistic(kept: Validation) -> None:
    ax = kept.plot()
    last_year, model = ax.collections
    summary = kept.summary.iloc[::-1]
    for dots, name in ((last_year, "last_year"), (model, "model")):
        assert list(dots.get_offsets()[:, 0]) == pytest.approx(list(summary[name] / summary["national_ratio"]))
    assert [text.get_text() for text in ax.get_yticklabels()] == list(summary["title"])
    assert "beside the national ratio" in ax.get_xlabel()


def test_a_validation_holds_if_every_goal_is_met(kept: Validation) -> None:
    goals = kept.goals.assign(met=True)
    assert Validation(kept.scenario, 4, 1, kept.frame, kept.summary, goals).holds
    goals.loc[0, "met"] = False
    assert not Validation(kept.scenario, 4, 1, kept.frame, kept.summary, goals).holds
    assert repr(kept).startswith("<Validation: Standard model of social work, ")


def test_its_files_are_the_tables(kept: Validation) -> None:
    files = kept.files()
    assert list(files) == ["rows.csv", "summary.csv", "goals.csv"]
    lines = files["goals.csv"].decode().splitlines()
    assert lines[0] == "goal,rows,inside,needed,met"
    assert len(lines) == len(kept.goals) + 1
