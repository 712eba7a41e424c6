"""`families.parquet`: the families that something dated touches, followed, one row each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fssim.measures.dates import EPOCH
from fssim.measures.followed import OUTCOMES, Followed

if TYPE_CHECKING:
    from fssim.experiment.results import Results

FAMILIES = "families.parquet"


def write_families(file: Path, results: Sequence[Results]) -> None:
    """One row a scenario, replication, cohort and family of it, in order of `family`, which is one and the same family
    in every scenario; `since`, when it first met what the cohort is about; and `OUTCOMES`, null where there is none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"scenario": pa.string(), "replication": pa.int64(), "cohort": pa.string(), "family": pa.int64()}
    schema = pa.schema([*kinds.items(), ("since", pa.date32()), *((name, pa.float64()) for name in OUTCOMES)])
    parts = [schema.empty_table()]
    for each in results:
        for cohort, by_replication in each.followed.items():
            for replication, found in by_replication.items():
                count = len(found.identity)
                columns = {
                    "scenario": pa.array([each.name] * count, pa.string()),
                    "replication": pa.array([replication] * count, pa.int64()),
                    "cohort": pa.array([cohort] * count, pa.string()),
                    "family": pa.array(found.identity),
                    "since": pa.array((found.since - EPOCH).astype("datetime64[D]")),
                }
                columns |= {name: pa.array(found.of(name), from_pandas=True) for name in OUTCOMES}
                parts.append(pa.table(columns, schema=schema))
    pq.write_table(pa.concat_tables(parts), file, write_page_checksum=True)


def read_families(
    file: Path, replications: dict[str, list[int]], cohorts: Sequence[str]
) -> dict[str, dict[str, dict[int, Followed]]]:
    """By scenario, cohort and replication, what `write_families` wrote: nobody, where there are no rows."""
    import pyarrow.parquet as pq

    table = pq.read_table(file, page_checksum_verification=True)
    names, of_cohort = np.asarray(table["scenario"].to_pylist()), np.asarray(table["cohort"].to_pylist())
    replication, identity = table["replication"].to_numpy(), table["family"].to_numpy()
    since = table["since"].to_numpy().astype("datetime64[D]").astype(np.int64) + EPOCH
    numbers = np.stack([table[name].to_numpy().astype(np.float64) for name in OUTCOMES])
    everybody = Followed(identity, since, np.ones(len(identity), bool), numbers)
    return {
        name: {
            cohort: {
                each: everybody.only((names == name) & (of_cohort == cohort) & (replication == each)) for each in known
            }
            for cohort in cohorts
        }
        for name, known in replications.items()
    }
