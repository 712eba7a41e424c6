"""Figures that the model's own years do not come to are said, in the scenario and to whoever makes it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from fssim.authority.new.authority_files import format_local_sources, format_scenario
from fssim.authority.new.doubtful_figures import find_shortfalls
from fssim.authority.new.figures.published_row import find_panel, read_published_row
from fssim.authority.new.make_scenario import LocalScenario, describe_authority
from fssim.scenario import load
from fssim.scenario.scenario_in_words import describe_whose_figures


@pytest.fixture
def made() -> LocalScenario:
    """Sutton in 2019, whose model comes to its figures but for these: agency workers are 23.9%."""
    described = describe_authority(read_published_row(find_panel("authorities.csv"), "Sutton", 2019))
    came_to = {**described.values, "agency": 12.94, "vacancy": 15.0, "nfa": math.nan}
    return LocalScenario(described, {"demand.children.value": described.values["children"]}, came_to)


def test_a_figure_that_the_model_is_far_from_is_said(made: LocalScenario, tmp_path: Path) -> None:
    (short,) = find_shortfalls(made)
    assert str(short) == ("23.9%, and the model's own years come to 12.9%")
    sources = tmp_path / "sources.csv"
    sources.write_text(format_local_sources(made), encoding="utf-8")
    file = tmp_path / "scenario.yaml"
    file.write_text(format_scenario(load("standard"), "standard", made, sources), encoding="utf-8")
    sentences = describe_whose_figures(load(file))
    assert sentences[-1] == (
        "The model does not come near these, however demand, decisions and posts are moved: "
        f"social workers who are agency workers ({short})."
    )


def test_one_that_is_within_its_own_interval_is_not(made: LocalScenario) -> None:
    own = made.described.own
    agency = replace(own.figures["agency"], low=10.0, high=40.0)
    with_interval = replace(made.described, own=replace(own, figures={**own.figures, "agency": agency}))
    assert list(find_shortfalls(replace(made, described=with_interval))) == []
