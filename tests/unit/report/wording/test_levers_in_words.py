"""A lever at a value, in words."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from fssim.report.wording.levers_in_words import say_lever_at


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (8, "posts held 8"), (8.0, "posts held 8"), (np.float64(8.0), "posts held 8"), (8.256, "posts held 8.26"),
        ("none", "posts held: none"), (date(2019, 7, 1), "posts held: 1 July 2019"),
        (np.bool_(True), "posts held: yes"),
    ],
)  # fmt: skip
def test_words_stand_apart_and_numbers_do_not(value: object, words: str) -> None:
    lever: Any = SimpleNamespace(name="posts_held", label="")
    assert say_lever_at(lever, value) == words
