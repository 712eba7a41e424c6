"""With `FSSIM_DEBUG` set every record's number is checked: the log is the same, and what is outside an array is named.

In a process of its own, as the engine is of one build in a process. The first time it is compiled, which takes about
half a minute.
"""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256

import pytest

from fssim.engine.compiled.runtime.prepare import own_folder
from tests.laws.shipped import log_of

pytestmark = pytest.mark.slow

NAME = "one_district"
PROGRAM = """
import sys
from hashlib import sha256
from fssim.engine.compiled.runtime import run_compiled
from fssim.engine.compiled.runtime.prepare import own_folder
from fssim.engine.compiled.runtime.functions import Stopped
from fssim.engine.compiled.runtime.prepare import prepare
from tests.laws.shipped import tables_of

class Short(run_compiled.World):
    def grow(self, room):
        super().grow(room)
        self.record["length_members"] = 1

tables, functions = tables_of(sys.argv[1]), prepare()
print(own_folder().name)
print(sha256(run_compiled.run(functions, tables, 1, 0).to_bytes()).hexdigest())
run_compiled.World = Short
try:
    run_compiled.run(functions, tables, 1, 0)
except Stopped as error:
    print(error)
"""


@pytest.fixture(scope="module")
def printed() -> list[str]:
    line = [sys.executable, "-c", PROGRAM, NAME]
    environment = {**os.environ, "FSSIM_DEBUG": "1"}
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=True, timeout=400)
    return done.stdout.splitlines()


def test_it_is_kept_apart(printed: list[str]) -> None:
    assert printed[0] == own_folder().name.replace("compiled-", "compiled-checked-")


def test_no_record_outside_an_array_is_asked_for_and_the_log_is_the_same(printed: list[str]) -> None:
    assert printed[1] == sha256(log_of(NAME).to_bytes()).hexdigest()


def test_a_record_outside_an_array_is_named(printed: list[str]) -> None:
    """The first group's one post has two records, of who is in it and of who starts as they stop; the next has 2."""
    message = (
        "the compiled engine's function advance stopped with an error: it asked for record 2 of 'members', which has "
    )
    assert printed[2].startswith(message)
