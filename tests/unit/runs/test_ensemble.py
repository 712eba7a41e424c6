"""Parameter sets put into scenarios and spread over replications; and files of them that cannot be used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import fssim
from fssim.model.scenario_hash import hash_scenario
from fssim.runs.ensemble import Ensemble, EnsembleNumber, EnsembleRun, ParameterSet, format_ensemble

SMALL = Path(__file__).parents[1] / "scenario" / "small.yaml"
SHIPPED = sorted((Path(__file__).parents[3] / "scenarios" / "ensembles").glob("*.yaml"))
AUGUST, SHARE = "demand.month_factors.august", "demand.first_referrals"
PLAN, CLOSE = (f"pathway.decisions.assessed.{outcome}.probability" for outcome in ("child in need plan", "close"))
GUESS = "source: guess, grade: assumed"
BASE = f"""extends: {SMALL}
title: The base
question: Which numbers?
demand:
  month_factors:
    august: {{value: 0.8, unit: multiplier, {GUESS}, low: 0.6, high: 0.9}}
    december: {{value: 0.8, unit: multiplier, {GUESS}, low: 0.6, high: 0.9}}
"""
NUMBERS = {
    SHARE: EnsembleNumber(unit="share", low=0.5, high=0.9, fitted=True),
    PLAN: EnsembleNumber(unit="probability", low=0.2, high=0.8, fitted=True, takes_from=CLOSE),
    AUGUST: EnsembleNumber(unit="multiplier", low=0.6, high=0.9, fitted=False),
}
SETS = (ParameterSet(misfit=1.0, values=(0.7, 0.5, 0.65)), ParameterSet(misfit=2.0, values=(0.75, 0.3, 0.85)))
EXTENDED = "extends: base.yaml\ntitle: An extension\nquestion: What stays?\n"


@pytest.fixture
def base(tmp_path: Path) -> fssim.Scenario:
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    return fssim.load(tmp_path / "base.yaml")


@pytest.fixture
def sets(base: fssim.Scenario) -> Ensemble:
    return Ensemble(base, 1, 9, ("referral_rate",), NUMBERS, SETS)


@pytest.fixture
def file(sets: Ensemble, tmp_path: Path) -> Path:
    path = tmp_path / "sets.yaml"
    path.write_text(format_ensemble(sets, "base.yaml"), encoding="utf-8")
    return path


def extended(tmp_path: Path, text: str) -> fssim.Scenario:
    (tmp_path / "extended.yaml").write_text(EXTENDED + text, encoding="utf-8")
    return fssim.load(tmp_path / "extended.yaml")


def test_a_set_is_everywhere_that_the_scenario_says_the_same_number(sets: Ensemble, base: fssim.Scenario) -> None:
    own = fssim.with_values(base, {})
    assert sets.values_in(own, SETS[0].values) == {
        SHARE: 0.7, PLAN: 0.5, CLOSE: 0.5, AUGUST: 0.65, "demand.month_factors.december": 0.65,
    }  # fmt: skip
    changed = sets.scenario_with(own, 1)
    assert changed.demand.first_referrals.value == 0.75
    assert changed.demand.month_factors["december"].value == 0.85


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        (f"demand: {{first_referrals: {{value: 0.6, unit: share, {GUESS}}}}}", {SHARE}),
        (f"demand: {{month_factors: {{august: {{value: 0.9, unit: multiplier, {GUESS}}}}}}}", {AUGUST}),
        (
            "pathway: {decisions: {assessed: {"
            f"child in need plan: {{probability: {{value: 0.45, unit: probability, {GUESS}}}}}, "
            f"close: {{probability: {{value: 0.55, unit: probability, {GUESS}}}}}}}}}}}",
            {PLAN, CLOSE},
        ),
    ],
)
def test_what_the_scenario_itself_changes_stays_changed(
    sets: Ensemble, tmp_path: Path, base: fssim.Scenario, change: str, stays: set[str]
) -> None:
    scenario = extended(tmp_path, change)
    values = sets.values_in(scenario, SETS[0].values)
    assert not stays & values.keys()
    assert len(values) == 5 - len(stays)
    sets.scenario_with(scenario, 0)


def test_a_file_is_read_as_it_was_written(sets: Ensemble, file: Path) -> None:
    loaded = fssim.load_ensemble(file)
    assert (loaded.seed, loaded.tried, loaded.targets, loaded.numbers) == (1, 9, ("referral_rate",), NUMBERS)
    assert loaded.frame.equals(sets.frame)
    assert repr(loaded) == "<Ensemble: The base, 2 of 9 sets fit>"
    assert loaded.run == EnsembleRun("sets.yaml", loaded.run.sha256, 2, 9, 1)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (SHARE, "demand.first_referral", "8: numbers.demand.first_referral: is not a number of 'The base'; did"),
        ("unit: share", "unit: percent", f"8: numbers.{SHARE}.unit: is 'percent'; 'The base' has it in share"),
        ("low: 0.5", "low: 0.95", f"8: numbers.{SHARE}.low: is 0.95; it must be below high, 0.9"),
        ("takes_from: pathway", "takes_from: path", f"9: numbers.{PLAN}.takes_from: 'path.dec"),
        ("[0.7, 0.5, 0.65]", "[0.7, 0.5]", "13: sets.0.values: has 2 values; there must be one for each of the 3"),
        ("[0.7, 0.5, 0.65]", "[0.95, 0.5, 0.65]", f"13: sets.0.values.0: is 0.95; {SHARE} must be from 0.5 to 0.9"),
        ("0.65]", "much]", "13: sets.0.values.2: is text 'much'; it must be a number"),
        ("tried: 9\n", "tries: 9\n", "5: tries: unknown field 'tries'; did you mean 'tried'?"),
        ("scenario: base.yaml", "scenario: bass.yaml", "2: scenario: there is no file 'bass.yaml'"),
        ("scenario_hash: ", "scenario_hash: 0", "3: scenario_hash: 'The base' has changed since these sets"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(
    file: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, fault: str
) -> None:
    monkeypatch.chdir(file.parent)
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(fssim.ScenarioError) as caught:
        fssim.load_ensemble("sets.yaml")
    assert any(f"sets.yaml:{fault}" in line for line in str(caught.value).splitlines()), str(caught.value)


@pytest.mark.parametrize("shipped", SHIPPED, ids=[file.stem for file in SHIPPED])
def test_shipped_sets_are_of_their_scenario_as_it_is(shipped: Path) -> None:
    """After a change: `fssim ensemble scenarios/standard.yaml --tries 80 --out scenarios/ensembles/standard.yaml`."""
    sets = fssim.load_ensemble(shipped)
    for scenario in ("standard", "family_safeguarding", "one_district_vacancy"):
        sets.scenario_with(fssim.load(scenario), len(sets.sets) - 1)


def test_a_scenario_is_no_ensemble(base: fssim.Scenario, tmp_path: Path) -> None:
    with pytest.raises(
        fssim.ScenarioError, match="this is no ensemble, which has numbers and sets; make one with: fssim"
    ):
        fssim.load_ensemble(tmp_path / "base.yaml")


def test_there_is_no_such_file_of_sets(tmp_path: Path) -> None:
    with pytest.raises(
        fssim.ScenarioError, match=r"nowhere\.yaml: there is no such file; make one with: fssim ensemble"
    ):
        fssim.load_ensemble(tmp_path / "nowhere.yaml")


def test_sets_whose_scenario_has_changed_are_refused(file: Path, base: fssim.Scenario) -> None:
    text = BASE.replace("december", "november")
    (file.parent / "base.yaml").write_text(text.replace("The base", "The same, renamed"), encoding="utf-8")
    assert hash_scenario(fssim.load(file.parent / "base.yaml")) != hash_scenario(base)
    with pytest.raises(
        fssim.ScenarioError, match="'The same, renamed' has changed since these sets were found; find them"
    ):
        fssim.load_ensemble(file)
    (file.parent / "base.yaml").write_text(BASE.replace("The base", "The same, renamed"), encoding="utf-8")
    assert fssim.load_ensemble(file).scenario.title == "The same, renamed"  # words change no result


def test_a_scenario_that_shares_no_number_or_cannot_be_so_is_refused(
    file: Path, tmp_path: Path, base: fssim.Scenario
) -> None:
    sets = fssim.load_ensemble(file)
    other = fssim.with_values(base, {f"{path}.source": "your_number" for path in (SHARE, PLAN, AUGUST)})
    other = fssim.with_values(other, {"demand.month_factors.december.source": "your_number"})
    with pytest.raises(fssim.ScenarioError, match=r"sets.yaml:7: numbers: none of these numbers is in 'The base' as"):
        sets.scenario_with(other, 0)
    wide = replace(sets, sets=(ParameterSet(misfit=0.0, values=(0.7, 0.5, -1.0)), *SETS))
    with pytest.raises(fssim.ScenarioError, match="gives what 'The base' cannot have: demand"):
        wide.scenario_with(base, 0)


def test_replications_take_the_sets_two_at_a_time() -> None:
    run = EnsembleRun("sets.yaml", "", 3, 9, 1)
    assert [run.set_of(replication) for replication in range(8)] == [0, 0, 1, 1, 2, 2, 0, 0]
    assert [run.sets_of(replications) for replications in (4, 5, 20)] == [2, 3, 3]


def test_a_replication_is_the_set_s_own_with_the_same_luck(file: Path, base: fssim.Scenario) -> None:
    spread = fssim.run(base, 5, seed=3, jobs=1, ensemble=file)
    assert spread.frame.equals(fssim.run(base, 5, seed=3, jobs=2, ensemble=fssim.load_ensemble(file)).frame)
    assert spread.scenario == base
    for number, replications in enumerate(([0, 1], [2, 3])):
        alone = fssim.run(fssim.load_ensemble(file).scenario_with(base, number), 5, seed=3, jobs=1)
        assert spread.frame.loc[replications].equals(alone.frame.loc[replications])


def test_fewer_than_four_replications_are_refused(file: Path, base: fssim.Scenario) -> None:
    with pytest.raises(
        fssim.ArgumentError, match="replications is 3; with an ensemble it must be 4 or more, 2 with each"
    ):
        fssim.run(base, 3, jobs=1, ensemble=file)


def test_comparisons_and_intervals_hold_what_is_not_known(results_of: Any) -> None:
    run = EnsembleRun("sets.yaml", "", 3, 9, 1)
    here, there = results_of({"wait": [11.0, 11.2, 24.0, 24.2, 19.0, 19.4]}), results_of({"wait": [10.0] * 6}, "there")
    alone = fssim.compare(here, there).loc["wait"]
    assert "share_not_known" not in alone
    here, there = replace(here, ensemble=run), replace(there, ensemble=run)
    row = fssim.compare(here, there).loc["wait"]
    assert row["difference"] == alone["difference"]
    assert row["high"] - row["low"] > 2.0 * (alone["high"] - alone["low"])
    assert row["share_not_known"] == pytest.approx(1.0, abs=0.01)
    assert (alone["verdict"], row["verdict"]) == ("more", "cannot tell")
    assert here.interval("wait").low < row["value"] - (alone["high"] - alone["low"])
    share = replace(results_of({"visits_in_time_percent": [99.0, 99.5, 80.0, 81.0]}), ensemble=run)
    assert share.interval("visits_in_time_percent").high == 100.0
    with pytest.raises(fssim.ArgumentError, match="were not run with the same ensemble"):
        fssim.compare(here, replace(there, ensemble=None))
