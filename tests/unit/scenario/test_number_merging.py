"""Numbers that a file changes: what of the inherited number goes, and what is remarked on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fssim.scenario import load
from fssim.scenario.reading.load import remarks
from fssim.scenario.schema.parameter import YOUR_NUMBER, Grade

Child = Callable[[str], Path]
Write = Callable[[str, str], Path]
Complaints = Callable[[str], list[str]]
OWN = "your number, no source given; it no longer rests on 'guess', so give its own source and grade"
FULL = "children: {value: 6000, unit: children, source: guess, grade: assumed, low: 5000, high: 7000, note: counted}"


@pytest.fixture
def grandchild(child: Child, write: Write) -> Child:
    """A file that extends one whose number of children has a range and a note."""

    def written(text: str) -> Path:
        child(f"demand: {{{FULL}}}\n")
        return write("grandchild.yaml", f"title: G\nquestion: Q\nextends: child.yaml\ndemand: {{children: {text}}}\n")

    return written


def test_a_distribution_named_anew_replaces_the_inherited_one(child: Child) -> None:
    shape = "{name: gamma, parameters: {a: 2}}"
    engagement = load(child(f"families: {{engagement: {{distribution: {shape}}}}}\n")).families.engagement
    assert engagement.distribution is not None
    assert engagement.distribution.parameters == {"a": 2}
    assert engagement.value == 1.0


def test_a_histogram_is_replaced_whole_too(child: Child) -> None:
    shape = "value: 6, distribution: {name: gamma, parameters: {a: 2}}"
    sessions = load(child(f"needs: {{mental health: {{sessions: {{{shape}}}}}}}\n")).needs["mental health"].sessions
    assert sessions.distribution is not None
    assert (sessions.value, sessions.distribution.edges, sessions.distribution.weights) == (6, (), ())


def test_a_distribution_with_its_own_scale_drops_the_inherited_value(child: Child, complaints: Complaints) -> None:
    histogram = "distribution: {name: histogram, edges: [0, 1, 2], weights: [1, 1]}"
    engagement = load(child(f"families: {{engagement: {{{histogram}}}}}\n")).families.engagement
    assert engagement.value != engagement.value
    scaled = "distribution: {name: gamma, parameters: {a: 2, scale: 0.5}}"
    assert load(child(f"families: {{engagement: {{{scaled}}}}}\n")).families.engagement.distribution is not None
    assert "both a value and a distribution" in complaints(f"families: {{engagement: {{value: 2, {histogram}}}}}\n")[0]
    assert load(child(f"families: {{engagement: {{value: null, {histogram}}}}}\n"))


def test_without_a_name_a_distribution_merges(child: Child) -> None:
    engagement = load(child("families: {engagement: {distribution: {parameters: {s: 1}}}}\n")).families.engagement
    assert engagement.distribution is not None
    assert (engagement.distribution.name, engagement.distribution.parameters) == ("lognorm", {"s": 1})


@pytest.mark.parametrize(
    ("words", "low", "high", "note"),
    [
        ("{value: 6500}", None, None, ""),
        ("{value: 8000}", None, None, ""),
        ("{value: 6500, source: statute}", None, None, ""),
        ("{value: 4000, low: 3000, note: new}", 3000, None, "new"),
        ("{source: statute}", 5000, 7000, ""),
        ("{value: 6000}", 5000, 7000, "counted"),
        ("{high: 8000}", 5000, 8000, "counted"),
    ],
)
def test_a_note_and_a_range_of_the_old_number_go(
    grandchild: Child, words: str, low: float | None, high: float | None, note: str
) -> None:
    children = load(grandchild(words)).demand.children
    assert (children.low, children.high, children.note) == (low, high, note)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("{value: 6500}", [OWN]),
        ("{value: 6500, source: guess}", ["keeps the grade 'assumed' of the number it replaces; give its own"]),
        ("{value: 6500, source: guess, grade: assumed}", []),
        ("{value: 6500, grade: assumed}", [OWN]),
        ("{value: 6000}", []),
        ("{low: 10}", []),
    ],
)
def test_a_new_value_that_keeps_the_old_source_is_remarked_on(grandchild: Child, words: str, kept: list[str]) -> None:
    problems = remarks(grandchild(words))
    assert [remark.message for remark in problems] == kept
    assert all((remark.line, remark.field) == (4, "demand.children") for remark in problems)


def test_a_changed_number_is_whoever_changed_its_until_they_say_otherwise(grandchild: Child, write: Write) -> None:
    children = load(grandchild("{value: 6500}")).demand.children
    assert (children.source, children.grade) == (YOUR_NUMBER, Grade.assumed)
    own = load(grandchild("{value: 6500, source: statute, grade: published}")).demand.children
    assert (own.source, own.grade) == ("statute", Grade.published)
    grandchild("{value: 6500}")
    last = write(
        "last.yaml", "title: L\nquestion: Q\nextends: grandchild.yaml\ndemand: {children: {source: statute, note: now}}"
    )
    assert (load(last).demand.children.source, load(last).demand.children.value) == ("statute", 6500)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("takes_up", "{value: 0.4, grade: reported}"),
        ("takes_up", "{source: your_number, grade: reported}"),
    ],
)
def test_a_number_without_a_source_cannot_be_graded_as_if_it_had_one(
    complaints: Complaints, field: str, words: str
) -> None:
    assert complaints(f"needs: {{mental health: {{{field}: {words}}}}}\n") == [
        "1: needs.mental health.takes_up: grade is reported, and no source is given; give the source, or the grade "
        "'assumed'"
    ]


def test_a_unit_or_a_shape_that_is_changed_makes_another_number(child: Child) -> None:
    need = load(child("needs: {mental health: {session_due: {unit: weeks}}}\n")).needs["mental health"]
    assert need.session_due.source == YOUR_NUMBER
    engagement = load(child("families: {engagement: {distribution: {parameters: {s: 1}}}}\n")).families.engagement
    assert engagement.source == YOUR_NUMBER


def test_a_source_is_counted_in_its_own_file(complaints: Complaints, write: Write) -> None:
    write("mine.csv", "id,name\n")
    assert complaints("sources: [mine.csv, none.csv]\n") == [
        "1: sources.0: mine.csv: has no column `quantity` or `source_title`; its first line must name the columns",
        "1: sources.1: none.csv: there is no such file; give the path relative to the file that says it",
    ]
