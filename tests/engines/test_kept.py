"""Memory is kept from one replication to the next, and no two runs have the same at one time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest

from fssim.engine.compiled.runtime import buffer_pool as kept
from fssim.engine.compiled.runtime.buffer_pool import LINE, Memory
from fssim.engine.compiled.runtime.prepare import prepare
from fssim.engine.compiled.runtime.run_compiled import run
from tests.laws.shipped import log_of, tables_of

pytestmark = pytest.mark.slow

NAME = "one_district"


def test_an_array_that_grows_keeps_what_is_used() -> None:
    memory, record = Memory(), numpy.dtype("i4")
    small = memory.array("numbers", 3, record)
    small[:] = (1, 2, 3)
    larger = memory.array("numbers", 1000, record, used=2)
    assert len(larger) == 1000
    assert list(larger[:2]) == [1, 2]
    assert larger.ctypes.data % LINE == 0
    again = memory.array("numbers", 5, record)
    assert again.ctypes.data == larger.ctypes.data
    assert memory.size() == 4500  # with an eighth to spare


def test_what_is_given_away_is_not_used_again() -> None:
    memory, record = Memory(), numpy.dtype("i4")
    memory.array("numbers", 1000, record)[:] = 7
    given = memory.give_away("numbers", 3, record)
    following = memory.array("numbers", 5, record)
    following[:] = 8
    assert list(given) == [7, 7, 7]
    assert memory.size() == 4500  # as large as the last, with no growing on the way


def test_what_was_given_away_is_used_again_once_no_view_of_it_is_left() -> None:
    memory, record = Memory(), numpy.dtype("i4")
    memory.array("numbers", 1000, record)
    given = memory.give_away("numbers", 3, record)
    address, part = given.ctypes.data, given[1:].view("i2")
    del given
    assert memory.size() == 0
    del part
    assert memory.array("numbers", 5, record).ctypes.data == address
    given = memory.give_away("numbers", 5, record)
    following = memory.array("numbers", 5, record)
    del given
    assert memory.array("numbers", 5, record).ctypes.data == following.ctypes.data != address


def test_a_run_in_the_middle_of_another_has_memory_of_its_own() -> None:
    inner = []

    def run_another(share: float) -> None:
        if not inner and 0.5 <= share < 0.6:  # a month of the year ends in between
            inner.append(run(prepare(), tables_of(NAME), 1, 0))

    outer = run(prepare(), tables_of(NAME), 2, 0, run_another)
    assert inner[0].to_bytes() == log_of(NAME).to_bytes()
    assert outer.to_bytes() == run(prepare(), tables_of(NAME), 2, 0).to_bytes()


def test_runs_in_several_threads_have_memory_of_their_own() -> None:
    seeds = [1, 2, 3, 1, 2, 3]
    with ThreadPoolExecutor(3) as threads:
        logs = list(threads.map(lambda seed: run(prepare(), tables_of(NAME), seed, 0).to_bytes(), seeds))
    assert logs[:3] == logs[3:]
    assert logs[0] == log_of(NAME).to_bytes()
    assert len(kept._spare) == 1


def test_more_than_is_to_be_kept_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with kept.lent_memory() as first:
        first.array("numbers", 10, numpy.dtype("i8"))
    with kept.lent_memory() as second:
        assert second is first
    monkeypatch.setattr(kept, "MOST_KEPT", 79)
    with kept.lent_memory() as third:
        assert third is first
    with kept.lent_memory() as fourth:
        assert fourth is not first
