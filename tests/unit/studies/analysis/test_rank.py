"""Ranking the staffings of a real sweep, and keeping what it ran."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import fssim
from fssim.errors import CannotSimulate, OutputError, QuestionError
from fssim.measures.headline import STAFF_COST
from fssim.report.terminal.ranking_tables import ranking_notes, ranking_sentences
from fssim.runs.process_pool import ThisProcess
from fssim.runs.replicate import ReplicationOutcome, Task
from fssim.studies.analysis import staffings as further
from fssim.studies.analysis.rank import _choose_indifference, rank
from fssim.studies.sweeps.plan.sweep import build_sweep, generate_points
from fssim.studies.sweeps.plan.sweep_file import SweepPlan
from fssim.studies.sweeps.run_sweep import sweep as run_sweep
from fssim.studies.sweeps.sweep_results import SweepResults, read_sweep
from fssim.studies.sweeps.work import missing_points, sweep_manifest, work_units

SMALL = Path(__file__).parents[2] / "scenario" / "small.yaml"
MEASURE = "caseload_children_per_full_time_worker"
POSTS = {"posts": {"path": "teams.safeguarding.posts.social_worker.posts.value", "values": [3, 5, 6]}}


def swept(folder: Path, replications: int = 5, **more: Any) -> SweepResults:
    contents = {"title": "t", "question": "q", "base": "b", "design": {"kind": "grid"}, "replications": replications}
    base = fssim.load(SMALL)
    return run_sweep(build_sweep(SweepPlan.model_validate(contents | {"levers": POSTS} | more), base), folder, jobs=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("posts")
    swept(folder)
    return folder


def test_a_sweep_read_back_has_the_points_that_were_run(folder: Path) -> None:
    results = read_sweep(folder)
    posts = {point.number: point.values["posts"] for point in generate_points(results.sweep)}
    assert results.frame.groupby("point")["lever_posts"].first().to_dict() == posts


def test_more_workers_hold_fewer_children_each_and_the_budget_leaves_out_the_most(folder: Path) -> None:
    frame = fssim.rank(read_sweep(folder), MEASURE, jobs=1, matters=0.1).frame
    assert list(frame["lever_posts"]) == [6, 5, 3]
    assert list(frame["is"]) == ["best", "worse", "worse"]
    assert (frame["difference"].iloc[1:] > 0).all()
    costs = frame.set_index("lever_posts")["cost"]
    within = fssim.rank(folder, MEASURE, budget=(costs[5] + costs[6]) / 2, jobs=1, matters=0.1).frame
    assert within.set_index("lever_posts")["is"].to_dict() == {5: "best", 3: "worse", 6: "over the budget"}


@pytest.mark.parametrize(
    ("means", "smallest"), [((4.0, 5.0), 0.08), ((0.0, 5.0), 0.1), ((0.0, 0.0), 1e-9)]
)  # fmt: skip
def test_where_the_best_is_nothing_what_matters_is_a_share_of_the_largest(
    means: tuple[float, float], smallest: float
) -> None:
    """With next to nothing as the smallest difference that matters, every replication allowed would be spent."""
    signed = {place: [-mean, -mean] for place, mean in enumerate(means)}
    assert _choose_indifference(signed) == pytest.approx(smallest)


@pytest.mark.parametrize("most", [2, 4, 6])
def test_no_staffing_is_given_more_replications_than_allowed(tmp_path: Path, most: int) -> None:
    ranked = rank(swept(tmp_path, replications=2), MEASURE, jobs=1, matters=1e-6, most=most)
    assert ranked.frame["replications"].max() == most
    assert not ranked.selection.decided


def test_what_staffings_cost_is_said_to_be_of_the_sweeps_own_replications(folder: Path) -> None:
    own, further = (rank(folder, MEASURE, jobs=1, matters=much, most=8) for much in (10.0, 1e-6))
    assert not any("Costs are of" in note for note in ranking_notes(own))
    assert ranking_notes(further)[1] == "Costs are of the sweep's own 5 replications of each."


def test_staffings_that_are_alike_are_said_to_be_and_none_is_surely_the_best(tmp_path: Path) -> None:
    """A change that ends before it starts cannot be simulated, and a day later moves no cost."""
    ends = {"path": "demand.shocks.publicity.until", "values": [date(2019, 5, 1), date(2019, 9, 1), date(2019, 9, 2)]}
    ranked = rank(swept(tmp_path, levers={"until": ends}), STAFF_COST, jobs=1, worse="more")
    assert "but until: 2 September 2019 gave the same in every replication." in ranking_sentences(ranked)[0]


def test_what_was_run_is_kept_and_not_run_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two staffings told apart by next to nothing take all the replications allowed, once."""
    first = rank(folder, MEASURE, jobs=1, matters=1e-6, most=17)
    assert not first.selection.decided
    assert first.frame["replications"].max() == 17
    kept = {file.name: file.read_bytes() for file in (folder / further.FURTHER).iterdir()}
    assert kept

    class NothingToDo(ThisProcess):
        def map(self, fn: Callable[..., Any], *iterables: Iterable[Any], **_: Any) -> Iterator[Any]:
            assert not any(list(tasks) for tasks in iterables)
            return iter(())

    monkeypatch.setattr("fssim.studies.analysis.rank.start_workers", lambda jobs, most: NothingToDo())
    again = rank(folder, MEASURE, jobs=1, matters=1e-6, most=17)
    pd.testing.assert_frame_equal(again.frame, first.frame, check_exact=True)
    assert {file.name: file.read_bytes() for file in (folder / further.FURTHER).iterdir()} == kept


def test_further_replications_are_those_a_longer_sweep_would_have_run(folder: Path, tmp_path: Path) -> None:
    rank(folder, MEASURE, jobs=1, matters=1e-6, most=8)
    longer = swept(tmp_path / "longer", replications=8).frame
    for file in (folder / further.FURTHER).glob("point-*.parquet"):
        number = int(file.stem.split("-")[1])
        kept = pd.read_parquet(file).set_index("replication").loc[5:7, MEASURE]
        whole = longer[longer["point"] == number].set_index("replication").loc[5:7, MEASURE]
        assert list(kept) == list(whole)


@pytest.mark.parametrize("harm", ["a byte changed", "cut short"])
def test_a_damaged_file_of_further_replications_is_done_again(folder: Path, harm: str) -> None:
    rank(folder, MEASURE, jobs=1, matters=1e-6, most=8)
    file = next((folder / further.FURTHER).glob("point-*.parquet"))
    before = pd.read_parquet(file)
    data = bytearray(file.read_bytes())
    data[data.index(struct.pack("<d", before[MEASURE].iloc[0]))] ^= 1  # a number as good as any, but for a checksum
    file.write_bytes(data if harm == "a byte changed" else data[:100])
    rank(folder, MEASURE, jobs=1, matters=1e-6, most=8)
    (again,) = file.parent.glob(f"{file.name[:12]}-*.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(again).iloc[:3], before.iloc[:3], check_exact=True)


def test_further_replications_of_another_version_are_not_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        for module in (sweep_manifest, missing_points, work_units):
            earlier.setattr(module, "identify_version", lambda: "fssim 0.0.9 (0123456789ab)")
        out = swept(tmp_path / "out").folder
    with pytest.raises(OutputError, match=r"was run by fssim 0\.0\.9 .*; run the sweep again into another folder"):
        fssim.rank(out, MEASURE, jobs=1)
    assert not (out / further.FURTHER).exists()


def test_a_further_replication_that_cannot_be_simulated_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = swept(tmp_path / "out").folder
    do = further.replicate

    def stand_still(task: Task) -> ReplicationOutcome:
        if task.replication == 7:
            raise CannotSimulate("time does not pass")
        return do(task)

    monkeypatch.setattr(further, "replicate", stand_still)
    expected = r"out: point 1 \(posts 3\) cannot be simulated in replication 7: time does not pass; sweep without it"
    with pytest.raises(QuestionError, match=expected):
        fssim.rank(out, MEASURE, jobs=1, matters=1e-6, most=12)


@pytest.mark.parametrize("matters", [0.0, -1.0, float("nan"), float("inf")])
def test_a_difference_that_matters_is_above_0(folder: Path, matters: float) -> None:
    with pytest.raises(QuestionError, match="it must be a number above 0"):
        fssim.rank(folder, MEASURE, jobs=1, matters=matters)


@pytest.mark.parametrize("harm", ["flipped", "cut short", "gone"])
def test_a_sweep_whose_data_are_damaged_is_not_ranked(tmp_path: Path, harm: str) -> None:
    out = swept(tmp_path, 2).folder
    (file,) = (out / "replications").glob("part-*.parquet")
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    harmed = {"flipped": bytes(data), "cut short": bytes(data[:100])}
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(harmed[harm])
    error, message = (QuestionError, "not finished") if harm == "gone" else (OutputError, f"{file.name}: is damaged")
    with pytest.raises(error, match=message):
        fssim.rank(out, MEASURE, jobs=1)


def test_uncertainties_are_averaged_over_if_every_staffing_met_the_same(tmp_path: Path) -> None:
    results = swept(
        tmp_path / "both", replications=2, uncertainties=_wait(), levers={"posts": POSTS["posts"] | {"values": [3, 6]}}
    )
    frame = fssim.rank(tmp_path / "both", MEASURE, jobs=1, matters=1.0).frame
    assert list(frame["lever_posts"]) == [6, 3]
    assert frame["replications"].min() >= 5  # topped up, as two tell too little of the variance
    own = results.frame[results.frame["lever_posts"] == 3]
    assert own.groupby("replication")[MEASURE].mean().iloc[0] > 0


def _wait() -> dict[str, Any]:
    service = next(iter(fssim.load(SMALL).services))
    return {"wait": {"path": f"services.{service}.wait.value", "values": [20, 60]}}


def test_what_cannot_be_ranked_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"no staffing costs 1 GBP a year or less; the cheapest costs \d"):
        fssim.rank(folder, MEASURE, budget=1.0, jobs=1)
    with pytest.raises(QuestionError, match="did you mean 'caseload_children_per_full_time_worker'"):
        fssim.rank(folder, "caseload_children_per_full_time", jobs=1)
    with pytest.raises(QuestionError, match="say which: --worse"):
        fssim.rank(folder, STAFF_COST, jobs=1)
    with pytest.raises(OutputError, match="give the folder"):
        fssim.rank(tmp_path, MEASURE)
    (folder / "summary.csv").rename(tmp_path / "summary.csv")
    try:
        with pytest.raises(QuestionError, match="not finished"):
            fssim.rank(folder, MEASURE, jobs=1)
    finally:
        (tmp_path / "summary.csv").rename(folder / "summary.csv")
