"""Files of a sweep's folder that are damaged, changed or another sweep's: said, and never read as if whole."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import fssim
from fssim.errors import OutputError
from fssim.studies.analysis import staffings
from tests.sweeping import parts, write_sweep

pytestmark = pytest.mark.slow

MEASURE, COST = "caseload_children_per_full_time_worker", "cost_staff_gbp_a_year"
CROSSED = {
    "design": "{kind: crossed, points: 30}",
    "replications": "5",
    "uncertainties": "{children: {path: demand.children.value, range: {low: 2000, high: 6000}}}",
}
MUTANTS = 20


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep that nothing happened to, of 3 measures, with further replications."""
    place = tmp_path_factory.mktemp("whole")
    file = write_sweep(place, **CROSSED)
    fssim.sweep(file, place / "out", jobs=1, measures=[MEASURE, COST, "visits_in_time_percent"])
    return place / "out"


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "out")
    return tmp_path / "out"


def mutate(data: bytes, number: int) -> bytes:
    """One of the things that happen to files: cut short, a bit turned, some bytes lost, added or zeroed."""
    rng = random.Random(number)
    at, harm = rng.randrange(len(data)), number % 5
    if harm == 0:
        return data[:at]
    if harm == 1:
        return data[:at] + data[at + rng.randint(1, 9) :]
    if harm == 2:
        return data[:at] + rng.randbytes(5) + data[at:]
    if harm == 3 and any(data[at : at + 64]):
        return data[:at] + bytes(len(data[at : at + 64])) + data[at + 64 :]
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


READERS: dict[str, Callable[[Path], Any]] = {
    "frame": lambda folder: fssim.read_sweep(folder).frame,
    "failures": lambda folder: fssim.read_sweep(folder).failures,
    "rank": lambda folder: fssim.rank(folder, MEASURE, jobs=1, matters=10.0).frame,
    "rank_robustly": lambda folder: fssim.rank_robustly(folder, [MEASURE]).frame,
    "value_of_information": lambda folder: fssim.value_of_information(folder, MEASURE).frame,
    "discover_failures": lambda folder: fssim.discover_failures(folder, {MEASURE: 0.2}, {"limit": 12}).frame,
    "emulate": lambda folder: fssim.emulate(folder, MEASURE).frame,
    "report_sweep": lambda folder: fssim.report_sweep(folder).frame,
    "explore": lambda folder: fssim.explore(folder).frame,
}


@pytest.mark.parametrize("reader", READERS)
def test_a_damaged_data_file_is_told(copy: Path, reader: str) -> None:
    file = parts(copy)[0]
    data = file.read_bytes()
    for number in range(MUTANTS):
        file.write_bytes(mutate(data, number))
        with pytest.raises(OutputError, match=f"{file.name}: is damaged; run the sweep into this folder again"):
            READERS[reader](copy)


def test_a_changed_manifest_is_told(copy: Path) -> None:
    """Whatever in it was changed: as text that can be read no less than as text that cannot."""
    file = copy / "sweep.json"
    data = file.read_bytes()
    changed = [mutate(data, number) for number in range(MUTANTS)]
    for there, other in ((b'"seed": 1', b'"seed": 2'), (b'"value": 6000.0', b'"value": 6001.0'), (b"12", b"13")):
        assert there in data
        changed.append(data.replace(there, other))
    changed += [b"", b"[]", b"null", b"7", b'"text"', b"[" * 100_000, b"{}", b'{"digest": 1}', b"\xff\xfe"]
    for mutant in changed:
        file.write_bytes(mutant)
        with pytest.raises(OutputError, match=r"sweep\.json: is damaged or was changed after it was written"):
            fssim.read_sweep(copy)


def test_a_file_of_another_sweep_is_not_read(copy: Path, tmp_path: Path) -> None:
    """Put among the data files under a name of their own, first in order."""
    file = write_sweep(tmp_path, **CROSSED, seed="2")
    fssim.sweep(file, tmp_path / "other", jobs=1, measures=[MEASURE, COST, "visits_in_time_percent"])
    first = parts(copy)[0]
    first.unlink()
    shutil.copy(parts(tmp_path / "other")[0], first.parent)
    for reader in (*READERS.values(), lambda folder: fssim.read_sweep(folder).at(1)):
        with pytest.raises(OutputError, match="is of another sweep; move it away and run the sweep into this folder"):
            reader(copy)


def test_a_damaged_long_summary_is_told(copy: Path, whole: Path) -> None:
    file = copy / "summary_long.parquet"
    data, as_written = file.read_bytes(), fssim.read_sweep(whole).long
    unharmed = 0
    for number in range(10 * MUTANTS):
        file.write_bytes(mutate(data, number))
        with suppress(OutputError):
            pd.testing.assert_frame_equal(fssim.read_sweep(copy).long, as_written, check_exact=True)
            unharmed += 1  # what was changed says nothing
    assert unharmed < 2 * MUTANTS
    file.write_bytes(data[:100])
    with pytest.raises(OutputError, match="is damaged or cannot be read; run the sweep into this folder again"):
        _ = fssim.read_sweep(copy).long


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep whose staffings take further replications to be told apart."""
    place = tmp_path_factory.mktemp("posts")
    levers = "{posts: {path: teams.safeguarding.posts.social_worker.posts.value, values: [5, 6]}}"
    uncertainties = "{children: {path: demand.children.value, values: [5000, 6000]}}"
    file = write_sweep(place, levers=levers, uncertainties=uncertainties, replications="3")
    fssim.sweep(file, place / "out", jobs=1, measures=[MEASURE, COST])
    return place / "out"


@pytest.fixture
def copied_posts(posts: Path, tmp_path: Path) -> Path:
    shutil.copytree(posts, tmp_path / "posts")
    return tmp_path / "posts"


def rank(folder: Path, on_progress: Callable[[int, int], None] | None = None) -> pd.DataFrame:
    return fssim.rank(folder, MEASURE, jobs=1, matters=1e-9, most=12, on_progress=on_progress).frame


def list_further(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / staffings.FURTHER).iterdir()}


def test_damaged_further_replications_are_done_again(copied_posts: Path) -> None:
    ranked = rank(copied_posts)
    kept = list_further(copied_posts)
    name, data = min(kept.items())
    for number in range(MUTANTS):
        (copied_posts / staffings.FURTHER / name).write_bytes(mutate(data, number))
        pd.testing.assert_frame_equal(rank(copied_posts), ranked, check_exact=True)
        assert list_further(copied_posts) == kept


def test_what_a_killed_ranking_had_begun_to_write_is_removed(copied_posts: Path) -> None:
    (copied_posts / staffings.FURTHER).mkdir()
    begun = copied_posts / staffings.FURTHER / ".partial-0123"
    begun.write_bytes(b"half of it")
    rank(copied_posts)
    assert not begun.exists()


def test_a_stopped_ranking_keeps_what_is_finished_and_ends_the_same(copied_posts: Path, posts: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 10:  # of 28 that bring four points to ten replications each
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rank(copied_posts, stop)
    assert len(list_further(copied_posts)) == 1
    pd.testing.assert_frame_equal(rank(copied_posts), rank(posts), check_exact=True)
    assert list_further(copied_posts) == list_further(posts)
