"""Who waits most, against a diary written by hand, and against every family counted one by one."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from fssim.engine.event_log import Event, EventLog
from fssim.measures.indicators.who_waits import who_waits
from fssim.measures.ledger.ledger import ledger_of
from fssim.measures.ledger.ledger_lines import DRIFT
from fssim.measures.log_view.spells import spells_of
from fssim.measures.log_view.view import View
from tests.unit.measures.diary import Diary

NEED = "mental health"


def on_a_plan(diary: Diary, waited: float | None, *needs: str) -> None:
    """A family referred for help on day 300 that starts so many days later (or never), and has its plan to day 400."""
    family = diary.family(*needs)
    diary.referred(300.0, family)
    diary.entered(300.0, family, "plan")
    diary.need(Event.PLANNED, 300.0, family, NEED, 4)
    diary.need(Event.NEED_REFERRED, 300.0, family, NEED)
    if waited is not None:
        diary.need(Event.NEED_STARTED, 300.0 + waited, family, NEED, referred=300.0)
    diary.entered(400.0, family, "closed")


def test_waits_and_drift_by_number_of_needs_stage_and_team(diary: Diary) -> None:
    on_a_plan(diary, 10.0, NEED)
    on_a_plan(diary, 30.0, NEED)
    on_a_plan(diary, None, NEED)
    values = who_waits(diary.view)
    team = next(name for name in diary.names.teams if name.startswith("safeguarding")).replace(" ", "_")
    for group in ("needs_1", "stage_plan", f"team_{team}"):
        assert values[f"help_wait_{group}_mean_working_days"] == 20.0
        assert values[f"help_wait_{group}_p90_working_days"] == 30.0
        # waiting, and nothing else, until help starts; the third waits outside until its plan ends
        assert values[f"plan_drift_{group}_mean_working_days"] == pytest.approx((10.0 + 30.0 + 100.0) / 3.0)
        assert values[f"plan_drift_{group}_p90_working_days"] == 100.0
    assert isnan(values["help_wait_needs_0_mean_working_days"])


def test_a_plan_is_of_the_team_it_began_in_and_not_of_the_one_that_made_enquiries_before_it(diary: Diary) -> None:
    on_a_plan(diary, 10.0, NEED)
    family = diary.family(NEED)
    diary.referred(290.0, family)
    enquiry, front_door = diary.names.stages.index("section_47_enquiry"), diary.names.teams.index("front_door")
    diary.write(Event.ENTERED, 290.0, family, enquiry, front_door)
    diary.entered(300.0, family, "plan")
    diary.need(Event.PLANNED, 300.0, family, NEED, 4)
    diary.need(Event.NEED_REFERRED, 300.0, family, NEED)
    diary.entered(350.0, family, "closed")
    team = next(name for name in diary.names.teams if name.startswith("safeguarding")).replace(" ", "_")
    drift = who_waits(diary.view)[f"plan_drift_team_{team}_mean_working_days"]
    assert drift == pytest.approx((10.0 + 50.0) / 2.0)


def test_drift_of_all_groups_together_is_the_ledger_s(simulated: EventLog) -> None:
    view = View(simulated)
    values, ledger, spells = who_waits(view), ledger_of(view), spells_of(view)
    in_plan = view.plan_stages[spells.stage[ledger.spell]]
    lost = (ledger.end - ledger.start)[in_plan & np.isin(ledger.line, DRIFT)].sum()
    by_stage = {spells.stage[spell] for spell in ledger.spell[in_plan]}
    total = 0.0
    for stage in by_stage:
        there = len({int(spell) for spell in ledger.spell[in_plan] if spells.stage[spell] == stage})
        total += there * values[f"plan_drift_stage_{view.tables.names.stages[stage]}_mean_working_days"]
    assert lost > 0.0
    assert total == pytest.approx(lost)


def test_nobody_waits_in_a_log_in_which_nothing_happens(diary: Diary) -> None:
    assert all(isnan(value) for value in who_waits(diary.view).values())
