"""An authority's figures from returns, a workbook and what is published, and which of them go before which."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import fssim
from fssim.authority.new.figures.gather import Given, gather_figures
from fssim.authority.new.make_scenario import describe_authority
from fssim.authority.returns.figures import MEANINGS
from tests.unit.authority.returns.small_returns import CASE, NO_FURTHER_ACTION, child, cin, csww, worker, written

PANEL = Path("authorities.csv")


@pytest.fixture
def census(tmp_path: Path) -> Path:
    """Forty children, of whom eight had no further action."""
    children = [child(CASE, name=f"A{number}") for number in range(32)]
    children += [child(NO_FURTHER_ACTION, name=f"B{number}") for number in range(8)]
    return written(tmp_path, cin(*children), "cin.xml")


@pytest.fixture
def workforce(tmp_path: Path) -> Path:
    return written(tmp_path, csww(*(worker(number) for number in range(30)), vacancies=10.0), "csww.xml")


def test_returns_give_figures_and_why_others_are_missing(census: Path, workforce: Path) -> None:
    own = gather_figures("Here", Given(cin=(census,), csww=(workforce,), children=20_000.0))
    assert (own.authority, own.publisher, own.population.children) == ("Here", "Here", 20_000.0)
    assert own.values()["nfa"] == pytest.approx(20.0)
    assert own.values()["vacancy"] == pytest.approx(25.0)
    assert own.values()["case_holders"] == pytest.approx(30.0)
    assert own.last_day == date(2024, 3, 31)
    assert own.find_all("cpp_repeat")[0].value == 100.0
    assert own.caseload is not None
    assert own.read[0] == ("file", "line", "what", "what_was_done")
    assert {row[0] for row in own.read[1:]} == {str(census), str(workforce)}
    alone = gather_figures("Here", Given(cin=(census,), children=20_000.0))
    assert alone.explain_missing("vacancy") == "no social work workforce census was given"


def test_no_return_says_how_many_children_live_there(census: Path) -> None:
    with pytest.raises(fssim.QuestionError, match="say how many children live in the authority"):
        gather_figures("Here", Given(cin=(census,)))


def test_more_children_than_anywhere_and_fewer_than_are_in_a_return_are_refused(census: Path) -> None:
    with pytest.raises(fssim.QuestionError, match=r"39 is said .* has 40 in it; give the number of all children"):
        gather_figures("Here", Given(cin=(census,), children=39.0))
    with pytest.raises(fssim.QuestionError, match=r"1,000,000,000 is how many .* no authority has so many"):
        gather_figures("Here", Given(cin=(census,), children=1e9))


def test_returns_go_before_what_is_published(census: Path) -> None:
    own = gather_figures("Sutton", Given(published=PANEL, year=2019, cin=(census,)))
    published = gather_figures("Sutton", Given(published=PANEL, year=2019))
    assert own.values()["nfa"] == pytest.approx(20.0)
    assert own.values()["vacancy"] == published.values()["vacancy"]
    assert own.population == published.population
    assert own.authority == "Sutton"


def test_too_few_in_a_return_leaves_what_is_published(tmp_path: Path) -> None:
    few = written(tmp_path, cin(*(child(CASE, name=f"A{number}") for number in range(6))), "cin.xml")
    own = gather_figures("Sutton", Given(published=PANEL, year=2019, cin=(few,)))
    published = gather_figures("Sutton", Given(published=PANEL, year=2019))
    assert own.values()["nfa"] == published.values()["nfa"]


def test_a_table_with_a_share_too_small_to_be_shown_is_used(census: Path) -> None:
    own = gather_figures("Here", Given(cin=(census,), children=20_000.0))
    names = [name for name in MEANINGS if name.startswith("needs_")]
    shown = {name: replace(own.figures[name], value=25.0 if number < 3 else float("nan"), count=90)
             for number, name in enumerate(names)}  # fmt: skip
    with_needs = replace(own, figures={**own.figures, **shown})
    assert len(with_needs.find_all("needs")) == len(names)
    with_too_few = replace(own, figures={**own.figures, **shown, names[0]: replace(shown[names[0]], count=3)})
    assert with_too_few.find_all("needs") == []


def test_what_is_given_is_described_whole(census: Path, workforce: Path) -> None:
    described = describe_authority(gather_figures("Here", Given(cin=(census,), csww=(workforce,), children=20_000.0)))
    assert described.values["s47_per_100_referrals"] == pytest.approx(80.0)
    assert {"turnover"} <= set(described.from_england)


def test_nothing_at_all_is_told(tmp_path: Path) -> None:
    with pytest.raises(fssim.QuestionError, match="say what the authority's figures are in"):
        gather_figures("Here", Given())
