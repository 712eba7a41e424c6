"""What a scenario file may say, and reading it strictly."""

from fssim.scenario.difference import describe_changes
from fssim.scenario.load import extended_from, load, scenario_from
from fssim.scenario.override import with_values
from fssim.scenario.problems import Problem, ScenarioError
from fssim.scenario.scenario import Scenario
from fssim.scenario.schema import json_schema

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
