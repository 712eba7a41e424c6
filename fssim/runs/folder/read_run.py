"""A run read back from its folder: everything that `fssim run` knew of it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fssim.errors import OutputError
from fssim.measures.cohorts.cohorts import cohorts_of
from fssim.measures.indicators.weekly import Weekly
from fssim.measures.log_view.arithmetic import EPOCH
from fssim.runs.folder.families_file import FAMILIES, read_families
from fssim.runs.folder.parquet import read_metadata, read_parquet
from fssim.runs.folder.provenance import SOURCES
from fssim.runs.folder.run_manifest import MANIFEST, Manifest, NotWhole, read_manifest, refuse_changed
from fssim.runs.folder.tried_values import TRIED_VALUES, TriedValue, read_tried_values
from fssim.runs.folder.write_run import DATA_FILES, REPLICATIONS, WEEKLY, describe_run
from fssim.runs.results import Results
from fssim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pyarrow as pa


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


def read_run(folder: Path) -> StoredRun:
    """Read what `fssim run --out` wrote.

    Raises `OutputError` if the folder does not hold a whole run, if any of its data files or its manifest was changed
    after it was written, by as little as a bit, or if a version of fssim wrote it that kept no checksums.
    """
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
        return _run(folder, manifest)
    except NotWhole as wrong:
        raise OutputError(
            f"{folder}: is damaged, or not a run of this version of fssim: {wrong}; run it again with `fssim run --out`"
        ) from wrong
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise OutputError(
            f"{folder}: is damaged, or not a run of this version of fssim ({type(error).__name__}); run it again with "
            "`fssim run --out`"
        ) from error


def _run(folder: Path, manifest: Manifest) -> StoredRun:
    rows, weekly = (_by_scenario(read_parquet(folder / name)) for name in (REPLICATIONS, WEEKLY))
    results = []
    for stored in manifest.scenarios:
        read = Scenario.model_validate_json(json.dumps(stored.scenario))
        scenario = read.model_copy(update={"sources": (str(folder / SOURCES),)})
        name = stored.name
        results.append(
            Results(
                name, scenario, manifest.engine, manifest.seed, _rows(rows[name]),
                _weekly(weekly[name]) if name in weekly else {},
            )
        )  # fmt: skip
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


def _by_scenario(table: pa.Table) -> dict[str, pa.Table]:
    import pyarrow.compute as pc

    names = dict.fromkeys(table["scenario"].to_pylist())
    return {name: table.filter(pc.equal(table["scenario"], name)).drop_columns("scenario") for name in names}


def _rows(table: pa.Table) -> dict[int, dict[str, float]]:
    """Measures by replication; one that has no number in any is left out, as another scenario's."""
    numbers = {name: table[name].to_numpy() for name in table.column_names if name != "replication"}
    known = {name: column.tolist() for name, column in numbers.items() if (column == column).any()}
    return {
        replication: {name: column[place] for name, column in known.items()}
        for place, replication in enumerate(table["replication"].to_pylist())
    }


def _weekly(table: pa.Table) -> dict[int, Weekly]:
    import numpy as np

    series = tuple(name for name in table.column_names if name not in ("replication", "week_ending", "observed"))
    replication = table["replication"].to_numpy()
    observed = table["observed"].to_numpy()
    ends = table["week_ending"].to_numpy().astype("datetime64[D]").astype(np.int64)
    numbers = np.stack([table[name].to_numpy() for name in series])
    by_replication = {}
    for number in dict.fromkeys(replication.tolist()):
        mine = replication == number
        warm_up, first = int(np.count_nonzero(~observed[mine])), int(ends[mine][0]) + EPOCH
        by_replication[number] = Weekly(warm_up, numbers[:, mine], series, first)
    return by_replication
