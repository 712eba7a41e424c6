"""The time ledger cut by stage, team, need, number of needs or critical item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fssim.engine.event_log import EventLog
from fssim.errors import ArgumentError
from fssim.measures.ledger.ledger_lines import Line
from fssim.measures.log_view.arithmetic import Floats, Integers
from fssim.measures.log_view.view import View


@dataclass(frozen=True, slots=True)
class Slices:
    """Days by name (rows) and `Line` (columns), and how many stage spells had any day in the observed years."""

    names: tuple[str, ...]
    days: Floats
    spells: Integers


CUTS = ("stage", "team", "need", "number of needs", "critical item")


def ledger_by(log: EventLog, cut: str, plans_only: bool = False) -> Slices:
    """The days of the ledger by one of `CUTS`, of all stages or of plans only.

    A family with several needs stands in each of its needs' rows, so those days add up to more than all of them. Raises
    `ValueError` for any other cut.
    """
    view = View(log)
    names, labels = _labels(view, cut)
    counted = view.plan_stages[view.spells.stage] if plans_only else np.ones(len(view.spells), bool)
    begun = np.zeros(len(view.spells), bool)
    begun[view.ledger.spell] = True
    days = np.zeros((len(names), len(Line)))
    spells = np.zeros(len(names), np.int64)
    for label in labels:
        chosen = np.where(counted, label, -1)
        days += view.ledger.by(chosen, len(names))
        spells += np.bincount(chosen[begun & (chosen >= 0)], minlength=len(names))
    return Slices(names, days, spells)


def _labels(view: View, cut: str) -> tuple[tuple[str, ...], list[Integers]]:
    """The rows' names, and the row of each spell: -1 for none, several arrays if it may stand in several."""
    names, spells = view.tables.names, view.spells
    needs = view.needs[spells.family]
    has = [needs >> need & 1 for need in range(len(names.needs))]
    if cut == "stage":
        return names.stages, [spells.stage]
    if cut == "team":
        return names.teams, [spells.team]
    if cut == "need":
        return names.needs, [np.where(has[need] == 1, need, -1) for need in range(len(has))]
    if cut == "number of needs":
        return tuple(str(number) for number in range(len(has) + 1)), [np.sum([needs * 0, *has], axis=0)]
    if cut == "critical item":
        critical = view.ledger.critical
        in_plan = view.plan_stages[spells.stage]
        last = len(names.needs) + 1
        return (*names.needs, "plan work", "nothing to do"), [
            np.where(in_plan, np.where(critical < 0, last, critical), -1)
        ]
    raise ArgumentError(f"the ledger cannot be cut by '{cut}'; it can by {', '.join(CUTS)}")
