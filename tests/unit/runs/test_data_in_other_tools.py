"""The data files of a run, as DuckDB, Polars and Arrow read them."""

from __future__ import annotations

import json
import math
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest

import fssim
from fssim.measures.catalogue import describe
from fssim.runs.folder.stored_run import write_data
from fssim.runs.results import Results
from fssim.runs.runner import run_all
from fssim.scenario import load

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Results]:
    folder = tmp_path_factory.mktemp("run")
    results = run_all({"small": load(SMALL)}, 2, 2**64 - 1, 1)
    write_data(folder, results)
    return folder, results[0]


def known_mean(values: np.ndarray) -> float:
    return float(np.mean([value for value in values if not math.isnan(value)]))


def test_what_is_not_known_is_null_and_means_are_over_the_rest(run: tuple[Path, Results]) -> None:
    folder, results = run
    series = next(iter(results.weekly.values())).series
    numbers = np.concatenate([weekly.numbers for weekly in results.weekly.values()], axis=1)
    expected = {name: known_mean(row) for name, row in zip(series, numbers, strict=True)}
    assert np.isnan(numbers).any()
    columns = ", ".join(f'avg("{name}")' for name in series)
    (means,) = duckdb.sql(f"select {columns} from read_parquet('{folder / 'weekly.parquet'}')").fetchall()
    assert means == pytest.approx(tuple(expected.values()), rel=1e-5)
    frame = pl.read_parquet(folder / "weekly.parquet")
    assert [frame[name].mean() for name in series] == pytest.approx(list(expected.values()), rel=1e-5)


@pytest.mark.parametrize("name", ["weekly.parquet", "replications.parquet"])
def test_no_number_is_nan(run: tuple[Path, Results], name: str) -> None:
    frame = pl.read_parquet(run[0] / name)
    assert not any(frame[column].is_nan().any() for column in frame.columns if frame[column].dtype.is_float())


@pytest.mark.parametrize("name", ["weekly.parquet", "replications.parquet"])
def test_a_file_says_what_is_in_it(run: tuple[Path, Results], name: str) -> None:
    file = str(run[0] / name)
    metadata = {key.decode(): value.decode() for key, value in duckdb.sql(
        f"select key, value from parquet_kv_metadata('{file}')"
    ).fetchall()}  # fmt: skip
    assert (metadata["fssim.seed"], metadata["fssim.version"], metadata["fssim.engine"]) == (
        str(2**64 - 1), fssim.__version__, run[1].engine,
    )  # fmt: skip
    schema = pq.read_schema(file)
    columns = json.loads(metadata["fssim.columns"])
    assert list(columns) == schema.names
    for field in schema:
        assert {key.decode(): value.decode() for key, value in field.metadata.items()} == columns[field.name]
    measured = [field.name for field in schema if name.startswith("rep")][2:]
    for measure in measured:
        about = describe(measure, run[1].scenario)
        assert columns[measure] == {"label": about.label, "unit": about.unit}
    if measured:
        assert columns["plan_drift_stage_plan_mean_working_days"]["label"] == (
            "Drift of a plan, stage child in need plan: mean"
        )
    if name == "weekly.parquet":
        assert columns["families open"]["unit"] == "families"
        assert columns["children on statutory plans"]["unit"] == "children"
