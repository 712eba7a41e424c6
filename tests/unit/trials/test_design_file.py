"""Designs that are right, and what is said of those that are not."""

from __future__ import annotations

from pathlib import Path

import pytest

import fssim
from fssim.scenario.findings import ScenarioError
from tests.unit.trials.conftest import FIELDS, write_design

COSTS, LOCKDOWN = FIELDS["costs"], FIELDS["contamination"]
SHIPPED = sorted((Path(__file__).parents[3] / "scenarios" / "trials").glob("*.yaml"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_designs_are_right(file: Path) -> None:
    design = fssim.load_trial(file)
    assert fssim.load_trial(file.stem).plan == design.plan
    assert max(design.start_periods) < design.periods


def test_periods_are_counted_from_the_first_month(tmp_path: Path) -> None:
    design = fssim.load_trial(write_design(tmp_path, period_months="3", starts="[2019-07-01, 2020-10-01]"))
    assert (design.start_periods, design.periods) == ([1, 6], 8)
    assert design.is_ratio
    assert not fssim.load_trial(write_design(tmp_path, outcome="assess45")).is_ratio


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"outcome": "cpp_rates"}, "outcome: there is no statistic 'cpp_rates'; did you mean 'cpp_rate'?"),
        ({"first_month": "2019-04-02"}, "first_month: is 2019-04-02; it must be the first of a month"),
        ({"period_months": "5"}, "period_months: is 5; a year must be a whole number of periods"),
        ({"months": "[25]"}, "months.0: is 25 months; it must be a whole number of periods of 6"),
        ({"starts": "[2020-05-01]"}, "starts.0: is 2020-05-01; it must be the first day of a period"),
        ({"starts": "[2022-04-01]"}, "starts.0: is 2022-04-01; it must be after the first period"),
        ({"starts": "[2020-10-01, 2020-04-01]"}, "starts: are not in order"),
        ({"authorities": "[4]"}, "authorities.0: is 4; it must be from 3 to the 3 authorities of the bank"),
        ({"design": "stepped wedge"}, "starts: is one day, on which all would start"),
        ({"design": "crossover"}, "design: is text 'crossover'; it must be 'parallel', 'stepped wedge'"),
        ({"effects": "{no effect: one_district}"}, "effects.no effect: is tried in any case; choose another name"),
        ({"effects": "{bigger: standard}"}, "effects.bigger: changes demand of the base"),
        ({"effects": "{same: one_district_standard}"}, "effects.same: changes the working model of no team"),
        ({"bank": "{authorities: 500, histories: 1}"}, "bank.authorities: is 500; it must be at most 78"),
        ({"authorities": "[0]"}, "authorities.0: is the number 0; it must be 1 or more"),
        ({"authorities": "[]"}, "authorities: is a list; it must have 1 or more in it"),
        ({"costs": COSTS.replace("GBP a year", "GBP")}, "costs.authority_a_year: unit is 'GBP'; it must be"),
        ({"costs": COSTS.replace("1000", "-1000")}, "costs.evaluation: value is -1000; it must be 0 or more"),
        ({"contamination": LOCKDOWN.replace("2021", "2019")}, "contamination.lockdown: until is 2019-04-01, and start"),
        ({"contamination": LOCKDOWN.replace("202", "203")}, "contamination.lockdown: starts on 2030-04-01, and the"),
        ({"contamination": LOCKDOWN.replace("202", "201")}, "contamination.lockdown: is over on 2011-04-01, and the"),
        ({"base": "nowhere.yaml"}, "base: there is no file nowhere.yaml"),
        ({"power": "80"}, "power: is the number 80; it must be below 1"),
    ],
)
def test_what_is_wrong(tmp_path: Path, fields: dict[str, str], message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        fssim.load_trial(write_design(tmp_path, **fields))
    assert message in str(caught.value)
    assert "design.yaml:" in str(caught.value)


def test_a_list_whose_only_item_is_wrong_is_not_called_short_as_well(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        fssim.load_trial(write_design(tmp_path, authorities="[0]", months="[-12]"))
    assert [problem.path for problem in caught.value.problems] == [("months", 0), ("authorities", 0)]
