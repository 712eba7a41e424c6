"""The examples in the docstrings of public names print what they say."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from textwrap import dedent
from typing import Any

import pytest

import fssim


@pytest.mark.parametrize(
    "home", sorted({getattr(fssim, name).__module__ for name in fssim.__all__ if name != "__version__"})
)
def test_examples_print_what_they_say(home: str) -> None:
    assert doctest.testmod(import_module(home), verbose=False).failed == 0


def public_functions() -> Iterator[tuple[str, Any]]:
    """Every function in `fssim`, and every method of its classes that has a docstring of its own."""
    for name in fssim.__all__:
        value = getattr(fssim, name)
        if inspect.isfunction(value):
            yield name, value
        elif inspect.isclass(value):
            for method, function in vars(value).items():
                if inspect.isfunction(function) and not method.startswith("_") and function.__module__[:5] == "fssim":
                    yield f"{name}.{method}", function


def raised_in(function: Any) -> set[str]:
    """The names of the errors of fssim that the body of a function raises itself."""
    tree = ast.parse(dedent(inspect.getsource(function)))
    raised = {
        node.exc.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
    }
    return {name for name in raised if name in fssim.__all__}


def test_what_a_public_function_raises_itself_is_in_its_docstring() -> None:
    raisers = {name: raised_in(function) for name, function in public_functions()}
    assert sum(map(bool, raisers.values())) > 10
    docstrings = {name: inspect.getdoc(function) or "" for name, function in public_functions()}
    untold = {
        f"{name}: {error}"
        for name, errors in raisers.items()
        for error in errors
        if not re.search(rf"^Raises$.*\b{error}\b", docstrings[name], flags=re.MULTILINE | re.DOTALL)
    }
    assert not untold


def test_no_public_function_says_that_it_raises_what_fssim_has_its_own_error_for() -> None:
    bare = r"^(ValueError|TypeError|LookupError|KeyError|IndexError)\b"
    wrong = {name for name, function in public_functions() if re.search(bare, inspect.getdoc(function) or "", re.M)}
    assert not wrong


def test_a_public_function_says_what_each_parameter_is_and_what_comes_back() -> None:
    unsaid = set()
    for name, function in public_functions():
        text, signature = inspect.getdoc(function) or "", inspect.signature(function)
        back = "Yields" if inspect.isgeneratorfunction(function) else "Returns"
        sections = {
            "Parameters": [one for one in signature.parameters if one != "self"],
            back: [] if signature.return_annotation in (None, "None") else [""],
        }
        for heading, wanted in sections.items():
            _, underlined, section = text.partition(f"\n{heading}\n---")
            unsaid |= {f"{name}: {heading}" for _ in wanted if not underlined}
            unsaid |= {f"{name}: {one}" for one in wanted if not re.search(rf"\b{one}\b", section)}
    assert not unsaid


def test_a_public_result_says_what_each_of_its_fields_is() -> None:
    kinds = [value for name in fssim.__all__ if is_dataclass(value := getattr(fssim, name))]
    assert len(kinds) > 10
    unsaid = {
        f"{kind.__name__}.{one.name}"
        for kind in kinds
        for one in fields(kind)
        if not one.name.startswith("_") and not re.search(rf"\b{one.name}\b", inspect.getdoc(kind) or "")
    }
    assert not unsaid
