"""Extending: what is merged, what is not inherited, and which file and line said each thing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fssim.scenario import ScenarioError, extended_from, load
from fssim.scenario.reading.extends import merge_extended
from fssim.scenario.reading.strict_yaml import plain_values

Write = Callable[[str, str], Path]
Complaints = Callable[[str], list[str]]
WORDS = "title: T\nquestion: Q\n"


def problems(file: Path) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(file)
    return str(caught.value).splitlines()


def test_maps_merge_deeply_while_lists_and_scalars_replace(write: Write) -> None:
    write("base.yaml", WORDS + "a: {x: 1, w: {p: 1, q: 2}}\nb: [1, 2]\nc: 3\nd: 4\n")
    whole = merge_extended(write("child.yaml", WORDS + "extends: base.yaml\na: {w: {q: 3, r: 4}}\nb: [5]\nc: 6\n"))
    assert whole.problems == []
    assert whole.node is not None
    assert plain_values(whole.node) == {
        "title": "T", "question": "Q", "a": {"x": 1, "w": {"p": 1, "q": 3, "r": 4}}, "b": [5], "c": 6, "d": 4,
    }  # fmt: skip


def test_every_value_remembers_the_file_and_line_that_said_it(write: Write) -> None:
    base = write("base.yaml", WORDS + "a:\n  x: 1\n  v: 2\n")
    child = write("child.yaml", WORDS + "extends: base.yaml\na:\n  v: 3\n  z: {w: [1]}\n")
    whole = merge_extended(child)
    assert whole.place(("a", "x")) == (base, 4)
    assert whole.place(("a", "v")) == (child, 5)
    assert whole.place(("a", "z", "w", 0)) == (child, 6)
    assert whole.place(("a", "missing")) == (child, 4)
    assert whole.place(("missing",)) == (child, 1)


def test_null_removes_what_is_inherited(write: Write) -> None:
    write("base.yaml", WORDS + "a: {x: 1, w: 2}\nb: [1]\n")
    whole = merge_extended(write("child.yaml", WORDS + "extends: base.yaml\na: {x: null}\nb: null\n"))
    assert whole.problems == []
    assert whole.node is not None
    assert plain_values(whole.node) == {"title": "T", "question": "Q", "a": {"w": 2}}


def test_null_with_nothing_to_remove_is_a_problem(complaints: Complaints) -> None:
    assert complaints("vacancies:\n  none such: null\n  new: {role: social_worker, team: null}\n")[:2] == [
        "2: vacancies.none such: is null, and there is nothing inherited to remove; leave it out",
        "3: vacancies.new.team: is null, and there is nothing inherited to remove; leave it out",
    ]


def test_a_chain_of_three_files_merges_from_the_bottom_up(write: Write) -> None:
    write("a.yaml", WORDS + "u: 1\nv: 1\nw: 1\n")
    write("folder/b.yaml", WORDS + "extends: ../a.yaml\nv: 2\nw: 2\n")
    whole = merge_extended(write("c.yaml", WORDS + "extends: folder/b.yaml\nw: 3\n"))
    assert whole.node is not None
    values = plain_values(whole.node)
    assert (values["u"], values["v"], values["w"]) == (1, 2, 3)


def test_paths_are_relative_to_the_file_that_says_them_and_only_sources_are_inherited(write: Write) -> None:
    base = write("base/base.yaml", WORDS + "sources: [a.csv, ../b.csv]\ncompare_with: [other.yaml]\n")
    folder = base.parent.parent
    child = write("child.yaml", WORDS + "extends: base/base.yaml\nsources: [b.csv, c.csv]\n")
    node = merge_extended(child).node
    assert node is not None
    values = plain_values(node)
    assert values["sources"] == [str(folder / "base" / "a.csv"), str(folder / "b.csv"), str(folder / "c.csv")]
    assert "compare_with" not in values
    own = merge_extended(write("own.yaml", WORDS + "extends: base/base.yaml\ncompare_with: [base/base.yaml]\n")).node
    assert own is not None
    assert plain_values(own)["compare_with"] == [str(base)]


def test_a_circle_names_its_chain(write: Write) -> None:
    write("a.yaml", WORDS + "extends: b.yaml\n")
    write("b.yaml", WORDS + "extends: c.yaml\n")
    write("c.yaml", WORDS + "extends: b.yaml\n")
    assert problems(Path("a.yaml")) == [
        "c.yaml:3: extends: goes round in a circle: b.yaml -> c.yaml -> b.yaml; one of them must not extend"
    ]


def test_a_file_that_extends_itself_is_a_circle(write: Write) -> None:
    assert "a.yaml -> a.yaml" in problems(write("a.yaml", WORDS + "extends: a.yaml\n"))[0]


def test_a_missing_base_is_a_problem_where_it_is_named(write: Write) -> None:
    file = write("a.yaml", WORDS + "extends: none.yaml\n")
    assert problems(file) == ["a.yaml:3: extends: there is no file none.yaml; give the path relative to this file"]
    assert "is not a file name" in problems(write("b.yaml", WORDS + "extends: [a.yaml]\n"))[0]
    assert problems(Path("nowhere.yaml")) == ["nowhere.yaml: there is no such file; give the path of a scenario file"]


def test_syntax_problems_of_every_file_in_the_chain_come_together(write: Write) -> None:
    write("base.yaml", WORDS + "a: {x: no}\nb: [1\n")
    lines = problems(write("child.yaml", WORDS + "extends: base.yaml\nc: 1e3\nc: 2\n"))
    assert [line.split(" ")[0] for line in lines] == [
        "child.yaml:4:",
        "child.yaml:5:",
        "base.yaml:3:",
        "base.yaml:5:",
    ]


def test_a_child_gives_its_own_title_and_question(write: Write, small: Path) -> None:
    assert problems(write("child.yaml", f"extends: {small}\n")) == [
        "child.yaml:1: title: is missing; a file that extends another gives its own",
        "child.yaml:1: question: is missing; a file that extends another gives its own",
    ]


def test_extended_from_names_the_base(write: Write, small: Path) -> None:
    assert extended_from(write("child.yaml", f"extends: {small}\n")) == small
    assert extended_from(small) is None
    with pytest.raises(ScenarioError, match="no such file"):
        extended_from("nowhere.yaml")
