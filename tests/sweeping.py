"""A small sweep to write, and what a folder of one holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fssim.runs.folder.run_folder import compute_digest

SMALL = Path(__file__).parent / "unit" / "scenario" / "small.yaml"
BASE = f"""extends: {SMALL}
title: One small year
question: What happens in a year?
clock: {{warm_up_years: 0}}
"""
PARTS = {
    "title": "Caseload limits and children",
    "question": "What does the limit do?",
    "base": "base.yaml",
    "design": "{kind: grid}",
    "replications": "2",
    "levers": "{limit: {path: roles.social_worker.caseload_limit.value, values: [12, 18]}}",
    "uncertainties": "{children: {path: demand.children.value, values: [2000, 4000, 6000]}}",
}


def write_sweep(folder: Path, **parts: str) -> Path:
    """Write a sweep and its base into a folder. A part that is empty is left out."""
    (folder / "base.yaml").write_text(BASE, encoding="utf-8")
    written = {name: text for name, text in {**PARTS, **parts}.items() if text}
    file = folder / "sweep.yaml"
    file.write_text("".join(f"{name}: {text}\n" for name, text in written.items()), encoding="utf-8")
    return file


def files(folder: Path) -> dict[str, bytes]:
    """What is in a sweep's folder, by name, without its lock."""
    kept = (file for file in folder.rglob("*") if file.is_file() and file.name != ".lock")
    return {str(file.relative_to(folder)): file.read_bytes() for file in kept}


def change_identity(folder: Path, **changed: Any) -> None:
    """Make a sweep's folder say that it depends on something else, as another version of fssim may have written it."""
    file = folder / "sweep.json"
    contents = json.loads(file.read_text(encoding="utf-8"))
    contents["identity"] |= changed
    del contents["digest"]
    file.write_text(json.dumps(contents | {"digest": compute_digest(contents)}), encoding="utf-8")


def parts(folder: Path) -> list[Path]:
    """The data files in a sweep's folder."""
    return sorted((folder / "replications").glob("part-*.parquet"))
