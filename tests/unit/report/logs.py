"""Logs of the scenarios of one district that come with fssim, each simulated once for all the tests of reports."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from fssim.engine.event_log import EventLog
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario import Scenario, with_values
from tests.laws.shipped import shipped

Logs = list[EventLog]


@cache
def logs_of(*names: str, seed: int = 1) -> Logs:
    """The logs of scenarios of one district: a year to fill, and two that are observed."""
    clock = {"clock.warm_up_years": 1, "clock.observed_years": 2}
    scenarios = [with_values(shipped(name), clock) for name in names]
    return [simulate_tables(compile_scenario(scenario), seed, 0) for scenario in scenarios]


@cache
def a_year_of(name: str) -> EventLog:
    """The log of a scenario of one district: one year, from an empty service."""
    scenario = with_values(shipped(name), {"clock.warm_up_years": 0, "clock.observed_years": 1})
    return simulate_tables(compile_scenario(scenario), 1, 0)


def as_log_of(scenario: Scenario, log: EventLog) -> EventLog:
    """The same log, as if a scenario that differs in words alone had given it."""
    return replace(log, tables=replace(log.tables, scenario=scenario))


def vacancy(seed: int = 1) -> Logs:
    return logs_of("one_district_vacancy", "one_district", seed=seed)
