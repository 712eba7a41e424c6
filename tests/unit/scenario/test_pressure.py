"""What a file may say of workload and pressure, what is refused, and how it is told in English."""

from __future__ import annotations

from typing import Any

import pytest

from fssim.scenario import load, with_values
from fssim.scenario.findings import ScenarioError
from fssim.scenario.scenario_in_words import describe_pressure
from tests.laws.bending import unmoved

PRESSURE = "roles.social_worker.pressure"
SCREENING = "pathway.stages.referral.decisions.screening.pressure_stage"


def number(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "source": "your_number", "grade": "assumed"}


def curve(unit: str, **values: float) -> dict[str, Any]:
    return {place.removeprefix("at_"): number(value, unit) for place, value in values.items()}


@pytest.mark.parametrize(
    ("path", "value", "essence"),
    [
        (f"{PRESSURE}.leaving", {"much": number(2, "multiplier")}, "'much' is no place on a curve; it must"),
        (f"{PRESSURE}.leaving", {"1.5": number(2, "multiplier")}, "'1.5' is no place on a curve"),
        (f"{PRESSURE}.leaving", {"-5": number(2, "multiplier")}, "'-5' is no place on a curve"),
        (f"{PRESSURE}.leaving", {}, "the curve has no place; give one at least, or leave it out"),
        (f"{PRESSURE}.leaving", curve("odds multiplier", at_100=2), "it must be 'multiplier'"),
        (f"{PRESSURE}.thresholds", curve("odds multiplier", at_100=-1), "value is -1; it must be 0 or more"),
        (f"{PRESSURE}.extra_hours", curve("hours a week", at_100=169), "value is 169; it must be 168 or less"),
        (f"{PRESSURE}.neighbours", number(1.1, "share"), "unit is 'share'; it must be 'percent'"),
        (SCREENING, "asessment", "there is no stage 'asessment'; did you mean 'assessment'?"),
        (SCREENING, "closed", "nobody holds families in 'closed', so that it has no pressure"),
        ("pathway.activities.core_group.elastic", number(1.5, "share"), "value is 1.5; it must be 1 or less"),
        ("roles.social_worker.workload", {"new_starters": curve("percent", at_0=50)}, "limit"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_refused(path: str, value: Any, essence: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        with_values(load("standard"), {path: value})
    assert essence in str(refused.value)
    assert path in str(refused.value)


def test_nothing_is_told_of_a_service_that_does_not_bend() -> None:
    assert describe_pressure(unmoved(load("standard"))) == []


def test_each_response_is_told_in_english() -> None:
    words = with_values(
        unmoved(load("standard")),
        {
            "roles.social_worker.workload": {
                "limit": number(110, "percent"),
                "new_starters": curve("percent", at_26=90, at_0=50),
            },
            f"{PRESSURE}.thresholds": curve("odds multiplier", at_100=1, at_150=2.5),
            f"{PRESSURE}.proportionate_work": curve("multiplier", at_90=1, at_150=0.6),
            f"{PRESSURE}.extra_hours": curve("hours a week", at_70=0, at_120=8),
            f"{PRESSURE}.neighbours": number(120, "percent"),
            f"{PRESSURE}.leaving": curve("multiplier", at_100=1.5),
            f"{PRESSURE}.agency_cover": curve("multiplier", at_100=1, at_130=1.2),
            "pathway.decisions.screening_decision.no_further_action.exit": number(1, "share"),
        },
    )
    assert describe_pressure(words) == [
        "Social worker: families go to whoever has most room for the work that they are, while it is at most 110% of "
        "their hours",
        "Social worker: of the limits on work and on children, a new starter has 50% at first and 90% after 26 weeks",
        "Social worker: the odds of exits ('No further action') are multiplied by 1 at 100% and 2.5 at 150%",
        "Social worker: the hours of no activity, as none is marked `elastic`, are multiplied by 1 at 90% and 0.6 at "
        "150%, and by no less than each can do with",
        "Social worker: a full-time worker works more than their hours: 0 hours a week at 70% and 8 hours a week at "
        "120%",
        "Social worker: above 120% a team passes families that come to it to the least pressed team of its kind",
        "Social worker: the rate of leaving is multiplied by 1.5 at any pressure",
        "Social worker: the chance that agency workers cover an empty post is multiplied by 1 at 100% and 1.2 at 130%",
    ]
