"""One replication of a scenario, and of what it is compared with: for the commands that show single families."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fssim.cli import options
from fssim.cli.choose_engine import default_engine
from fssim.cli.reading import load_with_comparators

if TYPE_CHECKING:
    from fssim.engine.event_log import EventLog
    from fssim.scenario.schema.scenario import Scenario

REPLICATION = click.option(
    "--replication",
    default=0,
    show_default=True,
    metavar="N",
    type=options.WholeNumber(min=0),
    help="Number of the replication to show, from 0.",
)
AGAINST = click.option(
    "--against", multiple=True, metavar="FILE", type=options.InputFile(),
    help="A scenario to set beside it, in place of those the file names. May be given more than once.",
)  # fmt: skip
Options = Callable[..., Any]


def which_replication(command: Options) -> Options:
    """The options that say which replication of which scenarios."""
    return AGAINST(options.seed(REPLICATION(command)))


def simulated(path: Path, against: tuple[Path, ...], seed: int, replication: int) -> list[tuple[Scenario, EventLog]]:
    """The scenario in a file and what it is compared with, each with its log. Raises `ScenarioError`."""
    scenarios = load_with_comparators(path, against, {})
    engine = default_engine(quiet=False)
    return [logged(name, each, seed, replication, engine) for name, each in scenarios.items()]


def logged(name: str, scenario: Scenario, seed: int, replication: int, engine: str) -> tuple[Scenario, EventLog]:
    """A scenario with its log. Raises `ScenarioError` if a distribution gives quantities that cannot be."""
    from fssim.runs.replicate import simulate
    from fssim.scenario.findings import Problem, ScenarioError

    try:
        return scenario, simulate(scenario, seed, replication, engine)
    except ValueError as error:
        raise ScenarioError([Problem(name, 0, "", str(error))]) from error
