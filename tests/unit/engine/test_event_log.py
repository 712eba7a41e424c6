"""The event log: flat typed columns in order of time, readable as a table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fssim.engine.event_log import COLUMNS, DESCRIBED, Event, EventLog
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.tables import Tables
from fssim.scenario import load

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return compile_scenario(load(SMALL))


@pytest.fixture(scope="module")
def log(tables: Tables) -> EventLog:
    return simulate_tables(tables, 1, 0)


@pytest.fixture(scope="module")
def frame(log: EventLog) -> pd.DataFrame:
    return log.to_frame()


def test_every_column_has_a_value_for_every_event(log: EventLog) -> None:
    assert list(log.columns) == list(COLUMNS)
    assert {len(column) for column in log.columns.values()} == {len(log)}
    assert {name: np.asarray(column).dtype for name, column in log.columns.items()} == {
        name: np.dtype(code) for name, code in COLUMNS.items()
    }
    assert len(log) > 1000


def test_events_are_in_order_of_time_and_inside_the_run(log: EventLog) -> None:
    times = list(log.columns["time"])
    assert times == sorted(times)
    assert times[0] >= 0.0
    assert times[-1] == log.tables.horizon


def test_a_small_service_shows_every_kind_of_event_but_a_roll_out_s_side_stages_and_co_holders_(tables: Tables) -> None:
    kinds = {
        Event(kind) for replication in range(8) for kind in simulate_tables(tables, 1, replication).columns["kind"]
    }
    beside = {Event.EXITED, Event.INCIDENT, Event.BEGAN_BESIDE, Event.ENDED_BESIDE}
    of_co_holders = {Event.CO_HOLDER_AWAITED, Event.CO_HOLDER_ALLOCATED, Event.CO_HOLDER_ENDED}
    assert kinds == set(Event) - {Event.SWITCHED, Event.EXTRA_HOURS} - beside - of_co_holders


def test_equal_logs_have_equal_bytes_and_others_do_not(tables: Tables, log: EventLog) -> None:
    assert simulate_tables(tables, 1, 0).to_bytes() == log.to_bytes()
    assert simulate_tables(tables, 1, 1).to_bytes() != log.to_bytes()
    assert simulate_tables(tables, 2, 0).to_bytes() != log.to_bytes()


def test_the_table_names_things_and_dates_them(log: EventLog, frame: pd.DataFrame) -> None:
    assert len(frame) == len(log)
    assert list(frame.columns[:5]) == ["date", "event", "family", "subject", "outcome"]
    first = frame.iloc[0]
    assert (first["event"], first["subject"]) == ("referred", "referral")
    assert first["date"] >= pd.Timestamp("2018-04-03")
    assert frame["date"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("event", "subjects"),
    [
        ("entered", {"referral", "assessment", "plan", "closed"}),
        ("allocated", {"assessment", "plan"}),
        ("need referred", {"mental health"}),
        ("planned", {"mental health", "plan work"}),
        ("trained", {"motivational interviewing"}),
        ("ready", {""}),
        ("decided", {"screening", "assessment write-up", "review"}),
    ],
)
def test_the_table_says_what_each_event_is_about(frame: pd.DataFrame, event: str, subjects: set[str]) -> None:
    assert set(frame.loc[frame["event"] == event, "subject"]) == subjects


def test_the_table_says_what_was_decided(frame: pd.DataFrame) -> None:
    decided = frame["event"] == "decided"
    assert set(frame.loc[decided & (frame["subject"] == "screening"), "outcome"]) == {"no further action", "assess"}
    assert set(frame.loc[~decided, "outcome"]) == {""}


def test_numbers_in_the_table_are_the_log_s(log: EventLog, frame: pd.DataFrame) -> None:
    for name in ("family", "worker", "detail", "time", "due", "hours"):
        pd.testing.assert_series_equal(
            frame[name], pd.Series(log.columns[name], dtype=frame[name].dtype), check_names=False
        )


def test_an_engine_that_is_not_known_is_refused(tables: Tables) -> None:
    with pytest.raises(ValueError, match=r"engine 'abacus' is not known; it must be (compiled or )?simpy"):
        simulate_tables(tables, 1, 0, engine="abacus")


def test_progress_is_told_up_to_the_end(tables: Tables, log: EventLog) -> None:
    shares: list[float] = []
    watched = simulate_tables(tables, 1, 0, on_progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert watched.to_bytes() == log.to_bytes()


def test_a_frame_says_of_each_row_what_its_family_is_like(log: EventLog, frame: pd.DataFrame) -> None:
    assert list(frame.columns) == list(DESCRIBED)
    about_families = frame[frame["family"] >= 0]
    for family, rows in list(about_families.groupby("family"))[:200]:
        assert set(rows["children"]) == {log.families.children[int(str(family))]}
        mask = log.families.needs[int(str(family))]
        needs = [name for bit, name in enumerate(log.tables.names.needs) if mask >> bit & 1]
        assert set(rows["needs"]) == {" + ".join(needs)}
    assert about_families["children"].min() >= 1
    others = frame[frame["family"] < 0]
    assert others["children"].isna().all()
    assert others["needs"].isna().all()
