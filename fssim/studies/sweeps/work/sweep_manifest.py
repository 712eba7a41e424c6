"""`sweep.json`: what a folder is a sweep of, in full, and whether it is the one asked for; one sweep there at once."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fssim.errors import OutputError
from fssim.files.atomic_write import cannot_read, cannot_write, file_of_sweep
from fssim.model.scenario_hash import hash_scenario
from fssim.runs import paired, run_to_precision
from fssim.runs.folder.run_folder import compute_digest
from fssim.runs.folder.stored_run import make_portable
from fssim.scenario.findings import ScenarioError
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics import interval, mean_difference, stopping_rule
from fssim.studies.sweeps.plan.factors import Factor
from fssim.studies.sweeps.plan.sweep import Sweep, build_sweep, count_points, generate_points
from fssim.studies.sweeps.plan.sweep_file import SweepPlan
from fssim.studies.sweeps.work.work_units import count_points_in_block, hash_sources, identify_version

SWEEP_MANIFEST, OPTIMISATION_MANIFEST = "sweep.json", "optimisation.json"
MANIFESTS = {"sweep": SWEEP_MANIFEST, "optimisation": OPTIMISATION_MANIFEST}
DECIDES = (interval, mean_difference, paired, run_to_precision, stopping_rule)  # when a precision is reached
IDENTITY_WORDS = {
    "version": "the version of fssim",
    "engine": "the engine",
    "base": "what the base scenario says",
    "baseline": "what the baseline scenario says",
    "seed": "the random seed",
    "replications": "the number of replications",
    "varies": "the levers and uncertainties",
    "design": "the design",
    "points": "the points of the design",
    "points_in_block": "the points in a file",
    "measures": "the measures",
}
DIGEST = "digest"  # of all the rest
ANOTHER_FOLDER = "choose another folder with --out"
LOCK, HOLDER = ".lock", ".lock-holder"
SECONDS_TO_LET_GO = 3.0  # that worker processes have to end, after their parent was killed, and drop its lock


@dataclass(frozen=True, slots=True)
class SweepManifest:
    """A sweep, the engine it runs on, the measures it keeps, and `identity`: all that its results depend on."""

    sweep: Sweep
    engine: str
    measures: tuple[str, ...]
    identity: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        """A name for what the results depend on, kept in every data file."""
        return sha256(json.dumps(self.identity, sort_keys=True).encode()).hexdigest()


def build_sweep_manifest(sweep: Sweep, engine: str, measures: Sequence[str]) -> SweepManifest:
    """The manifest of a sweep that is to be run by this version of fssim."""
    identity = {
        "version": identify_version(),
        "engine": engine,
        "base": hash_scenario(sweep.base),
        "baseline": hash_scenario(sweep.baseline) if sweep.baseline is not None else None,
        "seed": sweep.plan.seed,
        "replications": describe_replications(sweep.plan),
        "varies": {factor.column: _identify_factor(factor) for factor in sweep.factors},
        "design": sweep.plan.design.kind.value,
        "points": f"{count_points(sweep)}, {_hash_points(sweep)}",
        "points_in_block": count_points_in_block(sweep),
        "measures": sha256("\n".join([*measures, *sweep.plan.weekly]).encode()).hexdigest()[:12],
    }
    return SweepManifest(sweep, engine, tuple(measures), identity)


def describe_replications(plan: SweepPlan) -> int | str:
    """How many replications points get, and for a precision by which rule, to tell one sweep from another."""
    precision = plan.precision
    if precision is None:
        return plan.most_replications
    within, measures = (
        f"{100.0 * precision.within:.10g}%",
        ", ".join(precision.measures) or "the measures an answer is given in",
    )
    return f"as many as {within} of {measures} takes, {plan.most_replications} at most, by rule {_hash_rule()}"


@lru_cache(maxsize=1)
def _hash_rule() -> str:
    return hash_sources(Path(str(module.__file__)) for module in DECIDES)


def _identify_factor(factor: Factor) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if factor.gives_way:
        more["takes_from"] = [way.other.path for way in factor.gives_way]
    if factor.options:
        more["options"] = {
            name: {path: str(value) for path, value in values.items()} for name, values in factor.options.items()
        }
    return more | {
        "paths": list(factor.paths),
        "values": [str(value) for value in factor.values],
        "range": [factor.low, factor.high] if factor.low < factor.high else [],
        "distribution": factor.distribution.model_dump(mode="json") if factor.distribution is not None else None,
    }


def _hash_points(sweep: Sweep) -> str:
    """A name for the values of every point, so that another version of SciPy that draws others is noticed."""
    digest = sha256()
    for point in generate_points(sweep):
        digest.update(repr((point.number, *point.values.values())).encode())
    return digest.hexdigest()[:12]


def write_sweep_manifest(folder: Path, manifest: SweepManifest) -> None:
    """Write `sweep.json`, unless it is there and says the same. It holds no times and no folders' names.

    Raises `OutputError` if it cannot be written.
    """
    sweep = manifest.sweep
    contents = {
        "identity": manifest.identity,
        "plan": json.loads(sweep.plan.model_dump_json(exclude_defaults=True)),
        "base": make_portable(sweep.base),
        "baseline": make_portable(sweep.baseline) if sweep.baseline is not None else None,
        "measures": list(manifest.measures),
    }
    data = _write_out(contents | {DIGEST: compute_digest(contents)})
    place = folder / SWEEP_MANIFEST
    if not place.is_file() or place.read_bytes() != data:
        with file_of_sweep(place) as file:
            file.write(data)


def count_manifest_bytes(sweep: Sweep, measures: Sequence[str]) -> int:
    """About how large `sweep.json` is: its scenarios and the names of its measures."""
    return len(_write_out([*map(make_portable, sweep.scenarios), *measures]))


def _write_out(contents: object) -> bytes:
    """In order as it stands: of roles, of columns."""
    return (json.dumps(contents, indent=1, ensure_ascii=False) + "\n").encode()


def read_sweep_manifest(folder: Path) -> SweepManifest | None:
    """The manifest in a folder, or None if there is none. Raises `OutputError` if it cannot be read."""
    file = folder / SWEEP_MANIFEST
    try:
        if not file.is_file():  # a pipe, say, would never end
            return None
        contents = json.loads(file.read_bytes())
        if contents.pop(DIGEST) != compute_digest(contents):
            raise ValueError("changed after it was written")
        plan = SweepPlan.model_validate_json(json.dumps(contents["plan"]))
        base, baseline = (_read_scenario(contents[name]) for name in ("base", "baseline"))
        if base is None:
            raise ValueError("no base")
        sweep = build_sweep(plan, base, baseline)
        return SweepManifest(sweep, contents["identity"]["engine"], tuple(contents["measures"]), contents["identity"])
    except FileNotFoundError:
        return None
    except OSError as error:
        raise cannot_read(error, file) from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, ScenarioError) as error:
        raise OutputError(
            f"{file}: is damaged or was changed after it was written, or is of another version of fssim; remove it "
            "and run the sweep into this folder again: data files that are of the same sweep are kept"
        ) from error


def _read_scenario(values: Any) -> Scenario | None:
    return Scenario.model_validate_json(json.dumps(values)) if values is not None else None


def refuse_another_sweep(folder: Path, earlier: SweepManifest, manifest: SweepManifest) -> None:
    """Raise `OutputError`, saying what differs, if a folder holds another sweep than the one asked for."""
    names = [name for name in IDENTITY_WORDS if earlier.identity.get(name) != manifest.identity[name]]
    if names:
        differences = [
            _describe_difference(name, earlier.identity.get(name), manifest.identity[name]) for name in names
        ]
        raise OutputError(
            f"{folder}: holds another sweep. Different now: {'; '.join(differences)}. Choose another folder with "
            "--out, or put back what was changed to resume this one"
        )


def _describe_difference(name: str, earlier: Any, now: Any) -> str:
    words = IDENTITY_WORDS[name]
    if name == "varies" and isinstance(earlier, dict):
        columns = [column for column in {**earlier, **now} if earlier.get(column) != now.get(column)]
        return f"{words} ({', '.join(columns)})"
    if name in ("version", "engine", "seed", "replications", "design"):
        return f"{words} ({earlier} before, {now} now)"
    return words


@contextmanager
def lock_folder(folder: Path, work: str = "sweep", otherwise: str = ANOTHER_FOLDER) -> Iterator[None]:
    """Hold a folder, where some kind of work is done, while the body runs. Raises `OutputError`, naming the process, if
    another one holds it, if it holds work of another kind, or if the folder cannot be written to. What else could be
    done then is `otherwise`.

    The operating system keeps the lock and drops it when the process ends, however it ends, so that no lock outlives
    its holder. On folders shared over a network that holds as far as the file system locks files.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=SECONDS_TO_LET_GO)
    except Timeout:
        raise OutputError(
            f"{folder}: another command is writing here{_describe_holder(folder)}; wait until it has ended, or "
            f"{otherwise}"
        ) from None
    except OSError as error:
        raise cannot_write(error, folder, otherwise) from error
    try:
        for other, manifest in MANIFESTS.items():
            if other != work and (folder / manifest).is_file():
                raise OutputError(f"{folder}: holds the {other} of {manifest}; {otherwise}")
        with suppress(OSError):  # it only tells others who we are
            (folder / HOLDER).write_text(f"process {os.getpid()} on {platform.node()}", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _describe_holder(folder: Path) -> str:
    try:
        return f" ({(folder / HOLDER).read_text(encoding='utf-8')})"
    except OSError:
        return ""
