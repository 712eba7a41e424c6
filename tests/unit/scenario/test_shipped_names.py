"""A scenario that comes with fssim goes by its name in files of any folder."""

from __future__ import annotations

from pathlib import Path

from fssim.scenario import extended_from, load
from fssim.scenario.reading.load import compared_with
from fssim.scenario.reading.shipped_files import shipped_folder
from fssim.studies.sweeps.plan.sweep import load_sweep

OWN = "title: Ours\nquestion: What of ours?\nextends: one_district\n"


def test_a_file_in_any_folder_extends_a_scenario_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(f"{OWN}demand: {{children: {{value: 1234}}}}\n", encoding="utf-8")
    scenario, shipped = load(file), load("one_district")
    assert scenario.demand.children.value == 1234
    assert (scenario.roles, scenario.sources) == (shipped.roles, shipped.sources)
    assert extended_from(file) == shipped_folder() / "one_district.yaml"


def test_a_file_by_that_name_beside_it_is_meant_before(tmp_path: Path) -> None:
    (tmp_path / "one_district").write_text("title: Mine\nquestion: Mine?\nextends: standard\n", encoding="utf-8")
    file = tmp_path / "ours.yaml"
    file.write_text(OWN, encoding="utf-8")
    assert extended_from(file) == tmp_path / "one_district"
    assert load(file).teams == load("standard").teams != load("one_district").teams


def test_a_folder_by_that_name_is_none(tmp_path: Path) -> None:
    (tmp_path / "one_district").mkdir()
    file = tmp_path / "ours.yaml"
    file.write_text(OWN, encoding="utf-8")
    assert load(file).teams == load("one_district").teams


def test_what_it_is_compared_with_goes_by_names_too(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(f"{OWN}compare_with: [one_district_standard]\n", encoding="utf-8")
    shipped = shipped_folder() / "one_district_standard.yaml"
    assert compared_with(file) == [shipped]
    assert load(file).compare_with == (str(shipped),)


def test_a_sweep_varies_a_scenario_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "sweep.yaml"
    file.write_text(
        "title: S\nquestion: Q\nbase: one_district\ndesign: {kind: grid}\nreplications: 2\n"
        "levers: {children: {path: [demand.children.value], values: [1000, 2000]}}\n",
        encoding="utf-8",
    )
    assert load_sweep(file).base.teams == load("one_district").teams
