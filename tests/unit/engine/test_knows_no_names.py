"""The engine and the model interpret tables: no stage, role, need or activity of a scenario occurs in their code.

Names of one word, such as "closed", are looked for in texts only, as code may well say that something is closed.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from fssim.scenario import Scenario, load

ROOT = Path(__file__).parents[3]
MODULES = [
    path.relative_to(ROOT) for part in ("engine", "model") for path in sorted((ROOT / "fssim" / part).rglob("*.py"))
]
WORDS = re.compile(r"[a-z]+")
NAMING = ("id", "attr", "name", "arg")  # the fields of a syntax tree's nodes that hold names


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(ROOT / "scenarios" / "family_safeguarding.yaml")


def domain_names(scenario: Scenario) -> set[str]:
    """The names a scenario gives, in plain words: stages, activities, decision tables, people, needs and services."""
    pathway = scenario.pathway
    named = [
        *pathway.stages,
        *pathway.activities,
        *pathway.decisions,
        *scenario.needs,
        *scenario.services,
        *scenario.roles,
        *scenario.teams,
        *scenario.pools,
        *scenario.working_models,
        *scenario.training,
    ]
    return {plain(name) for name in named}


def texts_and_names(module: Path) -> tuple[set[str], set[str]]:
    """A module's text constants, but for docstrings, and every name it uses, in plain words."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts, names = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            texts.add(plain(node.value))
        names |= {plain(name) for name in (getattr(node, f, None) for f in NAMING) if isinstance(name, str)}
    return texts, names


def plain(text: str) -> str:
    return " ".join(WORDS.findall(text.lower()))


def within(name: str, texts: set[str]) -> list[str]:
    return [text for text in texts if f" {name} " in f" {text} "]


def test_there_are_names_and_modules_to_look_for(scenario: Scenario) -> None:
    assert {"child protection plan", "social worker", "mental health", "review conference"} <= domain_names(scenario)
    assert len(MODULES) > 20


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_no_name_of_the_scenario_occurs_in_the_code(module: Path, scenario: Scenario) -> None:
    texts, names = texts_and_names(module)
    names_within = []
    for name in domain_names(scenario):
        names_within += [name] if name in texts else []
        names_within += within(name, texts | names) if " " in name else []
    assert names_within == []
