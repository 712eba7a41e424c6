"""What was tried, as a table and as a drawing."""

from __future__ import annotations

import pytest
from matplotlib import pyplot

import fssim
from fssim.errors import QuestionError, UnknownMeasure
from fssim.runs.folder.stored_run import TriedValue

WAIT, VISITS = "wait_mental_health_days", "visits_in_time_percent"


def row(measure: str, tried: float, difference: float) -> TriedValue:
    return TriedValue(
        measure, "services.outside.wait", "wait of service outside", "working days", "assumed", 60.0, tried, difference,
        difference - 1.0, difference + 1.0, 6, "less",
    )  # fmt: skip


TURNING = fssim.TurningValues("here", "there", (row(WAIT, 1.0, 5.0), row(WAIT, 90.0, -9.0), row(VISITS, 1.0, 2.0)))


def test_the_frame_has_a_row_a_value_tried() -> None:
    assert TURNING.frame["tried"].tolist() == [1.0, 90.0, 1.0]
    assert list(TURNING.frame.columns) == list(TriedValue.__slots__)
    assert list(fssim.TurningValues("here", "there", ()).frame.columns) == list(TriedValue.__slots__)


def test_the_drawing_has_the_differences_of_one_measure_beside_zero() -> None:
    ax = TURNING.plot(VISITS)
    assert [" ".join(label.get_text().split()) for label in ax.get_yticklabels()] == [
        "wait of service outside: 1 working days"
    ]
    ax = TURNING.plot()
    assert len(ax.get_yticklabels()) == 2
    assert ax.get_xlabel() == fssim.describe(WAIT).unit
    pyplot.close("all")


def test_what_was_not_tried_is_not_drawn() -> None:
    with pytest.raises(UnknownMeasure, match="no measure 'cost'"):
        TURNING.plot("cost")
    with pytest.raises(QuestionError, match="'here' is not known to differ from 'there', so nothing was tried"):
        fssim.TurningValues("here", "there", ()).plot()
