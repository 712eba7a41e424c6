"""What an optimisation will take is told before it is run, and is what it then takes."""

from __future__ import annotations

from pathlib import Path

import pytest

import fssim
from fssim.report.terminal.checked_plans import search_sentences
from fssim.scenario.findings import ScenarioError
from tests.unit.studies.optimisation.conftest import WriteOptimisation

FUTURES = "{children: {path: demand.children.value, range: {low: 3000, high: 6000}}}"


@pytest.mark.parametrize("uncertainties", ["", FUTURES])
def test_it_takes_as_many_replications_and_as_much_disk_as_was_told(
    optimisation_file: WriteOptimisation, tmp_path: Path, uncertainties: str
) -> None:
    file = optimisation_file(uncertainties=uncertainties, replications="{in_all: 200, first: 2, most: 8, fresh: 2}")
    told = fssim.estimate_optimisation(file, jobs=1)
    assert (told.jobs, told.measures, told.staffings, told.most, told.trouble) == (1, 2, 18, 200, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base.yaml", "posts.yaml"]
    done = fssim.optimise(file, tmp_path / "out", jobs=1)
    assert len(done.tried) <= told.most_tried <= 18
    assert done.spent <= told.most
    taken = sum(path.stat().st_size for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert 0.75 * taken <= told.disk[0] <= 1.33 * taken


def test_every_replication_in_a_future_of_its_own_has_its_scenario_made(optimisation_file: WriteOptimisation) -> None:
    alike = fssim.estimate_optimisation(optimisation_file(), jobs=1)
    apart = fssim.estimate_optimisation(optimisation_file(uncertainties=FUTURES), jobs=1)
    for told, made in ((alike, 45), (apart, 91)):
        assert told.seconds[0] == told.seconds[1] == told.estimate_seconds(made, 91)
        assert told.seconds[0] == pytest.approx(made * told.seconds_a_point + 91 * told.seconds_a_replication)


def test_staffings_that_cannot_be_simulated_are_told(optimisation_file: WriteOptimisation) -> None:
    until = "{until: {path: demand.shocks.publicity.until, values: [2019-05-01, 2019-09-01]}}"
    told = fssim.estimate_optimisation(optimisation_file(levers=until, population="4"), jobs=1)
    assert told.trouble.startswith(
        "1 of the 2 staffings tried cannot be simulated, and is recorded as failed; the first is that with until 2019-"
    )
    never = "{until: {path: demand.shocks.publicity.until, values: [2019-05-01, 2019-05-02]}}"
    with pytest.raises(ScenarioError, match="that with until 2019-05-0"):
        fssim.estimate_optimisation(optimisation_file(levers=never, population="4"), jobs=1)


def test_few_staffings_are_told_as_they_are(optimisation_file: WriteOptimisation) -> None:
    levers = "{workers: {path: teams.safeguarding.posts.social_worker.posts.value, range: {low: 4, high: 9}}}"
    counts, *_ = search_sentences(fssim.estimate_optimisation(optimisation_file(levers=levers), jobs=1))
    assert counts == (
        "6 staffings, of which 6 at most are tried, with 2 to 8 replications each; and at the end 6 of them at most "
        "and the base, with 2 or more each: 91 in all at most."
    )
