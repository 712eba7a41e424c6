"""What a worker process does: a run as a command writes it, and the pages that are made of one."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fssim import load, run
from fssim.app.work.do_job import do_job
from fssim.app.work.run_job import looks
from fssim.app.work.work_folder import TRY_RANGES, WorkFolder
from fssim.errors import NoSuchFamily
from fssim.runs.folder.stored_run import read_run
from tests.unit.app.small_service import FILES, asking

Told = list[Mapping[str, Any]]
REPLICATIONS = 4


def do(folder: Path, kind: str, **options: object) -> Told:
    """Do a job here, and keep what it says."""
    told: Told = []
    do_job(kind, folder, options, told.append)
    return told


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Told]:
    """The folder of a run, and what was said while it ran."""
    work = WorkFolder(tmp_path_factory.mktemp("work"))
    work.open()
    piece = work.ask(asking(replications=REPLICATIONS), FILES)
    return piece.folder, do(piece.folder, "run")


@pytest.mark.parametrize(
    ("count", "expected"), [(1, [1]), (2, [2]), (3, [2, 3]), (20, [2, 4, 8, 16, 20]), (100, [2, 4, 8, 16, 32, 64, 100])]
)
def test_looks_double_and_end_with_all(count: int, expected: list[int]) -> None:
    assert list(looks(count)) == expected


@pytest.mark.slow
def test_a_run_is_the_one_that_python_makes(finished: tuple[Path, Told]) -> None:
    folder, _ = finished
    stored = read_run(folder).results[0]
    again = run(load(folder / "vacancy.yaml"), REPLICATIONS, stored.seed)
    assert list(stored.rows) == list(again.rows)
    for replication, row in again.rows.items():
        kept = {name: stored.rows[replication].get(name, math.nan) for name in row}
        assert any(not math.isnan(value) for value in kept.values())
        assert kept == pytest.approx(row, nan_ok=True, rel=0.0, abs=0.0)


@pytest.mark.slow
def test_what_is_shown_last_is_what_the_report_says(finished: tuple[Path, Told]) -> None:
    folder, told = finished
    answers = [message["look"] for message in told if message.get("look")]
    assert [look["heading"] for look in answers] == [
        "The answer so far, after 2 replications",
        "The answer, after 4 replications",
    ]
    report = (folder / "report.html").read_text(encoding="utf-8")
    for sentence in answers[-1]["sentences"]:
        assert sentence.replace("'", "&#39;") in report
    assert [message["state"] for message in told if "state" in message] == ["writing"]
    done = [message["done"] for message in told if "done" in message]
    assert done == sorted(done)
    assert done[-1] == 2 * REPLICATIONS


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "options"),
    [("story-delayed", {"pick": "delayed"}), ("story-typical", {"pick": "typical"}), ("animation", {}), ("lesson", {})],
)
def test_a_page_is_made_of_a_run_and_the_run_is_still_whole(
    finished: tuple[Path, Told], kind: str, options: dict[str, object]
) -> None:
    folder, _ = finished
    do(folder, kind, file=f"{kind}.html", **options)
    page = (folder / f"{kind}.html").read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert f"{kind}.html" in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert len(read_run(folder).results) == 2
    assert not list(folder.glob(".partial-*"))


@pytest.mark.slow
def test_a_family_that_is_not_there_is_told_of_and_leaves_nothing(finished: tuple[Path, Told]) -> None:
    folder, _ = finished
    before = sorted(folder.iterdir())
    with pytest.raises(NoSuchFamily, match="there is none"):
        do(folder, "story-999999999", file="story-999999999.html", family=999_999_999)
    assert sorted(folder.iterdir()) == before


@pytest.mark.slow
def test_what_would_turn_the_answer_is_tried_if_it_is_asked_for(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path)
    work.open()
    piece = work.ask(asking(replications=2), FILES)
    told = do(piece.folder, "run", **{TRY_RANGES: True})
    assert [message["state"] for message in told if "state" in message] == ["trying", "writing"]
    assert read_run(piece.folder).tried is not None
