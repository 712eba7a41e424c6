"""The data files of a run: same inputs, same bytes, on any number of processes."""

from __future__ import annotations

import csv
import json
import math
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import fssim
from fssim.experiment.compare import compare_measure
from fssim.experiment.folder import MANIFEST
from fssim.experiment.results import Results
from fssim.measures.catalogue import describe
from fssim.model.compile import scenario_hash
from fssim.scenario.scenario import Scenario

LIBRARIES = ("holidays", "matplotlib", "numpy", "pandas", "pyarrow", "pydantic", "scipy", "simpy")
DATA_FILES = ("replications.parquet", "summary.csv")
SUMMARY_COLUMNS = (
    "scenario", "measure", "label", "unit", "mean", "low", "high", "sd", "n",
    "difference", "difference_low", "difference_high", "verdict",
)  # fmt: skip


def bytes_needed(scenarios: int, replications: int, logs: bool) -> int:
    """Room enough for a run's files: a few pictures, 2,000 measures a replication, and logs at a county's size."""
    return 20_000_000 + scenarios * (replications * 2_000 * 8 + (100_000_000 if logs else 0))


def write_data(folder: Path, results: Sequence[Results]) -> None:
    """Write `replications.parquet` and `summary.csv`. The first of the results is the one the rest are compared with.

    Raises `OSError` if they cannot be written.
    """
    replications, summary = (folder / name for name in DATA_FILES)
    write_replications(replications, results)
    write_summary(summary, results)


def write_replications(file: Path, results: Sequence[Results]) -> None:
    """One row a replication: `scenario`, `replication`, and every measure that any of the scenarios has."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = pd.concat(
        [each.frame.assign(scenario=each.name).set_index("scenario", append=True) for each in results]
    ).reorder_levels(["scenario", "replication"])
    table = pa.Table.from_pandas(whole.reset_index(), preserve_index=False)
    pq.write_table(table.replace_schema_metadata(), file)


def write_summary(file: Path, results: Sequence[Results]) -> None:
    """One row a scenario and measure, with its interval, and how the first scenario differs from this one.

    `difference` is the first scenario's value minus this one's, paired by replication; see `compare`.
    """
    first = results[0]
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(SUMMARY_COLUMNS)
        for each in results:
            for measure in each.measures:
                about, found = describe(measure), each.interval(measure)
                words = (each.name, measure, about.label, about.unit)
                row: list[object] = [not_a_formula(text) for text in words]
                row += [_cell(number) for number in (found.mean, found.low, found.high, found.sd)] + [found.n]
                if each is not first:
                    against = compare_measure(first, each, measure)
                    row += [_cell(number) for number in (against.difference, against.low, against.high)]
                    row.append(against.verdict)
                rows.writerow(row + [""] * (len(SUMMARY_COLUMNS) - len(row)))


def write_manifest(folder: Path, results: Sequence[Results]) -> None:
    """Write `manifest.json`: what was run, with what, and the names of the files there by now.

    It holds no times and no folders' names, so the same run gives the same bytes.
    """
    first = results[0]
    manifest: dict[str, Any] = {
        "engine": first.engine,
        "seed": first.seed,
        "replications": len(first.rows),
        "versions": {"fssim": fssim.__version__, "python": platform.python_version()}
        | {library: version(library) for library in LIBRARIES},
        "scenarios": [
            {"name": each.name, "hash": scenario_hash(each.scenario), "scenario": portable(each.scenario)}
            for each in results
        ],
        "files": sorted([MANIFEST, *(file.name for file in folder.iterdir())]),
    }
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


def portable(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says, as JSON values: the files it refers to by name, not where this computer keeps them."""
    values: dict[str, Any] = _said(json.loads(scenario.model_dump_json()))
    return values | {key: [Path(path).name for path in values[key]] for key in ("compare_with", "sources")}


def _said(value: Any) -> Any:
    """JSON values without what is not given."""
    if isinstance(value, dict):
        return {key: _said(inner) for key, inner in value.items() if inner is not None}
    return value


def _cell(number: float) -> str:
    """A number, as short as is exact; nothing in place of nan."""
    return "" if math.isnan(number) else repr(number)


def not_a_formula(text: str) -> str:
    """Text that a spreadsheet takes for text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
