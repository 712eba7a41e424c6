"""Free parameters of an authority whose own values lie outside the shipped ranges."""

from __future__ import annotations

from pathlib import Path

import fssim
from fssim.authority.new.free_parameters_file import format_free_parameters
from fssim.studies.calibration.fitting import map_known_numbers, refuse_what_cannot_be_fitted
from fssim.studies.calibration.free_parameters import read_free_parameters
from fssim.studies.calibration.targets import read_published_targets

ASSESSMENT = "pathway.decisions.assessment_decision"
FAR_OUT = {  # early help has little left for two free parameters that take from it
    f"{ASSESSMENT}.not_in_need.probability.value": 0.12,
    f"{ASSESSMENT}.child_in_need_plan.probability.value": 0.55,
    "roles.social_worker.turnover.hire_succeeds.value": 0.06,
    "roles.social_worker.turnover.leaving_rate.value": 0.4,
}


def test_ranges_hold_the_authoritys_values_and_can_all_be_had(tmp_path: Path) -> None:
    standard = fssim.load("standard")
    before = standard.pathway.decisions["assessment_decision"]
    left = before["early_help"].probability.value + before["not_in_need"].probability.value
    left += before["child_in_need_plan"].probability.value - 0.12 - 0.55
    scenario = fssim.with_values(standard, FAR_OUT | {f"{ASSESSMENT}.early_help.probability.value": round(left, 6)})
    figures = read_published_targets(scenario)
    file = tmp_path / "free.yaml"
    file.write_text(format_free_parameters(scenario, [figure.id for figure in figures]), encoding="utf-8")
    free = read_free_parameters(file)
    refuse_what_cannot_be_fitted(scenario, free, figures)
    numbers = map_known_numbers(scenario)
    for path, parameter in free.free.items():
        assert parameter.low <= numbers[path].value <= parameter.high, path
    taking = [free.free[f"{ASSESSMENT}.{name}.probability"] for name in ("not_in_need", "child_in_need_plan")]
    assert sum(parameter.high for parameter in taking) - 0.12 - 0.55 <= left + 1e-6
    assert "Moved to hold the authority's own value." in free.free["roles.social_worker.turnover.leaving_rate"].evidence


def test_what_has_no_target_is_not_fitted() -> None:
    text = format_free_parameters(fssim.load("standard"), ["nfa_share"])
    assert text.count("targets:") == 1
    assert "leave_out" not in text
    assert format_free_parameters(fssim.load("standard"), []) == ""
