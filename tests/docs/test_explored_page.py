"""The explored sweep in the documentation is what `fssim explore` gives: its words and scripts, and its numbers."""

from __future__ import annotations

from base64 import b64decode

import numpy as np
import pytest

import fssim
from fssim.explorer.explore import fill_explorer_page
from fssim.report.wording.words import number, signed
from fssim.studies.sweeps.plan.sweep import build_scenario, generate_points
from tests.docs.explored_page import PAGE, SWEEP, read_data

WAIT, STARTED = (f"wait_mental_health_{of}" for of in ("from_first_referral_mean_working_days", "ever_started_percent"))
DRIFT, COST = "ledger_in_plans_drift_days_per_family", "cost_staff_gbp_a_year"
APART, SHARING, MORE_WORKERS, BASELINE = 10, 14, 18, 24  # settings of nine months, from 0; the baseline is the last
AGAIN = "store it again: python -m tests.docs.explored_page"


def test_the_page_is_filled_in_with_todays_scripts_and_words() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert fill_explorer_page(read_data(text)) == text, AGAIN
    assert len(text) < 1e6


def test_it_is_of_the_sweep_that_is_shipped() -> None:
    data, sweep = read_data(PAGE.read_text(encoding="utf-8")), fssim.load_sweep(SWEEP)
    assert (data["about"]["title"], data["about"]["question"]) == (sweep.plan.title, sweep.plan.question)
    assert data["about"]["replications"] == str(sweep.plan.replications)
    assert [lever["name"] for lever in data["levers"]] == [lever.name for lever in sweep.levers]
    assert {measure["name"] for measure in data["measures"]} == set(sweep.plan.measures)
    assert len(data["settings"]) == len(list(generate_points(sweep))) - 1
    assert data["file"] == {"extends": "three_districts_vacancy", "shipped": True}, f"{AGAIN} FOLDER"


def test_what_is_told_of_it_is_on_the_page() -> None:
    howto = (PAGE.parents[2] / "howto" / "explore_a_sweep.md").read_text(encoding="utf-8")
    data = read_data(PAGE.read_text(encoding="utf-8"))
    place = {measure["name"]: at for at, measure in enumerate(data["measures"])}
    sides = len(data["settings"]) + 1
    means = np.frombuffer(b64decode(data["means"]), "<f4").reshape(sides, len(place), 3)[:, :, 0].astype(float)
    differences = (
        np.frombuffer(b64decode(data["differences"]), "<f4").reshape(sides, sides, len(place), 3).astype(float)
    )
    verdicts = np.frombuffer(b64decode(data["verdicts"]), "u1").reshape(sides, sides, len(place))
    apart, sharing, more, baseline = (means[at] for at in (APART, SHARING, MORE_WORKERS, BASELINE))
    for side, name in ((apart, WAIT), (baseline, WAIT), (sharing, WAIT), (more, DRIFT), (apart, DRIFT)):
        assert number(side[place[name]]) in howto
    assert f"{number(sharing[place[STARTED]])}% of those" in howto
    assert f"{number(apart[place[STARTED]])}% do" in howto
    wait = differences[APART, SHARING, place[WAIT]]
    assert f"{signed(wait[0])}, with an interval from {signed(wait[1])} to {signed(wait[2])}" in howto
    stated = [
        (BASELINE, APART, WAIT, "more"),
        (APART, SHARING, WAIT, "less"),
        (APART, SHARING, STARTED, "no difference that matters"),
        (APART, MORE_WORKERS, WAIT, "cannot tell"),
        (APART, MORE_WORKERS, DRIFT, "more"),
    ]
    for other, side, name, verdict in stated:
        assert data["words"][verdicts[other, side, place[name]]] == verdict, name
    assert f"{number(differences[APART, MORE_WORKERS, place[COST], 0])} GBP a year more" in howto


@pytest.mark.slow
def test_a_settings_numbers_are_those_of_a_run() -> None:
    data, sweep = read_data(PAGE.read_text(encoding="utf-8")), fssim.load_sweep(SWEEP)
    point = list(generate_points(sweep))[8]
    names = [measure["name"] for measure in data["measures"]]
    run = fssim.run(build_scenario(sweep, point), sweep.plan.replications or 0, sweep.plan.seed, measures=names)
    means = np.frombuffer(b64decode(data["means"]), "<f4").reshape(-1, len(names), 3)
    for place, name in enumerate(names):
        own = run.interval(name)
        stored = list(means[7, place].astype(float))
        assert stored == pytest.approx([own.mean, own.low, own.high], rel=1e-5, nan_ok=True), f"{name}: {AGAIN} FOLDER"
