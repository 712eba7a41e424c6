"""A run read back from its folder is the run that was written."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from fssim.errors import OutputError
from fssim.measures.headline import STAFF_COST
from fssim.model.scenario_hash import hash_scenario
from fssim.runs.folder.run_folder import MANIFEST, add_to_run, build_manifest_schema, write_sealed
from fssim.runs.folder.stored_run import DATA_FILES, REPLICATIONS, read_run, write_data, write_manifest
from fssim.runs.runner import run_all
from fssim.scenario import load

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("run")
    results = run_all({"small": load(SMALL)}, 2, 1, 1)
    write_data(made, results)
    write_manifest(made, results)
    return made


def test_everything_comes_back(folder: Path) -> None:
    (written,) = run_all({"small": load(SMALL)}, 2, 1, 1)
    (read,) = read_run(folder).results
    assert (read.name, read.engine, read.seed) == (written.name, written.engine, written.seed)
    assert hash_scenario(read.scenario) == hash_scenario(written.scenario)
    for replication, row in written.rows.items():
        known = {name: value for name, value in row.items() if value == value}
        assert {name: read.rows[replication][name] for name in known} == known
        weekly, again = written.weekly[replication], read.weekly[replication]
        assert (weekly.series, weekly.warm_up_weeks) == (again.series, again.warm_up_weeks)
        assert weekly.first_week_ends == again.first_week_ends
        assert np.array_equal(weekly.numbers, again.numbers, equal_nan=True)


def test_what_is_no_run_is_refused_with_what_would_be_right(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(OutputError, match="there is no such folder; give one that `fssim run --out` has written"):
        read_run(tmp_path / "nowhere")
    (tmp_path / "a.yaml").write_text("title: a")
    with pytest.raises(OutputError, match="is a file, not a folder"):
        read_run(tmp_path / "a.yaml")
    with pytest.raises(OutputError, match=r"holds no manifest\.json, so it is not a whole run"):
        read_run(tmp_path)
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(
        OutputError, match=r"not a run of this version of fssim: .* earlier ones kept no checksums; run it again"
    ):
        read_run(tmp_path)
    (tmp_path / "weekly.parquet").unlink()
    with pytest.raises(OutputError, match=r"holds no weekly\.parquet"):
        read_run(tmp_path)


@pytest.mark.parametrize("name", ["replications.parquet", "weekly.parquet"])
@pytest.mark.parametrize("harm", ["a byte changed", "cut short", "empty"])
def test_a_damaged_run_is_refused(tmp_path: Path, folder: Path, name: str, harm: str) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    data = bytearray((folder / name).read_bytes())
    number = struct.pack("<d", pd.read_parquet(folder / REPLICATIONS)[STAFF_COST].iloc[0])
    if name == REPLICATIONS:
        data[data.index(number)] ^= 1  # a number as good as any, but for a checksum
    else:
        data[len(data) // 2] ^= 1
    (tmp_path / name).write_bytes({"cut short": data[:-100], "a byte changed": data, "empty": b""}[harm])
    with pytest.raises(OutputError, match=r"is damaged, or not a run of this version of fssim: .* run it again"):
        read_run(tmp_path)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("name", DATA_FILES)
def test_a_single_bit_that_flips_is_noticed_wherever_it_is(tmp_path: Path, folder: Path, name: str) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    data = (folder / name).read_bytes()
    for bit in np.random.default_rng(1).integers(0, 8 * len(data), 150).tolist():
        (tmp_path / name).write_bytes(flipped(data, bit))
        with pytest.raises(OutputError, match=rf"{name} was changed after it was written; run it again"):
            read_run(tmp_path)
    (tmp_path / name).write_bytes(data)
    assert read_run(tmp_path).results


def test_a_manifest_that_was_edited_is_noticed_wherever_it_was(tmp_path: Path, folder: Path) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    data = (folder / MANIFEST).read_bytes()
    for bit in np.random.default_rng(1).integers(0, 8 * len(data), 150).tolist():
        (tmp_path / MANIFEST).write_bytes(flipped(data, bit))
        try:
            same = json.loads((tmp_path / MANIFEST).read_bytes()) == json.loads(data)  # a space that became a tab, say
        except ValueError:
            same = False
        if not same:
            with pytest.raises(OutputError, match="is damaged, or not a run of this version"):
                read_run(tmp_path)


def test_the_seed_that_a_manifest_says_is_that_of_its_data(tmp_path: Path, folder: Path) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (tmp_path / MANIFEST).write_text(json.dumps(manifest | {"seed": 2}), encoding="utf-8")
    with pytest.raises(OutputError, match=r"manifest\.json was changed after it was written"):
        read_run(tmp_path)
    write_sealed(tmp_path, manifest | {"seed": 2}, manifest["files"])
    with pytest.raises(OutputError, match=r"manifest\.json and replications\.parquet are not of the same run"):
        read_run(tmp_path)


def test_a_folder_of_an_earlier_fssim_is_told_from_a_damaged_one(tmp_path: Path, folder: Path) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    earlier = {name: value for name, value in manifest.items() if name not in ("format", "digest")}
    (tmp_path / MANIFEST).write_text(json.dumps(earlier | {"files": list(manifest["files"])}), encoding="utf-8")
    with pytest.raises(OutputError, match=r"earlier ones kept no checksums; run it again with `fssim run --out`"):
        read_run(tmp_path)


def test_the_manifest_is_what_its_schema_says(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    check = Draft202012Validator(build_manifest_schema())
    check.check_schema(build_manifest_schema())
    check.validate(manifest)
    for wrong in ({"seed": 2**64}, {"seed": -1}, {"format": 1}, {"files": {"a": "b"}}, {"more": 1}):
        assert not check.is_valid(manifest | wrong)


def test_added_files_are_listed_and_strangers_are_left_alone(tmp_path: Path, folder: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with add_to_run(tmp_path, ["more.txt"]) as partial:
        (partial / "more.txt").write_text("more")
    assert "more.txt" in json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["files"]
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"mine\.txt is there already"), add_to_run(tmp_path, ["mine.txt"]):
        pass
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".partial")]
