import numpy as np

from fssim.engine.event_log import EventLog
from fssim.engine.simulate import simulate_tables
from fssim.measures import check_laws, measure_log
from fssim.measures.log_view.view import View
from fssim.model.tables import Tables
from fssim.scenario.names import slug
from tests.unit.measures.diary import Diary


def test_names_and_their_order_are_those_of_the_scenario_not_of_what_happened(
    tables: Tables, simulated: EventLog
) -> None:
    other = simulate_tables(tables, 7, 3)
    nothing = EventLog(tables, 1, 0, other.families, other.workers)
    names = list(measure_log(simulated))
    assert list(measure_log(other)) == names
    assert list(measure_log(nothing)) == names
    assert all(name == slug(name) for name in names)


def test_the_same_log_gives_the_same_row_to_the_last_bit(tables: Tables, simulated: EventLog) -> None:
    again = simulate_tables(tables, simulated.seed, simulated.replication)
    rows = [[value.hex() for value in measure_log(log).values()] for log in (simulated, again)]
    assert rows[0] == rows[1]


def test_ledger_days_and_percentages_agree(simulated: EventLog) -> None:
    row = measure_log(simulated)
    lines = [name for name in row if name.startswith("ledger_") and "_stage_" not in name and "_in_plans_" not in name]
    shares = sum(row[name] for name in lines if name.endswith("_percent") and "drift" not in name)
    assert abs(shares - 100.0) < 1e-9


def test_a_log_is_read_without_copying(simulated: EventLog) -> None:
    view = View(simulated)
    for name in ("kind", "family", "subject", "detail", "worker", "time", "enabled", "started", "due", "hours"):
        column = np.asarray(simulated.columns[name])
        assert getattr(view, name).__array_interface__["data"][0] == column.__array_interface__["data"][0]


def test_a_service_with_nobody_in_it_and_nothing_to_do_has_a_row_too(diary: Diary, simulated: EventLog) -> None:
    assert list(measure_log(diary.log)) == list(measure_log(simulated))
    assert check_laws(diary.log) == []
