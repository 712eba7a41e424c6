"""Parameter sets that all fit: that they do, that the same call finds the same, and what is said where none does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import fssim
from fssim.runs.ensemble import format_ensemble
from fssim.studies.calibration.fit_ensemble import _work_out_moves
from fssim.studies.calibration.fitted_file import refuse_ensemble_file, write_ensemble_file
from fssim.studies.calibration.targets import read_published_targets
from tests.unit.studies.calibration.conftest import CLOSE, PLAN, SHARE, STARTS

TARGETS = f"""id,measure,value,unit,tolerance
referral_rate,referrals per 10000 children,400,per 10000,40
{STARTS},plan starts per 10000 children,60,per 10000,20
"""
AUGUST = "demand.month_factors.august"
RANGES = """demand:
  month_factors:
    august: {value: 0.8, unit: multiplier, source: guess, grade: assumed, low: 0.6, high: 0.9}
"""


@pytest.fixture
def ranged(service: Any, tmp_path: Path) -> fssim.Scenario:
    """The small scenario with a number that is assumed and has a range."""
    service(TARGETS)
    file = tmp_path / "service.yaml"
    file.write_text(file.read_text(encoding="utf-8") + RANGES, encoding="utf-8")
    return fssim.load(file)


def test_every_set_fits_and_the_same_call_finds_the_same(ranged: fssim.Scenario, free: Any) -> None:
    one, two = (fssim.fit_ensemble(ranged, free(), tries=12, jobs=jobs) for jobs in (1, 2))
    assert format_ensemble(one, "service.yaml") == format_ensemble(two, "service.yaml")
    assert list(one.numbers) == [SHARE, PLAN, AUGUST]
    assert (one.numbers[PLAN].takes_from, one.numbers[PLAN].fitted, one.numbers[AUGUST].fitted) == (CLOSE, True, False)
    assert (one.tried, one.targets) == (12, ("referral_rate", STARTS))
    assert 2 <= len(one.sets) <= 12
    misfits = list(one.frame["misfit"])
    assert misfits == sorted(misfits)
    for path, number in one.numbers.items():
        assert one.frame[path].between(number.low, number.high).all()
    assert one.frame[AUGUST].max() - one.frame[AUGUST].min() > 0.1  # of 0.3: the targets tell nothing of it
    for number in range(2):
        results = fssim.run(one.scenario_with(ranged, number), 20, jobs=1, measures=[STARTS])
        (figure,) = (figure for figure in read_published_targets(ranged) if figure.measure == STARTS)
        known = results.interval(STARTS)
        assert known.low <= figure.value + figure.tolerance
        assert known.high >= figure.value - figure.tolerance


def test_it_is_written_and_read_back_whole(ranged: fssim.Scenario, free: Any, tmp_path: Path) -> None:
    sets = fssim.fit_ensemble(ranged, free(), tries=6, jobs=1)
    file = tmp_path / "sets.yaml"
    write_ensemble_file(sets, file, tmp_path / "service.yaml")
    again = fssim.load_ensemble(file)
    assert again.frame.equals(sets.frame)
    assert (again.scenario.title, again.seed, again.tried, again.targets) == ("A service", 1, 6, sets.targets)
    assert again.numbers == sets.numbers
    write_ensemble_file(sets, file, tmp_path / "service.yaml")  # over its own
    with pytest.raises(fssim.OutputError, match="is there already, and was not fitted by fssim"):
        refuse_ensemble_file(tmp_path / "targets.csv", tmp_path / "service.yaml")
    with pytest.raises(fssim.OutputError, match="is the scenario to be fitted"):
        refuse_ensemble_file(tmp_path / "service.yaml", tmp_path / "service.yaml")


def test_where_nothing_fits_the_target_that_most_miss_is_named(service: Any, free: Any) -> None:
    scenario = service(TARGETS.replace(",400,", ",9000,"))
    with pytest.raises(
        fssim.QuestionError, match=r"0 of the 3 sets tried meet every target.*3 miss 'referrals per 10000"
    ):
        fssim.fit_ensemble(scenario, free(), tries=3, replications=1, jobs=1)


def test_the_smoother_finds_what_a_linear_model_is_known_to_tell() -> None:
    """One number that is told and one that is not, of a model that is the first itself, in tolerances, 2 too high.

    With a prior variance of 1 and an error of a fifth of a tolerance, the normal posterior has mean -2 x 1 / (1 + 1/25)
    and variance 1 / (1 + 25). Over 2,000 sets the mean's standard error is 0.005 and the variance's 0.002, and of what
    is not told 0.03 and 0.04: four of each are allowed, which one test in 4,000 would pass by.
    """
    rng = np.random.default_rng(3)
    draws = rng.standard_normal((2000, 2))
    for _ in range(3):
        draws = draws + _work_out_moves(draws, draws[:, :1] + 2.0, rng)
    assert draws[:, 0].mean() == pytest.approx(-25.0 / 13.0, abs=0.02)
    assert draws[:, 0].var() == pytest.approx(1.0 / 26.0, abs=0.008)
    assert draws[:, 1].mean() == pytest.approx(0.0, abs=0.12)
    assert draws[:, 1].var() == pytest.approx(1.0, abs=0.16)
