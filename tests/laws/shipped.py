"""The shipped scenarios, shortened to one year without warm-up, and the county's cut to about a district."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fssim.engine.event_log import EventLog
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.tables import Tables
from fssim.scenario import Scenario, load, with_values

FOLDER = Path(__file__).parents[2] / "scenarios"
NAMES = sorted(file.stem for file in FOLDER.glob("*.yaml"))
DISTRICT = 20000  # children; more than this is a county
NINTH = 9


@cache
def shipped(name: str) -> Scenario:
    """A shipped scenario, as its file says."""
    return load(FOLDER / f"{name}.yaml")


@cache
def shortened(name: str) -> Scenario:
    """A shipped scenario over one year from the first day, with a ninth of a county's children and teams.

    Where single teams are named by number, every team stays, and so do a third of the children.
    """
    scenario = shipped(name)
    values: dict[str, object] = {"clock.warm_up_years": 0, "clock.observed_years": 1}
    children = scenario.demand.children.value
    if children > DISTRICT:
        by_number = any(vacancy.numbers for vacancy in scenario.vacancies.values()) or bool(scenario.roll_out)
        values["demand.children.value"] = children / (3 if by_number else NINTH)
        if not by_number:
            for kind, team in scenario.teams.items():
                values[f"teams.{kind}.count.value"] = max(1, round(team.count.value / NINTH))
    return with_values(scenario, values)


@cache
def tables_of(name: str) -> Tables:
    return compile_scenario(shortened(name))


@cache
def log_of(name: str, seed: int = 1, replication: int = 0) -> EventLog:
    """The log of a shortened scenario; made once in each process."""
    return simulate_tables(tables_of(name), seed, replication)
