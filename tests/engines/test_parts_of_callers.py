"""A function that is compiled as a part of its caller has one caller, and calls it once."""

import ast
from collections import Counter
from pathlib import Path

from fssim.engine.compiled import kernel

SOURCES = [ast.parse(file.read_text("utf-8")) for file in sorted(Path(str(kernel.__file__)).parent.glob("*.py"))]
NODES = [node for source in SOURCES for node in ast.walk(source)]


def test_each_is_called_in_one_place() -> None:
    names = [
        node.name
        for node in NODES
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(by, ast.Name) and by.id == "part_of_caller" for by in node.decorator_list)
    ]
    called = Counter(
        getattr(node.func, "id", None) or getattr(node.func, "attr", "") for node in NODES if isinstance(node, ast.Call)
    )
    assert names
    assert len(set(names)) == len(names)
    assert {name: called[name] for name in names} == dict.fromkeys(names, 1)
