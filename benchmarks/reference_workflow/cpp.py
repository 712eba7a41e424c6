"""The workflow as an event loop by hand in C++ (`loop.cpp`), compiled by g++ into a temporary folder."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.reference_workflow.answers import Answers, Run, Timed
from benchmarks.reference_workflow.names import names_of
from benchmarks.reference_workflow.numbers import Numbers, numbers_of
from benchmarks.reference_workflow.service import Service
from fssim.engine.event_log import Event
from fssim.model import tables

SOURCE = Path(__file__).with_name("loop.cpp")
COMPILER, PROGRAM = "g++", "loop"
PLACES = (
    "QUANTILE_CELLS",
    "KNOTS",
    "TAIL",
    "CELLS_BELOW_TAIL",
    "TAIL_CELLS",
    "TAIL_STEP",
    "TAIL_PARTS",
    "CELLS_A_PART",
)
DEFINED = {name: getattr(tables, name) for name in PLACES} | {f"EVENT_{event.name}": int(event) for event in Event}
OPTIONS = ("-std=c++17", "-O3", "-ffp-contract=off", *(f"-D{name}={value!r}" for name, value in DEFINED.items()))


def run(service: Service, replications: Sequence[int]) -> Run:
    """The replications, one after another in one process of their own; waiting lines go by arrival."""
    return _run(service, replications, "first")


def run_without_a_limit_on_slots(service: Service, replications: Sequence[int]) -> Run:
    """As `run`, with a slot for every family."""
    return run(service.without_a_limit_on_slots(), replications)


def run_by_due_date(service: Service, replications: Sequence[int]) -> Run:
    """As `run`, with waiting lines that go by when the interval before began, as a due date would have it."""
    return _run(service, replications, "due")


def run_writing_the_log(service: Service, replications: Sequence[int]) -> Run:
    """As `run_by_due_date`, with fssim's event log written as well, in memory that each replication uses again."""
    return _run(service, replications, "logged")


def read_logs(service: Service, replications: Sequence[int]) -> Iterator[bytes]:
    """The logs that it writes: of each, the columns' bytes one after another."""
    _run(service, replications, "stored")
    return (_folder("EventLog").joinpath(f"log-{replication}").read_bytes() for replication in replications)


def _run(service: Service, replications: Sequence[int], rule: str) -> Run:
    folder = _folder("EventLog" if rule in ("logged", "stored") else "NoLog")
    numbers = folder / "numbers"
    numbers.write_bytes(_as_bytes(service, numbers_of(service)))
    command = [str(folder / PROGRAM), str(numbers), rule, *map(str, replications)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout.splitlines()
    peak, rows = map(int, told[-1].split())
    return Run([_timed(line) for line in told[:-1]], peak_kilobytes=peak, log_rows=rows)


def _folder(log: str) -> Path:
    return Path(_compiled(log).name)


@cache
def _compiled(log: str) -> tempfile.TemporaryDirectory[str]:
    """A folder with the program in it that keeps a log so, which goes when this process ends."""
    folder = tempfile.TemporaryDirectory()
    subprocess.run([COMPILER, *OPTIONS, f"-DLOG={log}", str(SOURCE), "-o", str(Path(folder.name, PROGRAM))], check=True)
    return folder


def _timed(line: str) -> Timed:
    families, visits, sessions, slot, specialist, closing, seconds = line.split()
    answers = Answers(int(families), int(visits), int(sessions), float(slot), float(specialist), float(closing))
    return Timed(answers, float(seconds))


def _as_bytes(service: Service, n: Numbers) -> bytes:
    """`struct Numbers` of the program, field for field: everything in it is eight bytes long."""
    purposes = [n.arrival, n.height, n.after_first_visit, n.after_sixth_visit]
    people = [service.holders, service.slots, service.visitors, n.hours_a_day, *service.specialists]
    amounts = [n.families_a_day, n.days, *people, *n.chance_of_pool, n.chance_of_second_stage]
    words = np.concatenate(
        [np.array(purposes, np.uint64), *(p.ravel() for p in (n.interval, n.visit, n.gap, n.session))]
    )
    knots = np.concatenate((n.unit_exponential, n.hours, n.long_interval, n.short_interval, n.session_gap))
    names = np.array(names_of(service.tables), np.int64)
    return b"".join(part.tobytes() for part in (words, np.array(amounts, np.float64), knots, names))
