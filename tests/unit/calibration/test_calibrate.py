"""What a calibration gives, and that the same one gives the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib import pyplot

import fssim
from fssim.calibration.fitted_file import format_fitted, format_sources, name_sources_file, write_fitted_file
from fssim.errors import OutputError
from tests.unit.calibration.conftest import CLOSE, FREE, PLAN, SHARE, STARTS

DAY = date(2026, 3, 5)
QUICK = {"trials": 4, "search_replications": 1, "replications": 2}


def test_the_same_calibration_gives_the_same_answer_on_any_number_of_processes(service: Any, free: Any) -> None:
    scenario, file = service(), free()
    one, two = (fssim.calibrate(scenario, file, **QUICK, jobs=jobs) for jobs in (1, 2))
    assert one.point == two.point
    assert one.parameters.equals(two.parameters)
    assert one.frame.equals(two.frame)
    assert format_fitted(one, "service.yaml", "s.csv") == format_fitted(two, "service.yaml", "s.csv")
    assert format_sources(one, "service.yaml", DAY) == format_sources(two, "service.yaml", DAY)


def test_the_fit_is_no_worse_than_what_it_began_with(service: Any, free: Any) -> None:
    calibration = fssim.calibrate(service(), free(), trials=1, search_replications=1, replications=2, jobs=1)
    assert calibration.misfit_after == calibration.misfit_before
    assert list(calibration.parameters["fitted"]) == [0.8, 0.4]
    assert calibration.before.frame.equals(calibration.after.frame)


def test_the_fitted_file_extends_the_scenario_and_keeps_tables_whole(service: Any, free: Any, tmp_path: Path) -> None:
    calibration = fssim.calibrate(service(), free(), **QUICK, jobs=1)
    out = tmp_path / "fitted.yaml"
    write_fitted_file(calibration, out, tmp_path / "service.yaml", DAY)
    fitted = fssim.load(out)
    assert fitted.title == "A service, calibrated"
    assert fitted.demand.first_referrals.value == calibration.values[SHARE]
    assert (fitted.demand.first_referrals.grade.value, fitted.demand.first_referrals.low) == ("calibrated", 0.5)
    assert calibration.values[PLAN] + calibration.values[CLOSE] == pytest.approx(1.0)
    assert {file.name for file in tmp_path.iterdir()} == {
        "fitted.yaml", "fitted_sources.csv", "free.yaml", "service.yaml", "sources.csv", "targets.csv",
    }  # fmt: skip
    again = fssim.run(fitted, replications=2, jobs=1)
    assert again.frame.equals(calibration.after.frame)


def test_a_fitted_values_source_says_to_what_how_and_when(service: Any, free: Any, tmp_path: Path) -> None:
    scenario = service()
    calibration = fssim.calibrate(scenario, free(), **QUICK, jobs=1)
    out = tmp_path / "fitted.yaml"
    write_fitted_file(calibration, out, tmp_path / "service.yaml", DAY)
    fitted = fssim.load(out)
    number = fitted.demand.first_referrals
    assert (number.source, number.grade.value) == ("fitted_demand_first_referrals", "calibrated")
    sources = pd.read_csv(name_sources_file(out)).set_index("id")
    own = sources.loc[number.source]
    assert own["source_title"] == (
        "Fitted to 2 published figures together, and there to meet: referrals per 10000 children"
    )
    assert own["note"] == (
        "By the command: fssim calibrate service.yaml --free free.yaml --trials 4 --search-replications 1 "
        "--replications 2 --seed 1, on 5 March 2026. Range: a guess. "
        f"Before: 0.8, source {scenario.demand.first_referrals.source}."
    )
    assert (own["value"], own["unit"], own["low"], own["high"]) == (calibration.values[SHARE], "share", 0.5, 0.9)
    assert (own["publisher"], own["source_year"], own["confidence"]) == ("fssim calibrate", 2026, "low")
    assert len(sources) == 3
    gives_way = sources.loc["fitted_pathway_decisions_assessed_close_probability"]
    assert f"Falls as {PLAN} rises." in gives_way["note"]


def test_a_calibrations_plot_has_each_target_in_times_its_tolerance(service: Any, free: Any) -> None:
    calibration = fssim.calibrate(service(), free(), trials=2, search_replications=1, replications=2, jobs=1)
    ax = calibration.plot()
    frame = calibration.frame
    away = (frame[["before", "after"]].sub(frame["value"], axis=0)).div(frame["tolerance"], axis=0)
    before = next(line for line in ax.lines if line.get_marker() == "D")
    after = [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() == "o"]
    assert list(before.get_xdata()) == pytest.approx(list(away["before"]))
    assert after == pytest.approx(list(away["after"]))
    assert [label.get_text() for label in ax.get_yticklabels()] == list(frame["title"])
    pyplot.close("all")


def test_somebody_elses_file_is_left_alone(service: Any, free: Any, tmp_path: Path) -> None:
    calibration = fssim.calibrate(service(), free(), **QUICK, jobs=1)
    scenario, own = tmp_path / "service.yaml", tmp_path / "sources.csv"
    before = own.read_text()
    with pytest.raises(OutputError, match="was not fitted by fssim"):
        write_fitted_file(calibration, own, scenario, DAY)
    assert own.read_text() == before
    out = tmp_path / "fitted.yaml"
    others = name_sources_file(out)
    others.write_text("id,publisher\nreferrals,our council\n")
    with pytest.raises(OutputError, match=r"fitted_sources.csv: is there already, and was not fitted by fssim"):
        write_fitted_file(calibration, out, scenario, DAY)
    assert not out.exists()
    others.unlink()
    for _ in range(2):  # its own is replaced
        write_fitted_file(calibration, out, scenario, DAY)


def test_what_is_left_out_is_told_and_not_fitted(service: Any, free: Any) -> None:
    file = free(f"{FREE}leave_out:\n  {STARTS}: it counts something wider\n")
    calibration = fssim.calibrate(service(), file, **QUICK, jobs=1)
    assert list(calibration.frame["left_out"]) == [False, True]
    away = (calibration.frame.loc["referral_rate", "before"] - 400.0) / 40.0
    assert calibration.misfit_before == pytest.approx(away**2 * (1.0 if abs(away) <= 1.0 else 2.0))


def test_what_no_target_depends_on_is_warned_of(service: Any, free: Any) -> None:
    cost = "{low: 60000, high: 80000, step: 10000, targets: [referral_rate], evidence: a guess}"
    calibration = fssim.calibrate(service(), free(f"{FREE}  roles.conference_chair.cost: {cost}\n"), **QUICK, jobs=1)
    assert list(calibration.parameters["identified"]) == [True, True, False]
    assert any("roles.conference_chair.cost is hardly identified" in warning for warning in calibration.warnings)


def test_a_value_at_an_end_of_its_range_is_warned_of(service: Any, free: Any) -> None:
    text = FREE.replace("low: 0.5, high: 0.9", "low: 0.8, high: 0.9")
    calibration = fssim.calibrate(service(), free(text), trials=1, search_replications=1, replications=1, jobs=1)
    assert calibration.warnings[0].startswith(f"{SHARE} is fitted at the low end of its range, 0.8")


def test_a_target_that_nothing_happens_for(service: Any, free: Any) -> None:
    scenario = service("id,measure,value,unit,tolerance\nreferral_rate,r,1,-,1\nproceedings_weeks,p,33,weeks,3\n")
    text = FREE.replace(f"[{STARTS}]", "[referral_rate]")
    with pytest.raises(
        fssim.ScenarioError, match=r"free.yaml:1: leave_out: target 'proceedings_weeks' is about what nev"
    ):
        fssim.calibrate(scenario, free(text), **QUICK, jobs=1)


@pytest.mark.parametrize("name", ["trials", "search_replications", "replications", "jobs"])
def test_counts_must_be_counts(service: Any, free: Any, name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} is 0; it must be 1 or more"):
        fssim.calibrate(service(), free(), **{name: 0})
