"""A run in its folder: every file of it, written so that the same run gives the same bytes, and read back."""

from __future__ import annotations

import csv
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, field, fields, replace
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import Any

from fssim.errors import OutputError
from fssim.files.comma_separated import BYTE_ORDER_MARK, as_written, csv_text, without_noise
from fssim.measures.catalogue import describe
from fssim.measures.cohorts import cohorts_of
from fssim.model.scenario_hash import hash_scenario
from fssim.runs.compare import Comparison, compare_in_tables
from fssim.runs.ensemble import EnsembleRun
from fssim.runs.folder.parquet import read_metadata
from fssim.runs.folder.provenance import SOURCES, TARGETS_FILE, write_provenance
from fssim.runs.folder.run_folder import (
    FORMAT,
    MANIFEST,
    Manifest,
    NotWhole,
    compute_checksums,
    read_manifest,
    refuse_changed,
    write_sealed,
)
from fssim.runs.folder.stored_tables import (
    FAMILIES,
    REPLICATIONS,
    WEEKLY,
    describe_run,
    read_families,
    read_replications,
    read_weekly,
    write_families,
    write_replications,
    write_weekly,
)
from fssim.runs.results import Results
from fssim.runs.run_to_precision import PreciseResults
from fssim.scenario.findings import readable
from fssim.scenario.schema.scenario import Scenario
from fssim.version import fssim_version

LIBRARIES = (
    "holidays",
    "jinja2",
    "matplotlib",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "scipy",
    "simpy",
    "xlsxwriter",
)
SUMMARY, TRIED_VALUES = "summary.csv", "tried_values.csv"
DATA_FILES = (REPLICATIONS, WEEKLY, FAMILIES, SUMMARY, SOURCES, TARGETS_FILE)
PATHS = ("compare_with", "sources")
SUMMARY_COLUMNS = (
    "scenario", "compared_with", "measure", "label", "unit", "mean", "low", "high", "sd", "n",
    "mean_of_compared_with", "difference", "difference_low", "difference_high",
    "difference_low_alone", "difference_high_alone", "p", "p_adjusted", "variance_ratio", "judged_with", "verdict",
)  # fmt: skip
OVER_SETS = "share_not_known"  # a column of a run that is spread over parameter sets


@dataclass(frozen=True, slots=True)
class TriedValue:
    """The difference between the first scenario of a run and the first it is compared with, at another value of a
    number.

    `number` is the dotted path of where it is said first and `label` its place in words; it is `usual` in the run and
    `tried` here. `low` and `high` are the ends of the interval that the `verdict` is read off, over `n` replications.
    """

    measure: str
    number: str
    label: str
    unit: str
    grade: str
    usual: float
    tried: float
    difference: float
    low: float
    high: float
    n: int
    verdict: str


@dataclass(frozen=True, slots=True)
class StoredRun:
    """The results of a run, the first compared with the rest, and what the manifest says of it besides.

    `versions` are those of fssim, Python and the libraries it was run with; `precision` what was asked of the run, if
    it was carried on until it was precise; `tried` what came of trying numbers at other values, None if none was tried.
    """

    results: list[Results]
    versions: dict[str, str]
    precision: dict[str, Any] = field(default_factory=dict)
    tried: tuple[TriedValue, ...] | None = None


def estimate_bytes(scenarios: int, replications: int, logs: bool) -> int:
    """Room enough for a run's files: reports and pictures, 2,000 measures and 20,000 weekly numbers a replication, and
    logs at a county's size."""
    return 20_000_000 + scenarios * (replications * (2_000 * 8 + 20_000 * 4) + (100_000_000 if logs else 0))


def write_data(folder: Path, results: Sequence[Results]) -> None:
    """Write `DATA_FILES`. The first of the results is the one the rest are compared with.

    Raises `OSError` if they cannot be written.
    """
    write_replications(folder / REPLICATIONS, results)
    write_weekly(folder / WEEKLY, results)
    write_families(folder / FAMILIES, results)
    write_summary(folder / SUMMARY, results)
    write_provenance(folder, [side.scenario for side in results])


def write_summary(file: Path, results: Sequence[Results]) -> None:
    """One row a scenario, what it is compared with, and measure.

    The first scenario is compared with each of the others, which have rows of their own with nothing in
    `compared_with`. `mean` to `n` are the scenario's; `difference` is its value minus that of `compared_with`, paired
    by replication, see `compare`. Its interval and verdict are those of the table that the measure is `judged_with`
    (see `fssim.runs.compare`), as in the report.
    """
    first, *others = results
    columns = SUMMARY_COLUMNS if first.ensemble is None else (*SUMMARY_COLUMNS, OVER_SETS)
    rows: list[list[object]] = [list(columns)]
    for other, compared in zip(others, compare_in_tables(results), strict=True):
        rows += [_sum_up(first, measure, other.name, compared[measure]) for measure in compared]
    for alone in others or [first]:
        rows += [_sum_up(alone, measure) for measure in alone.measures]
    file.write_text(csv_text(rows), encoding="utf-8", newline="")


def _sum_up(
    results: Results, measure: str, compared_with: str = "", judged: tuple[str, Comparison] | None = None
) -> list[object]:
    """A row of `summary.csv`."""
    about, own = describe(measure, results.scenario), results.interval(measure)
    row: list[object] = [results.name, compared_with, measure, about.label, about.unit]
    row += [*map(without_noise, (own.mean, own.low, own.high, own.sd)), own.n]
    if judged is not None:
        table, pair = judged
        row += map(
            without_noise, (pair.baseline, pair.difference, pair.low, pair.high, pair.low_alone, pair.high_alone)
        )
        row += [pair.p, pair.p_adjusted, pair.variance_ratio, table, pair.verdict]
    row += [""] * (len(SUMMARY_COLUMNS) - len(row))
    if results.ensemble is not None:
        row.append(without_noise(judged[1].share_not_known) if judged is not None else "")
    return row


def write_tried_values(file: Path, tried: Sequence[TriedValue]) -> None:
    """One row a measure and value tried. Raises `OSError` if it cannot be written."""
    rows = [[field.name for field in fields(TriedValue)], *map(astuple, tried)]
    file.write_text(csv_text(rows), encoding="utf-8", newline="")


def write_manifest(folder: Path, results: Sequence[Results], precise: PreciseResults | None = None) -> None:
    """Write `manifest.json`: what was run, with what, to what precision, and the checksums of the files there by now.

    It holds no times and no folders' names, so the same run gives the same bytes; and scenarios as they were written,
    in their own order, so that one can be run again.
    """
    first = results[0]
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "engine": first.engine,
        "seed": first.seed,
        "replications": len(first.rows),
        "versions": {"fssim": fssim_version(), "python": platform.python_version()}
        | {library: version(library) for library in LIBRARIES},
        "scenarios": [
            {"name": side.name, "hash": hash_scenario(side.scenario), "scenario": make_portable(side.scenario)}
            for side in results
        ],
    }
    if first.ensemble is not None:
        manifest["ensemble"] = asdict(first.ensemble)
    if precise is not None:
        manifest["precision"] = {
            "asked": precise.precision,
            "measures": list(precise.measures),
            "replications_at_most": precise.replications_at_most,
            "reached": precise.reached,
        }
    write_sealed(folder, manifest, compute_checksums(folder))


def make_portable(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says, as JSON values: the files it refers to by name, not where this computer keeps them."""
    values: dict[str, Any] = _drop_missing(json.loads(scenario.model_dump_json(exclude=set(PATHS))))
    names = {key: [readable(Path(path).name) for path in getattr(scenario, key)] for key in PATHS}
    return {key: names.get(key, values.get(key)) for key in Scenario.model_fields if key in {**names, **values}}


def _drop_missing(value: Any) -> Any:
    """JSON values without what is not given."""
    if isinstance(value, dict):
        return {key: _drop_missing(inner) for key, inner in value.items() if inner is not None}
    return value


def read_run(folder: Path) -> StoredRun:
    """Read what `fssim run --out` wrote.

    Raises `OutputError` if the folder does not hold a whole run, if any of its data files or its manifest was changed
    after it was written, by as little as a bit, or if a version of fssim wrote it that kept no checksums.
    """
    if os.path.isfile(folder):
        raise OutputError(f"{folder}: is a file, not a folder; give a folder that `fssim run --out` has written")
    if not os.path.isdir(folder):
        raise OutputError(f"{folder}: there is no such folder; give one that `fssim run --out` has written")
    for name in (MANIFEST, REPLICATIONS, WEEKLY, FAMILIES, SOURCES):
        if not os.path.isfile(folder / name):
            raise OutputError(
                f"{folder}: holds no {name}, so it is not a whole run; give a folder that `fssim run --out` has written"
            )
    try:
        manifest = read_manifest(folder)
        refuse_changed(folder, manifest, DATA_FILES)
        return _read_stored_run(folder, manifest)
    except NotWhole as wrong:
        raise OutputError(
            f"{folder}: is damaged, or not a run of this version of fssim: {wrong}; run it again with `fssim run --out`"
        ) from wrong
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise OutputError(
            f"{folder}: is damaged, or not a run of this version of fssim ({type(error).__name__}); run it again with "
            "`fssim run --out`"
        ) from error


def _read_stored_run(folder: Path, manifest: Manifest) -> StoredRun:
    ensemble = EnsembleRun(**manifest.ensemble.model_dump()) if manifest.ensemble is not None else None
    rows, weekly = read_replications(folder / REPLICATIONS), read_weekly(folder / WEEKLY)
    results = []
    for stored in manifest.scenarios:
        read = Scenario.model_validate_json(json.dumps(stored.scenario))
        scenario = read.model_copy(update={"sources": (str(folder / SOURCES),)})
        name = stored.name
        results.append(
            Results(name, scenario, manifest.engine, manifest.seed, rows[name], weekly.get(name, {}), ensemble=ensemble)
        )
    first, *others = [side.scenario for side in results]
    cohorts = [cohort.name for cohort in cohorts_of(first, others)]
    known = {side.name: list(side.rows) for side in results}
    followed = read_families(folder / FAMILIES, known, cohorts)
    results = [replace(side, followed=followed[side.name]) for side in results]
    for name in (REPLICATIONS, WEEKLY, FAMILIES):
        if not describe_run(results).items() <= read_metadata(folder / name).items():
            raise NotWhole(f"{MANIFEST} and {name} are not of the same run")
    precision = manifest.precision.model_dump(mode="json") if manifest.precision is not None else {}
    tried = None
    if TRIED_VALUES in manifest.files:
        refuse_changed(folder, manifest, (TRIED_VALUES,))
        tried = read_tried_values(folder / TRIED_VALUES)
    return StoredRun(results, manifest.versions, precision, tried)


def read_tried_values(file: Path) -> tuple[TriedValue, ...]:
    """What `write_tried_values` wrote. Raises `OSError`, or `ValueError` or `LookupError` if it is not that."""
    text = file.read_text(encoding="utf-8").removeprefix(BYTE_ORDER_MARK)
    return tuple(_read_value(row) for row in csv.DictReader(StringIO(text)))


def _read_value(row: dict[str, str]) -> TriedValue:
    measure, number, label, unit, grade, *numbers, replications, verdict = map(as_written, row.values())
    usual, tried, difference, low, high = (float(cell or "nan") for cell in numbers)
    return TriedValue(
        measure, number, label, unit, grade, usual, tried, difference, low, high, int(replications), verdict
    )
