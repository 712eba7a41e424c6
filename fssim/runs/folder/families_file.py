"""`families.parquet`: the families that something dated touches, followed, one row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fssim.measures.cohorts.followed_families import OUTCOMES, Followed
from fssim.measures.declaration import BETTER, NEITHER, WORSE, Description
from fssim.measures.log_view.arithmetic import EPOCH
from fssim.runs.folder.parquet import read_parquet, write_parquet

if TYPE_CHECKING:
    from fssim.runs.results import Results

FAMILIES = "families.parquet"
COLUMNS = {
    "scenario": Description("Scenario", "", NEITHER),
    "replication": Description("Replication, from 0", "", NEITHER),
    "cohort": Description("What first touched the family while it lasted", "", NEITHER),
    "family": Description("The family, one and the same in every scenario", "", NEITHER),
    "since": Description("The day on which it first did", "date", NEITHER),
    "ended": Description("1 if the episode was closed within the run, else 0", "", NEITHER),
    "open_days": Description("From that day until the episode or the run ended", "working days", WORSE),
    "unallocated_days": Description("Unallocated in the episode", "working days", WORSE),
    "assessment_days": Description("From the episode's referral until its assessment", "working days", WORSE),
    "visits": Description("Visits in the episode", "visits", NEITHER),
    "visits_in_time": Description("Visits in time", "visits", BETTER),
    "drift_days": Description("Drift on plans in the episode, in the observed years", "working days", WORSE),
    "referred": Description("1 if the need was referred for help from that day on, else 0", "", NEITHER),
    "started": Description("1 if that help started in the episode, else 0", "", BETTER),
    "wait_days": Description("From that referral until help started", "working days", WORSE),
}


def write_families(file: Path, results: Sequence[Results], about_run: Mapping[str, str]) -> None:
    """One row a scenario, replication, cohort and family of it, in order of `family`, which is one and the same family
    in every scenario; `since`, when it first met what the cohort is about; and `OUTCOMES`, null where there is none."""
    import pyarrow as pa

    kinds = {"scenario": pa.string(), "replication": pa.int64(), "cohort": pa.string(), "family": pa.int64()}
    schema = pa.schema([*kinds.items(), ("since", pa.date32()), *((name, pa.float64()) for name in OUTCOMES)])
    parts = [schema.empty_table()]
    for side in results:
        for cohort, by_replication in side.followed.items():
            for replication, families in by_replication.items():
                count = len(families.identity)
                columns = {
                    "scenario": pa.array([side.name] * count, pa.string()),
                    "replication": pa.array([replication] * count, pa.int64()),
                    "cohort": pa.array([cohort] * count, pa.string()),
                    "family": pa.array(families.identity),
                    "since": pa.array((families.since - EPOCH).astype("datetime64[D]")),
                }
                columns |= {name: pa.array(families.of(name), from_pandas=True) for name in OUTCOMES}
                parts.append(pa.table(columns, schema=schema))
    write_parquet(file, pa.concat_tables(parts), about_run, COLUMNS.get)


def read_families(
    file: Path, replications: dict[str, list[int]], cohorts: Sequence[str]
) -> dict[str, dict[str, dict[int, Followed]]]:
    """By scenario, cohort and replication, what `write_families` wrote: nobody, where there are no rows."""
    table = read_parquet(file)
    names, of_cohort = np.asarray(table["scenario"].to_pylist()), np.asarray(table["cohort"].to_pylist())
    replication, identity = table["replication"].to_numpy(), table["family"].to_numpy()
    since = table["since"].to_numpy().astype("datetime64[D]").astype(np.int64) + EPOCH
    numbers = np.stack([table[name].to_numpy().astype(np.float64) for name in OUTCOMES])
    everybody = Followed(identity, since, np.ones(len(identity), bool), numbers)
    return {
        name: {
            cohort: {
                number: everybody.only((names == name) & (of_cohort == cohort) & (replication == number))
                for number in known
            }
            for cohort in cohorts
        }
        for name, known in replications.items()
    }
