"""Sweeps whose points stop by themselves, once they are known precisely enough."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import fssim
from fssim.runs.run_to_precision import run_to_precision
from fssim.scenario.findings import ScenarioError
from fssim.studies.sweeps.plan.sweep import build_scenario, generate_points
from fssim.studies.sweeps.sweep_results import SweepResults
from fssim.studies.sweeps.work import work_units as blocks
from fssim.studies.sweeps.work import work_units as work
from fssim.studies.sweeps.work.missing_points import ReplicationTally
from tests.sweeping import files, parts, write_sweep

pytestmark = pytest.mark.slow

WriteSweep = Callable[..., Path]
MEASURE = "caseload_children_per_full_time_worker"
MOST = 22
PRECISE = {
    "replications": "",
    "precision": f"{{within: 8%, measures: [{MEASURE}], replications_at_most: {MOST}}}",
    "levers": "",
    "uncertainties": "{children: {path: demand.children.value, values: [2000, 4000, 6000]}}",
}


@pytest.fixture(scope="module", autouse=True)
def small_blocks() -> Iterator[None]:
    """A point to a block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "REPLICATIONS_IN_BLOCK", 1)
        yield


@pytest.fixture(scope="module", params=["base.yaml", ""], ids=["against a baseline", "by itself"])
def swept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SweepResults:
    place = tmp_path_factory.mktemp("precise")
    return fssim.sweep(write_sweep(place, **PRECISE, baseline=request.param), place / "out", jobs=1)


def test_each_point_stops_where_a_run_of_it_would(swept: SweepResults) -> None:
    counts = swept.frame.groupby("point").size()
    against = [swept.sweep.baseline] if swept.sweep.baseline is not None else []
    assert counts.get(0, MOST) == MOST
    for point in generate_points(swept.sweep):
        if point.number:
            alone = run_to_precision(build_scenario(swept.sweep, point), against, 0.08, [MEASURE], MOST, jobs=1)
            assert counts[point.number] == len(alone.results[0].rows)
            assert (point.number in swept.too_wide) == (not alone.reached)
            assert swept.at(point.number).values(MEASURE) == alone.results[0].values(MEASURE)


def test_the_summary_says_how_many_it_took_and_whether_that_was_enough(swept: SweepResults) -> None:
    with (swept.folder / "summary.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = {int(row["point"]): row for row in csv.DictReader(file)}
    for number, row in rows.items():
        assert int(row["replications"]) == len(swept.at(number).rows)
        assert row["precision_reached"] == ("" if number == 0 else "false" if number in swept.too_wide else "true")
        if 0 in rows:
            compared = fssim.compare(swept.at(number), swept.at(0))
            low = float(row[f"{MEASURE}_difference_low"] or "nan")
            assert low == pytest.approx(compared.loc[MEASURE, "low_alone"], nan_ok=True)


@pytest.mark.parametrize("gone", [[0, 1], [2]])
def test_what_is_missing_is_done_the_same_by_any_number_of_processes(swept: SweepResults, gone: list[int]) -> None:
    whole, there = files(swept.folder), parts(swept.folder)
    for number in gone:
        there[number].unlink()
    seen: list[tuple[int, int]] = []
    file = swept.folder.parent / "sweep.yaml"
    fssim.sweep(file, swept.folder, jobs=2, on_progress=lambda *now: seen.append(now))
    assert files(swept.folder) == whole
    assert seen[-1] == (len(swept.frame), len(swept.frame))


def test_points_are_held_to_their_own_means_if_the_baseline_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def do(piece: work.WorkUnit) -> work.UnitResult:
        return work.do_work(piece) if piece.changes else work.UnitResult(array("d"), "it fails")

    monkeypatch.setattr("fssim.studies.sweeps.work.missing_points.do_work", do)
    results = fssim.sweep(write_sweep(tmp_path, **PRECISE, baseline="base.yaml"), tmp_path / "out", jobs=1)
    assert list(results.failures["point"]) == [0]
    alone = run_to_precision(
        build_scenario(results.sweep, list(generate_points(results.sweep))[3]), (), 0.08, [MEASURE], MOST, jobs=1
    )
    assert len(results.at(3).rows) == len(alone.results[0].rows)
    with pytest.raises(fssim.ArgumentError, match="point 0 could not be simulated: it fails; give the number of one"):
        results.at(0)
    with pytest.raises(fssim.ArgumentError, match=r"point 99 is not there \(yet\); give the number"):
        results.at(99)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"replications": "5", "precision": "{within: 5%}"}, "says both of `replications` and `precision`"),
        ({"replications": ""}, "says neither of `replications` and `precision`"),
        ({"replications": "", "precision": "{within: 5}"}, "precision.within: is the number 5; it must be below 1"),
        ({"replications": "", "precision": "{within: five}"}, "a percentage between 0% and 100%, such as 5%"),
        ({"replications": "", "precision": "{within: 5%, replications_at_most: 9}"}, "it must be 10 or more"),
        ({"replications": "", "precision": "{within: 5%, measures: [caseload]}"}, "there is no measure 'caseload'"),
    ],
)
def test_what_is_wrong(sweep_file: WriteSweep, changed: dict[str, str], message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        fssim.load_sweep(sweep_file(**changed))
    assert message in str(caught.value)


def test_how_much_is_to_do_is_expected_from_what_was_done() -> None:
    tally = ReplicationTally(points=4, at_most=100, finished=0, replications=0, done=0)
    assert tally.total == 400
    tally.done = 30
    tally.finish(10)
    tally.finish(20)
    assert tally.total == 60


def test_staffings_are_ranked_from_the_replications_that_all_have(tmp_path: Path) -> None:
    levers = "{posts: {path: teams.safeguarding.posts.social_worker.posts.value, values: [3, 6]}}"
    file = write_sweep(tmp_path, **{**PRECISE, "levers": levers, "uncertainties": ""})
    results = fssim.sweep(file, tmp_path / "out", jobs=1)
    ranked = fssim.rank(tmp_path / "out", MEASURE, jobs=1, matters=0.001, most=MOST + 3).frame
    best, other = results.at(int(ranked.index[0])), results.at(int(ranked.index[1]))
    shared = min(ranked["replications"].min(), len(best.rows), len(other.rows))
    assert list(ranked["lever_posts"]) == [6, 3]
    assert ranked["replications"].min() >= 10
    assert best.values(MEASURE)[:shared] != other.values(MEASURE)[:shared]
