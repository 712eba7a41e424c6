"""What would never end, or has no meaning, is refused where it can be seen in the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fssim.scenario import ScenarioError
from tests.laws import building as b


def complaint(mapping: b.Mapping_) -> str:
    with pytest.raises(ScenarioError) as caught:
        b.scenario_of(mapping)
    return str(caught.value)


def with_visits(**visit: Any) -> b.Mapping_:
    """Visits that take no hours, beside the task."""
    mapping = b.small_service()
    hours = visit.pop("hours", 0.0)
    mapping["pathway"]["activities"]["visit"] = b.activity({"worker": b.part(hours)}, **visit)
    mapping["pathway"]["stages"]["work"]["activities"].append("visit")
    return mapping


@pytest.mark.parametrize(
    "visit",
    [
        {"repeat": (0, "working days"), "window": 3.0},
        {"repeat": (0, "working days")},
        {"repeat": (4, "weeks")},
        {"repeat": (1, "weeks"), "window": 5.0},
        {"repeat": (1, "weeks"), "window": 4.0, "gap": 0.0} | {"repeat": (2, "working days")},
    ],
)
def test_an_activity_that_takes_no_time_and_may_begin_again_at_once(visit: dict[str, Any]) -> None:
    words = complaint(with_visits(**visit))
    assert "pathway.activities.visit.repeat: 'visit' takes no hours and no gap" in words
    assert "; give it hours, a gap, or a `window` shorter than its `repeat`" in words


@pytest.mark.parametrize(
    "visit",
    [
        {"repeat": (4, "weeks"), "window": 3.0},
        {"repeat": (4, "weeks"), "hours": 0.5},
        {"repeat": (4, "weeks"), "gap": 2.0},
        {},
    ],
)
def test_an_activity_that_takes_time_or_waits_may_repeat(visit: dict[str, Any]) -> None:
    b.scenario_of(with_visits(**visit))


def test_an_activity_of_a_working_model_is_looked_at_too() -> None:
    mapping = with_visits(repeat=(4, "weeks"), hours=1.0)
    own = b.activity({"worker": b.part(0.0)}, repeat=(4, "weeks"))
    mapping["working_models"]["usual"] = b.working_model(activities={"visit": own})
    assert "working_models.usual.activities.visit.repeat: 'visit' takes no hours" in complaint(mapping)


def never_attended(outside: float = 5.0, inside: float = 5.0, hours: float = 0.0, drops_out: float = 0.0) -> b.Mapping_:
    mapping = b.small_service()
    mapping["services"]["outside"]["session_interval"] = b.drawn(outside, "working days")
    mapping["needs"]["help"] = b.need(
        missed=b.number(1.0, "probability"),
        drops_out=b.number(drops_out, "probability"),
        session_interval=b.drawn(inside, "working days"),
        session_hours=b.drawn(hours, "hours"),
    )
    return mapping


def test_sessions_that_follow_at_once_and_are_all_missed() -> None:
    assert "services.outside.session_interval: value is 0, and every session is missed" in complaint(
        never_attended(0.0)
    )
    assert "needs.help.session_interval: value is 0, and every session is missed" in complaint(
        never_attended(inside=0.0)
    )
    b.scenario_of(never_attended(0.0, 0.0, drops_out=0.1))
    b.scenario_of(never_attended(inside=0.0, hours=1.0))


def test_agency_workers_who_come_and_go_at_once() -> None:
    mapping = b.small_service()
    at_once = {"agency_delay": b.drawn(0.0, "weeks"), "agency_stay": b.drawn(0.0, "weeks")}
    mapping["roles"]["worker"]["turnover"] = b.turnover(0.1, 60.0, agency=0.5) | at_once
    assert "roles.worker.turnover.agency_stay: value is 0, and so is `agency_delay`" in complaint(mapping)
    mapping["roles"]["worker"]["turnover"] = b.turnover(0.1, 60.0, agency=0.0) | at_once
    b.scenario_of(mapping)


def test_families_who_come_back_at_once() -> None:
    mapping = b.small_service()
    mapping["re_referral"] |= {"chance": b.number(1.0, "probability"), "delay": b.drawn(0.0, "months")}
    assert "re_referral.delay: value is 0: a family would be referred again at the moment it is closed" in complaint(
        mapping
    )
    mapping["re_referral"]["chance"] = b.number(0.0, "probability")
    b.scenario_of(mapping)


def test_a_past_of_families_who_always_came_back() -> None:
    mapping = b.small_service()
    mapping["re_referral"] |= {"chance": b.number(1.0, "probability"), "past": {}}
    assert "re_referral.chance: value is 1, and there is a `past`" in complaint(mapping)
    mapping["re_referral"]["chance"] = b.number(0.9, "probability")
    b.scenario_of(mapping)


def test_a_past_on_a_plan_that_there_is_not() -> None:
    mapping = b.small_service()
    mapping["re_referral"]["past"] = {"had_plan": {"plans": b.number(0.1, "share")}}
    assert "re_referral.past.had_plan.plans: there is no statutory plan 'plans'; did you mean 'plan'?" in complaint(
        mapping
    )


def test_take_up_that_halves_in_no_time() -> None:
    mapping = b.small_service()
    mapping["needs"]["help"]["take_up_halves_after"] = b.number(0.0, "years")
    assert "needs.help.take_up_halves_after: value is 0; it must be above 0" in complaint(mapping)


def test_a_decision_of_which_a_tilt_leaves_nothing() -> None:
    mapping = b.small_service()
    mapping["pathway"]["decisions"]["done"] = {"only": b.outcome("closed", 1.0, "adverse")}
    b.scenario_of(mapping)
    mapping["pathway"]["tilts"]["high_risk"] = b.number(0.0, "multiplier")
    assert "pathway.decisions.done: a tilt of 0 leaves none of its outcomes" in complaint(mapping)


def demand_of(mapping: b.Mapping_) -> None:
    mapping["demand"]["referral_rate"]["value"] = 1e13


def people_in_one_part(mapping: b.Mapping_) -> None:
    mapping["pathway"]["activities"]["task"] = b.activity({"worker": b.part(1.0, people=b.number(65, "people"))})


def sessions_of_a_need(mapping: b.Mapping_) -> None:
    mapping["needs"]["help"]["sessions"] = b.drawn(10_001.0, "sessions")


def children_of_a_family(mapping: b.Mapping_) -> None:
    mapping["families"]["children"]["99999999999999999999"] = b.number(0.0, "probability")


def weights_of_a_histogram(mapping: b.Mapping_) -> None:
    hours = b.bars("hours", [0.0, 1.0, 2.0], [1e308, 1e308])
    mapping["pathway"]["activities"]["task"] = b.activity({"worker": b.part(hours)})


@pytest.mark.parametrize(
    ("too_many", "words"),
    [
        (children_of_a_family, "families.children.99999999999999999999: a family may have 100 children at most"),
        (weights_of_a_histogram, "distribution.weights: go up to 1e+308; no number may be above 1e+12"),
        (demand_of, "demand.referral_rate: value is 1e+13; no number may be above 1e+12"),
        (people_in_one_part, "people in one part; it must be 64 or fewer"),
        (sessions_of_a_need, "value is 10001 sessions; it must be 10,000 or fewer"),
    ],
)
def test_more_than_can_mean_anything(too_many: Callable[[b.Mapping_], None], words: str) -> None:
    mapping = b.small_service()
    too_many(mapping)
    assert words in complaint(mapping)


def test_a_histogram_with_edges_below_zero() -> None:
    mapping = b.small_service()
    hours = b.bars("hours", [-10.0, 0.0, 2.0], [1.0, 1.0])
    mapping["pathway"]["activities"]["task"] = b.activity({"worker": b.part(hours)})
    assert "hours.distribution.edges: begin at -10; no hours, time or number drawn may be below 0" in complaint(mapping)


def test_a_distribution_that_reaches_below_zero() -> None:
    mapping = b.small_service()
    mapping["pathway"]["activities"]["task"] = b.activity({"worker": b.part(b.drawn(2.0, "hours", "norm"))})
    assert "can be as low as -inf; quantities must be 0 or more" in complaint(mapping)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (("gamma", {"a": 1e-9}), "times its mean"),
        (("gamma", {"a": 1e12}), ""),
        (("lognorm", {"s": 5.0}), "times its mean"),
    ],
)
def test_a_distribution_too_extreme_to_draw_from(shape: tuple[str, dict[str, float]], words: str) -> None:
    mapping = b.small_service()
    name, parameters = shape
    mapping["pathway"]["activities"]["task"] = b.activity({"worker": b.part(b.drawn(2.0, "hours", name, **parameters))})
    if words:
        assert words in complaint(mapping)
    else:
        b.scenario_of(mapping)


def test_a_distribution_with_a_mean_of_nothing() -> None:
    mapping = b.small_service()
    mapping["services"]["outside"]["wait"] = b.drawn(0.0, "weeks", "gamma", a=2.0)
    assert "value is 0, and gamma with a mean of 0 has no shape; for always 0, leave the distribution out" in complaint(
        mapping
    )


def test_what_is_refused_names_its_file_line_and_field(complaints: Callable[[str], list[str]]) -> None:
    need = "needs:\n  mental health:\n"
    at_zero = "    take_up_halves_after: {value: 0, unit: months, source: guess, grade: assumed}\n"
    bars = "distribution: {name: histogram, edges: [-2, 4, 8], weights: [1, 3]}"
    below = f"    sessions: {{unit: sessions, source: guess, grade: assumed, {bars}}}\n"
    assert complaints(need + at_zero + below) == [
        "3: needs.mental health.take_up_halves_after: value is 0; it must be above 0 (for take-up that does not fall "
        "with waiting, give a long time)",
        "4: needs.mental health.sessions.distribution.edges: begin at -2; no hours, time or number drawn may be below "
        "0, so no edge may be",
    ]
