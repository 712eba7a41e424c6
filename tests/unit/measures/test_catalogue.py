import pytest

from fssim.engine.event_log import EventLog
from fssim.measures import measure
from fssim.measures.catalogue import ENTRIES, Description, describe
from fssim.measures.published_targets import MEASURE_OF_TARGET


def test_every_measure_is_in_the_catalogue_with_a_unit_and_words_of_its_own(simulated: EventLog) -> None:
    names = list(measure(simulated))
    described = [describe(name) for name in names]
    unknown = [name for name, d in zip(names, described, strict=True) if d.label == name.replace("_", " ")]
    assert unknown == []
    assert [name for name, d in zip(names, described, strict=True) if not d.unit] == []
    assert len({(d.label, d.unit) for d in described}) == len(names)


def test_every_entry_of_the_catalogue_is_some_measure_s(simulated: EventLog) -> None:
    labels = {describe(name).label for name in measure(simulated)}
    assert len(labels) >= len(ENTRIES)


@pytest.mark.parametrize(
    ("name", "description"),
    [
        (
            "wait_mental_health_internal_mean_working_days",
            Description("Mental health, internal: mean wait", "working days", "worse", 0.0),
        ),
        (
            "ledger_stage_child_in_need_plan_waiting_post_vacant_days_per_family",
            Description(
                "Days in child in need plan: last need waiting: post vacant", "working days a family", "worse", 0.0
            ),
        ),
        (
            "ledger_in_plans_awaiting_decision_percent",  # fewer after longer waits elsewhere are no better
            Description("Days in plans: ready, and awaiting a decision", "%", "neither", 0.0, 100.0),
        ),
        (
            "ledger_in_plans_drift_percent",
            Description("Days in plans: drift (all but moving and court)", "%", "worse", 0.0, 100.0),
        ),
        ("ledger_moving_percent", Description("Days: moving", "%", "neither", 0.0, 100.0)),
        ("timely_review_percent", Description("In time: review", "%", "better", 0.0, 100.0)),
        (
            "conferences_per_section_47_percent",
            Description("Initial conferences per section 47 enquiry", "%", "neither", 0.0),
        ),
        ("something_new_percent", Description("something new percent", "%", "neither")),
    ],
)
def test_what_a_measure_is_called(name: str, description: Description) -> None:
    assert describe(name) == description


def test_every_target_is_a_measure(simulated: EventLog) -> None:
    known = {describe(name).label for name in MEASURE_OF_TARGET.values()}
    assert len(known) == len(MEASURE_OF_TARGET) == 25
    assert MEASURE_OF_TARGET["turnover"] == "turnover_case_holders_percent_a_year"
