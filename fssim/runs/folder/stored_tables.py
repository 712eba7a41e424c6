"""The tables that a run keeps as Parquet files, written and read back: its measures, its weeks and its families."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fssim.measures.catalogue import describe
from fssim.measures.declaration import BETTER, NEITHER, WORSE, MeasureDescription
from fssim.measures.followed_families import OUTCOMES, Followed
from fssim.measures.indicators.weekly import Weekly, describe_series
from fssim.measures.log_view.arithmetic import EPOCH
from fssim.model.scenario_hash import hash_scenario
from fssim.runs.folder.parquet import read_parquet, write_parquet
from fssim.runs.results import Results
from fssim.scenario.schema.units import DAYS_A_WEEK

if TYPE_CHECKING:
    import pyarrow as pa

REPLICATIONS, WEEKLY, FAMILIES = "replications.parquet", "weekly.parquet", "families.parquet"
KEYS = {
    "scenario": MeasureDescription("Scenario", "", NEITHER),
    "replication": MeasureDescription("Replication, from 0", "", NEITHER),
    "week_ending": MeasureDescription("The day after the last of the week", "date", NEITHER),
    "observed": MeasureDescription("Whether the week is in the observed years, after the warm-up", "", NEITHER),
}
FAMILY_COLUMNS = {
    "cohort": MeasureDescription("What first touched the family while it lasted", "", NEITHER),
    "family": MeasureDescription("The family, one and the same in every scenario", "", NEITHER),
    "since": MeasureDescription("The day on which it first did", "date", NEITHER),
    "ended": MeasureDescription("1 if the episode was closed within the run, else 0", "", NEITHER),
    "open_days": MeasureDescription("From that day until the episode or the run ended", "working days", WORSE),
    "unallocated_days": MeasureDescription("Unallocated in the episode", "working days", WORSE),
    "assessment_days": MeasureDescription("From the episode's referral until its assessment", "working days", WORSE),
    "visits": MeasureDescription("Visits in the episode", "visits", NEITHER),
    "visits_in_time": MeasureDescription("Visits in time", "visits", BETTER),
    "drift_days": MeasureDescription("Drift on plans in the episode, in the observed years", "working days", WORSE),
    "referred": MeasureDescription("1 if the need was referred for help from that day on, else 0", "", NEITHER),
    "started": MeasureDescription("1 if that help started in the episode, else 0", "", BETTER),
    "wait_days": MeasureDescription("From that referral until help started", "working days", WORSE),
}


def describe_run(results: Sequence[Results]) -> dict[str, str]:
    """What every data file of a run says of it besides its numbers, as the manifest does."""
    first = results[0]
    hashes = {side.name: hash_scenario(side.scenario) for side in results}
    return {"seed": str(first.seed), "engine": first.engine, "scenarios": json.dumps(hashes, ensure_ascii=False)}


def write_replications(file: Path, results: Sequence[Results]) -> None:
    """One row a replication: `scenario`, `replication`, and every measure that any of the scenarios has."""
    import pandas as pd
    import pyarrow as pa

    whole = pd.concat(
        [side.frame.assign(scenario=side.name).set_index("scenario", append=True) for side in results]
    ).reorder_levels(["scenario", "replication"])
    table = pa.Table.from_pandas(whole.reset_index(), preserve_index=False)
    write_parquet(
        file, table, describe_run(results), _describe_columns(lambda name: describe(name, results[0].scenario))
    )


def read_replications(file: Path) -> dict[str, dict[int, dict[str, float]]]:
    """By scenario and replication, the measures that `write_replications` wrote."""
    return {name: _read_rows(table) for name, table in _read_by_scenario(file).items()}


def write_weekly(file: Path, results: Sequence[Results]) -> None:
    """One row a scenario, replication and week: `week_ending`, whether it is `observed`, and every weekly series."""
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
    write_parquet(file, table, describe_run(results), _describe_columns(describe_series))


def read_weekly(file: Path) -> dict[str, dict[int, Weekly]]:
    """By scenario and replication, what `write_weekly` wrote: no scenario that has no weekly numbers."""
    return {name: _read_weekly(table) for name, table in _read_by_scenario(file).items()}


def write_families(file: Path, results: Sequence[Results]) -> None:
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
    write_parquet(file, pa.concat_tables(parts), describe_run(results), _describe_columns(FAMILY_COLUMNS.__getitem__))


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


def _read_by_scenario(file: Path) -> dict[str, pa.Table]:
    import pyarrow.compute as pc

    table = read_parquet(file)
    names = dict.fromkeys(table["scenario"].to_pylist())
    return {name: table.filter(pc.equal(table["scenario"], name)).drop_columns("scenario") for name in names}


def _read_rows(table: pa.Table) -> dict[int, dict[str, float]]:
    """Measures by replication; one that has no number in any is left out, as another scenario's."""
    numbers = {name: table[name].to_numpy() for name in table.column_names if name != "replication"}
    known = {name: column.tolist() for name, column in numbers.items() if (column == column).any()}
    return {
        replication: {name: column[place] for name, column in known.items()}
        for place, replication in enumerate(table["replication"].to_pylist())
    }


def _read_weekly(table: pa.Table) -> dict[int, Weekly]:
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


def _describe_columns(of_number: Callable[[str], MeasureDescription]) -> Callable[[str], MeasureDescription]:
    return lambda name: KEYS[name] if name in KEYS else of_number(name)
