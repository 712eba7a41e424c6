"""The commands, each imported when it is given; how what goes wrong is told, and what happens when standard output
cannot take what is printed."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

import fssim
from fssim import CannotSimulate, Error, LawsBroken, OutputError, SlowerEngine, TooLarge

OUT_OF_MEMORY = (
    "This computer has not enough memory for what was asked. Fewer children, a shorter clock (--years 1), fewer "
    "replications or one process at a time (--jobs 1) need less."
)
COMMANDS = {  # by name: the module below fssim.cli.commands, and the first sentence of its help
    "animate": ("show_families", "Show families moving through a service, week by week, as a page that plays."),
    "app": ("open_app", "Open fssim in a browser: for planners, without a terminal or YAML."),
    "attribute": ("explain_difference", "Say why two scenarios differ, part by part."),
    "authority": ("own_authority", "Make a scenario of your own authority, from figures that it has."),
    "breakeven": ("explain_difference", "Say how much would be enough for a measure to be no worse than a baseline."),
    "calibrate": ("published_figures", "Fit a scenario to published statistics."),
    "check": ("scenario_files", "Check scenario files, and say in English what each one changes."),
    "discover": ("decide", "Say in which futures a staffing of a sweep fails, as rules."),
    "emulate": ("decide", "Say how well a sweep's points tell what others would give."),
    "ensemble": ("published_figures", "Find parameter sets that all fit published statistics."),
    "explore": ("sweeps", "Make a sweep into a page to explore: sliders, and what comes of each setting."),
    "export": (
        "show_families",
        "Write one replication's event log in another tool's format, or a year of it as a statutory return.",
    ),
    "forecast": ("own_authority", "Forecast the next months from a scenario's opening caseload."),
    "init": ("scenario_files", "Copy the scenarios that come with fssim to a folder, to change them there."),
    "lesson": (
        "teach_class",
        "Make a lesson: a page on which a class guesses what an empty post does, sees it, and tries to manage it.",
    ),
    "optimise": ("decide", "Look for the staffing that is best within a budget and other limits."),
    "rank": ("sweeps", "Say which staffing of a sweep is best within a budget."),
    "report": ("run_scenario", "Write the report of a sweep, or a run's again, from its folder alone."),
    "run": ("run_scenario", "Run a scenario against what it is compared with."),
    "scenarios": (
        "scenario_files",
        "List the scenarios, sweeps, optimisations, trials and lessons that come with fssim, with their questions.",
    ),
    "schema": (
        "scenario_files",
        "Print the JSON Schema of a scenario file, a sweep file, an optimisation's file, a trial's design, a lesson's "
        "file, or a run's manifest.",
    ),
    "sensitivity": ("sweeps", "Say which uncertain number moves the answer most, by grade of evidence."),
    "story": ("show_families", "Tell one family's story, in a scenario and in what it is compared with."),
    "sweep": ("sweeps", "Run a scenario over many values of levers and uncertainties."),
    "targets": ("published_figures", "Compare a scenario with published statistics."),
    "trial": ("try_trials", "Say what a trial of a new way of working would find, and how often it would be wrong."),
    "validate": ("published_figures", "Hold a scenario against published figures of other authorities."),
    "value": (
        "decide",
        "Say which unknown number would change which staffing is chosen, and what knowing it is worth.",
    ),
}


class Refusal(click.ClickException):
    """What is wrong, in its own words and without a traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


class BrokenLaws(Refusal):
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


class LazyCommands(click.Group):
    """Commands that are imported when they are given. Errors that fssim foresees end with their own exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"fssim.cli.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            for nearest in get_close_matches(args[0], COMMANDS, n=1):
                raise click.UsageError(f"{error.message} Did you mean '{nearest}'?", ctx) from error
            raise

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with standard_output(), _warned_in_a_line():
                return super().invoke(ctx)
        except TooLarge as error:
            raise Refusal(f"Too large: {error}.") from error
        except CannotSimulate as error:
            raise Refusal(f"This scenario cannot be simulated: {error}.") from error
        except MemoryError as error:
            raise Refusal(f"{OUT_OF_MEMORY}{f' ({error})' if str(error) else ''}") from error
        except LawsBroken as error:
            raise BrokenLaws(f"Laws of the model are broken, so this run cannot be trusted:\n{error}") from error
        except Error as error:
            raise Refusal(str(error)) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What each command does, whole however narrow the terminal is; none is imported for it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


def _print_version(ctx: click.Context, option: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        click.echo(f"fssim {fssim.__version__}")
        ctx.exit()


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version,
    help="Show the version and exit.",
)  # fmt: skip
def commands() -> None:
    """Simulate families moving through children's safeguarding teams, and compare services.

    Shows what staffing, vacancies and co-located specialists do to delay (something happens after it was due) and
    drift (a plan is open and what would end it is held up). It makes no prediction about a real child.

    \b
    For example:
      fssim check scenarios/mental_health_vacancy.yaml
      fssim run scenarios/mental_health_vacancy.yaml --out out/
    """


@contextmanager
def standard_output() -> Iterator[None]:
    """Print in the body. If the reader has gone, as `head` does once it has enough, the body ends there in silence.

    Raises `OutputError` if standard output cannot be written to for another reason: a full disk, say; or if the system
    refused something else that nobody has told of better.
    """
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _let_go()
    except OSError as error:
        if error.filename is not None:  # about a file that was opened, and not about what was printed
            raise
        reason = error.strerror or error
        if _can_be_flushed():
            raise OutputError(f"the system refused what was asked of it: {reason}; put that right") from error
        _let_go()
        raise OutputError(f"standard output: cannot print here: {reason}") from error


def _can_be_flushed() -> bool:
    """Whether standard output takes what is still held back, and so what was printed is not what went wrong."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
            os.write(sys.stdout.fileno(), b"")  # fails on some devices where nothing is ever held back
    except (OSError, ValueError, AttributeError):
        return False
    return True


def _let_go() -> None:
    """Send what is still held back nowhere, or Python would try it once more on the way out."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
