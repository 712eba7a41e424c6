"""A day on a line of the ledger is no day on which nothing happens: it is what the last need to finish was doing."""

from __future__ import annotations

from pathlib import Path

import pytest

import fssim
from fssim.engine.event_log import Event
from fssim.measures import ledger
from fssim.measures.ledger.ledger_lines import DRIFT, READY, Line
from fssim.scenario import load
from tests.laws.ready_days import ready_days

SCENARIOS = Path(__file__).parents[2] / "scenarios"
EMPTY = load(SCENARIOS / "one_district_vacancy.yaml")
WAITING = (Line.WAITING_POST_VACANT, Line.WAITING_PRACTITIONER_LIST, Line.WAITING_EXTERNAL_SERVICE)


def test_sessions_are_held_on_days_of_drift_but_never_for_the_need_that_waits() -> None:
    log = fssim.simulate(EMPTY, 1, 0)
    days_booked = ledger(log)
    days: dict[int, list[tuple[float, float, int, int]]] = {}
    for spell, line, start, end in zip(
        days_booked.spell, days_booked.line, days_booked.start, days_booked.end, strict=True
    ):
        days.setdefault(int(days_booked.spells.family[spell]), []).append(
            (start, end, int(line), int(days_booked.critical[spell]))
        )
    columns = zip(*(log.columns[name].tolist() for name in ("kind", "family", "subject", "time")), strict=True)
    held = in_drift = 0
    for kind, family, need, time in columns:
        if kind != Event.SESSION or time < log.tables.observed_from:
            continue
        now = [row for row in days.get(family, []) if row[0] < time < row[1]]
        for _, _, line, last_need in now:
            held += 1
            in_drift += line in DRIFT
            assert line not in READY
            if line in WAITING:
                assert need != last_need
    assert held > 500
    assert 0.05 < in_drift / held < 0.5


@pytest.mark.parametrize("name", ["one_district", "one_district_vacancy", "one_district_standard", "standard"])
def test_ready_days_are_as_they_come_to_when_counted_row_by_row(name: str) -> None:
    scenario = load(SCENARIOS / f"{name}.yaml")
    if name == "standard":  # a county of fewer years, which is as many days
        scenario = scenario.model_copy(
            update={"clock": scenario.clock.model_copy(update={"warm_up_years": 1, "observed_years": 1})}
        )
    log = fssim.simulate(scenario, 1, 0)
    booked, counted = ledger(log).by_spell().sum(axis=0), ready_days(log)
    assert [booked[line] for line in READY] == pytest.approx([counted[line] for line in READY])
    assert min(booked[line] for line in READY) > 500
