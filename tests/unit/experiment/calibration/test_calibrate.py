"""What a calibration gives, and that the same one gives the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import fssim
from fssim.calibration.fitted_file import fitted_text, write_fitted
from fssim.errors import OutputError
from tests.unit.experiment.calibration.conftest import CLOSE, FREE, PLAN, SHARE, STARTS

QUICK = {"trials": 4, "search_replications": 1, "replications": 2}


def test_the_same_calibration_gives_the_same_answer_on_any_number_of_processes(service: Any, free: Any) -> None:
    scenario, file = service(), free()
    one, two = (fssim.calibrate(scenario, file, **QUICK, jobs=jobs) for jobs in (1, 2))
    assert one.point == two.point
    assert one.parameters.equals(two.parameters)
    assert one.frame.equals(two.frame)
    assert fitted_text(one, "service.yaml") == fitted_text(two, "service.yaml")


def test_the_fit_is_no_worse_than_what_it_began_with(service: Any, free: Any) -> None:
    found = fssim.calibrate(service(), free(), trials=1, search_replications=1, replications=2, jobs=1)
    assert found.misfit_after == found.misfit_before
    assert list(found.parameters["fitted"]) == [0.8, 0.4]
    assert found.before.frame.equals(found.after.frame)


def test_the_fitted_file_extends_the_scenario_and_keeps_tables_whole(service: Any, free: Any, tmp_path: Path) -> None:
    found = fssim.calibrate(service(), free(), **QUICK, jobs=1)
    out = tmp_path / "fitted.yaml"
    write_fitted(found, out, tmp_path / "service.yaml")
    fitted = fssim.load(out)
    assert fitted.title == "A service, calibrated"
    assert fitted.demand.first_referrals.value == found.values[SHARE]
    assert (fitted.demand.first_referrals.grade.value, fitted.demand.first_referrals.low) == ("calibrated", 0.5)
    assert found.values[PLAN] + found.values[CLOSE] == pytest.approx(1.0)
    assert {file.name for file in tmp_path.iterdir()} == {
        "fitted.yaml", "free.yaml", "service.yaml", "sources.csv", "targets.csv",
    }  # fmt: skip
    again = fssim.run(fitted, replications=2, jobs=1)
    assert again.frame.equals(found.after.frame)


def test_somebody_elses_file_is_left_alone(service: Any, free: Any, tmp_path: Path) -> None:
    found = fssim.calibrate(service(), free(), **QUICK, jobs=1)
    scenario, own = tmp_path / "service.yaml", tmp_path / "sources.csv"
    before = own.read_text()
    with pytest.raises(OutputError, match="was not fitted by fssim"):
        write_fitted(found, own, scenario)
    assert own.read_text() == before
    out = tmp_path / "fitted.yaml"
    for _ in range(2):  # its own is replaced
        write_fitted(found, out, scenario)


def test_what_is_left_out_is_told_and_not_fitted(service: Any, free: Any) -> None:
    file = free(f"{FREE}leave_out:\n  {STARTS}: it counts something wider\n")
    found = fssim.calibrate(service(), file, **QUICK, jobs=1)
    assert list(found.frame["left_out"]) == [False, True]
    away = (found.frame.loc["referral_rate", "before"] - 400.0) / 40.0
    assert found.misfit_before == pytest.approx(away**2 * (1.0 if abs(away) <= 1.0 else 2.0))


def test_what_no_target_depends_on_is_warned_of(service: Any, free: Any) -> None:
    cost = "{low: 60000, high: 80000, step: 10000, targets: [referral_rate], evidence: a guess}"
    found = fssim.calibrate(service(), free(f"{FREE}  roles.conference_chair.cost: {cost}\n"), **QUICK, jobs=1)
    assert list(found.parameters["identified"]) == [True, True, False]
    assert any("roles.conference_chair.cost is hardly identified" in warning for warning in found.warnings)


def test_a_value_at_an_end_of_its_range_is_warned_of(service: Any, free: Any) -> None:
    text = FREE.replace("low: 0.5, high: 0.9", "low: 0.8, high: 0.9")
    found = fssim.calibrate(service(), free(text), trials=1, search_replications=1, replications=1, jobs=1)
    assert found.warnings[0].startswith(f"{SHARE} is fitted at the low end of its range, 0.8")


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
