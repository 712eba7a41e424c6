"""Entries to care, weeks in it and what they cost, against counts by hand."""

from __future__ import annotations

from math import isnan
from typing import Any

import pytest

from fssim.measures import measure_log
from fssim.measures.indicators.care import IN_YEARS, TOTALS, care_a_year, care_by_financial_year
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.scenario_hash import hash_scenario
from fssim.scenario import load, with_values
from fssim.scenario.schema.parameter import Grade
from fssim.scenario.schema.scenario import Scenario
from fssim.studies.analysis.differences.varied_input import find_uncertain_numbers
from fssim.studies.sweeps.plan.build_factors import vary_over_evidence
from tests.unit.measures.conftest import SERVICE
from tests.unit.measures.diary import Diary

YEARS = 731 / 365.25  # from 1 April 2019 until 1 April 2021


def number(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "source": "guess", "grade": "assumed"}


def price(amount: float, unit: str) -> dict[str, Any]:
    return {"cost": number(amount, unit) | {"low": 1, "high": 1e5}, "price_year": "2024-25"}


def service(**prices: Any) -> Scenario:
    """The service with a stage of care, and its prices."""
    stage = {
        "title": "Child in care",
        "team": "safeguarding",
        "holder": "social_worker",
        "activities": ["supervision"],
        "exits": {"home": {"to": "closed", "rate": number(1, "per year")}},
    }
    usual = {"stages": ["care"], "placement": price(1000, "GBP a week"), "proceedings": price(500, "GBP a case")}
    heard = {"to": "care", "probability": number(0.5, "probability")}
    values = {"pathway.stages.care": stage, "pathway.decisions.heard.care": heard, "care_costs": usual | prices}
    return with_values(load(SERVICE), values)


def kept(scenario: Scenario) -> Diary:
    """Two children who come into care from court and go home; one who comes in from an assessment and stays; and three
    who are in care when the run begins, until 1 July 2019."""
    diary = Diary(compile_scenario(scenario))
    two, one, three = (diary.family(children=children) for children in (2, 1, 3))
    diary.entered(0.0, three, "care")
    diary.referred(diary.on("2019-04-03"), two)
    diary.entered(diary.on("2019-05-01"), two, "court")
    diary.entered(diary.on("2019-07-01"), three, "closed")
    diary.entered(diary.on("2019-11-01"), two, "care")
    diary.entered(diary.on("2020-05-01"), two, "closed")
    diary.referred(diary.on("2020-05-04"), one)
    diary.entered(diary.on("2020-06-01"), one, "care")
    return diary


def test_entries_weeks_and_cases_are_counted_in_children_and_by_real_dates() -> None:
    measures = care_a_year(kept(service()).view)
    weeks_of_two, weeks_of_one, weeks_of_three = 2 * 182 / 7, 304 / 7, 3 * 91 / 7
    everyone = weeks_of_two + weeks_of_one + weeks_of_three
    expected = {
        "care_entries_children_a_year": 3 / YEARS,  # the three were there before
        "care_children_mean": everyone / (731 / 7),
        "care_child_weeks_a_year": everyone / YEARS,
        "care_weeks_an_entry": (weeks_of_two + weeks_of_one) / 3,
        "care_cases_an_entry": 1 / 3,
        "care_placements_gbp_a_year": 1000 * everyone / YEARS,
        "care_proceedings_gbp_a_year": 500 / YEARS,
        "care_council_gbp_a_year": (1000 * everyone + 500) / YEARS,
    }
    assert {name: measures[name] for name in expected} == pytest.approx(expected)
    assert isnan(measures["care_court_gbp_a_year"])  # which has no price


def test_each_financial_year_has_its_weeks_and_the_cases_that_begin_in_it() -> None:
    measures = care_by_financial_year(kept(service(court=price(70, "GBP a case"))).view)
    assert measures == pytest.approx(
        {
            "care_placements_2019_20_gbp": 1000 * (2 * 152 + 3 * 91) / 7,
            "care_proceedings_2019_20_gbp": 500,
            "care_court_2019_20_gbp": 70,
            "care_placements_2020_21_gbp": 1000 * (2 * 30 + 304) / 7,
            "care_proceedings_2020_21_gbp": 0,
            "care_court_2020_21_gbp": 0,
        }
    )


def test_financial_years_add_up_to_the_average() -> None:
    view = kept(service()).view
    by_year = care_by_financial_year(view)
    total = sum(value for name, value in by_year.items() if "placements" in name)
    assert total / YEARS == pytest.approx(care_a_year(view)["care_placements_gbp_a_year"])


def test_what_the_service_costs_stays_as_it_is() -> None:
    dearer = service(placement=price(9000, "GBP a week"))
    cheap, dear = measure_log(kept(service()).log), measure_log(kept(dearer).log)
    assert dear["care_placements_gbp_a_year"] == pytest.approx(9 * cheap["care_placements_gbp_a_year"])
    assert dear["cost_everything_gbp_a_year"] == cheap["cost_everything_gbp_a_year"]


def test_without_prices_there_are_no_such_measures() -> None:
    names = set(measure_log(kept(service().model_copy(update={"care_costs": None})).log))
    declared = [*TOTALS, *IN_YEARS]
    assert not [name for name in names if any(one.pattern.fullmatch(name) for one in declared)]
    with_prices = set(measure_log(kept(service()).log)) - names
    assert all(any(one.pattern.fullmatch(name) for name in with_prices) for one in declared)


def test_prices_name_no_other_simulation_and_are_not_tried_as_if_they_did() -> None:
    own, dearer = service(), service(placement=price(9000, "GBP a week"))
    assert hash_scenario(own) == hash_scenario(dearer)
    tried = [number.first_path for number in find_uncertain_numbers(own, own)]
    varied = [path for one in vary_over_evidence(own, [Grade.assumed], []).values() for path in one.path]
    assert not [path for path in (*tried, *varied) if path.startswith("care_costs")]
