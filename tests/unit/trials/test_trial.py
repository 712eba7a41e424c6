"""A small trial from its design to its page, stopped and gone on with."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from distributed import LocalCluster
from threadpoolctl import threadpool_info

import fssim
from fssim.errors import OutputError
from fssim.trials.analyses import Analysis, Estimate, compare_before_and_after, estimate_effect
from fssim.trials.resample import Bank, TrialSetting, run_trials
from fssim.trials.trial_results import PAGE, POWER_FILE, TrialResults
from fssim.trials.trial_starts import NEVER, TrialDesignKind, draw_starts, lay_out, match
from fssim.trials.trial_table import trial_notes, trial_table
from fssim.trials.variation_in_time import fit_autoregression, measure_variation
from tests.unit.trials.conftest import write_design


def test_who_starts_when_by_design() -> None:
    random = np.random.default_rng(1)
    assert sorted(draw_starts(TrialDesignKind.stepped_wedge, 6, 3, random)) == [0, 0, 1, 1, 2, 2]
    assert sorted(draw_starts(TrialDesignKind.parallel, 5, 1, random)) == [NEVER, NEVER, NEVER, 0, 0]
    assert list(draw_starts(TrialDesignKind.matched_comparison, 4, 2, random)) == [0, 1, NEVER, NEVER]
    assert list(draw_starts(TrialDesignKind.before_and_after, 3, 2, random)) == [0, 1, 0]
    orders = {tuple(draw_starts(TrialDesignKind.stepped_wedge, 3, 3, random)) for _ in range(100)}
    assert len(orders) == 6
    assert lay_out(np.array([0, NEVER]), np.array([1]), 3).tolist() == [[0.0, 1.0, 1.0], [0.0, 0.0, 0.0]]


def test_the_nearest_is_matched_and_none_twice() -> None:
    before = np.array([1.0, 1.1, 5.0, 1.04, 1.3])
    assert match(before, np.array([0, 1]), np.array([2, 3, 4])).tolist() == [3, 4]


def test_a_matched_comparison_is_right_on_average_and_shares_what_happens_to_all() -> None:
    """Within four standard errors of 60 trials' mean; before and after, whoever starts takes the fall for its own."""
    random = np.random.default_rng(5)
    control = random.standard_normal((200, 1, 1)) + 0.1 * random.standard_normal((200, 1, 6))
    control[:, :, 3:] -= 1.0
    bank = Bank(control, {"an effect": (control - 0.5)[np.newaxis]}, np.array([3]))
    setting = TrialSetting(TrialDesignKind.matched_comparison, Analysis.estimating_equations, 10, 6)
    findings = run_trials(bank, setting, range(60), 1)["an effect"]
    assert findings.estimates.mean() == pytest.approx(-0.5, abs=4.0 * findings.estimates.std() / np.sqrt(60))
    assert findings.truths == pytest.approx(-0.5)
    assert findings.plain_estimates.mean() == pytest.approx(-1.5, abs=0.05)


def test_before_and_after_is_a_paired_t_test() -> None:
    outcomes = np.array([[1.0, 3.0], [2.0, 5.0], [4.0, np.nan]])
    findings = compare_before_and_after(outcomes, lay_out(np.zeros(3, np.int64), np.array([1]), 2))
    assert (findings.effect, findings.error, findings.degrees) == (2.5, pytest.approx(0.5), 1)


def test_an_autoregression_is_read_off_years_one_and_two_apart() -> None:
    """Within a tenth: five standard errors of 1,000 rows of 10 years, and no level of their own shows in it."""
    random = np.random.default_rng(2)
    years = np.zeros((1000, 60))
    for year in range(1, 60):
        years[:, year] = 0.6 * years[:, year - 1] + 0.8 * random.standard_normal(1000)
    own = fit_autoregression(measure_variation(0.2 * years[:, 50:] + 3.0 * random.standard_normal((1000, 1))))
    assert own.spread == pytest.approx(0.2, rel=0.1)
    assert own.lasting == pytest.approx(0.6, abs=0.06)


def test_what_comes_of_it(small_trial: TrialResults) -> None:
    frame = small_trial.frame.set_index("effect")
    assert list(frame.index) == ["no effect", "structure alone"]
    assert frame.loc["no effect", "true_effect"] == 0.0
    assert frame.loc["structure alone", "true_effect"] != 0.0
    assert frame["trials"].tolist() == [20, 20]
    assert frame.loc["no effect", "cost_evaluation_gbp"] == 1000 + 3 * 2 * 100
    assert frame.loc["structure alone", "cost_change_over_gbp"] > 10_000  # of specialists, for a year in each of three
    assert math.isnan(frame.loc["no effect", "cost_change_over_gbp"])
    assert len(small_trial.false_alarms) == 1
    assert small_trial.likeness.meanwhile < -0.1  # half as many referrals for a year from the start
    assert small_trial.likeness.published.sd_of_change == pytest.approx(0.23, abs=0.02)


def test_what_is_found_is_told_as_falls_and_rises_and_beside_what_is_estimated_of_nothing(
    small_trial: TrialResults,
) -> None:
    """Half as many referrals from the start: every trial with no effect would see a fall."""
    row = small_trial.frame.set_index("effect").loc["structure alone"]
    assert 0.0 <= row["found_rise_percent"] <= row["found_percent"]
    frame = small_trial.frame.assign(found_percent=30.0, found_rise_percent=10.0)
    page = replace(small_trial, frame=frame).html()
    assert "30.0% of trials find an effect: 20.0% a fall, and 10.0% a rise." in page
    assert "Without any effect these trials estimate a fall of" in page


def test_the_page_says_first_what_cannot_be_known(small_trial: TrialResults) -> None:
    page = (small_trial.folder / PAGE).read_text(encoding="utf-8")
    assert page == small_trial.html()
    assert page.index("What this cannot tell") < page.index("What it would find") < page.index("What it costs")
    assert "nan" not in page.replace("finance", "")
    assert (small_trial.folder / POWER_FILE).read_text(encoding="utf-8").startswith("authorities,starting,months")


def test_whatever_an_author_wrote_is_shown_as_text(small_trial: TrialResults) -> None:
    hostile = "<script>alert(1)</script>"
    plan = small_trial.design.plan.model_copy(update={"title": hostile, "question": hostile, "notes": hostile})
    page = replace(small_trial, design=replace(small_trial.design, plan=plan)).html()
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 4  # the title of the page and of the window, the question and the notes


def test_the_terminal_has_a_row_for_each_effect_and_a_sentence_for_each_size(small_trial: TrialResults) -> None:
    table, notes = trial_table(small_trial), list(trial_notes(small_trial))
    assert [str(cell) for cell in table.columns[2].cells] == ["no effect", "structure alone"]
    assert next(iter(table.columns[3].cells)) == "0%"
    assert notes[0].startswith("3 authorities over 24 months: ")
    blind = replace(small_trial, frame=small_trial.frame.assign(smallest_effect=0.0))
    assert next(trial_notes(blind)).endswith("80% of trials or more find an effect where there is none.")
    assert "find an effect where there is none, so that what they find says nothing." in blind.html()
    assert len(notes) == 2


def test_it_goes_on_where_it_was_and_comes_to_the_same(small_trial: TrialResults) -> None:
    folder, file = small_trial.folder, small_trial.folder / "histories" / "authority-001-00.npz"
    before = {path.name: path.read_bytes() for path in (file, folder / POWER_FILE, folder / PAGE)}
    file.write_bytes(file.read_bytes()[:200])
    (folder / POWER_FILE).unlink()
    done: list[tuple[int, int]] = []
    fssim.trial(small_trial.design, folder, 1, on_progress=lambda *counts: done.append(counts))
    assert done[-1] == (2, 2)  # one history, and one batch of trials
    assert {path.name: path.read_bytes() for path in (file, folder / POWER_FILE, folder / PAGE)} == before


def test_another_trial_is_refused(small_trial: TrialResults, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Different now: the random seed"):
        fssim.trial(write_design(tmp_path, seed="2"), small_trial.folder, 1)


def test_a_cluster_comes_to_the_same(small_trial: TrialResults, tmp_path: Path) -> None:
    with LocalCluster(1, processes=False, protocol="tcp", host="127.0.0.1", dashboard_address=None) as cluster:
        fssim.trial(small_trial.design, tmp_path, cluster=cluster.scheduler_address)
    names = [path.relative_to(small_trial.folder) for path in small_trial.folder.rglob("*") if path.is_file()]
    assert {name: (tmp_path / name).read_bytes() for name in names} == {
        name: (small_trial.folder / name).read_bytes() for name in names
    }


def test_trials_are_analysed_by_one_thread(
    small_trial: TrialResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the many that a library for matrices may have, which wait for one another."""
    seen: set[int] = set()

    def see(*asked: Any) -> Estimate:
        seen.update(library["num_threads"] for library in threadpool_info())
        return estimate_effect(*asked)

    monkeypatch.setattr("fssim.trials.resample.estimate_effect", see)
    fssim.trial(small_trial.design, small_trial.folder, 1)
    assert seen == {1}
