"""The data files of a run."""

from __future__ import annotations

import csv
import hashlib
import json
import math
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import fssim
from fssim.runs.folder.stored_run import DATA_FILES, estimate_bytes, write_data, write_manifest, write_summary
from fssim.runs.runner import run_all
from fssim.scenario import load, with_values

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"
NAN = math.nan


@pytest.fixture
def written(tmp_path: Path, results_of: Any) -> Path:
    here = results_of({"visits_in_time_percent": [80.0, 82.0, 84.0], "odd": [1.0, NAN, NAN]}, "here", load(SMALL))
    there = results_of({"visits_in_time_percent": [70.0, 73.0, 76.0], "other": [0.1, 0.2, 0.3]}, "there", load(SMALL))
    write_data(tmp_path, [here, there])
    write_manifest(tmp_path, [here, there])
    return tmp_path


def test_a_row_for_each_replication_of_each_scenario(written: Path) -> None:
    frame = pd.read_parquet(written / "replications.parquet")
    assert list(frame.columns) == ["scenario", "replication", "visits_in_time_percent", "odd", "other"]
    assert list(frame["scenario"]) == ["here"] * 3 + ["there"] * 3
    assert list(frame["replication"]) == [0, 1, 2] * 2
    assert list(frame["visits_in_time_percent"]) == [80.0, 82.0, 84.0, 70.0, 73.0, 76.0]
    assert frame["other"].isna().sum() == 3


def test_a_row_for_each_measure_with_its_interval_and_difference(written: Path) -> None:
    with (written / "summary.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = {(row["scenario"], row["compared_with"], row["measure"]): row for row in csv.DictReader(lines)}
    assert {key[:2] for key in rows} == {("here", "there"), ("there", "")}
    here, there = (rows[*key, "visits_in_time_percent"] for key in (("here", "there"), ("there", "")))
    assert (here["mean"], here["sd"], here["n"], here["unit"]) == ("82.0", "2.0", "3", "%")
    assert float(here["low"]) == pytest.approx(82.0 - 4.302653 * 2.0 / math.sqrt(3.0), abs=1e-5)
    assert (there["mean"], there["difference"], there["verdict"]) == ("73.0", "", "")
    assert (here["mean_of_compared_with"], here["difference"], here["verdict"]) == ("73.0", "9.0", "more")
    # differences 10, 9, 8: t = 9 / (1 / sqrt(3)) with 2 degrees
    t = 9.0 * math.sqrt(3.0)
    assert float(here["p"]) == pytest.approx(1.0 - t / math.sqrt(2.0 + t * t))
    assert float(here["p_adjusted"]) == float(here["p"])  # the only row of its table
    assert here["difference_low_alone"] == here["difference_low"]
    assert here["judged_with"] == "headline"
    assert float(here["variance_ratio"]) == pytest.approx(1.0 / (4.0 + 9.0))
    assert rows["here", "there", "odd"]["low"] == ""
    assert rows["here", "there", "other"]["verdict"] == "cannot tell"


def test_the_manifest_says_what_was_run_with_what(written: Path) -> None:
    manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["engine"], manifest["replications"]) == (1, "simpy", 3)
    assert manifest["versions"]["fssim"] == fssim.__version__
    assert manifest["versions"].keys() > {"python", "numpy", "pyarrow", "simpy"}
    assert [stored["name"] for stored in manifest["scenarios"]] == ["here", "there"]
    assert len(manifest["scenarios"][0]["hash"]) == 64
    assert manifest["scenarios"][0]["scenario"]["title"] == "A small service"
    assert "null" not in (written / "manifest.json").read_text(encoding="utf-8")
    assert list(manifest["files"]) == [
        "families.parquet", "replications.parquet", "sources.csv", "summary.csv", "targets.csv", "weekly.parquet",
    ]  # fmt: skip
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((written / name).read_bytes()).hexdigest() == digest


def test_the_manifest_does_not_say_where_this_computer_keeps_things(written: Path) -> None:
    manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["scenarios"][0]["scenario"]["sources"] == ["sources.csv"]
    assert str(SMALL.parent) not in (written / "manifest.json").read_text(encoding="utf-8")


def test_the_same_results_give_the_same_bytes(tmp_path: Path, written: Path, results_of: Any) -> None:
    again = tmp_path / "again"
    again.mkdir()
    here = results_of({"visits_in_time_percent": [80.0, 82.0, 84.0], "odd": [1.0, NAN, NAN]}, "here", load(SMALL))
    there = results_of({"visits_in_time_percent": [70.0, 73.0, 76.0], "other": [0.1, 0.2, 0.3]}, "there", load(SMALL))
    write_data(again, [here, there])
    write_manifest(again, [here, there])
    for name in ("manifest.json", *DATA_FILES):
        assert (again / name).read_bytes() == (written / name).read_bytes()


def test_a_name_is_no_formula(tmp_path: Path, results_of: Any) -> None:
    write_data(tmp_path, [results_of({"x": [1.0, 2.0]}, "=HYPERLINK(1)", load(SMALL))])
    assert (tmp_path / "summary.csv").read_text("utf-8-sig").splitlines()[1].startswith("'=HYPERLINK(1),,x,")


def test_a_scenario_by_itself_is_compared_with_nothing_and_rounding_noise_is_zero(
    tmp_path: Path, results_of: Any
) -> None:
    write_data(tmp_path, [results_of({"visits_in_time_percent": [-2.2e-14, -2.2e-14]}, "alone", load(SMALL))])
    (row,) = pd.read_csv(tmp_path / "summary.csv", keep_default_na=False).to_dict("records")
    assert (row["scenario"], row["compared_with"], row["mean"], row["low"]) == ("alone", "", 0.0, 0.0)
    assert (tmp_path / "summary.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_logs_need_more_room() -> None:
    assert estimate_bytes(3, 20, logs=True) > estimate_bytes(3, 20, logs=False) > estimate_bytes(1, 20, logs=False)


def test_the_workbook_and_the_summary_have_one_verdict_and_interval_for_a_measure(tmp_path: Path) -> None:
    """Every row of the report that compares a measure that the summary has: 12 measures or more."""
    import openpyxl

    from fssim.report.document.report_workbook import build_workbook
    from fssim.report.document.save_report import build_sections
    from fssim.runs.folder.stored_run import StoredRun

    scenario = load(SMALL)
    fewer = with_values(scenario, {"teams.safeguarding.posts.social_worker.posts.value": 4})
    results = run_all({"here": fewer, "there": scenario}, 6, 1, 1)
    write_summary(tmp_path / "summary.csv", results)
    with (tmp_path / "summary.csv").open(encoding="utf-8-sig", newline="") as lines:
        summary = {
            (row["label"], row["unit"].removesuffix(" a family")): row
            for row in csv.DictReader(lines)
            if row["compared_with"]
        }
    content = build_workbook("t", "q", list(build_sections(StoredRun(results, {}))))
    book = openpyxl.load_workbook(BytesIO(content))
    compared = 0
    for tab in ("Measures", "Ledger in pairs"):
        rows = list(book[tab].iter_rows(values_only=True))
        place = {heading: at for at, heading in enumerate(rows[0])}
        for row in rows[1:]:
            name = row[0] if tab == "Measures" else f"Days in plans: {str(row[0])[0].lower()}{str(row[0])[1:]}"
            label = name, str(row[place["Unit"]]).removesuffix(" a family")
            if label not in summary:
                continue
            compared += 1
            assert str(row[place["Verdict"]]).split(",")[0] == summary[label]["verdict"], label
            for end, column in (("from", "difference_low"), ("to", "difference_high")):
                cell = row[place[f"95% interval, {end}"]]
                assert (cell is None) == (summary[label][column] == "")
                if cell is not None:
                    assert float(str(cell)) == pytest.approx(float(summary[label][column]), abs=1e-9), label
    assert compared >= 12
