"""A stall before a conference: what makes plans long is the grid of reviews, and nothing else."""

from __future__ import annotations

from typing import Any

from fssim.engine.simulate import simulate
from fssim.measures import measure
from fssim.model.compile import compile_scenario
from fssim.model.tables import Tables
from tests.laws import building as b

READY_BEFORE_REVIEW = 5  # working days
STALL = 10  # working days: two weeks


def service(first_session_after: float) -> Tables:
    """Plans that end at the first review at which the family's one session of help has been had; reviews fall at three
    months and then every six."""
    mapping: dict[str, Any] = b.small_service(families_a_day=0.2, years=5)
    mapping["families"]["needs"] = b.chances(help=1.0)
    mapping["needs"]["help"] = b.need(sessions=1, session_interval=b.drawn(1.0, "working days"))
    mapping["services"]["outside"]["wait"] = b.drawn(first_session_after, "working days")
    mapping["services"]["outside"]["session_interval"] = b.drawn(1.0, "working days")
    review = b.activity({}, due=(3, "months"), repeat=(6, "months"), window=0)
    mapping["pathway"]["activities"] = {"review": review}
    mapping["pathway"]["stages"]["work"] = b.stage(
        "review", decides={"review": ("done", "go on")}, team="team", statutory_plan="plan", ledger="plan", plan="opens"
    )
    mapping["pathway"]["decisions"]["go on"] = b.always("continue")
    return compile_scenario(b.scenario_of(mapping))


def mean_weeks(tables: Tables) -> float:
    return measure(simulate(tables, 1, 0))["duration_plan_mean_weeks"]


def test_a_two_week_stall_before_a_conference_lengthens_plans_by_far_more_than_two_weeks() -> None:
    three_months = 61.0  # working days, about
    ready_in_time = mean_weeks(service(three_months - READY_BEFORE_REVIEW))
    stalled = mean_weeks(service(three_months - READY_BEFORE_REVIEW + STALL))
    assert 12.5 < ready_in_time < 14.5
    assert stalled - ready_in_time > 20.0


def test_the_same_stall_well_before_a_conference_costs_nothing() -> None:
    early, stalled = mean_weeks(service(20.0)), mean_weeks(service(20.0 + STALL))
    assert stalled == early
