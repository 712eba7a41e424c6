"""What a sweep leaves in its folder, and how it goes on from what is there."""

from __future__ import annotations

import csv
import io
import json
import os
import pickle
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import fssim
from fssim.errors import OutputError, WorkerLost
from fssim.model.scenario_hash import hash_scenario
from fssim.runs.replicate import measure, simulate
from fssim.scenario.findings import ScenarioError
from fssim.studies.sweeps.estimate_sweep import estimate_disk_bytes
from fssim.studies.sweeps.plan.sweep import build_scenario, generate_points
from fssim.studies.sweeps.sweep_summary import estimate_summary_bytes
from fssim.studies.sweeps.work import work_units as blocks
from fssim.studies.sweeps.work import work_units as work
from fssim.studies.sweeps.work.work_units import count_blocks
from tests.sweeping import change_identity, files, parts, write_sweep

pytestmark = pytest.mark.slow

WriteSweep = Callable[..., Path]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two points to a block, so that a small sweep has several."""
    monkeypatch.setattr(blocks, "REPLICATIONS_IN_BLOCK", 4)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sweep that nothing happened to, with a baseline."""
    place = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "REPLICATIONS_IN_BLOCK", 4)
        fssim.sweep(write_sweep(place, baseline="base.yaml"), place / "out", jobs=1)
    return place / "out"


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    """A copy of it that things can happen to."""
    for name, data in files(whole).items():
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / name).write_bytes(data)
    return tmp_path / "out"


def test_one_row_a_point_and_replication(whole: Path) -> None:
    results = fssim.read_sweep(whole)
    assert results.finished
    frame = results.frame
    assert list(frame.columns[:4]) == ["point", "replication", "lever_limit", "uncertainty_children"]
    assert list(frame.columns[4:]) == list(results.measures)
    assert list(zip(frame["point"], frame["replication"], strict=True)) == [(p, r) for p in range(7) for r in range(2)]
    assert frame[frame["point"] == 0][["lever_limit", "uncertainty_children"]].isna().all(axis=None)
    last = list(generate_points(results.sweep))[-1]
    alone = measure(simulate(build_scenario(results.sweep, last), seed=1, replication=1))
    row = frame.iloc[-1][list(results.measures)].astype(float)
    pd.testing.assert_series_equal(row, alone, check_names=False, check_exact=True)


def test_the_sweep_that_is_read_is_the_sweep_that_was_run(whole: Path) -> None:
    read, run = fssim.read_sweep(whole).sweep, fssim.load_sweep(whole.parent / "sweep.yaml")
    assert hash_scenario(read.base) == hash_scenario(run.base)  # which is of its order too
    assert list(generate_points(read)) == list(generate_points(run))
    assert read.plan == run.plan


def test_two_points_can_be_compared_in_pairs(whole: Path) -> None:
    results = fssim.read_sweep(whole)
    compared = fssim.compare(results.at(1), results.at(0))
    with (whole / "summary.csv").open(newline="", encoding="utf-8-sig") as file:
        first = next(row for row in csv.DictReader(file) if row["point"] == "1")
    for name in results.measures:
        ends = ("", "_low", "_high", "_difference", "_difference_low", "_difference_high")
        cells = [float(first[f"{name}{end}"] or "nan") for end in ends]
        own, paired = results.at(1).interval(name), compared.loc[name]
        known = [own.mean, own.low, own.high, paired["difference"], paired["low_alone"], paired["high_alone"]]
        assert cells == pytest.approx(known, rel=1e-9, abs=1e-9, nan_ok=True), name


def test_a_data_file_says_what_is_in_it_and_what_is_not_known_is_null(whole: Path) -> None:
    file = next((whole / "replications").glob("part-*.parquet"))
    schema = pq.read_schema(file)
    metadata = {name.decode(): value.decode() for name, value in schema.metadata.items()}
    assert (metadata["fssim.seed"], metadata["fssim.version"]) == ("1", fssim.__version__)
    columns = json.loads(metadata["fssim.columns"])
    assert list(columns) == schema.names
    assert columns["cost_staff_gbp_a_year"] == {"label": "Staff cost", "unit": "GBP a year"}
    assert schema.field("cost_staff_gbp_a_year").metadata[b"unit"] == b"GBP a year"
    table = pq.read_table(file)
    floats = [table[field.name] for field in schema if field.type == "double"]
    assert any(column.null_count for column in floats)
    assert not any(pc.any(pc.is_nan(column)).as_py() for column in floats)


def test_duckdb_and_pandas_read_the_folder_as_it_is(whole: Path) -> None:
    query = f"select lever_limit, count(*), avg(cost_staff_gbp_a_year) from '{whole}/replications/*.parquet' group by 1"
    by_limit = {row[0]: row[1:] for row in duckdb.sql(query).fetchall()}
    frame = pd.read_parquet(whole / "replications")
    assert len(frame) == 14
    for limit, rows in frame.groupby("lever_limit"):
        assert by_limit[limit] == (6, pytest.approx(rows["cost_staff_gbp_a_year"].mean()))
    assert len(pd.read_csv(whole / "summary.csv")) == 7


def test_the_long_summary_is_the_wide_one_with_units(whole: Path) -> None:
    results = fssim.read_sweep(whole)
    long, wide = results.long, pd.read_csv(whole / "summary.csv").set_index("point")
    assert list(long.columns[:8]) == [
        "point", "lever_limit", "uncertainty_children", "replications", "measure", "label", "unit", "mean",
    ]  # fmt: skip
    assert len(long) == 7 * len(results.measures)
    for end in ("low", "high", "difference", "difference_low", "difference_high"):
        by_point = long.pivot(index="point", columns="measure", values=end)[list(results.measures)]
        same = wide[[f"{name}_{end}" for name in results.measures]].set_axis(by_point.columns, axis=1)
        pd.testing.assert_frame_equal(by_point, same, check_names=False)
    row = long[(long["point"] == 6) & (long["measure"] == "cost_staff_gbp_a_year")].iloc[0]
    assert (row["label"], row["unit"], row["replications"]) == ("Staff cost", "GBP a year", 2)
    assert row["mean"] == wide.loc[6, "cost_staff_gbp_a_year"]
    assert duckdb.sql(f"select count(distinct unit) from '{whole}/summary_long.parquet'").fetchall()[0][0] > 5


def test_what_varies_keeps_its_type(tmp_path: Path) -> None:
    levers = """
  posts: {path: teams.safeguarding.posts.social_worker.posts.value}
  until: {path: demand.shocks.publicity.until}
  vacant: {path: roles.social_worker.when_vacant}"""
    design = "{kind: list, rows: [{posts: 2, until: 2019-07-01, vacant: wait}]}"
    file = write_sweep(tmp_path, levers=levers, uncertainties="", design=design, baseline="base.yaml",
                       measures="[cost_staff_gbp_a_year]")  # fmt: skip
    swept = fssim.sweep(file, tmp_path / "out", jobs=1)
    for frame in (swept.frame, swept.long):
        assert (str(frame["lever_posts"].dtype), str(frame["point"].dtype)) == ("Int64", "int64")
        assert frame["lever_posts"].isna().tolist() == (frame["point"] == 0).tolist()
        last = frame.iloc[-1]
        assert (last["lever_posts"], last["lever_until"], last["lever_vacant"]) == (2, date(2019, 7, 1), "wait")
    assert str(swept.frame[swept.frame["point"] == 1]["lever_posts"].astype(int).dtype) == "int64"


@pytest.mark.parametrize("gone", [[0], [1, 3], [0, 1, 2, 3]])
def test_only_what_is_missing_is_done(
    copy: Path, whole: Path, tmp_path: Path, gone: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []
    monkeypatch.setattr(
        "fssim.studies.sweeps.work.missing_points.do_work", lambda task: done.append(task) or work.do_work(task)
    )
    there = parts(copy)
    for number in gone:
        there[number].unlink()
    fssim.sweep(write_sweep(tmp_path, baseline="base.yaml"), copy, jobs=1)
    assert len(done) == sum(1 if number == 3 else 2 for number in gone)
    assert files(copy) == files(whole)


def test_a_finished_sweep_is_left_as_it_is_whatever_the_clock_says(
    copy: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fssim.studies.sweeps.work.missing_points.do_work", lambda task: pytest.fail("was done again"))
    for at, file in enumerate(parts(copy)):
        os.utime(file, (at * 1e9, 4e9 - at * 1e9))  # from 1970 to 2096
    fssim.sweep(write_sweep(tmp_path, baseline="base.yaml"), copy, jobs=1)
    assert files(copy) == files(whole)


@pytest.mark.parametrize("harm", ["cut short", "a byte changed", "empty"])
def test_a_damaged_file_is_done_again_and_told(copy: Path, whole: Path, tmp_path: Path, harm: str) -> None:
    victim = parts(copy)[1]
    data = bytearray(victim.read_bytes())
    if harm == "a byte changed":
        data[len(data) // 2] ^= 1
    victim.write_bytes({"cut short": data[:-100], "a byte changed": data, "empty": b""}[harm])
    notes: list[str] = []
    fssim.sweep(write_sweep(tmp_path, baseline="base.yaml"), copy, jobs=1, on_note=notes.append)
    assert notes == [f"{victim}: was damaged, and is done again"]
    assert files(copy) == files(whole)


@pytest.mark.parametrize(
    "name", ["{stem}.sync-conflict-20260301-101500-ABCDEF.parquet", "{stem} (conflicted copy).parquet", "notes.txt"]
)
def test_copies_that_others_make_are_told_and_left_alone(copy: Path, whole: Path, tmp_path: Path, name: str) -> None:
    own = parts(copy)
    foreign = own[1].with_name(name.format(stem=own[1].stem))
    foreign.write_bytes(own[1].read_bytes())
    own[2].unlink()
    notes: list[str] = []
    done = fssim.sweep(write_sweep(tmp_path, baseline="base.yaml"), copy, jobs=1, on_note=notes.append)
    assert notes == [f"{foreign}: is none of the sweep's own files (a file-sharing program's copy?); it is left alone"]
    assert done.finished
    assert len(done.frame) == 14
    foreign.unlink()
    assert files(copy) == files(whole)


def test_a_second_whole_file_of_the_same_points_is_not_counted_twice(copy: Path, tmp_path: Path) -> None:
    own = parts(copy)[1]
    table = pq.read_table(own)
    data = io.BytesIO()
    pq.write_table(table, data, compression="none")
    second = own.with_name(f"part-00001-{sha256(data.getvalue()).hexdigest()[:16]}.parquet")
    second.write_bytes(data.getvalue())
    notes: list[str] = []
    done = fssim.sweep(write_sweep(tmp_path, baseline="base.yaml"), copy, jobs=1, on_note=notes.append)
    (note,) = notes
    assert note.startswith(f"{max(own, second)}: is none of the sweep's own files")
    assert done.finished
    assert len(done.frame) == 14


def test_room_for_the_summary_is_asked_for(whole: Path) -> None:
    results = fssim.read_sweep(whole)
    size = (whole / "summary.csv").stat().st_size
    heading = len((whole / "summary.csv").read_text(encoding="utf-8-sig").splitlines()[0])
    assert estimate_summary_bytes(results.sweep, len(results.measures)) >= 0.7 * (size - heading)


def test_what_a_folder_takes_is_told_to_within_three_tenths(whole: Path) -> None:
    swept = fssim.read_sweep(whole)
    told = estimate_disk_bytes(swept.sweep, swept.measures, len(swept.frame), count_blocks(swept.sweep))
    assert sum(file.stat().st_size for file in whole.rglob("*")) == pytest.approx(told, rel=0.3)


def test_a_damaged_manifest_is_told_and_costs_nothing_but_itself(copy: Path, whole: Path, tmp_path: Path) -> None:
    (copy / "sweep.json").write_text('{"identity": {')
    with pytest.raises(OutputError, match=r"sweep\.json: is damaged .* remove it and run the sweep"):
        fssim.sweep(write_sweep(tmp_path, baseline="base.yaml"), copy, jobs=1)
    (copy / "sweep.json").unlink()
    fssim.sweep(write_sweep(tmp_path, baseline="base.yaml"), copy, jobs=1)
    assert files(copy) == files(whole)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"replications": "3"}, "the number of replications (2 before, 3 now)"),
        ({"seed": "2"}, "the random seed (1 before, 2 now)"),
        ({"baseline": ""}, "what the baseline scenario says"),
        ({"uncertainties": "{children: {path: demand.children.value, values: [2000, 4001, 6000]}}"},
         "the levers and uncertainties (uncertainty_children)"),
    ],
)  # fmt: skip
def test_another_sweep_in_the_folder(
    copy: Path, whole: Path, tmp_path: Path, changed: dict[str, str], message: str
) -> None:
    with pytest.raises(OutputError, match="holds another sweep") as caught:
        fssim.sweep(write_sweep(tmp_path, **{"baseline": "base.yaml", **changed}), copy, jobs=1)
    assert message in str(caught.value)
    assert "Choose another folder with --out, or put back what was changed" in str(caught.value)
    assert files(copy) == files(whole)


def test_a_folder_from_another_version(copy: Path, tmp_path: Path) -> None:
    change_identity(copy, version="fssim 0.0.9 (0123456789ab)")
    with pytest.raises(OutputError, match=r"the version of fssim \(fssim 0\.0\.9 \(0123456789ab\) before, fssim "):
        fssim.sweep(write_sweep(tmp_path, baseline="base.yaml"), copy, jobs=1)


def test_files_of_another_sweep_are_not_taken_for_this_ones(copy: Path, tmp_path: Path) -> None:
    (copy / "sweep.json").unlink()
    with pytest.raises(OutputError, match="is of another sweep; move it away"):
        fssim.sweep(write_sweep(tmp_path, baseline="base.yaml", seed="2"), copy, jobs=1)


def test_a_folder_of_something_else(sweep_file: WriteSweep, tmp_path: Path) -> None:
    (tmp_path / "summary.csv").write_text("mine")
    with pytest.raises(OutputError, match=r"has summary\.csv of something else"):
        fssim.sweep(sweep_file(), tmp_path, jobs=1)
    assert (tmp_path / "summary.csv").read_text() == "mine"
    with pytest.raises(OutputError, match="there is no such folder; give the folder that a sweep was written to"):
        fssim.read_sweep(tmp_path / "nowhere")
    with pytest.raises(OutputError, match=r"has no sweep\.json"):
        fssim.read_sweep(tmp_path)


def test_points_that_fail_are_recorded_and_the_rest_go_on(sweep_file: WriteSweep, tmp_path: Path) -> None:
    until = "{until: {path: demand.shocks.publicity.until, values: [2019-05-01, 2019-08-01]}}"
    notes: list[str] = []
    results = fssim.sweep(sweep_file(uncertainties=until), tmp_path / "out", jobs=1, on_note=notes.append)
    assert list(results.failures["point"]) == [1, 3]
    assert results.failures["reason"].str.contains("until is 2019-05-01").all()
    assert sorted(set(results.frame["point"])) == [2, 4]
    assert len(notes) == 1
    assert notes[0].startswith("2 of the 4 points tried cannot be simulated")
    with (tmp_path / "out" / "failures.csv").open(newline="") as file:
        assert [row["uncertainty_until"] for row in csv.DictReader(file)] == ["2019-05-01"] * 2


def test_a_sweep_of_which_no_point_is_right(sweep_file: WriteSweep, tmp_path: Path) -> None:
    until = "{until: {path: demand.shocks.publicity.until, values: [2019-05-01]}}"
    with pytest.raises(ScenarioError, match=r"point 1 \(limit 12\.0, until 2019-05-01\)"):
        fssim.sweep(sweep_file(uncertainties=until), tmp_path / "out", jobs=1)
    assert not (tmp_path / "out").exists()


def test_a_worker_of_another_version_is_refused() -> None:
    with pytest.raises(WorkerLost, match="install the same on every machine"):
        work.do_work(work.WorkUnit(b"", (), "compiled", 1, 0, 1, (), "fssim 0.0.9"))


def test_an_engine_error_is_the_points_own(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise ZeroDivisionError("float division")

    monkeypatch.setattr(work, "simulate_tables", fail)
    base = pickle.dumps(fssim.read_sweep(whole).sweep.base)
    done = work.do_work(work.WorkUnit(base, (), "compiled", 1, 0, 1, (), work.identify_version()))
    assert done.failure == "ZeroDivisionError: float division"
    assert not done.rows


CHOSEN = ["cost_staff_gbp_a_year", "referrals_per_10000_children"]


def test_measures_that_are_chosen_are_those_of_all_to_the_last_bit(tmp_path: Path) -> None:
    every, some = (
        fssim.sweep(write_sweep(tmp_path, measures=measures), tmp_path / name, jobs=1)
        for name, measures in (("every", ""), ("some", f"[{', '.join(CHOSEN)}]"))
    )
    assert sorted(some.measures) == CHOSEN
    assert some.frame[CHOSEN].equals(every.frame[CHOSEN])


def test_what_decides_about_a_precision_is_kept_too(tmp_path: Path) -> None:
    precision = "{within: 0.5, replications_at_most: 10, measures: [hours_social_worker_per_year]}"
    file = write_sweep(tmp_path, measures=f"[{CHOSEN[0]}]", replications="", precision=precision)
    swept = fssim.sweep(file, tmp_path / "out", jobs=1)
    assert sorted(swept.measures) == [CHOSEN[0], "hours_social_worker_per_year"]


def test_a_measure_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"measures\.0: there is no measure 'staff_cost'"):
        fssim.sweep(write_sweep(tmp_path, measures="[staff_cost]"), tmp_path / "out", jobs=1)
