"""How surely a number stands for what it is used as: beside its grade, checked, inherited, and told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fssim.scenario import describe_changes, load, with_values
from fssim.scenario.scenario_in_words import describe_confidence, describe_read_loosely
from fssim.scenario.schema.parameter import CONFIDENCE_MEANS, CONFIDENCE_OF_GRADE, Confidence, Grade, ValueIs

Child = Callable[[str], Path]
Write = Callable[[str, str], Path]
Complaints = Callable[[str], list[str]]
LOOSE = "confidence: low, low: 5000, high: 7000, note: of another town"
NUMBER = "value: 6000, unit: children, source: statute, grade: published"


def test_every_grade_has_a_confidence_and_every_confidence_a_meaning() -> None:
    assert set(CONFIDENCE_OF_GRADE) == set(Grade)
    assert set(CONFIDENCE_MEANS) == set(Confidence)


def test_left_out_it_is_that_of_the_grade(child: Child) -> None:
    published = load(child(f"demand: {{children: {{{NUMBER}}}}}\n")).demand.children
    assert (published.confidence, published.confidence_held) == (None, Confidence.high)
    assert not published.is_read_loosely
    assumed = load(child("demand: {children: {value: 6000, source: guess, grade: assumed}}\n")).demand.children
    assert assumed.confidence_held is Confidence.low
    assert not assumed.is_read_loosely


def test_a_published_number_of_low_confidence_is_read_loosely(child: Child) -> None:
    scenario = load(child(f"demand: {{children: {{{NUMBER}, {LOOSE}}}}}\n"))
    assert scenario.demand.children.is_read_loosely
    (sentence,) = describe_read_loosely(scenario)
    assert sentence == "demand children: 6000, and from 5000 to 7000 children; of another town"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("confidence: low", "confidence is low, and a range is missing; give the low and high that it may lie between"),
        (
            "confidence: low, low: 5000, note: of another town",
            "confidence is low, and a range is missing; give the low and high that it may lie between",
        ),
        (
            "confidence: low, low: 5000, high: 7000",
            "confidence is low, and no note says why; say in a note how the source is read",
        ),
        ("confidence: poor", "confidence: is text 'poor'; it must be 'high', 'medium' or 'low'"),
    ],
)
def test_what_is_read_loosely_has_a_range_and_a_note(complaints: Complaints, given: str, message: str) -> None:
    (complaint,) = complaints(f"demand: {{children: {{{NUMBER}, {given}}}}}\n")
    assert message in complaint


def test_a_guess_may_say_that_it_is_one_without_a_note(child: Child) -> None:
    guess = "{value: 6000, source: guess, grade: assumed, confidence: low, low: 5000, high: 7000}"
    assert load(child(f"demand: {{children: {guess}}}\n")).demand.children.confidence is Confidence.low


def test_who_changes_a_number_or_its_source_does_not_inherit_the_confidence(child: Child, write: Write) -> None:
    child(f"demand: {{children: {{{NUMBER}, {LOOSE}}}}}\n")

    def changed(text: str) -> Confidence | None:
        beginning = "title: G\nquestion: Q\nextends: child.yaml\n"
        return load(write("grandchild.yaml", f"{beginning}demand: {{children: {text}}}\n")).demand.children.confidence

    assert changed("{high: 8000}") is Confidence.low
    assert changed("{value: 6500}") is None
    assert changed("{source: guess, grade: assumed}") is None
    assert changed("{value: 6500, source: statute, grade: published, confidence: medium}") is Confidence.medium


def test_a_value_set_without_a_file_loses_it_too(child: Child) -> None:
    scenario = load(child(f"demand: {{children: {{{NUMBER}, {LOOSE}}}}}\n"))
    assert with_values(scenario, {"demand.children.value": 6500}).demand.children.confidence is None


def test_a_difference_tells_a_confidence_that_is_given(child: Child) -> None:
    sure = load(child(f"demand: {{children: {{{NUMBER}}}}}\n"))
    loose = load(child(f"demand: {{children: {{{NUMBER}, {LOOSE}}}}}\n"))
    assert describe_changes(sure, loose)[0].endswith("6,000 children, its grade published to published, low confidence")


def test_the_count_is_of_every_number(child: Child) -> None:
    base = describe_confidence(load(child("")))
    loose = describe_confidence(load(child(f"demand: {{children: {{{NUMBER}, {LOOSE}}}}}\n")))
    assert base.split(",")[0] == loose.split(",")[0]
    assert base.startswith("Of ")
    assert base.endswith(" of low.")


def test_the_shipped_readings_that_decide_answers_are_marked() -> None:
    standard = load("standard")
    assert all(service.wait.confidence_held is Confidence.low for service in standard.services.values())
    assert all(need.missed.is_read_loosely for need in standard.needs.values())


def test_a_median_is_told_and_goes_with_no_scale_of_its_own(child: Child, complaints: Complaints) -> None:
    shape = "{name: gamma, parameters: {a: 2}, value_is: median}"
    base = load(child(""))
    scenario = load(child(f"families: {{engagement: {{value: 1, distribution: {shape}}}}}\n"))
    assert scenario.families.engagement.distribution is not None
    assert scenario.families.engagement.distribution.value_is is ValueIs.median
    assert "the median of distribution gamma with a 2" in describe_changes(base, scenario)[0]
    scaled = "{name: gamma, parameters: {a: 2, scale: 0.5}, value_is: median}"
    (complaint,) = complaints(f"families: {{engagement: {{distribution: {scaled}}}}}\n")
    assert "value_is: is median, and the distribution has a scale of its own and no value; leave it out" in complaint
