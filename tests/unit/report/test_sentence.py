"""What stands beside every answer."""

from __future__ import annotations

from typing import Any

from fssim.report.wording.answer_notes import CAVEAT, how_sure
from fssim.runs.results import Results


def test_the_caveat_says_what_the_pilot_said_and_what_a_simulation_is() -> None:
    for words in (
        "anecdotal and not evidence of impact",
        "first Covid-19 lockdown",
        "no prediction about a real child",
    ):
        assert words in CAVEAT


def test_what_the_numbers_are_means_of(results_of: Any, small: Any) -> None:
    assert how_sure([results_of(30.0), results_of(20.0)]).startswith(
        "These are means over 3 replications of the year from 1 April 2019, each with the same families"
    )
    one = Results("alone", small, "simpy", 1, {0: results_of(9.0).rows[0]})
    assert "which cannot tell effect from chance" in how_sure([one])
