"""What a calibration gives, and that the same one gives the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot

import fssim
from fssim.errors import OutputError
from fssim.studies.calibration.calibration import Calibration
from fssim.studies.calibration.fitted_file import (
    format_fitted,
    format_fitted_sources,
    name_sources_file,
    write_fitted_file,
)
from tests.unit.studies.calibration.conftest import CLOSE, FREE, PLAN, QUICK, SHARE, STARTS, TARGETS, write_service

DAY = date(2026, 3, 5)
LATER = "id,measure,value,unit,tolerance,years\nreferral_rate,referrals,420,per 10000,40,1\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("service")
    (made / "free.yaml").write_text(FREE, encoding="utf-8")
    (made / "later.csv").write_text(LATER, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def fitted(folder: Path) -> Iterator[Calibration]:
    """The small scenario fitted in a few runs, and a figure of a later year predicted."""
    calibration = fssim.calibrate(write_service(folder), folder / "free.yaml", **QUICK, later=folder / "later.csv")
    yield calibration
    pyplot.close("all")


def test_the_same_calibration_gives_the_same_answer_on_any_number_of_processes(
    fitted: Calibration, folder: Path
) -> None:
    again = fssim.calibrate(fitted.scenario, folder / "free.yaml", **QUICK | {"jobs": 2}, later=folder / "later.csv")
    assert fitted.point == again.point
    for of in ("draws", "parameters", "frame", "predicted"):
        assert getattr(fitted, of).equals(getattr(again, of))
    assert format_fitted(fitted, "service.yaml", "s.csv") == format_fitted(again, "service.yaml", "s.csv")
    assert format_fitted_sources(fitted, "service.yaml", DAY) == format_fitted_sources(again, "service.yaml", DAY)


def test_the_region_of_a_value_is_that_of_its_draws(fitted: Calibration) -> None:
    parameters, draws = fitted.parameters, fitted.draws
    assert list(draws.columns) == [SHARE, PLAN]
    assert list(parameters["region_low"]) == pytest.approx(list(draws.quantile(0.05)))
    assert list(parameters["region_high"]) == pytest.approx(list(draws.quantile(0.95)))
    assert ((parameters["low"] <= parameters["region_low"]) & (parameters["region_high"] <= parameters["high"])).all()
    step = np.array([0.05, 0.05])
    assert (np.abs(parameters["fitted"] - draws.mean()) <= step / 2 + 1e-9).all()


def test_a_later_figure_is_predicted_and_not_fitted_to(fitted: Calibration) -> None:
    row = fitted.predicted.loc["referral_rate"]
    assert row["low"] < row["model"] < row["high"]
    assert row["inside"] == (row["low"] <= 420.0 <= row["high"])
    assert list(fitted.frame["value"]) == [400.0, 60.0]


def test_an_improvement_is_set_against_the_luck_of_the_replications(fitted: Calibration) -> None:
    gain, error = fitted.improvement
    assert gain == pytest.approx(fitted.misfit_before - fitted.misfit_after)
    # with two replications, the jackknife is half the difference between what each by itself gives
    each = [fitted._improve([number]) for number in fitted.before.rows]
    assert error == pytest.approx(abs(each[0] - each[1]) / 2.0)


def test_the_fitted_file_extends_the_scenario_and_keeps_tables_whole(
    fitted: Calibration, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "fitted.yaml"
    write_fitted_file(fitted, out, folder / "service.yaml", DAY)
    loaded = fssim.load(out)
    assert loaded.title == "A service, calibrated"
    number, region = loaded.demand.first_referrals, fitted.regions[SHARE]
    assert number.value == fitted.values[SHARE]
    assert (number.grade.value, number.low, number.high) == (
        "calibrated", pytest.approx(region.low, rel=1e-3), pytest.approx(region.high, rel=1e-3),
    )  # fmt: skip
    assert fitted.values[PLAN] + fitted.values[CLOSE] == pytest.approx(1.0)
    assert {file.name for file in tmp_path.iterdir()} == {"fitted.yaml", "fitted_sources.csv"}
    again = fssim.run(loaded, replications=2, jobs=1)
    assert again.frame.equals(fitted.after.frame)


def test_a_fitted_values_source_says_to_what_how_and_when(fitted: Calibration, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "fitted.yaml"
    write_fitted_file(fitted, out, folder / "service.yaml", DAY)
    number = fssim.load(out).demand.first_referrals
    assert (number.source, number.grade.value) == ("fitted_demand_first_referrals", "calibrated")
    sources = pd.read_csv(name_sources_file(out)).set_index("id")
    own = sources.loc[number.source]
    assert own["source_title"] == (
        "Fitted to 2 published figures together, and there to meet: referrals per 10000 children"
    )
    assert own["note"] == (
        "By the command: fssim calibrate service.yaml --free free.yaml --tries 30 --replications 2 "
        "--seed 1, on 5 March 2026. Low to high is its 90% region. Range: 0.5 to 0.9: a guess. "
        f"Before: 0.8, source {fitted.scenario.demand.first_referrals.source}."
    )
    assert (own["value"], own["unit"], own["low"], own["high"]) == (number.value, "share", number.low, number.high)
    assert (own["publisher"], own["source_year"], own["confidence"]) == ("fssim calibrate", 2026, "low")
    assert len(sources) == 3
    gives_way = sources.loc["fitted_pathway_decisions_assessed_close_probability"]
    assert f"Falls as {PLAN} rises." in gives_way["note"]


def test_a_calibrations_plot_has_each_target_in_times_its_tolerance(fitted: Calibration) -> None:
    ax = fitted.plot()
    frame = fitted.frame
    away = (frame[["before", "after"]].sub(frame["value"], axis=0)).div(frame["tolerance"], axis=0)
    before = next(line for line in ax.lines if line.get_marker() == "D")
    after = [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() == "o"]  # type: ignore[index]
    assert list(before.get_xdata()) == pytest.approx(list(away["before"]))
    assert after == pytest.approx(list(away["after"]))
    assert [label.get_text() for label in ax.get_yticklabels()] == list(frame["title"])


def test_somebody_elses_file_is_left_alone(fitted: Calibration, folder: Path, tmp_path: Path) -> None:
    scenario, own = folder / "service.yaml", folder / "sources.csv"
    before = own.read_text()
    with pytest.raises(OutputError, match="was not fitted by fssim"):
        write_fitted_file(fitted, own, scenario, DAY)
    assert own.read_text() == before
    out = tmp_path / "fitted.yaml"
    others = name_sources_file(out)
    others.write_text("id,publisher\nreferrals,our council\n")
    with pytest.raises(OutputError, match=r"fitted_sources.csv: is there already, and was not fitted by fssim"):
        write_fitted_file(fitted, out, scenario, DAY)
    assert not out.exists()
    others.unlink()
    for _ in range(2):  # its own is replaced
        write_fitted_file(fitted, out, scenario, DAY)


def test_what_is_left_out_is_told_and_what_cannot_be_told_stays_as_it_was(service: Any, free: Any) -> None:
    cost = "{low: 50000, high: 90000, step: 10000, targets: [referral_rate], evidence: a guess}"
    file = free(f"{FREE}  roles.conference_chair.cost: {cost}\nleave_out:\n  {STARTS}: it counts something wider\n")
    calibration = fssim.calibrate(service(), file, **QUICK)
    assert list(calibration.frame["left_out"]) == [False, True]
    away = (calibration.frame.loc["referral_rate", "before"] - 400.0) / 40.0
    assert calibration.misfit_before == pytest.approx(away**2 * (1.0 if abs(away) <= 1.0 else 2.0))
    parameters = calibration.parameters
    assert not parameters.loc["roles.conference_chair.cost", "told"]
    assert (
        parameters.loc["roles.conference_chair.cost", "fitted"]
        == parameters.loc["roles.conference_chair.cost", "start"]
    )
    assert any(
        warning.startswith("roles.conference_chair.cost cannot be told from the targets: anything from ")
        for warning in calibration.warnings
    )


def test_a_figure_that_no_values_come_near_is_warned_of(service: Any, free: Any) -> None:
    calibration = fssim.calibrate(service(TARGETS.replace(",60,", ",6000,")), free(), **QUICK)
    assert calibration.widened > 1.0
    assert "no values within the ranges come near 'plan starts per 10000 children'" in calibration.warnings
    assert any("as far from the model as luck would have them" in warning for warning in calibration.warnings)


def test_a_target_that_nothing_happens_for(service: Any, free: Any) -> None:
    scenario = service("id,measure,value,unit,tolerance\nreferral_rate,r,1,-,1\nproceedings_weeks,p,33,weeks,3\n")
    text = FREE.replace(f"[{STARTS}]", "[referral_rate]")
    with pytest.raises(
        fssim.ScenarioError, match=r"free.yaml:1: leave_out: target 'proceedings_weeks' is about what nev"
    ):
        fssim.calibrate(scenario, free(text), **QUICK)


@pytest.mark.parametrize("name", ["tries", "replications", "jobs"])
def test_counts_must_be_counts(service: Any, free: Any, name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} is 0; it must be 1 or more"):
        fssim.calibrate(service(), free(), **{name: 0})


def test_tries_must_be_enough_for_an_emulator(service: Any, free: Any) -> None:
    with pytest.raises(
        ValueError, match="tries is 20; it must be 28 or more for as many free parameters \\(2\\) and figures \\(2\\)"
    ):
        fssim.calibrate(service(), free(), tries=20)
