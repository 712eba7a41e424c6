"""A scenario that names its authority, and leaves local numbers at another's."""

from __future__ import annotations

from pathlib import Path

import pytest

import fssim
from fssim.authority.new.whose_numbers import list_numbers_left
from fssim.scenario.scenario_in_words import describe_whose_figures

LEEDS = "extends: standard\ntitle: Leeds\nquestion: How?\nauthority: {name: Leeds}\n"
CHILDREN = "demand: {children: {value: 170000, source: your_number, grade: assumed}}\n"


@pytest.fixture
def leeds(tmp_path: Path) -> Path:
    file = tmp_path / "leeds.yaml"
    file.write_text(LEEDS, encoding="utf-8")
    return file


def test_what_is_left_at_another_authoritys_is_listed(leeds: Path) -> None:
    left = list(list_numbers_left(leeds))
    assert [number.figure for number in left] == ["children", "referral_rate", "s47_share", "case_holders"]
    assert {number.whose for number in left} == {"Cambridgeshire"}
    assert left[0].path == "demand.children"


def test_what_is_given_is_not(leeds: Path) -> None:
    leeds.write_text(LEEDS + CHILDREN, encoding="utf-8")
    assert "children" not in [number.figure for number in list_numbers_left(leeds)]


def test_what_an_authoritys_file_gives_is_its_own_in_what_extends_that(leeds: Path, tmp_path: Path) -> None:
    leeds.write_text(LEEDS + CHILDREN, encoding="utf-8")
    file = tmp_path / "more.yaml"
    file.write_text("extends: leeds.yaml\ntitle: More\nquestion: What?\n", encoding="utf-8")
    assert "children" not in [number.figure for number in list_numbers_left(file)]
    assert "referral_rate" in [number.figure for number in list_numbers_left(file)]


def test_one_that_names_no_authority_or_cambridgeshire_leaves_nothing(leeds: Path) -> None:
    assert list(list_numbers_left("standard")) == []
    leeds.write_text(LEEDS.replace("Leeds}", "Cambridgeshire}"), encoding="utf-8")
    assert list(list_numbers_left(leeds)) == []


def test_a_made_authority_leaves_nothing(sutton: fssim.NewAuthority) -> None:
    assert list(list_numbers_left(sutton.folder / "scenario.yaml")) == []


def test_whose_figures_are_is_said(sutton: fssim.NewAuthority) -> None:
    """And what the model does not come near: Sutton has more agency workers than cover its posts that are empty."""
    assert describe_whose_figures(sutton.scenario) == [
        "13 of 16 local figures are Sutton's own; how referrals are spread over the year, children in each family and "
        "parents' needs are not.",
        "The model does not come near these, however demand, decisions and posts are moved: social workers who are "
        f"agency workers ({sutton.frame.loc['agency', 'shortfall']}).",
    ]
    assert describe_whose_figures(fssim.load("standard")) == []
