"""The folder a run is written to, changed only once all of it is done, and the manifest that says what it holds."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from fssim.errors import Error, OutputError
from fssim.files.atomic_write import explained, partial_folder, say_why
from fssim.scenario.findings import visible
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


class EnsembleOfRun(Frozen):
    """The parameter sets that a run's replications are spread over, two in a row with each: the name of their file and
    its SHA-256, how many sets there are, of how many that were tried, and how many published figures each fits."""

    file: str
    sha256: Checksum
    sets: Annotated[int, Field(ge=2)]
    tried: int
    targets: int


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
    ensemble: EnsembleOfRun | None = None
    files: dict[str, Checksum]
    digest: Checksum


def build_manifest_schema() -> dict[str, Any]:
    """The JSON Schema of `manifest.json`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Manifest.model_json_schema()}


@contextmanager
def output_folder(path: Path, bytes_needed: int, names: Sequence[str] = ()) -> Iterator[Path]:
    """A folder to write into, whose files are moved to `path` when the body ends without an exception.

    Until then `path` holds what it held. If the body raises, what it wrote is removed, and so are the folders made for
    it. Files that an earlier run left in `path`, by its manifest, are replaced; others are left alone.

    Raises `OutputError`, before the body starts, if `path` cannot be written to, has not `bytes_needed` to spare, or
    holds a file by one of the `names` to be written that no earlier run left; and afterwards if the files cannot be
    moved.
    """
    _refuse_files(path, names)
    made: list[Path] = []
    with ExitStack() as at_the_end:
        at_the_end.callback(lambda: _remove(made))
        try:
            made = _make(path)
            partial = at_the_end.enter_context(partial_folder(path))
        except OSError as error:
            raise explained(error, path) from error
        free = shutil.disk_usage(path).free
        if free < bytes_needed:
            raise OutputError(
                f"{path}: {free / 1e6:.0f} MB free, and this run may need {bytes_needed / 1e6:.0f} MB; make room, or "
                "choose another folder with --out"
            )
        yield partial
        try:
            if (partial / MANIFEST).exists():
                write_sealed(
                    partial, _read_contents(partial / MANIFEST), compute_checksums(partial)
                )  # with what was written after it
            _move(partial, path)
        except OSError as error:
            raise explained(error, path) from error
        made = []


@contextmanager
def add_to_run(path: Path, names: Sequence[str]) -> Iterator[Path]:
    """A folder to write files of these names into, which are moved to a run's folder when the body ends.

    They replace what is there by those names, and the run's manifest lists them. If the body raises, nothing changes.
    Raises `OutputError` if a file of such a name is there that the manifest does not list, or on trouble with writing.
    """
    _refuse_files(path, names)
    try:
        with partial_folder(path) as partial:
            yield partial
            manifest = _read_contents(path / MANIFEST)
            write_sealed(partial, manifest, {**manifest["files"], **compute_checksums(partial)})
            for name in (*names, MANIFEST):
                (partial / name).replace(path / name)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot write {', '.join(names)} here: {say_why(error)}; make room or the folder writable, or "
            "copy it elsewhere"
        ) from error


def refuse_file_as_folder(path: Path) -> None:
    """Raise `OutputError` for a file where a folder should be."""
    for folder in (path, *path.parents):
        if os.path.isfile(folder):
            raise OutputError(f"{folder}: is a file, not a folder; choose another folder with --out")


def refuse_another_run(path: Path, name: str, title: str) -> None:
    """Raise `OutputError` for a folder that holds the results of a scenario of another name or title."""
    try:
        earlier = _read_contents(path / MANIFEST)["scenarios"][0]
        theirs = str(earlier["name"]), str(earlier["scenario"]["title"])
    except (OSError, ValueError, LookupError, TypeError):
        return  # no run's
    if theirs != (name, title):
        raise OutputError(
            f"{path}: holds the results of another scenario, '{visible(theirs[1])}' ({visible(theirs[0])}); choose "
            "another folder with --out, or replace them with --overwrite"
        )


def _refuse_files(path: Path, names: Sequence[str]) -> None:
    """Raise `OutputError` for a file where a folder should be, and for files that are somebody's own."""
    refuse_file_as_folder(path)
    own = set(list_run_files(path))
    others = [name for name in names if name not in own and os.path.lexists(path / name)]
    if others:
        are, them = ("is", "it") if len(others) == 1 else ("are", "them")
        raise OutputError(
            f"{path}: {', '.join(others)} {are} there already, and no run's manifest lists {them}; move {them} away, "
            "or choose another folder with --out"
        )


def _make(path: Path) -> list[Path]:
    """Make a folder and those above it; the ones that were not there before, innermost first."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    return missing


def _remove(folders: list[Path]) -> None:
    for folder in folders:
        with suppress(OSError):  # not made after all, or somebody else has put something into it
            folder.rmdir()


def _move(partial: Path, path: Path) -> None:
    """Put the new files in place of an earlier run's. The manifest goes first and comes last: it says all is there."""
    earlier = list_run_files(path)
    (path / MANIFEST).unlink(missing_ok=True)
    for name in earlier:
        (path / name).unlink(missing_ok=True)
    for file in sorted(partial.iterdir(), key=lambda file: (file.name == MANIFEST, file.name)):
        file.replace(path / file.name)


def write_sealed(folder: Path, contents: Mapping[str, Any], files: Mapping[str, str]) -> None:
    """Write `manifest.json` with the checksums of a run's `files` and of the manifest itself.

    The same contents give the same bytes. Raises `OSError` if it cannot be written.
    """
    whole = {name: value for name, value in contents.items() if name != "digest"} | {
        "files": dict(sorted(files.items()))
    }
    text = json.dumps(whole | {"digest": compute_digest(whole)}, indent=1, ensure_ascii=False)
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
    if compute_digest({name: value for name, value in contents.items() if name != "digest"}) != manifest.digest:
        raise NotWhole(f"{MANIFEST} was changed after it was written")
    return manifest


def refuse_changed(folder: Path, manifest: Manifest, names: tuple[str, ...]) -> None:
    """Raise `NotWhole` for a file, among these names, that is not as it was written."""
    for name in names:
        if name not in manifest.files:
            raise NotWhole(f"{MANIFEST} does not list {name}")
        if compute_checksum(folder / name) != manifest.files[name]:
            raise NotWhole(f"{name} was changed after it was written")


def compute_checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in a folder but the manifest, by name. Raises `OSError`."""
    return {file.name: compute_checksum(file) for file in sorted(folder.iterdir()) if file.name != MANIFEST}


def compute_checksum(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises `OSError`."""
    digest = sha256()
    with file.open("rb") as content:
        while part := content.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def compute_digest(contents: Mapping[str, Any]) -> str:
    """A checksum of what a manifest says, whatever order it says it in."""
    return sha256(json.dumps(contents, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _read_contents(manifest: Path) -> dict[str, Any]:
    if not manifest.is_file():
        raise FileNotFoundError(manifest)  # or a pipe, which would never end
    contents: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    return contents


def list_run_files(folder: Path) -> list[str]:
    """The files that a run left in a folder, by its manifest and with it; none if no run did."""
    try:
        return [name for name in (*_read_contents(folder / MANIFEST)["files"], MANIFEST) if Path(name).name == name]
    except (OSError, ValueError, LookupError, TypeError):
        return []
