"""How sure to be, as options of a command, and what options of `fssim run` do not go together."""

from __future__ import annotations

import click

from fssim.cli import options
from fssim.cli.internals import AT_MOST, FEWEST_REPLICATIONS, FIRST_LOOK


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


def precision_options(command: options.Command) -> options.Command:
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
            "--replications-at-most", metavar="N", type=options.WholeNumber(min=FIRST_LOOK),
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
