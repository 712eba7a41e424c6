"""Exported logs, opened in the tools that they are for. `pip install fssim[interoperability]` has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from fssim.report.export.formats import exported
from tests.unit.report.logs import a_year_of

pytestmark = pytest.mark.slow

ENDINGS = {"csv": "csv", "xes": "xes", "activities": "csv", "vidigi": "csv"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("exported")
    district = a_year_of("one_district")
    made = {form: folder / f"{form}.{ending}" for form, ending in ENDINGS.items()}
    for form, file in made.items():
        file.write_bytes(exported(district, form))
    return made


def test_duckdb_and_polars_know_the_types(files: dict[str, Path]) -> None:
    types = dict(duckdb.sql(f"select column_name, column_type from (describe from '{files['activities']}')").fetchall())
    assert types["start"] == types["end"] == "TIMESTAMP WITH TIME ZONE"
    assert (types["hours"], types["number"]) == ("DOUBLE", "BIGINT")
    frame = pl.read_csv(files["activities"], try_parse_dates=True)
    assert frame["start"].dtype == frame["end"].dtype == pl.Datetime("us", "UTC")
    assert frame["hours"].dtype == pl.Float64


@pytest.mark.parametrize("form", ["xes", "csv"])
def test_pm4py_draws_who_hands_work_to_whom(files: dict[str, Path], form: str) -> None:
    pm4py: Any = pytest.importorskip("pm4py")
    log = pm4py.read_xes(str(files[form])) if form == "xes" else pm4py.format_dataframe(pd.read_csv(files[form]))
    done = log[log["lifecycle:transition"] == "complete"]
    network = pm4py.discover_handover_of_work_network(done)
    assert any("conference chair" in one for pair in network.connections for one in pair)
    edges, starts, _ = pm4py.discover_dfg(done)
    assert set(starts) == {"Referred"}
    assert edges["Referred", "Enters: Referral"] == starts["Referred"]


def test_vidigi_sees_a_snapshot_of_every_four_weeks(files: dict[str, Path]) -> None:
    prep: Any = pytest.importorskip("vidigi.prep")
    rows = pd.read_csv(files["vidigi"])
    snapshots = prep.reshape_for_animations(rows, every_x_time_units=28, limit_duration=364, step_snapshot_max=500)
    at_last = snapshots[snapshots["snapshot_time"] == 336]
    here = rows[rows["time"] <= 336]
    still_here = set(here["entity_id"]) - set(here.loc[here["event"] == "depart", "entity_id"])
    assert set(at_last["entity_id"]) >= still_here > set()
