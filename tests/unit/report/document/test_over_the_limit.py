"""Caseloads above their limit look like a mistake: the report says why they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim.report.document.sections.over_time_section import over_the_limit
from fssim.runs.results import Results
from fssim.scenario import load

DISTRICT = load(Path(__file__).parents[4] / "scenarios" / "one_district.yaml")


@pytest.mark.parametrize(("held", "is_said"), [(15.0, False), (20.0, False), (21.5, True)])
def test_why_caseloads_are_above_the_limit_is_said(held: float, is_said: bool) -> None:
    rows = {0: {"caseload_children_per_full_time_worker": held}, 1: {"caseload_children_per_full_time_worker": held}}
    sentence = over_the_limit(Results("here", DISTRICT, "simpy", 1, rows))
    assert bool(sentence) == is_said
    if is_said:  # in safeguarding teams; in assessment teams; of disabled children
        assert "caseloads average 21.5 children, above the limit of 18 and 20: families in " in sentence
        assert "child protection plan" in sentence
        assert "child in need plan" not in sentence
