"""An authority's own scenario: what of it is its own, and that the model's years come to its figures."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import fssim
from fssim.authority.new.figures.local_figures import read_local_figures
from fssim.authority.new.figures.own_figures import COLUMN_OF, OwnFigures, name_figure_source
from fssim.authority.new.figures.published_row import average_authorities, find_panel, read_published_row
from fssim.authority.new.make_scenario import LocalScenario, describe_authority, make_local_scenario
from fssim.authority.new.new_authority import refuse_folder
from fssim.runs.folder.provenance import list_parameters
from fssim.scenario.findings import dotted
from fssim.studies.calibration.fitting import map_known_numbers, read_what_to_fit

PANEL = find_panel("authorities.csv")


@pytest.fixture(scope="module")
def own() -> OwnFigures:
    return read_published_row(PANEL, "Sutton", 2019)


def rows_of(file: Path) -> dict[str, dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return {next(iter(row.values())): row for row in csv.DictReader(text)}


def test_its_files_are_a_scenario_like_any_other(sutton: fssim.NewAuthority, own: OwnFigures) -> None:
    assert sorted(file.name for file in sutton.folder.iterdir()) == [
        "calibration", "figures.csv", "scenario.yaml", "sources.csv", "targets.csv",
    ]  # fmt: skip
    scenario = fssim.load(sutton.folder / "scenario.yaml")
    assert scenario == sutton.scenario
    assert scenario.demand.children.value == own.population.children
    assert scenario.demand.referral_rate.value == own.figures["referral_rate"].value
    assert str(scenario.clock.observed_from) == "2019-04-01"  # the day after what its figures are of
    assert scenario.authority is not None
    assert scenario.authority.name == "Sutton"


def test_every_number_that_changed_cites_a_figure_of_the_authority(sutton: fssim.NewAuthority, brief: Path) -> None:
    before = dict(list_parameters(fssim.load(brief)))
    sources = rows_of(sutton.folder / "sources.csv")
    after = dict(list_parameters(sutton.scenario))
    changed = {path: new for path, new in after.items() if str(new) != str(before[path])}
    assert len(changed) > 40
    for path, number in changed.items():
        assert number.source in sources, dotted(path)
        assert sources[number.source]["geography"] == "Sutton"
        assert sources[number.source]["note"].startswith("Rests on ") or path == ("demand", "children")


def test_the_models_own_years_come_to_its_figures(sutton: fssim.NewAuthority) -> None:
    """Of one year once, after one of warm-up: as near as rounds as short as that come."""
    frame = sutton.frame
    for name in ("referral_rate", "nfa_share", "s47_share", "icpc_per_s47", "cpp_per_icpc"):
        assert frame.loc[name, "came_to"] == pytest.approx(frame.loc[name, "value"], rel=0.2), name


def test_what_is_not_its_own_is_told_with_why(sutton: fssim.NewAuthority) -> None:
    frame = sutton.frame
    assert list(frame.index) == list(read_local_figures().figures)
    assert set(frame.index[~frame["own"]]) == {"month_factor", "children_in_family", "needs"}
    assert frame.loc["needs", "basis"] == (
        "as in the scenario it extends, England's: it is not among the figures published of Sutton for 2019"
    )
    assert frame.loc["referral_rate", "rests_on"] > 1000


def test_its_targets_are_its_own_published_figures(sutton: fssim.NewAuthority, own: OwnFigures) -> None:
    targets = rows_of(sutton.folder / "targets.csv")
    assert {row["geography"] for row in targets.values()} == {"Sutton"}
    assert float(targets["assessment_45wd"]["value"]) == own.figures["assessment_45wd"].value
    compared = fssim.targets(fssim.run(sutton.scenario, 2, jobs=1))
    assert list(compared.index) == list(targets)


def test_what_may_be_fitted_holds_its_own_values(sutton: fssim.NewAuthority) -> None:
    free, figures = read_what_to_fit(sutton.scenario, sutton.folder / "calibration" / "scenario.yaml")
    assert len(free.free) > 5
    numbers = map_known_numbers(sutton.scenario)
    assert all(parameter.low <= numbers[path].value <= parameter.high for path, parameter in free.free.items())
    assert {target for parameter in free.free.values() for target in parameter.targets} <= {
        figure.id for figure in figures
    }


def test_without_a_figure_of_its_own_it_is_englands(own: OwnFigures) -> None:
    described = describe_authority(own.without({"vacancy": "it is not known", "case_holders": "", "needs": ""}))
    means, year, count = average_authorities(["vacancy", "case_holders"], 2019)
    assert (described.england_year, year) == (2019, 2019)
    assert count > 70
    assert described.values["vacancy"] == pytest.approx(means["vacancy"])
    assert described.values["case_holders"] == pytest.approx(means["case_holders"] * own.population.children)
    assert set(described.from_england) == {"vacancy", "case_holders"}
    assert 10.0 < means["vacancy"] < 25.0


@pytest.mark.parametrize(
    ("name", "value"),
    [("vacancy", 100.0), ("agency", 100.0), ("case_holders", 0.0), ("s47_share", 0.0), ("nfa_share", 100.0)],
)
def test_of_an_impossible_figure_englands_is_taken(own: OwnFigures, name: str, value: float) -> None:
    impossible = replace(own, figures={**own.figures, name: replace(own.figures[name], value=value)})
    described = describe_authority(impossible)
    assert described.own.find(name) is None
    assert described.own.explain_missing(name) == f"it is {value:g}, of which no service can be made"
    assert list(described.from_england) == [COLUMN_OF[name]]


def test_too_large_or_impossible_a_service_is_refused_before_it_is_simulated(
    own: OwnFigures, tmp_path: Path, brief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fssim.authority.new.make_scenario.start_simulating", None)
    monkeypatch.setenv("FSSIM_MOST_GB", "0.5")
    with pytest.raises(fssim.TooLarge):
        fssim.new_authority("Sutton", tmp_path / "big", published=PANEL, children=1.9e6, extends=str(brief))
    with pytest.raises(fssim.QuestionError, match="no authority has so many"):
        fssim.new_authority("Sutton", tmp_path / "big", published=PANEL, children=1e9, extends=str(brief))
    for name, wrong in (
        ("", "must have 1 to 100"), (" ", "must have 1 to 100"), ("S" * 101, "must have 1 to 100"),
        ("Sut\nton", "has a character that cannot be seen, or a line's end"),
    ):  # fmt: skip
        with pytest.raises(fssim.QuestionError, match=f"name {wrong}"):
            fssim.new_authority(name, tmp_path / "none", published=PANEL, authority="Sutton", extends=str(brief))
    leaving = replace(own, figures=own.figures | {"turnover": replace(own.figures["turnover"], value=1e15)})
    with pytest.raises(fssim.QuestionError, match="the figures of Sutton give what a scenario cannot have"):
        make_local_scenario(fssim.load(brief), leaving, 1, 1, None)
    assert list(tmp_path.iterdir()) == []


def test_what_was_of_another_time_goes_when_a_folder_is_overwritten(
    sutton: fssim.NewAuthority, own: OwnFigures, tmp_path: Path, brief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sutton"
    shutil.copytree(sutton.folder, folder)
    for name in ("from_today.yaml", "caseload.csv", "mine.txt"):
        (folder / name).write_text("old", encoding="utf-8")
    base = fssim.load(brief)
    made = LocalScenario(describe_authority(own), {"demand.children.value": own.population.children}, {})
    monkeypatch.setattr("fssim.authority.new.new_authority.make_local_scenario", lambda *_: made)
    again = fssim.new_authority(
        "Sutton", folder, published=PANEL, year=2019, extends=str(brief), overwrite=True, jobs=1
    )  # fmt: skip
    assert again.scenario.demand.referral_rate == base.demand.referral_rate
    assert sorted(file.name for file in folder.iterdir()) == [
        "calibration", "figures.csv", "mine.txt", "scenario.yaml", "sources.csv", "targets.csv",
    ]  # fmt: skip


def test_an_outcome_with_no_figure_cites_the_one_that_it_gives_way_to(
    own: OwnFigures, tmp_path: Path, brief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = fssim.load(brief).pathway.decisions["assessment_decision"]
    moved = {"section_47": table["section_47"].probability.value - 0.01}
    moved["not_in_need"] = table["not_in_need"].probability.value + 0.01
    changes = {
        f"pathway.decisions.assessment_decision.{name}.probability.value": value for name, value in moved.items()
    }
    described = describe_authority(own.without({"assessed_not_in_need": "it is not known"}))
    made = LocalScenario(described, changes, {})
    monkeypatch.setattr("fssim.authority.new.new_authority.make_local_scenario", lambda *_: made)
    new = fssim.new_authority("Sutton", tmp_path / "sutton", published=PANEL, year=2019, extends=str(brief))
    outcomes = new.scenario.pathway.decisions["assessment_decision"]
    assert {outcomes[name].probability.source for name in moved} == {"sutton_s47_share"}
    assert list(rows_of(new.folder / "sources.csv")) == ["sutton_s47_share"]


def test_a_figure_that_rests_on_too_few_is_not_its_own(own: OwnFigures) -> None:
    few = replace(own.figures["cpp_per_icpc"], count=12)
    with_few = replace(own, figures={**own.figures, "cpp_per_icpc": few})
    assert with_few.find_all("cpp_per_icpc") == []
    assert (
        with_few.explain_missing("cpp_per_icpc")
        == "too few to tell, as it would rest on 12 (the year to 31 March 2019)"
    )


@pytest.mark.parametrize(
    ("value", "count", "why"),
    [
        (float("nan"), 74, "not shown, as it would tell of fewer than 5 children (the year to 31 March 2019)"),
        (float("nan"), 3, "too few to tell, as it would rest on fewer than 5 (the year to 31 March 2019)"),
    ],
)
def test_why_a_figure_is_missing_does_not_tell_of_single_children(
    own: OwnFigures, value: float, count: int, why: str
) -> None:
    few = replace(own.figures["cpp_per_icpc"], value=value, count=count)
    assert replace(own, figures={**own.figures, "cpp_per_icpc": few}).explain_missing("cpp_per_icpc") == why


def test_every_local_figure_covers_numbers_of_the_standard_model() -> None:
    paths = [dotted(path) for path, _ in list_parameters(fssim.load("standard"))]
    for name, figure in read_local_figures().figures.items():
        assert any(figure.covers(path) for path in paths), name
        assert figure.given is None or any(figure.is_given(path) for path in paths), name


def test_sources_are_named_by_authority_and_figure(own: OwnFigures) -> None:
    assert name_figure_source(own, "needs") == "sutton_needs"


def test_a_folder_with_something_in_it_is_kept(sutton: fssim.NewAuthority, tmp_path: Path, brief: Path) -> None:
    folder = tmp_path / "sutton"
    shutil.copytree(sutton.folder, folder)
    with pytest.raises(fssim.OutputError, match="has something in it already; choose another folder"):
        fssim.new_authority("Sutton", folder, published="authorities.csv", extends=str(brief))
    refuse_folder(folder, overwrite=True)
    with pytest.raises(fssim.OutputError, match="is a file; give the name of a folder"):
        refuse_folder(folder / "scenario.yaml", overwrite=True)
    with pytest.raises(fssim.OutputError, match="there is no folder"):
        refuse_folder(tmp_path / "nowhere" / "sutton", overwrite=False)


def test_nothing_is_left_of_one_that_cannot_be_made(
    quick: None, tmp_path: Path, brief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fssim.authority.new.new_authority.make_local_scenario", lambda *_: None)
    monkeypatch.setattr("fssim.authority.new.new_authority._write_all", fail)
    with pytest.raises(fssim.OutputError, match="No space left on device"):
        fssim.new_authority("Sutton", tmp_path / "sutton", published="authorities.csv", extends=str(brief))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("authority", "year", "words"),
    [
        ("Suton", None, "has no authority 'Suton'; did you mean 'Sutton'"),
        ("Atlantis", None, "has no authority 'Atlantis'; it has Barnet, "),
        ("Sutton", 1999, "has no year 1999 for Sutton; it has 20"),
    ],
)
def test_an_authority_that_is_not_there_is_told(authority: str, year: int | None, words: str) -> None:
    with pytest.raises(fssim.QuestionError, match=words):
        read_published_row(PANEL, authority, year)
