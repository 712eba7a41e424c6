"""The examples in the docstrings of public names print what they say."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

import fssim


@pytest.mark.parametrize("home", sorted(set(fssim._HOMES.values())))
def test_examples_print_what_they_say(home: str) -> None:
    assert doctest.testmod(import_module(home), verbose=False).failed == 0
