"""What `fssim` exports: each name from its home, and every error an `Error`."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import click
import pytest

import fssim
from fssim.cli import internals
from fssim.engine.simulate import ENGINES

PACKAGE = Path(str(fssim.__file__)).parent


def public_homes() -> dict[str, str]:
    """The module of each public name, as type checkers see it."""
    tree = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    return {
        alias.name: f"fssim.{node.module}"
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name and node.level == 1
    }


def test_type_checkers_see_the_names_that_are_there() -> None:
    assert sorted(public_homes()) == sorted(fssim.__all__)
    for name, home in public_homes().items():
        thing = getattr(fssim, name)
        assert thing is getattr(import_module(home), name)
        assert getattr(thing, "__module__", home) == home
    assert (PACKAGE / "py.typed").read_bytes() == b""


def imports_of_commands() -> set[tuple[str, str]]:
    """What the modules of the command line import of ours, but for what lies beside them."""
    trees = (
        ast.parse(file.read_text(encoding="utf-8"))
        for file in (PACKAGE / "cli").rglob("*.py")
        if file.name != "internals.py"
    )
    return {
        (str(node.module), name.name)
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "fssim"
        for name in node.names
    }


def test_commands_use_public_names_or_what_is_named_in_one_place() -> None:
    handed_on = "fssim.cli.internals"
    elsewhere = {module for module, _ in imports_of_commands() if not module.startswith("fssim.cli")}
    assert elsewhere == {"fssim"}
    assert {name for module, name in imports_of_commands() if module == "fssim"} <= set(fssim.__all__) | {"cli"}
    assert {name for module, name in imports_of_commands() if module == handed_on} == set(internals.homes())


def test_what_commands_use_is_there_and_not_public_too() -> None:
    public = {(home, name) for name, home in public_homes().items()}
    assert not public & set(internals.homes().values())
    for name, (module, attribute) in internals.homes().items():
        assert getattr(internals, name) is getattr(import_module(module), attribute)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = internals.nothing


@pytest.mark.skipif("compiled" not in ENGINES, reason="all modules can be imported where Numba is")
def test_every_error_is_an_error_of_fssim() -> None:
    names = [module.name for module in pkgutil.walk_packages(fssim.__path__, "fssim.") if "__main__" not in module.name]
    modules = [import_module(name) for name in names]
    defined = {
        thing
        for module in modules
        for thing in vars(module).values()
        if inspect.isclass(thing)
        and issubclass(thing, Exception)
        and not issubclass(thing, Warning)
        and thing.__module__.startswith("fssim")
    }
    assert len(defined) > 15
    odd = {thing.__qualname__ for thing in defined if not issubclass(thing, fssim.Error | click.ClickException)}
    assert odd <= {"_Wrong"}, odd


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (lambda: fssim.load("nowhere.yaml"), fssim.ScenarioError),
        (lambda: fssim.simulate("standard.yaml", 1, 0), TypeError),  # type: ignore[arg-type]
        (lambda: fssim.simulate(fssim.load("scenarios/one_district.yaml"), -1, 0), ValueError),
        (lambda: fssim.simulate(fssim.load("scenarios/one_district.yaml"), 1, 0, "steam"), ValueError),
        (lambda: fssim.run_to_precision(*[fssim.load("scenarios/one_district.yaml")] * 2, 5.0), ValueError),
        (lambda: fssim.read_sweep("nowhere"), fssim.OutputError),
        (lambda: fssim.story([]), ValueError),
    ],
)  # fmt: skip
def test_what_a_function_raises_is_an_error_of_fssim(wrong: object, kind: type[Exception]) -> None:
    with pytest.raises(fssim.Error) as raised:
        wrong()  # type: ignore[operator]
    assert isinstance(raised.value, kind)
    assert str(raised.value)
