"""Imports point the way that docs/ARCHITECTURE.md says. What does not is listed there, and the list can only shrink."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
LEAVES = ("errors", "version", "whole_numbers", "cache", "atomic_write", "comma_separated", "plots")
OF_ENGINE_FOR_REPORTS = {"fssim.engine.event_log"}
Import = tuple[str, str]


def module_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)


FILES = sorted((ROOT / "fssim").rglob("*.py"))
MODULES = {module_of(file) for file in FILES}


def part_of(module: str) -> str:
    """The folder of `fssim` that a module lies in, or its own name if it lies in none."""
    return module.split(".")[1] if "." in module else "__init__"


@cache
def imports_of(file: Path) -> list[str]:
    """Every module of ours that a file imports, wherever in it."""
    ours: list[str] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            ours += [name.name for name in node.names if name.name.split(".")[0] == "fssim"]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            if node.module and node.module.split(".")[0] == "fssim":
                for name in node.names:
                    whole = f"{node.module}.{name.name}"
                    ours.append(whole if whole in MODULES else node.module)
    return ours


def rules() -> dict[str, set[str]]:
    """The parts that each part may import, by the page's table."""
    allowed = {}
    for parts, names in re.findall(r"^\| (`.+?`) \|[^|]*\| ?(.*?) ?\|$", PAGE, flags=re.MULTILINE):
        words = {word for word in re.split(r",\s*", names) if word}
        if "leaves" in words:
            words = words - {"leaves"} | set(LEAVES)
        for part in re.findall(r"`(\w+)`", parts):
            allowed[part] = words
    return allowed


def exceptions() -> set[Import]:
    """The imports that the page says point the wrong way."""
    return set(re.findall(r"^- `(fssim[\w.]+)` imports `(fssim[\w.]*)`", PAGE, flags=re.MULTILINE))


def wrong_way() -> set[Import]:
    allowed, wrong = rules(), set()
    for file in FILES:
        module = module_of(file)
        part = part_of(module)
        for imported in imports_of(file):
            to = part_of(imported)
            fine = to == part or "everything" in allowed[part] or to in allowed[part]
            if part == "report" and to == "engine" and imported not in OF_ENGINE_FOR_REPORTS:
                fine = False
            if not fine:
                wrong.add((module, imported))
    return wrong


def test_every_part_has_its_rule() -> None:
    assert {part_of(module) for module in MODULES} <= rules().keys()
    assert set(LEAVES) <= rules().keys()


def test_the_rules_point_one_way() -> None:
    """No part may import one that may import it."""
    allowed = rules()
    above = {part: allowed[part] for part in allowed if "everything" not in allowed[part]}
    assert not [(one, other) for one in above for other in above[one] if one in allowed[other]]


def test_no_import_points_the_wrong_way() -> None:
    new = wrong_way() - exceptions()
    assert not new, f"let these import what lies below them: {sorted(new)}"


def test_what_has_been_mended_is_no_exception_any_more() -> None:
    mended = exceptions() - wrong_way()
    assert not mended, f"take these lines out of docs/ARCHITECTURE.md: {sorted(mended)}"


@cache
def circles() -> list[set[str]]:
    """Modules that import one another, directly or not, for type checking included."""
    imported = {module_of(file): set(imports_of(file)) & MODULES - {module_of(file)} for file in FILES}
    imported["fssim.__init__"] = set()  # public names are imported when they are first used
    reached = {module: set(direct) for module, direct in imported.items()}
    while any(not _grow(reached, module) for module in reached):
        pass
    together = {
        frozenset({module} | {other for other in reached[module] if module in reached[other]}) for module in reached
    }
    return [set(circle) for circle in together if len(circle) > 1]


def _grow(reached: dict[str, set[str]], module: str) -> bool:
    """Add what is reached by way of what is reached; true if there was nothing more."""
    before = len(reached[module])
    reached[module] = reached[module].union(*(reached.get(other, set()) for other in reached[module]))
    return len(reached[module]) == before


def listed_circles() -> list[set[str]]:
    lines = re.findall(r"^- a circle of (.+)$", PAGE, flags=re.MULTILINE)
    return [set(re.findall(r"`(fssim[\w.]+)`", line)) for line in lines]


def test_no_circle_is_new() -> None:
    new = [circle for circle in circles() if not any(circle <= listed for listed in listed_circles())]
    assert not new, f"these import one another: {[sorted(circle) for circle in new]}"


def test_a_circle_that_is_mended_is_listed_no_more() -> None:
    mended = [listed for listed in listed_circles() if not any(circle <= listed for circle in circles())]
    assert not mended, f"take these lines out of docs/ARCHITECTURE.md: {[sorted(listed) for listed in mended]}"
