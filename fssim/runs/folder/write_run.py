"""The data files of a run: same inputs, same bytes, on any number of processes."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fssim.comma_separated import csv_text, without_noise
from fssim.measures.catalogue import describe
from fssim.measures.declaration import NEITHER, Description
from fssim.measures.indicators.weekly import DAYS_A_WEEK, describe_series
from fssim.measures.log_view.arithmetic import EPOCH
from fssim.model.compile.compile_scenario import scenario_hash
from fssim.runs.compare import Comparison, compare_in_tables
from fssim.runs.folder.families_file import FAMILIES, write_families
from fssim.runs.folder.parquet import write_parquet
from fssim.runs.folder.provenance import SOURCES, TARGETS_FILE, write_provenance
from fssim.runs.folder.run_manifest import FORMAT, compute_checksums, write_sealed
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
REPLICATIONS, WEEKLY, SUMMARY = "replications.parquet", "weekly.parquet", "summary.csv"
DATA_FILES = (REPLICATIONS, WEEKLY, FAMILIES, SUMMARY, SOURCES, TARGETS_FILE)
PATHS = ("compare_with", "sources")
KEYS = {
    "scenario": Description("Scenario", "", NEITHER),
    "replication": Description("Replication, from 0", "", NEITHER),
    "week_ending": Description("The day after the last of the week", "date", NEITHER),
    "observed": Description("Whether the week is in the observed years, after the warm-up", "", NEITHER),
}
SUMMARY_COLUMNS = (
    "scenario", "compared_with", "measure", "label", "unit", "mean", "low", "high", "sd", "n",
    "mean_of_compared_with", "difference", "difference_low", "difference_high",
    "difference_low_alone", "difference_high_alone", "p", "p_adjusted", "variance_ratio", "judged_with", "verdict",
)  # fmt: skip


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
    write_families(folder / FAMILIES, results, describe_run(results))
    write_summary(folder / SUMMARY, results)
    write_provenance(folder, [side.scenario for side in results])


def write_replications(file: Path, results: Sequence[Results]) -> None:
    """One row a replication: `scenario`, `replication`, and every measure that any of the scenarios has."""
    import pandas as pd
    import pyarrow as pa

    whole = pd.concat(
        [side.frame.assign(scenario=side.name).set_index("scenario", append=True) for side in results]
    ).reorder_levels(["scenario", "replication"])
    table = pa.Table.from_pandas(whole.reset_index(), preserve_index=False)
    write_parquet(file, table, describe_run(results), _described(lambda name: describe(name, results[0].scenario)))


def write_weekly(file: Path, results: Sequence[Results]) -> None:
    """One row a scenario, replication and week: `week_ending`, whether it is `observed`, and every weekly series."""
    import numpy as np
    import pyarrow as pa

    weeks = [(side, *item) for side in results for item in side.weekly.items()]
    series = dict.fromkeys(name for _, _, weekly in weeks for name in weekly.series)
    parts = []
    for side, replication, weekly in weeks:
        count = weekly.numbers.shape[1]
        ends = np.arange(count) * DAYS_A_WEEK + (weekly.first_week_ends - EPOCH)
        rows = dict(zip(weekly.series, weekly.numbers, strict=True))
        columns = {
            "scenario": pa.array([side.name] * count, pa.string()),
            "replication": pa.array([replication] * count, pa.int64()),
            "week_ending": pa.array(ends.astype("datetime64[D]")),
            "observed": pa.array(np.arange(count) >= weekly.warm_up_weeks),
        }
        missing = np.full(count, np.nan)
        columns |= {name: pa.array(rows.get(name, missing), pa.float32(), from_pandas=True) for name in series}
        parts.append(pa.table(columns))
    empty = {"scenario": pa.string(), "replication": pa.int64(), "week_ending": pa.date32(), "observed": pa.bool_()}
    table = pa.concat_tables(parts) if parts else pa.schema(list(empty.items())).empty_table()
    write_parquet(file, table, describe_run(results), _described(describe_series))


def describe_run(results: Sequence[Results]) -> dict[str, str]:
    """What every data file of a run says of it besides its numbers, as the manifest does."""
    first = results[0]
    hashes = {side.name: scenario_hash(side.scenario) for side in results}
    return {"seed": str(first.seed), "engine": first.engine, "scenarios": json.dumps(hashes, ensure_ascii=False)}


def _described(of_number: Callable[[str], Description]) -> Callable[[str], Description]:
    return lambda name: KEYS[name] if name in KEYS else of_number(name)


def write_summary(file: Path, results: Sequence[Results]) -> None:
    """One row a scenario, what it is compared with, and measure.

    The first scenario is compared with each of the others, which have rows of their own with nothing in
    `compared_with`. `mean` to `n` are the scenario's; `difference` is its value minus that of `compared_with`, paired
    by replication, see `compare`. Its interval and verdict are those of the table that the measure is `judged_with`
    (see `fssim.runs.compare`), as in the report.
    """
    first, *others = results
    rows: list[list[object]] = [list(SUMMARY_COLUMNS)]
    for other, compared in zip(others, compare_in_tables(results), strict=True):
        rows += [_summed_up(first, measure, other.name, compared[measure]) for measure in compared]
    for alone in others or [first]:
        rows += [_summed_up(alone, measure) for measure in alone.measures]
    file.write_text(csv_text(rows), encoding="utf-8", newline="")


def _summed_up(
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
    return row + [""] * (len(SUMMARY_COLUMNS) - len(row))


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
            {"name": side.name, "hash": scenario_hash(side.scenario), "scenario": make_portable(side.scenario)}
            for side in results
        ],
    }
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
    values: dict[str, Any] = _without_missing(json.loads(scenario.model_dump_json(exclude=set(PATHS))))
    names = {key: [readable(Path(path).name) for path in getattr(scenario, key)] for key in PATHS}
    return {key: names.get(key, values.get(key)) for key in Scenario.model_fields if key in {**names, **values}}


def _without_missing(value: Any) -> Any:
    """JSON values without what is not given."""
    if isinstance(value, dict):
        return {key: _without_missing(inner) for key, inner in value.items() if inner is not None}
    return value
