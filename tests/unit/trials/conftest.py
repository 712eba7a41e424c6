"""A design that is small enough to be tried in a few seconds: one district, in place of a county."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fssim.trials.trial import trial
from fssim.trials.trial_results import TrialResults

WriteDesign = Callable[..., Path]
FIELDS = {
    "title": "A small trial", "question": "What would it find?", "base": "one_district_standard",
    "effects": "{structure alone: one_district}", "design": "before and after", "outcome": "cpp_rate",
    "analysis": "estimating equations", "first_month": "2019-04-01", "period_months": "6", "starts": "[2020-04-01]",
    "months": "[24]", "authorities": "[3]", "bank": "{authorities: 3, histories: 1}", "trials": "20",
    "significance": "0.05", "power": "0.8",
    "costs": "{evaluation: {value: 1000, unit: GBP, source: a guess, grade: assumed}, authority_a_year: {value: 100, "
    "unit: GBP a year, source: a guess, grade: assumed}}",
    "contamination": "{lockdown: {start: 2020-04-01, until: 2021-04-01, acts_on: all referrals, factor: {value: 0.5, "
    "unit: multiplier, source: covid_apr_jun2020, grade: published}, share: {value: 1.0, unit: share, source: national,"
    " grade: published}}}",
}  # fmt: skip


def write_design(folder: Path, **other: str) -> Path:
    """A design's file with some fields other than usual."""
    file = folder / "design.yaml"
    file.write_text("".join(f"{name}: {value}\n" for name, value in (FIELDS | other).items()), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def small_trial(tmp_path_factory: pytest.TempPathFactory) -> TrialResults:
    """The small trial, tried."""
    folder = tmp_path_factory.mktemp("trial")
    return trial(write_design(folder), folder / "out", 1)
