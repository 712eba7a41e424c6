"""Parquet files that say what is in them (units, labels, seed, version of fssim), event logs among them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from fssim.engine.event_log import DESCRIBED, EventLog
from fssim.measures.declaration import NEITHER, MeasureDescription
from fssim.version import fssim_version

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = "fssim.columns"


def write_parquet(
    file: Path, table: pa.Table, metadata: Mapping[str, object], describe: Callable[[str], MeasureDescription | None]
) -> None:
    """Write a table with its `metadata`, and that of each column, as `describe_table` has it.

    Raises `OSError` if the file cannot be written.
    """
    import pyarrow.parquet as pq

    with file.open("wb") as content:  # as Arrow takes no file names that are not UTF-8
        pq.write_table(describe_table(table, metadata, describe), content, write_page_checksum=True)


def describe_table(
    table: pa.Table, metadata: Mapping[str, object], describe: Callable[[str], MeasureDescription | None]
) -> pa.Table:
    """A table with its `metadata` (`fssim.` before each name), the version of fssim, and the metadata of each column.

    What is said of the columns is a JSON text by the name of `COLUMNS` as well as in the fields' own metadata, as not
    every tool shows those.
    """
    import pyarrow as pa

    about = {name: describe(name) for name in table.column_names}
    columns = {name: {"label": text.label, "unit": text.unit} for name, text in about.items() if text is not None}
    fields = [field.with_metadata(columns[field.name]) if field.name in columns else field for field in table.schema]
    whole = {"fssim.version": fssim_version()} | {f"fssim.{name}": str(value) for name, value in metadata.items()}
    whole[COLUMNS] = json.dumps(columns, ensure_ascii=False)
    return pa.Table.from_arrays(table.columns, schema=pa.schema(fields, whole))


def read_parquet(file: Path) -> pa.Table:
    """The table in a file. Raises `OSError` if it is damaged."""
    import pyarrow.parquet as pq

    with file.open("rb") as content:
        return pq.read_table(content, page_checksum_verification=True)


def read_metadata(file: Path) -> dict[str, str]:
    """What a Parquet file says of itself, but for its columns. Raises `OSError` and `ValueError`."""
    with file.open("rb") as content:
        return read_metadata_in(content)


def read_metadata_in(content: BinaryIO) -> dict[str, str]:
    """What the contents of a Parquet file say of themselves, as `read_metadata`."""
    import pyarrow.parquet as pq

    metadata = pq.read_metadata(content).metadata or {}
    return {
        name.decode().removeprefix("fssim."): value.decode()
        for name, value in metadata.items()
        if name.startswith(b"fssim.") and name != COLUMNS.encode()
    }


def write_log(file: Path, log: EventLog, engine: str) -> None:
    """Write what `EventLog.to_frame` shows, with the unit of every column. Raises `OSError` if it cannot be written."""
    import pyarrow as pa

    about = {name: MeasureDescription(label, unit, NEITHER) for name, (label, unit) in DESCRIBED.items()}
    metadata = {
        "seed": log.seed, "replication": log.replication, "engine": engine, "scenario": log.tables.scenario_hash,
    }  # fmt: skip
    table = pa.Table.from_pandas(log.to_frame(), preserve_index=False)
    write_parquet(file, table, metadata, about.get)
