"""A run that starts from a caseload that is known: who is open on the first day observed, and what is known of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fssim.engine.event_log import Event, EventLog
from fssim.engine.opening_caseload import FIRST_OF_ADDED, FIRST_OF_EARLIER, end_before_observed, find_open
from fssim.engine.simulate import simulate_tables
from fssim.measures import check_laws
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.tables import Tables
from fssim.scenario import load, with_values
from fssim.scenario.schema.opening import Opening
from fssim.scenario.schema.scenario import Scenario
from tests.engines.same import assert_engines_agree
from tests.laws import building as b
from tests.laws.opening import list_miscounted
from tests.unit.engine.by_hand import happened, rows_of

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"
Bands = dict[str, tuple[int, int | None]]


def opening(**stages: Bands) -> dict[str, Any]:
    """Families, and children where they are known, by stage and week."""

    def count(families: int, children: int | None) -> dict[str, Any]:
        counted = {"families": b.number(float(families), "families")}
        return counted if children is None else counted | {"children": b.number(float(children), "children")}

    return {"stages": {name: {week: count(*how) for week, how in bands.items()} for name, bands in stages.items()}}


def opened(scenario: Scenario, years: int = 1, **stages: Bands) -> Scenario:
    scenario = with_values(scenario, {"demand.children.value": 25000})
    clock = scenario.clock.model_copy(update={"warm_up_years": 0, "observed_years": years})
    return scenario.model_copy(update={"opening": Opening.model_validate(opening(**stages)), "clock": clock})


KNOWN: dict[str, Bands] = {
    "assessment": {"0": (9, 14), "4": (5, None), "9": (0, None)},
    "plan": {"0": (12, 20), "13": (7, None), "52": (3, 6)},
}


@pytest.fixture(scope="module")
def tables() -> Tables:
    return compile_scenario(opened(load(SMALL), **KNOWN))


@pytest.fixture(scope="module")
def log(tables: Tables) -> EventLog:
    return assert_engines_agree(tables, 3)


def test_the_caseload_is_what_is_known_family_by_family_and_child_by_child(log: EventLog) -> None:
    assert list_miscounted(log) == []
    assert check_laws(log) == []


def test_the_years_before_are_as_many_as_the_longest_band_needs(tables: Tables) -> None:
    """A year for those who have been there for a year, and one in which they came."""
    assert tables.scenario.clock.warm_up_years == 0
    assert tables.scenario.whole_clock.warm_up_years == 2
    assert tables.observed_from == pytest.approx(2 * tables.working_days_a_year, abs=2.0)


def test_weeks_are_counted_by_dates(tables: Tables) -> None:
    """Of 1 April 2019, four weeks ago was 4 March: whoever came on that day has been there for four weeks."""
    cells = tables.open_cells
    days = [tables.day_ordinals[int(day)] for day in cells.before]
    assert days[1] == np.datetime64("2019-03-05").astype(int) + 719163
    assert list(cells.since[:2]) == [cells.before[1], cells.before[2]]
    assert cells.before[0] == tables.observed_from


def test_whoever_would_be_open_is_chosen_first_and_keeps_their_luck(log: EventLog, tables: Tables) -> None:
    before = simulate_tables(end_before_observed(tables), 3, 0)
    there = {before.families.identity[row]: stay for row, stay in find_open(before).items()}
    known = log.families.known
    assert known is not None
    chosen = [row for row, until in enumerate(known.stays_until) if until > 0.0]
    same = [row for row in chosen if log.families.identity[row] in there]
    assert len(same) >= len(chosen) // 2
    for row in same:
        assert log.families.key[row] in before.families.key
        assert log.families.begins_in[row] == there[log.families.identity[row]][0]
    others = [row for row in chosen if row not in same]
    assert all(log.families.identity[row] >= FIRST_OF_ADDED for row in others)
    assert len(set(log.families.identity)) == len(log.families), "every row is somebody, or their life before"


def test_nobody_else_is_open_and_lives_before_end_where_the_stage_begins(log: EventLog, tables: Tables) -> None:
    known = log.families.known
    assert known is not None
    earlier = [row for row, who in enumerate(log.families.identity) if FIRST_OF_EARLIER <= who < FIRST_OF_ADDED]
    assert earlier
    last: dict[int, tuple[int, float]] = {}
    for kind, family, subject, time in zip(
        *(log.columns[name] for name in ("kind", "family", "subject", "time")), strict=True
    ):
        if kind == Event.ENTERED:
            last[int(family)] = int(subject), float(time)
    for row in earlier:
        assert last[row][0] == tables.closed_stage
        assert last[row][1] <= known.closed_by[row]


def test_families_who_are_new_are_the_same_whatever_is_known(log: EventLog) -> None:
    other = simulate_tables(compile_scenario(opened(load(SMALL), plan={"0": (40, None), "52": (0, None)})), 3, 0)
    day = log.tables.observed_from
    assert other.tables.observed_from == day

    def new(one: EventLog) -> list[tuple[float, int, int, int]]:
        table = one.families
        rows = zip(table.arrival, table.identity, table.key, table.children, strict=True)
        return [row for row in rows if row[0] >= day]

    assert new(log) == new(other)


def test_of_a_stage_that_is_not_counted_those_are_open_who_would_be(tables: Tables) -> None:
    log = simulate_tables(compile_scenario(opened(load(SMALL), plan={"0": (5, None), "52": (0, None)})), 3, 0)
    before = simulate_tables(end_before_observed(log.tables), 3, 0)
    stages = Counter(stage for stage, _ in find_open(before).values())
    at_start = simulate_tables(end_before_observed(log.tables), 3, 0, families=log.families)
    now = Counter(stage for stage, _ in find_open(at_start).values())
    names = tables.names.stages
    assert now[names.index("plan")] == 5
    assert now[names.index("assessment")] == stages[names.index("assessment")] > 0


def service_of_one_task(days: float) -> b.Mapping_:
    """A task that is done so many days after the referral, and another stage that takes 400 days."""
    mapping = b.small_service()
    pathway = mapping["pathway"]
    pathway["activities"] = {"task": b.activity(gap=days), "later": b.activity(gap=400.0)}
    pathway["stages"]["work"] = b.stage("task", decides={"task": "done"}, team="team", statutory_plan="plan")
    pathway["stages"]["next"] = b.stage("later", decides={"later": "over"}, team="team")
    pathway["decisions"] = {"done": b.always("next"), "over": b.always("closed")}
    return mapping


def test_what_is_decided_before_the_day_and_leads_out_comes_about_as_long_after_it() -> None:
    """The one family came ten days before the day and is known to be in its stage for two weeks or more: by then the
    decision that leads out of it is made, and nothing else can be decided."""
    mapping = service_of_one_task(5.0) | {
        "opening": opening(work={"0": (0, None), "2": (1, None)}, next={"0": (0, None)})
    }
    day = compile_scenario(b.scenario_of(mapping)).observed_from
    log = happened(mapping, [day - 3.0])
    assert check_laws(log.log) == []
    (entered,) = log.of(Event.ENTERED, subject="work").times[-1:]
    assert entered < day - 9.0
    decided = entered + 5.0
    assert log.of(Event.DECIDED, subject="task").times[-1] == pytest.approx(decided)
    assert log.of(Event.ENTERED, subject="next").times == [pytest.approx(day + (day - decided))]


def test_whoever_has_left_is_closed_by_the_day_and_may_come_back_after_it() -> None:
    """A family that is in the next stage by the day, of which nobody is: it begins in no stage, and is closed."""
    mapping = service_of_one_task(5.0) | {"opening": opening(work={"0": (0, None)}, next={"0": (0, None)})}
    day = compile_scenario(b.scenario_of(mapping)).observed_from
    log = happened(mapping, [day - 20.0, day + 3.0])
    assert check_laws(log.log) == []
    frame = log.log.to_frame()
    assert frame[frame["event"] == "entered"].groupby("family")["subject"].agg(list).to_list() == [["work", "next"]]
    assert frame["time"].min() == day + 3.0


def test_a_stage_that_continues_a_plan_has_it_open() -> None:
    """Whoever begins in such a stage has had their needs referred when the plan was opened."""
    mapping = service_of_one_task(5.0)
    mapping["pathway"]["stages"]["work"] |= {"plan": "opens", "ledger": "plan"}
    mapping["pathway"]["stages"]["next"] |= {"plan": "continues", "ledger": "plan"}
    mapping["families"]["needs"] = b.chances(none=0.0, help=1.0)
    mapping["opening"] = opening(next={"0": (3, None)})
    log = assert_engines_agree(compile_scenario(b.scenario_of(mapping)), 1)
    known = log.families.known
    assert known is not None
    chosen = {row for row, until in enumerate(known.stays_until) if until > 0.0}
    planned = {row.family for row in rows_of(log) if row.event == Event.PLANNED}
    assert chosen <= planned
