"""`manifest.json`: what was run, with what, and which files it gave, so that a change to any of them is noticed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from fssim.errors import Error
from fssim.scenario.schema.parameter import Frozen
from fssim.whole_numbers import NUMBERS

MANIFEST = "manifest.json"
FORMAT = 2  # 1 had no checksums
SHA_256 = "^[0-9a-f]{64}$"
Checksum = Annotated[str, Field(pattern=SHA_256)]


class NotWhole(Error, ValueError):
    """A folder's files are not those that its manifest says were written: which, and what is wrong with it."""


class RunScenario(Frozen):
    """One of the scenarios of a run: the name that tables and files call it, and what its file says, in full."""

    name: str
    hash: Checksum
    scenario: dict[str, Any]


class AskedPrecision(Frozen):
    """What was asked of a run that was carried on until it was precise: half of each interval, as a share."""

    asked: float
    measures: tuple[str, ...] = Field(strict=False)
    replications_at_most: int
    reached: bool


class Manifest(Frozen):
    """What `manifest.json` says.

    `files` has the SHA-256 of every file of the run; `digest` is that of the rest of the manifest, as JSON with sorted
    keys and no spaces.
    """

    format: Literal[2]
    engine: str
    seed: Annotated[int, Field(ge=0, lt=NUMBERS)]
    replications: Annotated[int, Field(ge=1)]
    versions: dict[str, str]
    scenarios: Annotated[tuple[RunScenario, ...], Field(strict=False, min_length=1)]
    precision: AskedPrecision | None = None
    files: dict[str, Checksum]
    digest: Checksum


def build_manifest_schema() -> dict[str, Any]:
    """The JSON Schema of `manifest.json`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Manifest.model_json_schema()}


def compute_checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in a folder but the manifest, by name. Raises `OSError`."""
    return {file.name: compute_checksum(file) for file in sorted(folder.iterdir()) if file.name != MANIFEST}


def write_sealed(folder: Path, contents: Mapping[str, Any], files: Mapping[str, str]) -> None:
    """Write `manifest.json` with the checksums of a run's `files` and of the manifest itself.

    The same contents give the same bytes. Raises `OSError` if it cannot be written.
    """
    whole = {name: value for name, value in contents.items() if name != "digest"} | {
        "files": dict(sorted(files.items()))
    }
    text = json.dumps(whole | {"digest": _digest(whole)}, indent=1, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a run's folder. Raises `OSError`, or `NotWhole` if it is not as it was written."""
    contents = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if not isinstance(contents, dict) or contents.get("format") != FORMAT:
        raise NotWhole(f"{MANIFEST} is not of this version of fssim: earlier ones kept no checksums")
    try:
        manifest = Manifest.model_validate_json(json.dumps(contents))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise NotWhole(f"{MANIFEST}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    if _digest({name: value for name, value in contents.items() if name != "digest"}) != manifest.digest:
        raise NotWhole(f"{MANIFEST} was changed after it was written")
    return manifest


def refuse_changed(folder: Path, manifest: Manifest, names: tuple[str, ...]) -> None:
    """Raise `NotWhole` for a file, among these names, that is not as it was written."""
    for name in names:
        if name not in manifest.files:
            raise NotWhole(f"{MANIFEST} does not list {name}")
        if compute_checksum(folder / name) != manifest.files[name]:
            raise NotWhole(f"{name} was changed after it was written")


def compute_checksum(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises `OSError`."""
    digest = sha256()
    with file.open("rb") as content:
        while part := content.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _digest(contents: Mapping[str, Any]) -> str:
    return sha256(json.dumps(contents, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
