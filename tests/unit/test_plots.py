"""Results draw what their frames say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import fssim
from fssim.errors import QuestionError, UnknownMeasure
from fssim.plots import plain_numbers, short_number
from fssim.report.terminal.difference_tables import attribution_sentences
from fssim.report.terminal.ranking_tables import ranking_sentences
from fssim.scenario.override import with_values
from fssim.studies.sweeps.plan.sweep import build_sweep
from fssim.studies.sweeps.plan.sweep_file import SweepPlan
from fssim.studies.sweeps.run_sweep import sweep as run_sweep

SMALL = Path(__file__).parent / "scenario" / "small.yaml"
COST, CASELOAD = "cost_staff_gbp_a_year", "caseload_children_per_full_time_worker"
CHAIR = "roles.conference_chair.cost"
POSTS = {"path": "teams.safeguarding.posts.social_worker.posts.value", "values": [3, 5, 6]}
AGENCY = {"path": "roles.social_worker.agency_cost_multiplier.value", "values": [1.2, 1.5]}
CARE = {"path": "demand.first_referrals.value", "values": [0.7, 0.8]}


@pytest.fixture(autouse=True)
def no_figure_stays_open() -> Iterator[None]:
    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def small() -> fssim.Scenario:
    return fssim.load(SMALL)


def swept(folder: Path, small: fssim.Scenario, design: Any = None, **more: Any) -> fssim.SweepResults:
    plan = {"title": "t", "question": "q", "base": "b", "design": design or {"kind": "grid"}, "replications": 2}
    return run_sweep(build_sweep(SweepPlan.model_validate(plan | more), small), folder, jobs=1)


def rows_of(ax: Axes) -> list[str]:
    """The names beside a drawing's rows."""
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def explained(ax: Axes) -> list[str]:
    """What the legend says."""
    legend = ax.get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def test_nothing_of_matplotlib_is_imported_before_something_is_drawn() -> None:
    names = "run sweep attribute breakeven rank sensitivity calibrate Results SweepResults"
    code = (
        f"import sys, fssim; [getattr(fssim, name) for name in '{names}'.split()]; print('matplotlib' in sys.modules)"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "False"


def test_an_attributions_bars_are_its_contributions_and_then_the_whole(small: fssim.Scenario) -> None:
    changed = with_values(small, {f"{CHAIR}.value": 80_000, "demand.referral_rate.value": 550})
    attribution = fssim.attribute(changed, small, [COST], replications=2, jobs=1)
    ax = attribution.plot()
    parts = attribution.frame.loc[COST].sort_values("contribution", key=abs, ascending=False)
    assert rows_of(ax) == [*parts.index, "in all"]
    widths = [bar.get_width() for bar in ax.patches]  # type: ignore[attr-defined]
    assert widths == pytest.approx([*parts["contribution"], sum(parts["contribution"])])
    assert ax.get_xlabel() == "adds to the difference, GBP a year"
    assert explained(ax) == ["can be told from chance", "cannot be told from chance"]
    with pytest.raises(UnknownMeasure, match=f"did you mean '{COST}'"):
        attribution.plot("cost_staf_gbp_a_year")


def test_a_break_even_is_marked_on_the_curve_it_was_read_off(small: fssim.Scenario) -> None:
    cheap = with_values(small, {f"{CHAIR}.value": 60_000})
    result = fssim.breakeven(small, cheap, CHAIR, COST, 40_000.0, 90_000.0, replications=2, jobs=1, worse="more")
    ax = pyplot.figure().add_subplot()
    assert result.plot(ax) is ax
    curve = ax.lines[0]
    assert list(curve.get_xdata()) == sorted(result.crossing.curve)
    assert list(curve.get_ydata()) == [mean.mean for _, mean in sorted(result.crossing.curve.items())]
    assert [list(line.get_xdata()) for line in ax.lines if "break-even" in str(line.get_label())] == [
        [result.frame["break_even"].iloc[0]] * 2
    ]
    assert "worse" in explained(ax)
    assert ax.get_ylabel() == "difference, GBP a year"


def test_a_sweep_over_one_lever_is_a_curve_and_over_two_a_grid(small: fssim.Scenario, tmp_path: Path) -> None:
    one = swept(tmp_path / "one", small, levers={"posts": POSTS}, uncertainties={"first": CARE})
    means = one.frame.groupby("lever_posts")[CASELOAD].mean()
    ax = one.plot(CASELOAD)
    assert list(ax.lines[0].get_xdata()) == [3, 5, 6]
    assert list(ax.lines[0].get_ydata()) == pytest.approx(list(means))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("posts", "children")
    assert "children" not in one.plot().get_ylabel()  # the first of an answer's measures
    two = swept(tmp_path / "two", small, levers={"posts": POSTS, "agency": AGENCY})
    ax = two.plot(COST)
    grid = two.frame.pivot_table(index="lever_agency", columns="lever_posts", values=COST)
    assert [text.get_text() for text in ax.texts] == [f"{value:,.0f}" for value in grid.to_numpy().ravel()]
    assert rows_of(ax) == ["1.2", "1.5"]
    three = swept(tmp_path / "three", small, levers={"posts": POSTS, "agency": AGENCY, "first": CARE})
    with pytest.raises(QuestionError, match="varies 3 things, and a drawing has room for two"):
        three.plot(COST)
    with pytest.raises(UnknownMeasure, match="there is no measure"):
        one.plot("caseload")


def test_stages_are_called_by_their_titles(small: fssim.Scenario, tmp_path: Path) -> None:
    drift, titled = "plan_drift_stage_plan_mean_working_days", "Drift of a plan, stage child in need plan: mean"
    changed = with_values(small, {"demand.referral_rate.value": 550})
    attribution = fssim.attribute(changed, small, [drift], replications=2, jobs=1)
    sweep = swept(tmp_path, small, levers={"posts": POSTS})
    ranked = fssim.rank(sweep, drift, jobs=1)
    for ax in (attribution.plot(), sweep.plot(drift), ranked.plot()):
        assert titled in f"{ax.get_title(loc='left')} {ax.get_ylabel()}".replace("\n", " ")
    for sentence in (*attribution_sentences(attribution, "One", "Other"), *ranking_sentences(ranked)):
        assert titled in sentence


def test_a_ranking_draws_what_is_best_for_its_cost(small: fssim.Scenario, tmp_path: Path) -> None:
    sweep = swept(tmp_path, small, levers={"posts": POSTS})
    ranked = fssim.rank(sweep, CASELOAD, jobs=1, matters=0.1)
    assert list(ranked.best_value_for_cost["lever_posts"]) == [3, 5, 6]  # each costs more, and holds fewer
    ax = ranked.plot()
    assert [text.get_text() for text in ax.texts] == ["6", "5", "3"]
    assert {"best", "worse", "best for its cost"} == set(explained(ax))
    assert ax.get_xlabel() == "Staff cost, GBP a year"
    dear = fssim.rank(sweep, COST, jobs=1, worse="more")
    assert list(dear.best_value_for_cost["lever_posts"]) == [3]
    within = fssim.rank(tmp_path, CASELOAD, budget=float(ranked.frame["cost"].max()) - 1, jobs=1, matters=0.1)
    assert {"budget", "over the budget"} <= set(explained(within.plot()))


def test_a_tornado_has_the_number_that_moves_it_most_at_the_top(small: fssim.Scenario, tmp_path: Path) -> None:
    design = {"kind": "morris", "trajectories": 3}
    ranges = {"dear": {"path": f"{CHAIR}.value", "range": {"low": 50_000, "high": 90_000}, "label": "Pay of a chair"}}
    ranges["little"] = {"path": "roles.team_manager.cost.value", "range": {"low": 60_000, "high": 60_100}}
    sensitivity = fssim.sensitivity(swept(tmp_path, small, design, uncertainties=ranges), [COST])
    ax = sensitivity.plot()
    frame = sensitivity.frame.loc[COST]
    assert rows_of(ax) == [f"{label} ({grade})" for label, grade in zip(frame["label"], frame["grade"], strict=True)]
    widths = [bar.get_width() for bar in ax.patches]  # type: ignore[attr-defined]
    assert widths == pytest.approx(list(frame["mu_star"]))
    assert widths == sorted(widths, reverse=True)
    assert "what chance alone would show" in explained(ax)


def test_a_run_draws_measures_of_one_unit(small: fssim.Scenario) -> None:
    results = fssim.run(small, replications=2, jobs=1)
    measures = ["ledger_in_plans_drift_days_per_family", "ledger_in_plans_moving_days_per_family"]
    ax = results.plot(measures)
    means = [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() == "o"]
    assert means == pytest.approx([results.frame[name].mean() for name in measures])
    assert rows_of(ax) == [fssim.describe(name).label for name in measures]
    assert ax.get_xlabel() == "working days a family"
    assert results.plot().get_xlabel() == "working days"
    with pytest.raises(QuestionError, match="these measures are in working days a family, GBP a year; give some of"):
        results.plot([measures[0], COST])
    with pytest.raises(UnknownMeasure, match="there is no measure 'drift'"):
        results.plot(["drift"])


def test_numbers_beside_one_another_have_as_many_figures() -> None:
    values = (70.94, 90.98, 99.97, 1234.5, 7.0, 0.5, 0.0)
    assert [short_number(value) for value in values] == ["70.9", "91.0", "100", "1,234", "7", "0.500", "0"]


def test_millions_are_short_along_an_axis() -> None:
    axis = Figure().subplots().xaxis
    plain_numbers(axis)
    written = [axis.get_major_formatter()(value, 0) for value in (-2.5, 12_000.0, 1_650_000.0, 1.2e9)]
    assert written == ["-2.5", "12,000", "1.65m", "1,200m"]
