"""`log-NAME-0.parquet`: the event log of a replication, a row an event."""

from __future__ import annotations

from pathlib import Path

from fssim.engine.event_log import EventLog
from fssim.engine.log_frame import DESCRIBED
from fssim.measures.declaration import NEITHER, Description
from fssim.runs.folder.parquet import write_parquet


def write_log(file: Path, log: EventLog, engine: str) -> None:
    """Write what `EventLog.to_frame` shows, with the unit of every column. Raises `OSError` if it cannot be written."""
    import pyarrow as pa

    about = {name: Description(label, unit, NEITHER) for name, (label, unit) in DESCRIBED.items()}
    said = {
        "seed": log.seed, "replication": log.replication, "engine": engine, "scenario": log.tables.scenario_hash,
    }  # fmt: skip
    table = pa.Table.from_pandas(log.to_frame(), preserve_index=False)
    write_parquet(file, table, said, about.get)
