"""Simulating: tables, a seed and a replication number become an event log."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fssim.engine.event_log import EventLog
from fssim.engine.opening_caseload import end_before_observed, open_caseload
from fssim.errors import ArgumentError, EngineUnusable
from fssim.model.family_table import FamilyTable, NewLuck
from fssim.model.tables import Tables

if TYPE_CHECKING:
    from fssim.engine.compiled.runtime.functions import Functions


def _can_import(*modules: str) -> bool:
    try:
        return all(find_spec(module) is not None for module in modules)
    except ImportError:
        return False


ENGINES = ("compiled", "simpy") if _can_import("numpy", "numba") else ("simpy",)  # that run here, the default first


def prepare_engine(engine: str | None = None) -> str:
    """Have an engine ready to run, so that processes started after this find it so; returns the one that will run.

    The first use of the compiled one compiles it, and says so on the standard error stream, and tests it. If it does
    not pass, the SimPy engine runs in its place, and a warning (`SlowerEngine`) says so. Raises `EngineUnusable` if
    what it needs cannot be imported.
    """
    engine = _known(engine)
    if engine == "compiled":
        try:
            return engine if _compiled_functions() is not None else "simpy"
        except (ImportError, OSError) as error:
            raise EngineUnusable(
                f"Numba is installed but cannot be used ({error}); install it anew, with a NumPy that it knows (pip "
                "install --upgrade numba), or remove it (pip uninstall numba), and the SimPy engine is used"
            ) from error
    return engine


def simulate_tables(
    tables: Tables,
    seed: int,
    replication: int,
    engine: str | None = None,
    on_progress: Callable[[float], None] | None = None,
    families: FamilyTable | None = None,
    luck: NewLuck | None = None,
) -> EventLog:
    """One replication of a compiled scenario.

    `engine` is one of `ENGINES`, or the first if left out; all of them give the same log. `on_progress` is called
    now and then with the share of the simulated time that is past. `families` are who is referred, in place of those
    that are drawn: the same ones with a need set aside, say. `luck` is theirs from a moment on. If it is known who is
    open when the observed years begin, the years before are simulated first without that, to see who would be. Raises
    `ValueError` for an engine not in `ENGINES`. Equal arguments give equal logs, byte for byte.
    Raises `CannotSimulate` for a scenario that does not come to its end.
    """
    if families is None and tables.open_cells.stage:
        before = end_before_observed(tables)
        families = open_caseload(tables, seed, lambda other: simulate_tables(before, other, replication, engine))
    if _known(engine) == "compiled" and (functions := _compiled_functions()) is not None:
        from fssim.engine.compiled.runtime.run_compiled import run as run_compiled

        return run_compiled(functions, tables, seed, replication, on_progress, families, luck)
    from fssim.engine.reference.run_reference import run

    return run(tables, seed, replication, on_progress, families, luck)


def _compiled_functions() -> Functions | None:
    from fssim.engine.compiled.runtime.prepare import prepare as prepare_compiled

    return prepare_compiled()


def _known(engine: str | None) -> str:
    if engine is not None and engine not in ENGINES:
        raise ArgumentError(f"engine '{engine}' is not known; it must be {' or '.join(ENGINES)}")
    return engine or ENGINES[0]
