"""Stored logs: what four short runs gave when they were last stored on purpose.

`python -m tests.golden.stored` stores them anew. The quantile tables they were run with are stored beside them, so that
a log can be compared exactly on any machine, whatever SciPy's last figures there.
"""

from __future__ import annotations

import json
import zlib
from array import array
from pathlib import Path

import numpy as np

from fssim.engine.compiled.runtime import prepare
from fssim.engine.event_log import COLUMNS, EventLog
from fssim.engine.reference.run_reference import run as run_reference
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario, tabulate_shapes
from fssim.scenario import Scenario, load, with_values

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
TABLES = FOLDER / "quantile_tables.npz"
SEED, REPLICATION = 1, 0
QUICK = {"clock.warm_up_years": 0, "clock.observed_years": 1}
FEWER = QUICK | {"demand.children.value": 4000}
WAVES = {"clock.warm_up_years": 0, "clock.observed_years": 2, "demand.children.value": 700}  # the last in October 2020
RUNS = {
    "small": ("tests/unit/scenario/small.yaml", QUICK),
    "one_district_standard": ("scenarios/one_district_standard.yaml", FEWER),
    "one_district_vacancy": ("scenarios/one_district_vacancy.yaml", FEWER),
    "families_first_phased": ("scenarios/families_first_phased.yaml", WAVES),
}


def scenario(name: str) -> Scenario:
    file, values = RUNS[name]
    return with_values(load(ROOT / file), values)


def run(name: str) -> EventLog:
    """Run one of them with the stored quantile tables."""
    with np.load(TABLES) as stored:
        keys = json.loads(str(stored["keys"]))
        tabulated = {key: array("d", stored["knots"][row].tolist()) for row, key in enumerate(keys)}
    return simulate_tables(compile_scenario(scenario(name), tabulated), SEED, REPLICATION)


def columns(log: EventLog) -> dict[str, np.ndarray]:
    return {name: np.frombuffer(log.columns[name], dtype=code) for name, code in COLUMNS.items()}


def stored_columns(name: str) -> dict[str, np.ndarray]:
    with np.load(FOLDER / f"{name}.npz") as stored:
        return {column: stored[column] for column in COLUMNS}


def store() -> None:
    """Store the quantile tables and the logs of today's scenarios and engine, and the self-test's."""
    tabulated = {key: knots for name in RUNS for key, knots in tabulate_shapes(scenario(name)).items()}
    keys = sorted(tabulated)
    np.savez_compressed(TABLES, keys=json.dumps(keys), knots=np.array([tabulated[key] for key in keys]))
    for name in RUNS:
        np.savez_compressed(FOLDER / f"{name}.npz", **columns(run(name)))
    store_self_test()


def store_self_test() -> None:
    """Store what the compiled engine is tested with before it is used: the SimPy engine's log."""
    log = run_reference(prepare.self_test_tables(), prepare.SEED, prepare.REPLICATION)
    prepare.LOG.write_bytes(zlib.compress(log.to_bytes(), 9))


if __name__ == "__main__":
    store()
