"""A small service whose measures can be worked out on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim.engine.event_log import EventLog
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.tables import Tables
from fssim.scenario import load
from tests.unit.measures.diary import ALCOHOL, KEYWORKER, MENTAL_HEALTH, Diary

SERVICE = Path(__file__).parent / "service.yaml"


@pytest.fixture(scope="session")
def tables() -> Tables:
    return compile_scenario(load(SERVICE))


@pytest.fixture
def diary(tables: Tables) -> Diary:
    return Diary(tables)


@pytest.fixture
def planned(diary: Diary) -> Diary:
    """Family 0 enters a plan on day 300, held by worker 0; what it needs is up to the test."""
    diary.worker(KEYWORKER)
    family = diary.family(MENTAL_HEALTH, ALCOHOL)
    diary.referred(300.0, family)
    diary.entered(300.0, family, "plan")
    diary.allocated(300.0, family, 0)
    return diary


@pytest.fixture(scope="session")
def simulated(tables: Tables) -> EventLog:
    """What an engine makes of the service. To be read, not written."""
    return simulate_tables(tables, 1, 0)
