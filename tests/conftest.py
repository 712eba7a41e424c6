"""Settings for every test.

Generated examples are the same on every run, so that a failure can be repeated. `HYPOTHESIS_PROFILE=exploring` looks
elsewhere each time, and for longer; what it finds is printed as a `reproduce_failure` line.
"""

from __future__ import annotations

import gc
import os
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, settings

from fssim.engine.compiled.runtime.prepare import prepare

OBJECTS_BETWEEN_COLLECTIONS = 100_000  # as the command has it; at Python's 700 a tenth of the tests' time is collecting
gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)

SLOW_TO_GENERATE = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=SLOW_TO_GENERATE)
settings.register_profile(
    "exploring",
    derandomize=False,
    deadline=None,
    print_blob=True,
    suppress_health_check=SLOW_TO_GENERATE,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """The engine is compiled once, before several processes start and each would do so."""
    with suppress(ImportError, OSError):
        prepare()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first, so that none is left to one process while the others have nothing to do."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """What is imported by now stays to the end, and is not gone through again and again for what is no longer used."""
    gc.collect()
    gc.freeze()
