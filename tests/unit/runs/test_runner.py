"""Replications: the same whoever does them, in order, with what they need to be trusted."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import fssim
from fssim.errors import LawsBroken, ModelError, OutputError, WorkerLost
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.tables import Tables
from fssim.runs import process_pool as pool
from fssim.runs import replicate, runner
from fssim.runs.folder.stored_run import write_data, write_manifest
from fssim.runs.process_pool import start_process_pool
from fssim.runs.runner import run_all
from fssim.scenario.override import with_values
from tests.waiting import SECONDS, eventually

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")


@pytest.fixture(scope="module")
def small() -> fssim.Scenario:
    return fssim.load(SMALL)


@pytest.fixture(scope="module")
def busier(small: fssim.Scenario) -> fssim.Scenario:
    return with_values(small, {"title": "A busier service", "demand.referral_rate.value": 700})


def test_a_run_is_its_replications_measured(small: fssim.Scenario) -> None:
    results = fssim.run(small, replications=2, seed=3, jobs=1)
    assert list(results.frame.index) == [0, 1]
    for replication in (0, 1):
        row = fssim.measure(fssim.simulate(small, seed=3, replication=replication))
        assert results.frame.columns.equals(row.index)
        np.testing.assert_array_equal(results.frame.loc[replication].to_numpy(), row.to_numpy())


@pytest.mark.slow
def test_processes_change_nothing(small: fssim.Scenario, busier: fssim.Scenario) -> None:
    scenarios = {"small": small, "busier": busier}
    one, many = (run_all(scenarios, 3, 1, jobs) for jobs in (1, 3))
    for here, there in zip(one, many, strict=True):
        assert here.name == there.name
        pd.testing.assert_frame_equal(here.frame, there.frame, check_exact=True)


@pytest.mark.slow
@LINUX
def test_how_processes_start_changes_nothing(
    small: fssim.Scenario, busier: fssim.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for method in ("fork", "spawn"):
        monkeypatch.setattr(pool, "_context", partial(multiprocessing.get_context, method))
        folder = tmp_path / method
        folder.mkdir()
        results = run_all({"small": small, "busier": busier}, 2, 1, jobs=2, log_folder=folder)
        write_data(folder, results)
        write_manifest(folder, results)
    names = {file.name for file in (tmp_path / "fork").iterdir()}
    assert names == {file.name for file in (tmp_path / "spawn").iterdir()} > {"log-small-0.parquet", "summary.csv"}
    for name in names:
        assert (tmp_path / "fork" / name).read_bytes() == (tmp_path / "spawn" / name).read_bytes(), name


def test_a_scenario_against_itself_differs_by_nothing(small: fssim.Scenario) -> None:
    here, there = (fssim.run(small, replications=2, jobs=1) for _ in range(2))
    table = fssim.compare(here, there)
    assert not table["difference"].any()
    assert set(table["verdict"][table["n"] == 2]) == {"the same in all runs"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_is_told_from_none_to_all(small: fssim.Scenario, jobs: int) -> None:
    progress: list[tuple[int, int]] = []
    fssim.run(small, replications=3, jobs=jobs, on_progress=lambda done, total: progress.append((done, total)))
    assert progress == [(0, 3), (1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(("replications", "jobs"), [(0, 1), (1, 0)])
def test_numbers_that_cannot_be(small: fssim.Scenario, replications: int, jobs: int) -> None:
    with pytest.raises(ValueError, match="it must be 1 or more"):
        fssim.run(small, replications=replications, jobs=jobs)


def test_a_path_is_no_scenario() -> None:
    for act in (fssim.simulate, fssim.run):
        for path in ("small.yaml", Path("small.yaml")):
            with pytest.raises(TypeError, match=r"load it first: fssim\.load\('small\.yaml'\)"):
                act(path)  # type: ignore[operator]
    with pytest.raises(TypeError, match="of type int"):
        run_all({"seven": 7}, 1, 1)  # type: ignore[dict-item]


def test_seeds_and_replications_below_zero(small: fssim.Scenario) -> None:
    for act in (fssim.simulate, fssim.run):
        with pytest.raises(ValueError, match="seed is -1; it must be 0 or more"):
            act(small, seed=-1)  # type: ignore[operator]
    with pytest.raises(ValueError, match="replication is -1"):
        fssim.simulate(small, replication=-1)


@pytest.mark.parametrize("wrong", [2**64, 1.5, "1", True, None, np.float64(1.0)])
def test_a_seed_or_a_count_that_is_no_whole_number_below_2_to_the_64(small: fssim.Scenario, wrong: Any) -> None:
    right = r"it must be (a whole number such as 1|below 2\*\*64)"
    for name in ("seed", "replications"):
        with pytest.raises(ValueError, match=rf"^{name} is {re.escape(repr(wrong))}; {right}"):
            fssim.run(small, jobs=1, **{name: wrong})
    for name in ("seed", "replication"):
        with pytest.raises(ValueError, match=rf"^{name} is {re.escape(repr(wrong))}; {right}"):
            fssim.simulate(small, **{name: wrong})


def test_whole_numbers_of_numpy_are_whole_numbers(small: fssim.Scenario) -> None:
    mine = fssim.run(small, np.int32(2), np.uint64(2**64 - 1), np.int64(1))
    same = fssim.run(small, 2, 2**64 - 1, 1)
    assert mine.frame.equals(same.frame)
    assert type(mine.seed) is int
    assert fssim.simulate(small, np.int64(3), np.int64(1)).to_bytes() == fssim.simulate(small, 3, 1).to_bytes()


def test_no_two_seeds_are_one(small: fssim.Scenario) -> None:
    logs = [fssim.simulate(small, seed).to_bytes() for seed in (0, 1, 2**32, 2**63, 2**64 - 1)]
    assert len(set(logs)) == len(logs)


def test_an_engine_that_is_not_there(small: fssim.Scenario) -> None:
    with pytest.raises(ValueError, match="engine 'abacus'"):
        fssim.run(small, replications=1, jobs=1, engine="abacus")


def test_a_scenario_that_cannot_be_compiled_is_the_scenarios_fault(
    small: fssim.Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(scenario: bytes) -> Tables:
        raise ModelError("distribution norm has negative quantities")

    monkeypatch.setattr(runner, "compile_pickled", cannot)
    with pytest.raises(fssim.ModelError, match=f"{re.escape(small.title)}: distribution norm has negative"):
        fssim.run(small, replications=1, jobs=1)


def test_logs_are_written_for_the_first_replication(small: fssim.Scenario, tmp_path: Path) -> None:
    run_all({"small": small}, 2, 1, jobs=1, log_folder=tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["log-small-0.parquet"]
    written = pd.read_parquet(tmp_path / "log-small-0.parquet")
    assert len(written) == len(fssim.simulate(small, seed=1, replication=0))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_log_that_cannot_be_written(small: fssim.Scenario, tmp_path: Path, jobs: int) -> None:
    with pytest.raises(OutputError, match=r"log-small-0\.parquet: cannot write"):
        run_all({"small": small}, 2, 1, jobs=jobs, log_folder=tmp_path / "not made")


def test_laws_that_hold_and_laws_that_do_not(small: fssim.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    fssim.run(small, replications=1, jobs=1, check=True)
    monkeypatch.setattr(replicate, "check_laws", lambda log: [f"time ran backwards in {log.replication}"])
    with pytest.raises(LawsBroken) as caught:
        run_all({"small": small}, 2, 1, jobs=1, check=True)
    assert str(caught.value).splitlines() == [
        "small, replication 0: time ran backwards in 0",
        "small, replication 1: time ran backwards in 1",
    ]


def test_a_scenario_is_compiled_once_in_a_process(small: fssim.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []

    def compile_and_tell(scenario: fssim.Scenario) -> Tables:
        compiled.append(scenario.title)
        return compile_scenario(scenario)

    monkeypatch.setattr(replicate, "compile_scenario", compile_and_tell)
    replicate.compile_pickled.cache_clear()
    fssim.run(small, replications=3, jobs=1)
    assert compiled == ["A small service"]


def wait_for(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def end_this_process() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@LINUX
def test_workers_are_ended_at_once_when_something_goes_wrong() -> None:
    others = children_of(os.getpid())  # such as the tracker that an earlier test's processes left
    before = time.monotonic()
    with pytest.raises(ZeroDivisionError), start_process_pool(2) as workers:
        _ = [workers.submit(wait_for, 2 * SECONDS) for _ in range(4)], 1 / 0
    assert time.monotonic() - before < SECONDS
    assert eventually(lambda: children_of(os.getpid()) == others)


def test_the_engine_that_ran_is_named_and_not_the_one_that_was_asked_for(
    small: fssim.Scenario, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As where the compiled one does not pass its self-test."""
    monkeypatch.setattr("fssim.engine.compiled.runtime.prepare.prepare", lambda: None)
    results = fssim.run(small, replications=1, jobs=1, engine="compiled")
    assert results.engine == "simpy"
    write_data(tmp_path, [results])
    write_manifest(tmp_path, [results])
    assert json.loads((tmp_path / "manifest.json").read_text())["engine"] == "simpy"


@LINUX
def test_a_worker_that_is_lost_is_missed(small: fssim.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "check_laws", lambda log: end_this_process())
    with pytest.raises(WorkerLost, match="--jobs 1"):
        fssim.run(small, replications=2, jobs=2, check=True)


@LINUX
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import time\n"
        "from fssim.runs.process_pool import start_process_pool\n"
        "with start_process_pool(3) as pool:\n"
        f"    done = [pool.submit(time.sleep, {2 * SECONDS}) for _ in range(3)]\n"
        "    print('started', flush=True)\n"
        "    [each.result() for each in done]\n"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(fssim.__file__).parents[1])}
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, env=environment)
    assert parent.stdout is not None
    parent.stdout.readline()
    workers = children_of(parent.pid)
    assert len(workers) == 3
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: not any(is_running(worker) for worker in workers))


def children_of(pid: int) -> list[int]:
    return [
        int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split() if is_running(int(child))
    ]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("wrong", ["5%", 0, 1.0, float("nan"), None])
def test_a_precision_that_is_no_share(small: fssim.Scenario, wrong: Any) -> None:
    with pytest.raises(
        ValueError, match=rf"^precision is {re.escape(repr(wrong))}; it must be a share between 0 and 1"
    ):
        fssim.run_to_precision(small, [], wrong)


def test_a_story_of_no_logs() -> None:
    with pytest.raises(ValueError, match="there are no logs; give one, or several"):
        fssim.story([], pick="typical")
