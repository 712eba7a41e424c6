"""Compiling: a scenario becomes tables. References by name become row numbers; nothing is drawn."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from hashlib import sha256

from fssim.model.calendar import calendar_of
from fssim.model.compile.compile_families import compile_demand, compile_needs
from fssim.model.compile.compile_pathway import compile_pathway
from fssim.model.compile.compile_people import compile_people
from fssim.model.compile.compile_pressure import compile_pressure
from fssim.model.compile.row_numbers import Registry
from fssim.model.financial_years import compile_financial_years
from fssim.model.quantile_tables import Tabulation
from fssim.model.size import refuse_too_large
from fssim.model.tables import Tables
from fssim.scenario.schema.scenario import Scenario

TEXTS_AND_PATHS = {"title", "question", "notes", "compare_with", "sources"}


def scenario_hash(scenario: Scenario) -> str:
    """A name for what a scenario simulates: the SHA-256 of its JSON without its texts and paths."""
    return sha256(scenario.model_dump_json(exclude=TEXTS_AND_PATHS).encode()).hexdigest()


def compile_scenario(scenario: Scenario, tabulated: Mapping[str, array[float]] | None = None) -> Tables:
    """The tables of a scenario, for either engine.

    `tabulated` holds quantile tables made beforehand (see `tabulated_shapes`), for machines without SciPy. Raises
    `TooLarge` if there is not the memory for a replication, `ValueError` if a distribution gives negative or infinite
    quantities, `ImportError` if SciPy is needed and missing.
    """
    return _compile(scenario, Tabulation(tabulated))


def tabulated_shapes(scenario: Scenario) -> Mapping[str, array[float]]:
    """The quantile tables of every distribution in a scenario, to hand to `compile_scenario` elsewhere."""
    tabulation = Tabulation()
    _compile(scenario, tabulation)
    return tabulation.known


def _compile(scenario: Scenario, tabulation: Tabulation) -> Tables:
    refuse_too_large(scenario)
    registry = Registry(scenario, calendar_of(scenario.clock), tabulation)
    parts = {
        **compile_demand(registry),
        **compile_pathway(registry),
        **compile_needs(registry),
        **compile_people(registry),
        **compile_pressure(registry),
    }
    calendar = registry.calendar
    return Tables(
        scenario=scenario,
        scenario_hash=scenario_hash(scenario),
        names=registry.names(),
        day_ordinals=calendar.ordinals(),
        observed_from=float(calendar.observed_from),
        horizon=float(calendar.horizon),
        working_days_a_year=calendar.working_days(1.0, "years"),
        financial_years=compile_financial_years(scenario, calendar),
        periods=registry.periods,
        period_count=registry.period_count,
        quantiles=tabulation.quantiles,
        **parts,
    )
