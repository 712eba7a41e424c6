"""The explored sweep in the documentation is what `fssim explore` gives: its words and scripts, and its numbers."""

from __future__ import annotations

from base64 import b64decode

import numpy as np
import pytest

import fssim
from fssim.explorer.explore import fill_page
from fssim.sweeps.plan.sweep import build_scenario, generate_points
from tests.docs.explored_page import PAGE, SWEEP, read_data

AGAIN = "store it again: python -m tests.docs.explored_page"


def test_the_page_is_filled_in_with_todays_scripts_and_words() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert fill_page(read_data(text)) == text, AGAIN
    assert len(text) < 1e6


def test_it_is_of_the_sweep_that_is_shipped() -> None:
    data, sweep = read_data(PAGE.read_text(encoding="utf-8")), fssim.load_sweep(SWEEP)
    assert (data["about"]["title"], data["about"]["question"]) == (sweep.plan.title, sweep.plan.question)
    assert data["about"]["replications"] == str(sweep.plan.replications)
    assert [lever["name"] for lever in data["levers"]] == [lever.name for lever in sweep.levers]
    assert {measure["name"] for measure in data["measures"]} == set(sweep.plan.measures)
    assert len(data["settings"]) == len(list(generate_points(sweep))) - 1
    assert data["file"] == {"extends": "three_districts_vacancy", "shipped": True}, f"{AGAIN} FOLDER"


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
