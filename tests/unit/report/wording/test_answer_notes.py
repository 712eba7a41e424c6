"""What stands beside every answer: what its numbers are means of, what pairing bought, what would turn it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fssim import Results, Scenario, load
from fssim.measures.headline import DRIFT, duration_measure, wait_measure
from fssim.report.answer import answer
from fssim.report.wording.answer_notes import (
    CAVEAT,
    NOTHING_TO_TURN,
    SIMULATION,
    UNTRIED,
    choose_caveat,
    how_sure,
    turning_sentences,
    what_pairing_bought,
)
from fssim.runs.folder.stored_run import TriedValue, read_tried_values, write_tried_values

SMALL = load(Path(__file__).parents[2] / "scenario" / "small.yaml")
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


def test_the_caveat_says_what_the_pilot_said_and_what_a_simulation_is() -> None:
    for words in (
        "anecdotal and not evidence of impact",
        "first Covid-19 lockdown",
        "no prediction about a real child",
    ):
        assert words in CAVEAT


def test_the_pilot_is_named_where_numbers_are_its_own() -> None:
    of_the_pilot = ("family_safeguarding", "specialist_vacancies", "families_first_and_family_safeguarding")
    assert {choose_caveat([load(name)]) for name in of_the_pilot} == {CAVEAT}
    others = ("standard", "families_first", "families_first_phased", "families_first_lead_vacancy")
    assert {choose_caveat([load(name)]) for name in others} == {SIMULATION}
    assert choose_caveat([load("standard"), load("family_safeguarding")]) == CAVEAT


def test_what_the_numbers_are_means_of(results_of: Any, small: Any) -> None:
    assert how_sure([results_of(30.0), results_of(20.0)]).startswith(
        "These are means over 3 replications of the year from 1 April 2019, each with the same families"
    )
    one = Results("alone", small, "simpy", 1, {0: results_of(9.0).rows[0]})
    assert "which cannot tell effect from chance" in how_sure([one])


def test_brackets_are_promised_where_there_are_some(results_of: Any) -> None:
    """Of two replications an interval is given where they can tell, and no other."""
    alone, compared = [results_of(30.0)], [results_of(30.0), results_of(20.0, "Full team")]
    for results in (alone, compared):
        assert "in brackets" in how_sure(results)
        assert "run 20 or more" not in how_sure(results)
        assert "(" in answer(results)[1]
    two = [Results(one.name, one.scenario, "simpy", 1, dict(list(one.rows.items())[:2])) for one in compared]
    assert how_sure(two[:1]).endswith("from 1 April 2019, too few for intervals: run 20 or more.")
    assert "(" not in answer(two[:1])[1]
    promised = (
        "in brackets are 95% intervals of the difference, left out where 2 replications cannot tell: run 20 or more."
    )
    assert how_sure(two).endswith(promised)


LUCK = [float(number) for number in range(10)]
ODD = [number + 0.1 * (-1) ** number for number in range(10)]


def test_it_is_said_for_waits_drift_and_plans(results_of: Any) -> None:
    scenario = results_of(3.0).scenario
    wait, duration = wait_measure(scenario.headline.need), duration_measure(scenario.headline)

    def ten(title: str, waits: list[float], drift: list[float], plans: list[float]) -> Results:
        rows = dict(enumerate({wait: w, DRIFT: d, duration: p} for w, d, p in zip(waits, drift, plans, strict=True)))
        return Results(title, scenario.model_copy(update={"title": title}), "simpy", 1, rows)

    here, there = ten("Here", LUCK, LUCK, LUCK), ten("There", LUCK[::-1], [n + 5.0 for n in LUCK], ODD)
    # waits: opposite luck, at a half; drift: the same luck but for 5, at any number; durations: 1 / 0.0006
    assert what_pairing_bought([here, there]) == (
        "Sharing the same families' luck is worth this many times as many replications: 0.50 for mental health waits, "
        "over 1,000 for drift and over 1,000 for plan durations against 'There'."
    )
    assert what_pairing_bought([here, there, there]).count("against 'There'") == 2


def test_a_variance_of_few_replications_is_not_told(results_of: Any) -> None:
    assert what_pairing_bought([results_of(3.0), results_of(2.0, "There")]) == ""
    assert what_pairing_bought([results_of(3.0)]) == ""
