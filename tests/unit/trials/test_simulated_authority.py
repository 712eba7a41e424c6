"""Who starts is as who does not, to the last bit, until the day of the start."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

import fssim
from fssim.engine.event_log import EventLog
from fssim.measures.log_view.view import View
from fssim.trials.simulated_authority import go_on_as_it_is, start_on
from fssim.trials.variation_in_time import Autoregression
from tests.unit.trials.conftest import FIELDS, write_design

START = date(2019, 10, 1)


def what_happens_before(log: EventLog, day: date) -> list[tuple[object, ...]]:
    """Every event of a family before a day."""
    view = View(log)
    until = float(np.searchsorted(view.day_ordinals, day.toordinal()))
    early = (view.time < until) & (view.family >= 0)
    return list(zip(*(column[early].tolist() for column in (view.time, view.kind, view.family)), strict=True))


def test_until_the_start_the_same_happens_to_every_family(tmp_path: Path) -> None:
    around_the_start = FIELDS["contamination"].replace("2020-04-01", "2019-07-01").replace("2021-04-01", "2020-01-01")
    design = fssim.load_trial(
        write_design(tmp_path, months="[12]", starts="[2019-10-01]", contamination=around_the_start)
    )
    going_on = go_on_as_it_is(design.base, design.plan, Autoregression(0.1, 0.5), np.random.default_rng(1))
    starting = start_on(START, going_on, design.effects["structure alone"])
    logs = [fssim.simulate(scenario, seed=3) for scenario in (going_on, starting)]
    before = [what_happens_before(log, START) for log in logs]
    assert len(before[0]) > 1_000
    assert before[0] == before[1]
    assert len(logs[0]) != len(logs[1])


def test_what_happens_meanwhile_and_years_of_demand_are_in_both(tmp_path: Path) -> None:
    design = fssim.load_trial(write_design(tmp_path))
    going_on = go_on_as_it_is(design.base, design.plan, Autoregression(0.1, 0.5), np.random.default_rng(1))
    starting = start_on(START, going_on, design.effects["structure alone"])
    assert set(going_on.demand.shocks) == {"demand_of_year_2", "lockdown"}
    assert starting.demand == going_on.demand
    assert starting.clock == going_on.clock
    assert {name: (vacancy.until, vacancy.team) for name, vacancy in starting.vacancies.items()} == {
        f"{role}_in_safeguarding_before_start": (START, "safeguarding")
        for role in ("domestic_abuse_practitioner", "mental_health_practitioner", "substance_misuse_practitioner")
    }
    assert starting.training["motivational_interviewing"].start == START
