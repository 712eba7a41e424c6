"""What a scenario file may say, and reading it strictly."""

from fssim.scenario.differences import describe_changes
from fssim.scenario.findings import Problem, ScenarioError
from fssim.scenario.override import with_values
from fssim.scenario.reading.load import extended_from, load, scenario_from
from fssim.scenario.schema.scenario import Scenario, json_schema

__all__ = [
    "Problem",
    "Scenario",
    "ScenarioError",
    "describe_changes",
    "extended_from",
    "json_schema",
    "load",
    "scenario_from",
    "with_values",
]
