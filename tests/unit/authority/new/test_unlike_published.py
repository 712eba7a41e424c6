"""What of an authority is unlike any published one."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import pytest

import fssim
from fssim.authority.new.doubtful_figures import find_doubts
from fssim.authority.new.figures.own_figures import OwnFigures
from fssim.authority.new.figures.published_row import find_panel, read_published_row
from fssim.authority.new.make_scenario import describe_authority
from fssim.scenario.scenario_in_words import describe_whose_figures
from fssim.scenario.schema.scenario import Authority, FigureBasis


@pytest.fixture(scope="module")
def own() -> OwnFigures:
    return read_published_row(find_panel("authorities.csv"), "Sutton", 2019)


def with_figure(own: OwnFigures, name: str, **changes: float) -> OwnFigures:
    return replace(own, figures={**own.figures, name: replace(own.figures[name], **changes)})


def test_a_published_authority_is_not_unlike_all(own: OwnFigures) -> None:
    assert find_doubts(describe_authority(own)) == {}


def test_a_figure_that_none_has_is_told_with_what_they_have(own: OwnFigures) -> None:
    few = with_figure(with_figure(own, "referral_rate", value=10.9339), "vacancy", value=95.9)
    assert find_doubts(describe_authority(few)) == {
        "referral_rate": "10.9 for each 10,000 children, where published authorities have 225 to 2,083",
        "vacancy": "95.9%, where published authorities have 0% to 62.4%",
    }


@pytest.mark.parametrize(("low", "high", "unlike"), [(90.0, 99.0, True), (60.0, 99.0, False), (nan, nan, True)])
def test_an_interval_that_holds_what_one_has_is_not_unlike(
    own: OwnFigures, low: float, high: float, unlike: bool
) -> None:
    assert bool(find_doubts(describe_authority(with_figure(own, "vacancy", value=95.9, low=low, high=high)))) is unlike


def test_workers_are_compared_for_as_many_children(own: OwnFigures) -> None:
    crowded = replace(own, population=replace(own.population, children=1000.0))
    assert set(find_doubts(describe_authority(crowded))) == {"case_holders"}
    assert find_doubts(describe_authority(crowded))["case_holders"].endswith("published authorities have 5.2 to 44.4")


def test_englands_workers_for_a_fraction_of_its_referrals_are_told(own: OwnFigures) -> None:
    few = with_figure(own, "referral_rate", value=10.9339).without({"case_holders": "nobody knows"})
    assert find_doubts(describe_authority(few))["case_holders"] == (
        "as many for each child as in England, while referrals are 1.87% of England's: caseloads, waits and costs are "
        "then no authority's"
    )
    assert find_doubts(describe_authority(own.without({"case_holders": "nobody knows"}))) == {}


def test_many_that_are_not_its_own_are_named() -> None:
    names = "abcde"
    figures = {name: FigureBasis(title=name, own=False, basis="England's") for name in names}
    scenario = fssim.load("standard").model_copy(update={"authority": Authority(name="Leeds", figures=figures)})
    assert describe_whose_figures(scenario) == ["0 of 5 local figures are Leeds's own. Not its own: a, b, c, d and e."]
