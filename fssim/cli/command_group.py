"""The commands, gathered, and how what goes wrong is told."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from fssim import __version__
from fssim.cli.commands.animate_command import animate
from fssim.cli.commands.attribute_command import attribute
from fssim.cli.commands.breakeven_command import breakeven
from fssim.cli.commands.calibrate_command import calibrate
from fssim.cli.commands.check_command import check
from fssim.cli.commands.export_command import export
from fssim.cli.commands.list_scenarios import init, scenarios
from fssim.cli.commands.rank_command import rank
from fssim.cli.commands.report_command import report
from fssim.cli.commands.run_command import run
from fssim.cli.commands.schema_command import schema
from fssim.cli.commands.sensitivity_command import sensitivity
from fssim.cli.commands.story_command import story
from fssim.cli.commands.sweep_command import sweep
from fssim.cli.commands.targets_command import targets
from fssim.cli.standard_output import standard_output
from fssim.errors import SlowerEngine

OUT_OF_MEMORY = (
    "This computer has not enough memory for what was asked. Fewer children, a shorter clock (--years 1), fewer "
    "replications or one process at a time (--jobs 1) need less."
)


class Told(click.ClickException):
    """What is wrong, in its own words and nobody's traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


class LawsToldBroken(Told):
    """A law of the model is broken: no fault of the person's."""

    exit_code = 1


@contextmanager
def _warned_in_a_line() -> Iterator[None]:
    """In the body, that a slower engine is used is said in a line of its own, without a place in the source."""
    usual = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
        if issubclass(category, SlowerEngine):
            click.echo(str(message), err=True)
        else:
            usual(message, category, *where, **more)

    with warnings.catch_warnings():
        warnings.showwarning = show
        yield


class Commands(click.Group):
    """Commands whose foreseen errors are told and end with their own exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        from fssim.errors import Error, LawsBroken
        from fssim.model.simulation_errors import CannotSimulate
        from fssim.model.size import TooLarge

        try:
            with standard_output(), _warned_in_a_line():
                return super().invoke(ctx)
        except TooLarge as error:
            raise Told(f"Too large: {error}.") from error
        except CannotSimulate as error:
            raise Told(f"This scenario cannot be simulated: {error}.") from error
        except MemoryError as error:
            raise Told(f"{OUT_OF_MEMORY}{f' ({error})' if str(error) else ''}") from error
        except LawsBroken as error:
            raise LawsToldBroken(f"Laws of the model are broken, so this run cannot be trusted:\n{error}") from error
        except Error as error:
            raise Told(str(error)) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What each command does, whole however narrow the terminal is."""
        listed = [(name, self.commands[name].get_short_help_str(limit=1000)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(listed)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="fssim %(version)s")
def commands() -> None:
    """Simulate families moving through children's safeguarding teams, and compare services.

    Shows what staffing, vacancies and co-located specialists do to delay (something happens after it was due) and
    drift (a plan is open and what would end it is held up). It makes no prediction about a real child.

    \b
    For example:
      fssim check scenarios/mental_health_vacancy.yaml
      fssim run scenarios/mental_health_vacancy.yaml --out out/
    """


commands.add_command(run)
commands.add_command(report)
commands.add_command(sweep)
commands.add_command(check)
commands.add_command(scenarios)
commands.add_command(init)
commands.add_command(schema)
commands.add_command(targets)
commands.add_command(calibrate)
commands.add_command(attribute)
commands.add_command(breakeven)
commands.add_command(rank)
commands.add_command(sensitivity)
commands.add_command(story)
commands.add_command(animate)
commands.add_command(export)
