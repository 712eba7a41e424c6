"""The answer in two sentences."""

from __future__ import annotations

import math
from typing import Any

from fssim.experiment.results import Results
from fssim.measures.headline import DRIFT
from fssim.report.document.two_sentences import two_sentences


def test_a_sentence_for_each_of_two_compared_with(results_of: Any) -> None:
    first, second = two_sentences([results_of(30.0, "Empty"), results_of(20.0, "Full"), results_of(40.0, "Half")])
    assert first == (
        "Compared with 'Full', parents wait 10.0 working days longer for mental health help to start (95% interval "
        "+10.0 to +10.0), families on plans drift 10.0 working days longer (+10.0 to +10.0) and child in need plans "
        "last 10.0 weeks longer (+10.0 to +10.0)."
    )
    assert second.startswith("Compared with 'Half', parents wait 10.0 working days less for")


def test_what_cannot_be_told_is_said_to_be(results_of: Any) -> None:
    unsure = {DRIFT: [19.0, 35.0, 38.0]}
    first, second = two_sentences([results_of(30.0, "Empty"), results_of(20.0, "Full", **unsure)])
    assert "; these runs cannot tell whether families on plans drift longer or less (" in first
    assert second.startswith("These are mean differences over 3 replications of the year from 1 April 2019")


def test_no_difference_is_as_long(results_of: Any) -> None:
    first, _ = two_sentences([results_of(30.0, "Empty"), results_of(30.0, "Full")])
    assert "families on plans drift as long and" in first


def test_a_difference_that_does_not_matter_is_nearly_as_long(results_of: Any) -> None:
    nearly = {DRIFT: [29.001, 30.002, 31.001]}
    first, _ = two_sentences([results_of(30.0, "Empty", **nearly), results_of(30.0, "Full", **{DRIFT: [29, 30, 31]})])
    assert "families on plans drift as long to within 2% (" in first


def test_one_replication_and_nothing_to_compare_with(results_of: Any, small: Any) -> None:
    alone = Results("alone", small, "simpy", 1, {0: results_of(9.0).rows[0]})
    first, second = two_sentences([alone])
    assert first.endswith("families on plans drift 8.00 working days and child in need plans last 8.00 weeks.")
    assert "which cannot tell effect from chance" in second


def test_nobody_on_a_plan(results_of: Any) -> None:
    names = list(results_of(9.0).rows[0])
    nothing = results_of(9.0, **{name: [math.nan] * 3 for name in names})
    assert two_sentences([nothing])[0] == "In 'A small service', no family entered a plan."
