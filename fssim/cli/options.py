"""The options that several commands have, kinds of value that `click` does not know, and the CSV file of `--out`."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from fssim import OutputError, ScenarioError
from fssim.cli.internals import (
    AT_MOST,
    FEWEST_REPLICATIONS,
    FIRST_LOOK,
    NUMBERS,
    PartialFile,
    frame_csv,
    named_file,
    not_written,
    write_files,
)

if TYPE_CHECKING:
    import pandas as pd

MEASURE_HELP = "A measure by its name in summary.csv."

Command = Callable[..., Any]


class WholeNumber(click.IntRange):
    """A whole number within a range, below 2**64 if nothing less is said."""

    def __init__(self, min: int = 0, max: int = NUMBERS - 1) -> None:
        super().__init__(min, max)

    def _describe_range(self) -> str:
        return f"{self.min} or more" if self.max == NUMBERS - 1 else f"{self.min} to {self.max}"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            number = int(value)
        except ValueError:
            self.fail(f"{value} is not a whole number.", param, ctx)
        if self.min is not None and self.max is not None and not self.min <= number <= self.max:
            most = "" if self.max == NUMBERS - 1 else f" to {self.max}"
            below = " and below 2**64" if not most else ""
            self.fail(f"{value} is out of range; it must be a whole number from {self.min}{most}{below}.", param, ctx)
        return number


class Finite(click.FloatRange):
    """A number within a range, if that has ends, which is neither infinite nor none."""

    def _describe_range(self) -> str:
        return "" if self.min is None and self.max is None else super()._describe_range()

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            number = float(value)
        except ValueError:
            figures = re.sub(r"[£,\s]", "", str(value))
            plainly = f"; write it as {figures}" if re.fullmatch(r"-?\d+(\.\d+)?", figures) else ""
            self.fail(f"{value} is not a number{plainly}.", param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not valid: it must be finite.", param, ctx)
        is_low = self.min is not None and (number <= self.min if self.min_open else number < self.min)
        if is_low or (self.max is not None and number > self.max):
            least = "" if self.min is None else f" {'above' if self.min_open else 'at least'} {self.min:,g}"
            most = "" if self.max is None else f"{' and' if least else ''} at most {self.max:,.10g}"
            self.fail(f"{value} is out of range; it must be{least}{most}.", param, ctx)
        return number


class InputFile(click.Path):
    """A scenario or sweep: the path of a file, or the name of one that comes with fssim.

    A name of neither is left as it is: it is told when it is loaded, with everything else that is wrong.
    """

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(str(super().convert(value, param, ctx)))
        try:
            return named_file(path)
        except ScenarioError:
            return path


class Folder(click.Path):
    """The name of a folder, which may not be there yet."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the name of the folder is empty.", param, ctx)
        return super().convert(value, param, ctx)


class OutputFile(click.Path):
    """The name of a file to write, with one of some endings."""

    def __init__(self, *endings: str) -> None:
        super().__init__(dir_okay=False, path_type=Path)
        self._endings: Sequence[str] = endings

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(str(super().convert(value, param, ctx)))
        if path.suffix.lower() not in self._endings:
            self.fail(f"'{value}' does not end in {' or '.join(self._endings)}.", param, ctx)
        folder = path.parent
        if not os.path.isdir(folder):
            self.fail(f"the folder '{folder}' is not there: make it, or choose another.", param, ctx)
        if not os.access(folder, os.W_OK):
            self.fail(f"the folder '{folder}' cannot be written to: choose another.", param, ctx)
        return path


def replications(at_least: int, default: int = 20) -> Command:
    return click.option(
        "--replications", default=default, show_default=True, metavar="N", type=WholeNumber(min=at_least),
        help="Number of replications.",
    )  # fmt: skip


seed = click.option(
    "--seed",
    default=1,
    show_default=True,
    metavar="N",
    type=WholeNumber(min=0),
    help="Random seed: another gives other luck.",
)
jobs = click.option(
    "--jobs", metavar="N", type=WholeNumber(min=1), help="Processes to use.  [default: one for each processor]"
)
cluster = click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Have a Dask cluster do it: its scheduler's address, such as tcp://10.0.0.1:8786.",
)


def refuse_jobs_on_cluster(jobs: int | None, cluster: str | None) -> None:
    """Raise `click.UsageError` for processes of this computer where a cluster is to do the work."""
    if jobs is not None and cluster is not None:
        raise click.UsageError("--jobs is for this computer, and --cluster for a cluster: give one of them")


measures = click.option(
    "--measure", "measures", multiple=True, metavar="NAME", help=f"{MEASURE_HELP}  May be given again."
)


def _read_thresholds(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> dict[str, float]:
    thresholds: dict[str, float] = {}
    for text in given:
        name, equals, number = text.partition("=")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not (name and equals and math.isfinite(value)):
            raise click.BadParameter(f"'{text}' is no measure and number; write it as NAME=12.5.", ctx, param)
        if name in thresholds:
            raise click.BadParameter(f"{name} is given twice; give it once.", ctx, param)
        thresholds[name] = value
    return thresholds


thresholds = click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_read_thresholds,
    help="What a measure may be at most in a future (at least, if less is worse).  May be given again.",
)


def is_given(name: str) -> bool:
    """Whether an option of the command that runs was given, and is not its default."""
    source = click.get_current_context().get_parameter_source(name)
    return source is ParameterSource.COMMANDLINE


csv_out = click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="CSV file to write.")
quiet = click.option("--quiet", is_flag=True, help="Print nothing unless something is wrong.")


@dataclass(frozen=True, slots=True)
class Simulating:
    """What the options of a command that simulates ask for; `clock` are the fields of the clock that they change."""

    replications: int
    seed: int
    jobs: int | None
    clock: dict[str, int]


def simulating(command: Command) -> Command:
    """The options of a command that simulates, which it is given as `asked`."""

    @wraps(command)
    def asking(
        *,
        replications: int,
        seed: int,
        years: int | None,
        warm_up: int | None,
        jobs: int | None,
        **others: Any,
    ) -> Any:
        return command(asked=Simulating(replications, seed, jobs, clock_of(years, warm_up)), **others)

    decorated: Command = asking
    for option in reversed(
        (
            replications(at_least=2),
            seed,
            click.option(
                "--years", metavar="N", type=WholeNumber(1, 20),
                help="Years to observe, in place of the scenarios'.",
            ),
            click.option(
                "--warm-up", metavar="N", type=WholeNumber(0, 20),
                help="Years to simulate first and discard, in place of their own.",
            ),
        )
    ):  # fmt: skip
        decorated = option(decorated)
    return answering(decorated)


def answering(command: Command) -> Command:
    """The options of every command that answers a question."""
    decorated: Command = jobs(csv_out(quiet(command)))
    return decorated


def clock_of(years: int | None, warm_up: int | None) -> dict[str, int]:
    """The fields of the clock that the options change."""
    asked = {"observed_years": years, "warm_up_years": warm_up}
    return {field: value for field, value in asked.items() if value is not None}


Save = Callable[["pd.DataFrame"], None]


@contextmanager
def csv_file(path: Path | None) -> Iterator[Save]:
    """What writes a DataFrame to a CSV file, which is checked for room and rights now and replaced whole at the end.

    Raises `OutputError` if it cannot be written to, before the body starts.
    """
    if path is None:
        yield lambda frame: None
        return
    if os.path.isdir(path):
        raise OutputError(f"{path}: is a folder; name a file to write, such as {path / 'answer.csv'}")
    try:
        PartialFile(path).remove()  # nothing is left behind, however what follows is ended
    except OSError as error:
        raise not_written(error, path) from error

    yield lambda frame: write_files({path: frame_csv(frame).encode()})


def percentage(context: click.Context, option: click.Parameter, text: str | None) -> float | None:
    """A percentage, such as 5%, as a share. Raises `click.BadParameter` if it is none, or not between 0% and 100%."""
    if text is None:
        return None
    try:
        share = float(text.removesuffix("%")) / 100.0 if text.endswith("%") else None
    except ValueError:
        share = None
    if share is None:
        raise click.BadParameter(f"'{text}' is not a percentage; say 5%, for example.", context, option)
    if not 0.0 < share < 1.0:
        raise click.BadParameter(f"{text} is not between 0% and 100%.", context, option)
    return share


def precision_options(command: Command) -> Command:
    """Add `--precision` and the options that go with it to a command."""
    added = (
        click.option(
            "--precision", metavar="P%", callback=percentage,
            help="In place of --replications: as many as it takes until half of each 95% interval is at most this much "
            "of the value compared with.",
        ),
        click.option(
            "--measure", multiple=True, metavar="NAME",
            help="With --precision: the measure to know so well, by its name in summary.csv. May be given more than "
            "once.  [default: drift, the wait, how many start, how long plans last, and cost]",
        ),
        click.option(
            "--replications-at-most", metavar="N", type=WholeNumber(min=FIRST_LOOK),
            help=f"With --precision: stop at this many in any case.  [default: {AT_MOST}]",
        ),
    )  # fmt: skip
    for option in reversed(added):
        command = option(command)
    return command


def refuse_contradictions(
    replications: int | None, precision: float | None, measures: tuple[str, ...], at_most: int | None
) -> None:
    """Raise `click.UsageError` for options that do not go together."""
    if precision is not None and replications is not None:
        raise click.UsageError("--replications says how many and --precision how sure: give one of them")
    for option, given in (("--measure", measures), ("--replications-at-most", at_most)):
        if given and precision is None:
            raise click.UsageError(f"{option} goes with --precision: say how sure to be, such as --precision 5%")


def refuse_beside_ensemble(replications: int | None, precision: float | None, try_ranges: bool) -> None:
    """Raise `click.UsageError` for options that do not go with `--ensemble`."""
    if precision is not None:
        raise click.UsageError(
            "--ensemble makes intervals hold what is not known, which no number of replications narrows: say how many "
            "with --replications, in place of --precision"
        )
    if try_ranges:
        raise click.UsageError(
            "--try-ranges moves one number at a time and --ensemble all of them: give one of the two"
        )
    if replications is not None and replications < FEWEST_REPLICATIONS:
        raise click.UsageError(
            f"--ensemble needs {FEWEST_REPLICATIONS} replications or more, two with each of two sets"
        )
