"""A reform comes apart into what it is made of, and a roll-out into its waves."""

from __future__ import annotations

from pathlib import Path

import pytest

import fssim
from fssim.scenario.override import plainly, with_values
from fssim.studies.analysis.differences.combinations import (
    Combinations,
    combine,
    combine_differing_parts,
    find_differing_parts,
)
from fssim.studies.analysis.differences.write_alike import align

SMALL = Path(__file__).parents[2] / "scenario" / "small.yaml"
WAVES = ["changing over on 1 July 2019", "changing over on 1 October 2019"]


@pytest.fixture(scope="module")
def county() -> fssim.Scenario:
    return fssim.load("standard")


@pytest.fixture(scope="module")
def at_once() -> fssim.Scenario:
    return fssim.load("families_first")


@pytest.fixture(scope="module")
def phased() -> fssim.Scenario:
    return fssim.load("families_first_phased")


@pytest.fixture(scope="module")
def two_teams() -> fssim.Scenario:
    """Two teams, which work with a specialist each from the first day."""
    model = "working_models.family_safeguarding.workbook.recording"
    return with_values(
        fssim.load(SMALL),
        {"teams.safeguarding.count.value": 2, "training": None, f"{model}_at_first.value": 1.0, f"{model}.value": 1.0},
    )


@pytest.fixture(scope="module")
def in_waves(two_teams: fssim.Scenario) -> fssim.Scenario:
    """One team has them and works so in July, and the other in October."""
    post = plainly(two_teams.teams["safeguarding"].posts["mental_health_practitioner"].model_dump())
    days = {1: "2019-07-01", 2: "2019-10-01"}
    return with_values(
        two_teams,
        {
            "teams.safeguarding.working_model": "standard",
            "teams.safeguarding.posts.mental_health_practitioner": [
                {**post, "numbers": [number], "start": day} for number, day in days.items()
            ],
            "roll_out": {
                f"wave {number}": {
                    "team": "safeguarding", "numbers": [number], "working_model": "family_safeguarding", "start": day,
                }
                for number, day in days.items()
            },
        },
    )  # fmt: skip


def measured(scenario: fssim.Scenario) -> dict[str, float]:
    """What a run measures that is not nothing: hours of roles without posts are 0 in one, and not told in the other."""
    row = fssim.measure(fssim.simulate(scenario, seed=3)).dropna()
    return {name: value for name, value in row.items() if value}


def names(split: Combinations) -> list[str]:
    return [part.name for part in split.parts]


def test_families_first_comes_apart_into_what_it_is_made_of(county: fssim.Scenario, at_once: fssim.Scenario) -> None:
    before, after, parts = find_differing_parts(at_once, county)
    assert [part.name for part in parts] == [
        "targeted early help", "rules for agency workers", "lead child protection practitioner",
        "posts that partners pay for", "family group decision making coordinator", "posts",
        "effect: issue proceedings", "families held by a family help practitioner",
    ]  # fmt: skip
    effect, held = parts[-2:]
    assert (effect.grade, held.grade) == ("controlled", "assumed")
    split = combine(before, after, [parts[0], held])
    assert split.taken_together == ()
    stream_alone, held_alone, both = split.scenarios[1:]
    assert list(stream_alone.demand.streams) == ["targeted_early_help"]
    assert "child_protection_teams" not in stream_alone.pools
    assert held_alone.working_models["families_first"].stages["child_protection_plan"].other_holders == {}
    assert list(both.working_models["families_first"].stages["child_protection_plan"].other_holders or ()) == [
        "family_help_practitioner"
    ]


def test_a_phased_reform_comes_apart_into_its_waves(
    county: fssim.Scenario, at_once: fssim.Scenario, phased: fssim.Scenario
) -> None:
    waves = [f"changing over on 1 {month}" for month in ("October 2019", "April 2020", "October 2020")]
    assert names(combine_differing_parts(phased, at_once)) == waves
    *_, parts = find_differing_parts(phased, county)
    assert [part.name for part in parts] == [
        "targeted early help", "rules for agency workers", *waves, "effect: issue proceedings",
    ]  # fmt: skip


def test_waves_come_by_date_in_whatever_order_the_file_has_them(
    two_teams: fssim.Scenario, in_waves: fssim.Scenario
) -> None:
    days = [wave.start.isoformat() for wave in in_waves.roll_out.values()]
    last_first = {f"roll_out.{wave}.start": day for wave, day in zip(in_waves.roll_out, reversed(days), strict=True)}
    posts = "teams.safeguarding.posts.mental_health_practitioner"
    last_first |= {f"{posts}.{place}.start": day for place, day in enumerate(reversed(days))}
    assert names(combine_differing_parts(with_values(in_waves, last_first), two_teams)) == WAVES


def test_nothing_that_they_do_is_changed(two_teams: fssim.Scenario, in_waves: fssim.Scenario) -> None:
    for before, after in ((two_teams, in_waves), (in_waves, two_teams)):
        split = combine_differing_parts(after, before)
        assert names(split) == WAVES
        assert measured(split.scenarios[0]) == measured(before)
        assert measured(split.scenarios[-1]) == measured(after)
    as_waves, _ = align(two_teams, in_waves)
    assert {wave.start.isoformat() for wave in as_waves.roll_out.values()} == {"2018-04-01"}


def test_where_recording_takes_longer_at_first_teams_did_not_change_over_at_once(
    two_teams: fssim.Scenario, in_waves: fssim.Scenario
) -> None:
    longer = {"working_models.family_safeguarding.workbook.recording_at_first.value": 1.3}
    before, _ = align(with_values(two_teams, longer), with_values(in_waves, longer))
    assert before.roll_out == {}


def test_what_waves_add_sums_to_the_whole(two_teams: fssim.Scenario, in_waves: fssim.Scenario) -> None:
    frame = fssim.attribute(in_waves, two_teams, replications=2, jobs=1).frame
    assert list(frame.index.get_level_values("part").unique()) == WAVES
    for measure, rows in frame.groupby("measure"):
        assert rows["contribution"].sum() == rows["difference"].iloc[0], measure
    hours = "hours_mental_health_practitioner_per_year"
    scenarios = (two_teams, in_waves)
    means = [fssim.run(scenario, 2, jobs=1).frame[hours].mean() for scenario in scenarios]
    added = fssim.attribute(in_waves, two_teams, [hours], replications=2, jobs=1).frame.loc[hours, "contribution"]
    assert added.sum() == pytest.approx(means[1] - means[0])
    assert (added < 0.0).all()
