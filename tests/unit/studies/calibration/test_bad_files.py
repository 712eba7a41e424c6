"""Files of free parameters and of targets that cannot be used: every fault, with its line."""

from __future__ import annotations

from typing import Any

import pytest

import fssim
from fssim.studies.calibration.fitting import read_what_to_fit
from tests.unit.studies.calibration.conftest import FREE, PLAN, SHARE, TARGETS

LINE = "low: 0.5, high: 0.9, step: 0.05, targets: [referral_rate], evidence: a guess"


def faults(scenario: Any, file: Any) -> list[str]:
    with pytest.raises(fssim.ScenarioError) as caught:
        read_what_to_fit(scenario, file)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (SHARE, "demand.first_referral", "free.yaml:2: free.demand.first_referral: is not a number of the scenario"),
        (SHARE, "demand", "free.yaml:2: free.demand: is not a number of the scenario; it must be one of"),
        ("low: 0.5, ", "", f"free.yaml:2: free.{SHARE}.low: is missing; a free parameter must give it"),
        ("low: 0.5", "low: half", f"free.yaml:2: free.{SHARE}.low: is text 'half'; it must be a number"),
        ("low: 0.5", "lo: 0.5, low: 0.5", f"free.yaml:2: free.{SHARE}.lo: unknown field 'lo'; did you mean 'low'?"),
        ("high: 0.9", "high: 0.3", f"free.yaml:2: free.{SHARE}.low: is 0.5; it must be below high, 0.3"),
        ("high: 0.9, step: 0.05", "high: 0.9, step: 0.3", f"free.yaml:2: free.{SHARE}.step: is 0.3; a whole number of"),
        ("high: 0.9, step: 0.05", "high: 0.9, step: 0.0", f"free.yaml:2: free.{SHARE}.step: is 0; it must be above 0"),
        ("high: 0.9", "high: 1.4", f"free.yaml:2: free.{SHARE}.high: gives what the scenario cannot have: {SHARE}"),
        ("[referral_rate]", "[referrals]", f"free.yaml:2: free.{SHARE}.targets: there is no target 'referrals'"),
        ("high: 0.8", "high: 1.2", f"free.yaml:5: free.{PLAN}.high: gives what the scenario cannot have"),
        ("assessed.close", "assessed.closed", f"free.yaml:7: free.{PLAN}.takes_from: 'pathway.decisions.ass"),
        ("    takes_from: pathway.decisions.assessed.close.probability\n", "", "probabilities sum to 0.8"),
        ("pathway.decisions.assessed.close.probability", SHARE, f"'{SHARE}' is itself free; name a number that is not"),
        ("free:\n", f"free:\n  {SHARE}: {{{LINE}}}\n", f"free.yaml:3: free.{SHARE}: is said twice, first on line 2"),
        ("free:\n", "leave_out: {cost: it is wider}\nfree:\n", "free.yaml:1: leave_out.cost: there is no target"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(service: Any, free: Any, old: str, new: str, fault: str) -> None:
    text = FREE.replace(old, new, 1)
    assert text != FREE
    assert any(fault in line for line in faults(service(), free(text))), faults(service(), free(text))


def test_all_faults_are_told_at_once(service: Any, free: Any) -> None:
    text = FREE.replace("low: 0.5", "low: half").replace("step: 0.05\n", "step: none\n")
    assert len(faults(service(), free(text))) == 2


def test_there_is_no_such_file(service: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (
        "nowhere.yaml: there is no such file; the free parameters stand in one of their own"
        in faults(service(), "nowhere.yaml")[0]
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (",tolerance\n", ",within\n", "targets.csv:1: has no column `tolerance`; its first line must name them"),
        ("400", "many", "targets.csv:2: value: is 'many'; it must be a number"),
        (",40\n", ",-1\n", "targets.csv:2: tolerance: is -1; it must be 0 or more"),
        ("referral_rate", "referral_rates", "targets.csv:2: id: there is no target or measure 'referral_rates'; did"),
        (
            "plans_child_in_need_starts_per_10000_children",
            "referral_rate",
            "targets.csv:3: id: 'referral_rate' is there",
        ),
        (
            ",tolerance\nreferral_rate,referrals per 10000 children,400,per 10000,40\n",
            ",tolerance,years\nreferral_rate,referrals per 10000 children,400,per 10000,40,0\n",
            "targets.csv:2: years: is '0'; it must be a number above 0, or empty",
        ),
        (",40\n", ",0\n", "free.yaml:1: free: target 'referral_rate' has no tolerance to be fitted within"),
    ],
)
def test_figures_that_cannot_be_used(service: Any, free: Any, old: str, new: str, fault: str) -> None:
    lines = faults(service(TARGETS.replace(old, new)), free())
    assert any(fault in line for line in lines), lines
