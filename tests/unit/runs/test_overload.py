"""A service that work arrives at faster than it can be done is told so, and not to warm up for longer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fssim.engine.event_log import Event
from fssim.measures.indicators.weekly import backlog_series, weekly
from fssim.measures.log_view.view import View
from fssim.report.answer import answer_of
from fssim.report.wording.answer_notes import overload_sentences
from fssim.runs.replicate import simulate
from fssim.runs.results import Results
from fssim.runs.runner import run
from fssim.runs.steady_state import LONGEST_WARM_UP, find_overloads, warn_of_short_warm_up
from fssim.scenario import Scenario, load
from fssim.scenario.schema.demand import Clock
from tests.laws.bending import unmoved

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"
DISTRICT = Path(__file__).parents[3] / "scenarios" / "one_district.yaml"


def of_size(scenario: Scenario, children: float) -> Scenario:
    demand = scenario.demand
    size = demand.children.model_copy(update={"value": children})
    return scenario.model_copy(update={"demand": demand.model_copy(update={"children": size})})


@pytest.fixture(scope="module")
def overloaded() -> Results:
    """Twice the families, and nothing gives under pressure. In 3 replications social workers' backlogs are too far
    apart to tell that they grow."""
    return run(of_size(unmoved(load(DISTRICT)), 30_000.0), 6, 1, 1)


@pytest.fixture(scope="module")
def stable() -> Results:
    return run(load(DISTRICT), 3, 1, 1)


def test_too_much_work_is_told_by_role_and_hours_and_no_warm_up_advised(overloaded: Results) -> None:
    (overloads,) = find_overloads([overloaded])
    assert [overload.role for overload in overloads] == ["social_worker", "conference_chair"]
    assert 0.05 < overloads[0].share < 0.5
    assert overloads[0].hours_a_week == pytest.approx(
        overloads[0].share * overloaded.interval("hours_social_worker_per_year").mean / 52
    )
    assert warn_of_short_warm_up([overloaded]) is None
    (sentence,) = overload_sentences([overloaded])
    assert "work arrives faster than it can be done: social workers lack " in sentence
    assert "hours a week or more" in sentence
    answer = answer_of([overloaded])
    assert answer.sentences[0] == sentence
    assert len(answer.sentences) <= 3


def test_work_that_nobody_is_in_post_for_piles_up_and_is_told_as_that() -> None:
    district = load(DISTRICT)
    roles = dict(district.roles)
    manager = roles["team_manager"]
    nothing = manager.contracted_hours.model_copy(update={"value": 0.0, "low": None})
    roles["team_manager"] = manager.model_copy(update={"contracted_hours": nothing})
    nobody = run(district.model_copy(update={"roles": roles}), 3, 1, 1)
    ((overload,),) = find_overloads([nobody])
    assert (overload.role, overload.share) == ("team_manager", np.inf)
    assert overload.hours_a_week > 1.0
    assert (
        answer_of([nobody])
        .sentences[0]
        .startswith("In 'One district, with a full team' work arrives faster than it can be done: team managers lack ")
    )
    assert "hours a week or more (nobody works any)" in overload_sentences([nobody])[0]
    text = answer_of([nobody, run(district, 3, 1, 1)])
    assert not re.search("etter: |against ", " ".join(text.sentences))  # nothing is better because nobody gets so far


def test_a_service_that_keeps_up_is_not_overloaded(stable: Results) -> None:
    assert find_overloads([stable]) == [[]]
    assert "faster than it can be done" not in " ".join(answer_of([stable]).findings)


def test_what_an_empty_post_has_left_to_catch_up_with_is_no_overload() -> None:
    empty = load(DISTRICT.with_name("one_district_vacancy.yaml"))
    short = empty.model_copy(update={"clock": empty.clock.model_copy(update={"observed_years": 1})})
    caught_up = run(short, 3, 1, 1)  # three months after nine with nobody in post
    assert find_overloads([caught_up]) == [[]]


def test_one_replication_cannot_tell(stable: Results, overloaded: Results) -> None:
    for side in (stable, overloaded):
        weekly = {0: side.weekly[0]}
        assert find_overloads([Results("one", side.scenario, side.engine, side.seed, {0: side.rows[0]}, weekly)]) == [
            []
        ]


def test_the_longest_warm_up_is_what_a_clock_takes() -> None:
    limits: Any = Clock.model_fields["warm_up_years"].metadata
    assert max(limit.le for limit in limits if hasattr(limit, "le")) == LONGEST_WARM_UP


def test_hours_that_wait_are_those_that_could_have_begun_and_had_not() -> None:
    log = simulate(load(SMALL), 1, 0)
    view = View(log)
    numbers = weekly(view)
    names = log.tables.names
    role = names.roles.index("team_manager")
    waiting = dict(zip(numbers.series, numbers.numbers, strict=True))[backlog_series("team_manager")]
    parts = log.tables.participants
    columns = [
        log.columns[name].tolist() for name in ("kind", "family", "detail", "worker", "enabled", "started", "hours")
    ]
    ends = [numbers.first_week_ends + 7 * week for week in range(len(waiting))]
    ordinals = np.asarray(log.tables.day_ordinals)
    for week in (3, 40, 80, len(waiting) - 1):
        at = float(np.searchsorted(ordinals, ends[week]))
        hours = 0.0
        for kind, family, detail, worker, enabled, started, took in zip(*columns, strict=True):
            if kind in (Event.PART_DONE, Event.HELD, Event.UNFINISHED) and family >= 0 and detail >= 0:
                theirs = log.workers.role[worker] == role if worker >= 0 else parts.role[detail] == role
                if theirs and enabled < at and not started < at:
                    hours += took
        assert waiting[week] == pytest.approx(hours, abs=0.01)
