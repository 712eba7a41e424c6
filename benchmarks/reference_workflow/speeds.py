"""The table of speeds, and what has to be said beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean

from benchmarks.printing import Table, figures
from benchmarks.reference_workflow.engines import BASE, BEST, COMPILED, LOGGED
from benchmarks.reference_workflow.measured import Measured


def speeds(measured: Sequence[Measured]) -> Table:
    """One line an engine, the fastest first."""
    headings = ("reference workflow", "version", "million events/s", "replications/s", "peak MB", "to get ready, s",
                "times fssim's SimPy engine", "times C++")  # fmt: skip
    shown = sorted((m for m in measured if not m.engine.only_to_check), key=lambda m: -m.events_a_second)
    known = {m.engine.name: m.events_a_second for m in shown}
    rows = [
        (
            m.engine.name,
            m.version,
            figures(m.events_a_second / 1e6),
            figures(m.replications_a_second),
            figures(m.peak_megabytes),
            figures(m.ready_seconds),
            _times(m.events_a_second, known.get(BASE)),
            _times(m.events_a_second, known.get(BEST)),
        )
        for m in shown
    ]
    return Table(headings, rows, words=2)


def _times(speed: float, of: float | None) -> str:
    return figures(speed / of) if of else ""


def notes(measured: Sequence[Measured]) -> Iterator[str]:
    """What was counted, how many replications agree, and what the order of waiting lines changes."""
    events = fmean(events for m in measured for events in m.events)
    yield f"{figures(events)} events a replication by the workflow's own count."
    rows = [m.log_rows for m in measured if m.log_rows]
    if rows:
        yield f"fssim's engines write {rows[0]:,} log rows for them."
    by_name = {m.engine.name: m for m in measured}
    if {COMPILED, BEST, LOGGED} <= by_name.keys():
        compiled, nothing, log = (by_name[name].quickest_seconds for name in (COMPILED, BEST, LOGGED))
        yield (
            "Each replication in its quickest round, fssim's compiled engine takes "
            f"{figures(compiled / nothing)} times as long as C++ by hand that writes nothing, and "
            f"{figures(compiled / log)} times as long as C++ by hand that writes the same log."
        )
    first, due = by_name.get(BEST), by_name.get("C++ by due date")
    if first and due:
        yield "With lines by due date, as fssim has them, in place of first come, first served: " + "; ".join(
            f"mean {what.replace('_', ' ')} {_mean(due, what):.2f} days, not {_mean(first, what):.2f}"
            for what in ("slot_wait", "specialist_wait", "time_to_closing")
        ) + "."  # fmt: skip


def _mean(measured: Measured, what: str) -> float:
    return fmean(answers[what] for answers in measured.answers)
