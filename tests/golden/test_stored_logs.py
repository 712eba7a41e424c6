"""Logs are what they were, to the last bit, unless they were changed on purpose (python -m tests.golden.stored)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.golden.stored import RUNS, columns, run, stored_columns


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


def _bits(column: str, log: dict[str, np.ndarray]) -> np.dtype:
    """An integer type as wide as the column, so that nan equals nan and zero's sign counts."""
    return np.dtype(f"i{log[column].dtype.itemsize}")
