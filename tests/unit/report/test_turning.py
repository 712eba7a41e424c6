"""What is said of numbers that were tried at other values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fssim import Results, Scenario, load
from fssim.measures.headline import DRIFT
from fssim.report.wording.answer_notes import NOTHING_TO_TURN, UNTRIED, turning_sentences
from fssim.runs.folder.stored_run import TriedValue, read_tried_values, write_tried_values

SMALL = load(Path(__file__).parents[1] / "scenario" / "small.yaml")
ROW = TriedValue(
    DRIFT,
    "services.talking.wait",
    "wait of service talking",
    "weeks",
    "assumed",
    8.0,
    16.0,
    -6.0,
    -9.0,
    -3.0,
    10,
    "less",
)


def results(scenario: Scenario, mean: float) -> Results:
    return Results(scenario.title, scenario, "simpy", 1, {number: {DRIFT: mean + number} for number in range(3)})


COMPARED = [results(SMALL, 50.0), results(SMALL.model_copy(update={"title": "Other"}), 40.0)]  # more by 10


def test_what_turns_the_answer_is_said_with_about_where_and_how_surely() -> None:
    tried = [ROW, replace(ROW, tried=12.0, difference=2.0, low=-1.0, high=5.0, verdict="cannot tell")]
    turned, rest = turning_sentences(COMPARED, tried)
    assert turned == (
        "'days in plans: drift (all but moving and court)' would be less, not more, than in 'Other' if 'wait of "
        "service talking' were above about 13 weeks (it is 8.00; at 16.0 the difference is -6.00 working days a "
        "family, 95% interval -9.00 to -3.00)."
    )
    assert rest == "Several numbers at once were not tried."


@pytest.mark.parametrize(
    ("verdict", "begins"),
    [
        ("suggests less", "These runs suggest, and no more, that 'days in plans"),
        ("cannot tell", "With 'wait of service talking' at 16.0 weeks these runs cannot tell which way 'days in plans"),
    ],
)
def test_what_is_not_sure_is_not_said_to_be(verdict: str, begins: str) -> None:
    assert turning_sentences(COMPARED, [replace(ROW, verdict=verdict)])[0].startswith(begins)


def test_what_turns_nothing_is_counted() -> None:
    other = replace(ROW, number="needs.talking.sessions", difference=4.0, verdict="more")
    assert turning_sentences(COMPARED, [ROW, other])[1] == (
        "1 other number tried turned nothing round. Several numbers at once were not tried."
    )
    assert turning_sentences(COMPARED, [other])[0].startswith(
        "The least certain number, tried at both ends of its range, did not turn"
    )


def test_what_was_not_tried_is_not_spoken_of() -> None:
    assert turning_sentences(COMPARED, None) == [UNTRIED]
    assert turning_sentences(COMPARED, []) == [NOTHING_TO_TURN]
    assert turning_sentences(COMPARED[:1], None) == []


def test_the_file_gives_back_what_it_was_given(tmp_path: Path) -> None:
    rows = (ROW, replace(ROW, low=float("-inf"), label="=1+1", difference=0.1 + 0.2))
    write_tried_values(tmp_path / "tried.csv", rows)
    assert read_tried_values(tmp_path / "tried.csv") == rows
