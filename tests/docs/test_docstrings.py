"""The examples in the docstrings of public names print what they say."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

import fssim


@pytest.mark.parametrize(
    "home", sorted({getattr(fssim, name).__module__ for name in fssim.__all__ if name != "__version__"})
)
def test_examples_print_what_they_say(home: str) -> None:
    assert doctest.testmod(import_module(home), verbose=False).failed == 0
