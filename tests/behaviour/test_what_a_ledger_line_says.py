"""A day on a line of the ledger is no day on which nothing happens: it is what the last need to finish was doing."""

from __future__ import annotations

from pathlib import Path

import fssim
from fssim.engine.event_log import Event
from fssim.measures import ledger
from fssim.measures.ledger.ledger_lines import DRIFT, Line
from fssim.scenario import load

EMPTY = load(Path(__file__).parents[2] / "scenarios" / "one_district_vacancy.yaml")
WAITING = (Line.WAITING_POST_VACANT, Line.WAITING_PRACTITIONER_LIST, Line.WAITING_EXTERNAL_SERVICE)


def test_sessions_are_held_on_days_of_drift_but_never_for_the_need_that_waits() -> None:
    log = fssim.simulate(EMPTY, 1, 0)
    found = ledger(log)
    days: dict[int, list[tuple[float, float, int, int]]] = {}
    for spell, line, start, end in zip(found.spell, found.line, found.start, found.end, strict=True):
        days.setdefault(int(found.spells.family[spell]), []).append((start, end, int(line), int(found.critical[spell])))
    columns = zip(*(log.columns[name] for name in ("kind", "family", "subject", "time")), strict=True)
    held = in_drift = 0
    for kind, family, need, time in columns:
        if kind != Event.SESSION or time < log.tables.observed_from:
            continue
        now = [each for each in days.get(family, []) if each[0] < time < each[1]]
        for _, _, line, last_need in now:
            held += 1
            in_drift += line in DRIFT
            if line in WAITING:
                assert need != last_need
    assert held > 500
    assert 0.05 < in_drift / held < 0.5
