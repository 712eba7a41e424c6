"""Families who are open in a stage when the run begins: they come in the course of the warm-up's first year."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fssim.engine.event_log import Event, EventLog
from fssim.engine.simulate import ENGINES, simulate_tables
from fssim.measures import check_laws
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.family_table import COLUMNS, FIRST_OF_OPEN, FIRST_OF_PAST, draw_families
from fssim.model.tables import Tables
from fssim.scenario import ScenarioError
from tests.laws import building as b

A_DAY = 2.0
A_YEAR = 0.5  # of those who stay, one in two leaves
KEPT = 0.2  # of the families who have the task


def mapping_with(open_at_start: float | None, warm_up_years: int = 2) -> b.Mapping_:
    """A task, after which one family in five is kept, in a stage that families stay in for two years."""
    mapping = b.small_service(A_DAY, 1, workers=40)
    mapping["clock"]["warm_up_years"] = warm_up_years
    rate = b.number(A_YEAR, "per year")
    kept = {"title": "Kept", "team": "team", "exits": {"leaves": {"to": "closed", "rate": rate}}}
    if open_at_start is not None:
        kept["open_at_start"] = b.number(open_at_start, "years of first referrals")
    mapping["pathway"]["stages"]["kept"] = kept
    mapping["pathway"]["decisions"]["done"] = {
        "keep": b.outcome("kept", KEPT),
        "close": b.outcome("closed", 1.0 - KEPT),
    }
    return mapping


def tables_of(mapping: b.Mapping_) -> Tables:
    return compile_scenario(b.scenario_of(mapping))


def opened(log: EventLog) -> list[int]:
    """The rows of the log's families that were open when the run began."""
    return [row for row, identity in enumerate(log.families.identity) if FIRST_OF_OPEN <= identity < FIRST_OF_PAST]


def test_they_come_evenly_over_the_first_year_of_the_warm_up() -> None:
    tables = tables_of(mapping_with(0.4))
    a_year = round(tables.working_days_a_year)
    assert list(tables.open_a_day) == pytest.approx([0.4 * A_DAY] * a_year, rel=1e-3)
    assert list(tables.open_weights) == [0.0, 0.0, 1.0]


def test_without_a_warm_up_nobody_is_open() -> None:
    assert not any(tables_of(mapping_with(0.4, warm_up_years=0)).open_a_day)


def test_new_families_are_the_same_with_them() -> None:
    alone, beside = (draw_families(tables_of(mapping_with(open_at)), 1, 0) for open_at in (None, 0.4))
    new = [row for row, identity in enumerate(beside.identity) if identity < FIRST_OF_OPEN]
    assert len(new) < len(beside)
    for name, code in zip(type(alone).__slots__, COLUMNS, strict=False):
        assert [getattr(beside, name)[row] for row in new] == list(getattr(alone, name)), (name, code)


@pytest.mark.parametrize("engine", ENGINES)
def test_they_begin_in_their_stage_and_a_later_episode_with_a_referral(engine: str) -> None:
    mapping = mapping_with(0.4)
    mapping["re_referral"] |= {"chance": b.number(0.9, "probability"), "delay": b.drawn(1.0, "months")}
    log = simulate_tables(tables_of(mapping), 1, 0, engine)
    assert check_laws(log) == []
    first, kept = 0, log.tables.names.stages.index("kept")
    of_them = set(opened(log))
    entered: dict[int, dict[int, int]] = {}
    episode: dict[int, int] = {}
    for kind, family, subject, detail in zip(
        *(log.columns[c].tolist() for c in ("kind", "family", "subject", "detail")), strict=True
    ):
        if kind == Event.REFERRED:
            episode[family] = detail
        elif kind == Event.ENTERED:
            entered.setdefault(family, {}).setdefault(episode[family], subject)
    assert len(of_them) > 100
    assert {entered[family][0] for family in of_them} == {kept}
    assert {entered[family][0] for family in entered if family not in of_them} == {first}
    assert {entered[family][1] for family in of_them if 1 in entered[family]} == {first}


def open_in_kept(log: EventLog, time: float) -> int:
    """Families in the stage at a time, counted from the log."""
    kept = log.tables.names.stages.index("kept")
    kind, at, subject = (np.asarray(log.columns[name]) for name in ("kind", "time", "subject"))
    in_kept = (subject == kept) & (at <= time)
    return int(np.sum(in_kept & (kind == Event.ENTERED)) - np.sum(in_kept & (kind == Event.EXITED)))


def test_a_stage_that_begins_full_stays_full() -> None:
    """Kept at 0.4 families a day and leaving at one in two a year, 0.4 of a year's referrals are kept in the end: some
    200, with a standard deviation of 14. So many are there each half-year of four, in the mean of 20 replications
    within 16, which fails once in 100,000 for each of eight; begun empty, 60% are there after two years."""
    stock = KEPT / A_YEAR
    first_year = (1.0 - np.exp(-A_YEAR)) / A_YEAR  # of those who come evenly over it, and are there at its end
    grown = 1.0 - np.exp(-A_YEAR)  # of the stock, that comes of a year's own referrals
    full, empty = (
        compile_scenario(b.scenario_of({**mapping_with(open_at, warm_up_years=4)}))
        for open_at in (stock * (1.0 - grown) / first_year, None)
    )
    a_year = full.working_days_a_year
    expected = stock * A_DAY * a_year
    logs = [simulate_tables(full, 1, replication, "compiled") for replication in range(20)]
    for half in range(2, 10):
        assert np.mean([open_in_kept(log, half * a_year / 2.0) for log in logs]) == pytest.approx(expected, abs=16)
    bare = [simulate_tables(empty, 1, replication, "compiled") for replication in range(20)]
    assert np.mean([open_in_kept(log, 2.0 * a_year) for log in bare]) == pytest.approx(0.63 * expected, abs=16)


def refused(change: Any) -> str:
    mapping = mapping_with(0.4)
    change(mapping["pathway"]["stages"])
    with pytest.raises(ScenarioError) as caught:
        b.scenario_of(mapping)
    return str(caught.value)


def test_it_is_refused_where_nobody_can_be_open() -> None:
    start = b.number(0.4, "years of first referrals")
    assert "nobody is open in the closed stage" in refused(lambda stages: stages["closed"].update(open_at_start=start))
    assert "with a `team` of its own" in refused(lambda stages: stages["kept"].pop("team"))
