"""An optimisation in a folder: the same on any number of processes, and after a stop; and what it leaves there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fssim
from fssim.studies.optimisation import replications
from fssim.studies.optimisation.optimised import Finalist, _name_kind, judge_finalists, weigh_unknowns
from tests.sweeping import files
from tests.unit.studies.optimisation.conftest import WriteOptimisation

DRIFT, COST = "ledger_drift_days_per_family", "cost_staff_gbp_a_year"


def test_a_stop_and_another_number_of_processes_change_nothing(
    optimisation_file: WriteOptimisation, tmp_path: Path
) -> None:
    file = optimisation_file()
    whole = fssim.optimise(file, tmp_path / "whole", jobs=1)

    def stop(done: int, total: int) -> None:
        assert total == 91
        if done >= 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fssim.optimise(file, tmp_path / "stopped", jobs=1, on_progress=stop)
    assert not (tmp_path / "stopped" / "chosen.yaml").exists()
    (damaged, *_) = sorted((tmp_path / "stopped" / "replications").glob("batch-*.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:-1])
    resumed = fssim.optimise(file, tmp_path / "stopped", jobs=2)
    assert resumed.spent == whole.spent <= 91
    assert whole.spent > 91 - len(whole.frame), "what is left is shared between those that are shown"
    pd.testing.assert_frame_equal(resumed.frame, whole.frame)
    pd.testing.assert_frame_equal(resumed.tried, whole.tried)
    for name in ("chosen.yaml", "staffings.csv", "tried.csv", "limits.csv", "information.csv", "optimisation.json"):
        assert files(tmp_path / "stopped")[name] == files(tmp_path / "whole")[name]
    with pytest.raises(fssim.OutputError, match=r"optimisation: its file is different now \(population, seed\)"):
        fssim.optimise(optimisation_file(seed="2", population="6"), tmp_path / "whole", jobs=1)

    chosen = fssim.load(tmp_path / "whole" / "chosen.yaml")
    assert chosen.teams["safeguarding"].posts["social_worker"].posts.value == whole.changes["workers"]
    assert chosen.roles["social_worker"].caseload_limit is not None
    assert chosen.roles["social_worker"].caseload_limit.value == whole.changes["limit"]
    assert whole.frame["is"].tolist()[:: len(whole.frame) - 1] == ["chosen", "as it is"]
    goals = whole.frame.iloc[:-1][list(whole.question.plan.goals)]
    for number in goals.index[whole.frame["is"].iloc[:-1] == "on the frontier"]:
        as_good = (goals <= goals.loc[number]).all(axis="columns")
        assert goals[as_good].eq(goals.loc[number]).all(axis=None), "another is as good by all goals, and better by one"
    assert whole.within_limits
    assert whole.information.empty, "nothing is uncertain"
    (limit,) = whole.limits.reset_index().to_dict("records")
    assert (limit["limit"], limit["bound"], limit["can_be_kept"]) == ("above_base_at_most", 130000.0, True)
    assert limit["value"] == pytest.approx(whole.frame.iloc[0][f"{COST}_difference"])
    assert 0.0 <= whole.probability_best <= whole.probability_as_good <= 1.0
    assert whole.plot().get_title(loc="left").startswith("Days: drift")


def test_what_is_done_is_kept_while_a_generation_is_still_simulated(
    optimisation_file: WriteOptimisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replications, "SECONDS_A_FILE", 0.0)

    def stop(done: int, total: int) -> None:
        if done >= 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fssim.optimise(optimisation_file(), tmp_path / "out", jobs=1, on_progress=stop)
    files = sorted((tmp_path / "out" / "replications").glob("batch-*.parquet"))
    assert sum(len(pd.read_parquet(file)) for file in files) >= 5


def test_files_that_cannot_grow_leave_nothing_half_written(
    optimisation_file: WriteOptimisation, tmp_path: Path
) -> None:
    """It says what to do, and comes to the same once there is room."""
    import resource

    file, out = optimisation_file(), tmp_path / "out"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, before[1]))
    try:
        with pytest.raises(fssim.OutputError, match="File too large; put that right and give the same command again"):
            fssim.optimise(file, out, jobs=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert sorted(one.name for one in out.rglob("*") if one.is_file() and not one.name.startswith(".lock")) == [
        "optimisation.json"
    ]
    whole = fssim.optimise(file, tmp_path / "whole", jobs=1)
    pd.testing.assert_frame_equal(fssim.optimise(file, out, jobs=1).frame, whole.frame)


def test_what_a_staffing_is_goes_by_fresh_replications() -> None:
    assert [_name_kind("on the frontier", is_on) for is_on in (True, False)] == ["on the frontier", "off the frontier"]
    assert [_name_kind("nearly as good", is_on) for is_on in (True, False)] == ["on the frontier", "nearly as good"]
    assert [_name_kind("chosen", is_on) for is_on in (True, False)] == ["chosen", "chosen"]


def test_figures_are_of_replications_that_the_search_did_not_see(
    optimisation_file: WriteOptimisation, tmp_path: Path
) -> None:
    """Replications from 8 on, in futures from 8 on, of the chosen staffing; run again by themselves."""
    futures = "{children: {path: demand.children.value, range: {low: 3000, high: 6000}}}"
    file = optimisation_file(uncertainties=futures, replications="{in_all: 61, first: 2, most: 8, fresh: 2}")
    made = fssim.optimise(file, tmp_path / "out", jobs=1)
    question = made.question
    seen = []
    for replication, point in list(enumerate(fssim.studies.sweeps.plan.sweep.generate_points(question.sweep)))[
        8 : 8 + made.fresh
    ]:
        changes = {
            "teams.safeguarding.posts.social_worker.posts.value": made.changes["workers"],
            "roles.social_worker.caseload_limit.value": made.changes["limit"],
            "demand.children.value": point.values["children"],
        }
        scenario = fssim.with_values(question.sweep.base, changes)
        seen.append(fssim.measure(fssim.simulate(scenario, replication=replication))[[DRIFT, COST]])
    mean = pd.DataFrame(seen).mean()
    assert made.frame.iloc[0][[DRIFT, COST]].tolist() == pytest.approx(mean.tolist())
    assert made.information.empty, "fewer than 30 futures"


def test_figures_are_fresh_and_probabilities_of_all_replications(optimisation_file: WriteOptimisation) -> None:
    """Staffing 3 is better by 1 on average in 64 replications of the search, and worse in three fresh ones."""
    question = fssim.load_optimisation(optimisation_file())
    rng = np.random.default_rng(8)
    searched, fresh = (rng.normal(0.0, 1.0, (count, 2)) * [1.0, 0.0] for count in (64, 3))
    own = rng.normal(0.0, 1.0, 67)
    worse = np.column_stack([1.0 + own - own.mean(), np.zeros(67)])
    finalists = [
        Finalist(3, "chosen", {}, searched, fresh),
        Finalist(7, "nearly as good", {}, searched + worse[3:], fresh - worse.max(axis=0)),
    ]
    judged = judge_finalists(question, finalists, searched, fresh)
    assert judged.frame.loc[7, f"{DRIFT}_difference"] == pytest.approx(-worse.max())
    assert judged.fresh.choose() == 1
    assert judged.frame.loc[3, "probability_best"] > 0.99


def test_an_interval_of_a_staffings_own_goes_nowhere_that_the_measure_cannot(
    optimisation_file: WriteOptimisation,
) -> None:
    question = fssim.load_optimisation(optimisation_file())
    days = np.column_stack([[0.1, 0.2, 5.0], np.full(3, 1e6)])  # Student's interval would begin below nothing
    told = judge_finalists(question, [Finalist(3, "chosen", {}, days, days)], days, days).frame.loc[3]
    assert 0.0 <= told[f"{DRIFT}_low"] < told[DRIFT] < told[f"{DRIFT}_high"]


def test_what_to_find_out_first_is_what_the_closed_form_says(optimisation_file: WriteOptimisation) -> None:
    """Staffing 7 is worse than 3 by 0.2 days on average, and from 1.2 worse to 0.8 better by the children, evenly:
    knowing them is worth 0.16 days. The leaving rate matters for nothing. Four standard errors of 300 futures."""
    leaving = "{path: roles.social_worker.turnover.leaving_rate.value, range: {low: 0.05, high: 0.4}}"
    children = "{path: demand.children.value, range: {low: 3000, high: 6000}}"
    question = fssim.load_optimisation(optimisation_file(uncertainties=f"{{children: {children}, leave: {leaving}}}"))
    rng = np.random.default_rng(6)
    shares, luck, own = rng.uniform(size=(2, 300)), rng.normal(size=300), rng.normal(0.0, 0.3, 300)
    futures = [{"children": 3000.0 + 3000.0 * one, "leave": 0.05 + 0.35 * other} for one, other in shares.T.tolist()]
    base = np.column_stack([luck, np.zeros(300)])
    other = base + np.column_stack([0.2 + 2.0 * (shares[0] - 0.5) + own, np.zeros(300)])
    none = np.empty((0, 2))
    choices = [Finalist(3, "chosen", {}, none, base), Finalist(7, "nearly as good", {}, none, other)]
    known = weigh_unknowns(question, choices, base, futures)
    assert known.frame.index.tolist() == ["children", "leave"]
    assert (known.frame["says"] == "would change the choice").tolist() == [True, False]
    assert known.frame.loc["children", "value"] == pytest.approx(0.16, abs=4.0 * known.frame.loc["children", "error"])
    (_, least), (until, most) = known.switches["children"]
    assert (least, most) == (7, 3)
    assert until == pytest.approx(4200.0, abs=250.0)
