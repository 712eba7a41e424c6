"""What the project says of itself in one place agrees with what it says in another."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from fssim.scenario import json_schema
from fssim.studies.optimisation.plan_file import build_optimisation_schema
from fssim.studies.sweeps.plan.sweep_file import build_sweep_schema
from fssim.trials.design_file import build_trial_schema

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))


def test_ci_pins_what_is_needed_and_nothing_that_does_not_fit() -> None:
    lines = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    extras = PROJECT["optional-dependencies"]
    for needed in map(Requirement, [*PROJECT["dependencies"], *extras["test"], *extras["docs"]]):
        name = canonicalize_name(needed.name)
        assert name in pins, f"{name} is not in .ci/constraints.txt: docs/CONTRIBUTING.md says how it is made"
        assert needed.specifier.contains(pins[name]), f"{needed} is pinned to {pins[name]}"


def test_the_hosted_tests_are_on_every_python_that_is_promised() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8"))
    matrix = workflow["jobs"]["tests"]["strategy"]["matrix"]
    assert matrix["python"] == PYTHONS
    assert [system.split("-")[0] for system in matrix["system"]] == ["ubuntu", "macos", "windows"]


def test_a_citation_has_what_it_needs() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["authors"] == PROJECT["authors"]
    assert citation["license"] == PROJECT["license"]


SCHEMAS = {
    "scenario": json_schema(), "sweep": build_sweep_schema(), "trial": build_trial_schema(),
    "optimisation": build_optimisation_schema(),
}  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_every_field_says_what_it_means(schema: dict[str, Any]) -> None:
    parts = {"the file": schema, **schema["$defs"]}
    mute = [
        f"{name}.{field}"
        for name, part in parts.items()
        for field, description in part.get("properties", {}).items()
        if not _described(description)
    ]
    assert mute == []


def _described(field: dict[str, Any]) -> bool:
    return bool(field.get("description")) or any(option.get("description") for option in field.get("anyOf", ()))
