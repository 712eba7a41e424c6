"""Imports point the way that docs/ARCHITECTURE.md says, and what it names is where it says."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import fssim

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
LEAVES = ("errors", "version", "dates", "arrays", "whole_numbers", "files", "plots")
GROUPS = ("studies", "authority")  # folders whose own folders are parts
OF_ENGINE_FOR_REPORTS = {"fssim.engine.event_log"}
COMMANDS = "fssim/cli/commands/"  # a command has the name of the public function that it calls
IN_EACH_ENGINE = {"World", "draw_families", "mix", "run"}  # the same, as each engine has it
EXPECTED_BY_A_CALLER = {"routes"}  # of each module with pages, for the application
Import = tuple[str, str]


def module_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)


FILES = sorted((ROOT / "fssim").rglob("*.py"))
MODULES = {module_of(file) for file in FILES}


def part_of(module: str) -> str:
    """The folder of `fssim` that a module lies in, or its own name if it lies in none."""
    parts = module.split(".")[1:]
    return "/".join(parts[: 2 if parts[:1] and parts[0] in GROUPS else 1]) or "__init__"


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
        for part in re.findall(r"`([\w/]+)`", parts):
            allowed[part] = words
    for words in allowed.values():
        for group in words & set(GROUPS):
            words.remove(group)
            words |= {part for part in allowed if part.startswith(f"{group}/")}
    return allowed


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
    assert {part_of(module) for module in MODULES} - set(GROUPS) <= rules().keys()
    assert set(LEAVES) <= rules().keys()


def test_the_rules_point_one_way() -> None:
    """No part may import one that may import it."""
    allowed = rules()
    above = {part: allowed[part] for part in allowed if "everything" not in allowed[part]}
    assert not [(one, other) for one in above for other in above[one] if one in allowed[other]]


def test_no_import_points_the_wrong_way() -> None:
    wrong = wrong_way()
    assert not wrong, f"let these import what lies below them: {sorted(wrong)}"


def test_no_modules_import_one_another() -> None:
    """Directly or not, for type checking included; `CycleError` names the circle."""
    imported = {module_of(file): set(imports_of(file)) & MODULES - {module_of(file)} for file in FILES}
    imported["fssim.__init__"] = set()  # public names are imported when they are first used
    TopologicalSorter(imported).prepare()


def test_each_module_has_a_name_of_its_own() -> None:
    """A file's name says by itself which one is meant. Those that Python names are of their folders."""
    files = Counter(file.stem for file in FILES if file.stem not in ("__init__", "__main__"))
    assert not [name for name, times in files.items() if times > 1]


def definitions() -> dict[str, set[str]]:
    """The files in which each public function or class is defined, by its name."""
    files: dict[str, set[str]] = {}
    for file in FILES:
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                files.setdefault(node.name, set()).add(file.relative_to(ROOT).as_posix())
    return files


def test_each_public_name_stands_once() -> None:
    """A class or function says by its name alone which one is meant, but for those that share one for a reason."""
    twice = {name: files for name, files in definitions().items() if len(files) > 1 and not name.startswith("_")}
    unlike = {
        name: sorted(files)
        for name, files in twice.items()
        if name not in IN_EACH_ENGINE
        and name not in EXPECTED_BY_A_CALLER
        and not (name in fssim.__all__ and len({file for file in files if not file.startswith(COMMANDS)}) == 1)
    }
    assert not unlike
    assert twice.keys() >= IN_EACH_ENGINE | EXPECTED_BY_A_CALLER, "what stands once by now needs no exception"


def test_what_stands_beside_a_change_is_where_the_page_says() -> None:
    rows = re.findall(r"^\| (?!`)[^|]+ \| `(fssim/[\w/]+/)` \| `(\w+)` \|$", PAGE, flags=re.MULTILINE)
    assert len(rows) >= 10
    defined = definitions()
    for folder, name in rows:
        places = defined.get(name, set())
        assert any(place.startswith(folder) for place in places), f"{name} is not in {folder} but in {places}"
