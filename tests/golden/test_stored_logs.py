"""Logs are what they were, to the last bit, unless they were changed on purpose (python -m tests.golden.stored)."""

from __future__ import annotations

import numpy as np
import pytest

from fssim.engine.event_log import Event
from tests.golden.stored import RUNS, columns, run, scenario, stored_columns


@pytest.mark.parametrize("name", RUNS)
def test_the_log_is_the_stored_one(name: str) -> None:
    written, stored = columns(run(name)), stored_columns(name)
    length = min(len(written["kind"]), len(stored["kind"]))
    different = np.zeros(length, bool)
    for column in stored:
        different |= written[column][:length].view(_bits(column, written)) != stored[column][:length].view(
            _bits(column, stored)
        )
    if different.any():
        row = int(np.flatnonzero(different)[0])
        here, there = ({column: values[row] for column, values in log.items()} for log in (written, stored))
        pytest.fail(f"row {row} is {here}; it was {there}")
    assert len(written["kind"]) == len(stored["kind"])


@pytest.mark.parametrize("name", RUNS)
def test_a_stored_log_is_worth_comparing(name: str) -> None:
    assert len(stored_columns(name)["kind"]) > 1000


def test_the_log_of_a_reform_has_what_it_brings() -> None:
    log = stored_columns("families_first_phased")
    assert {Event.SWITCHED, Event.CO_HOLDER_ALLOCATED, Event.CO_HOLDER_ENDED} <= {Event(kind) for kind in log["kind"]}
    family_help = list(scenario("families_first_phased").pathway.stages).index("family_help")
    assert (log["subject"][log["kind"] == int(Event.ENTERED)] == family_help).any()


def _bits(column: str, log: dict[str, np.ndarray]) -> np.dtype:
    """An integer type as wide as the column, so that nan equals nan and zero's sign counts."""
    return np.dtype(f"i{log[column].dtype.itemsize}")
