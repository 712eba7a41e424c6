"""The same seed gives the same log in every process, and under every order that Python may hash in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, find, settings

from fssim.engine.event_log import Event
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from tests.laws import building as b
from tests.laws.generated import scenario_mappings
from tests.laws.shipped import log_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PROGRAM = """
import json, sys
from hashlib import sha256
from fssim.engine.simulate import simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from tests.laws.building import scenario_of
from tests.laws.shipped import log_of

print(sha256(log_of("one_district").to_bytes()).hexdigest())
for mapping in json.load(sys.stdin):
    print(sha256(simulate_tables(compile_scenario(scenario_of(mapping)), 1, 0).to_bytes()).hexdigest())
"""


def is_busy(mapping: dict[str, Any]) -> bool:
    """Whether needs are met and people leave in a generated scenario."""
    log = simulate_tables(compile_scenario(b.scenario_of(mapping)), 1, 0)
    return {Event.SESSION, Event.UNALLOCATED, Event.CANCELLED} <= set(log.columns["kind"].tolist())


@pytest.fixture(scope="module")
def mappings() -> list[dict[str, Any]]:
    """A generated scenario in which much happens: the first that is found, however large."""
    return [find(scenario_mappings(), is_busy, settings=settings(max_examples=300, phases=[Phase.generate]))]


@pytest.mark.parametrize("hash_seed", ["0", "1", "4294967295", "random"])
def test_another_process_writes_the_same_log(hash_seed: str, mappings: list[dict[str, Any]]) -> None:
    logs = [log_of("one_district"), *(simulate_tables(compile_scenario(b.scenario_of(m)), 1, 0) for m in mappings)]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(mappings),
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [sha256(log.to_bytes()).hexdigest() for log in logs]
