"""`fssim emulate`, `discover` and `value`: what a sweep says of what it has not, where it fails, what to find out."""

from __future__ import annotations

from pathlib import Path

import click

from fssim import QuestionError, UnknownMeasure, discover_failures, read_sweep, value_of_information
from fssim import emulate as emulate_measure
from fssim.cli import options
from fssim.cli.internals import (
    discovery_notes,
    discovery_sentences,
    discovery_table,
    emulation_footnote,
    emulations_table,
    information_notes,
    information_sentences,
    information_table,
    lead_measures,
    write_count,
)
from fssim.cli.options import csv_file
from fssim.cli.screen import output_console, show_answer


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options.measures
@options.csv_out
@options.quiet
def emulate(folder: Path, measures: tuple[str, ...], out: Path | None, quiet: bool) -> None:
    """Say how well a sweep's points tell what others would give.

    DIR is the folder of a finished sweep. An emulator is put through its points and tried on points that are left out:
    good enough, it may stand for the model in fssim sensitivity --emulated. Simulates nothing.

    \b
    For example:
      fssim emulate out/posts --measure ledger_in_plans_drift_days_per_family
    """
    swept = read_sweep(folder)
    lead = tuple(name for name in lead_measures(swept.sweep.base) if name in swept.measures)
    asked = measures or swept.sweep.plan.measures or lead or swept.measures
    import pandas as pd

    emulations, without = [], []
    with csv_file(out) as save:
        for name in dict.fromkeys(asked):
            try:
                emulations.append(emulate_measure(swept, name))
            except UnknownMeasure:
                raise
            except QuestionError as error:
                without.append(error)
        if not emulations:
            raise without[0]
        save(pd.concat({one.measure: one.frame for one in emulations}, names=["measure", "point"]))
    if quiet:
        return
    plan = swept.sweep.plan
    show_answer(
        plan.title,
        f"Replications of each point: {plan.fewest_replications}; random seed: {plan.seed}.",
        [],
        emulations_table(emulations, output_console().width),
        [*(note for one in emulations for note in one.notes), emulation_footnote()],
        [*(f"{one.label}. {one.says}" for one in emulations), *(f"{error}." for error in without)],
        swept.sweep.scenarios,
    )


WORSE = click.option(
    "--worse",
    type=click.Choice(["more", "less"]),
    help="Which way is worse, for a measure that is neither worse nor better in itself.",
)


def _read_staffing(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for text in given:
        name, _, value = text.partition("=")
        if not (name and value):
            raise click.BadParameter(f"'{text}' is no lever and value; write it as LEVER=3.", ctx, param)
        if name in values:
            raise click.BadParameter(f"{name} is given twice; give it once.", ctx, param)
        values[name] = value
    return values


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options.thresholds
@click.option(
    "--staffing",
    multiple=True,
    metavar="LEVER=VALUE",
    callback=_read_staffing,
    help="Which staffing: the value of a lever by its name in the sweep's file.  May be given again.",
)
@WORSE
@options.csv_out
@options.quiet
def discover(
    folder: Path,
    thresholds: dict[str, float],
    staffing: dict[str, str],
    worse: str | None,
    out: Path | None,
    quiet: bool,
) -> None:
    """Say in which futures a staffing of a sweep fails, as rules.

    DIR is the folder of a finished sweep that tried the staffing in 30 futures or more, such as one whose design is
    crossed. It fails in a future if its mean there breaks a threshold. Rules have three conditions at most; they are
    tried on futures left out, and it is said if none is better than chance. Simulates nothing.

    \b
    For example:
      fssim discover out/futures --threshold caseload_children_per_full_time_worker=20 --staffing posts=9
    """
    swept = read_sweep(folder)
    with csv_file(out) as save:
        discovery = discover_failures(swept, thresholds, staffing, worse=worse)
        save(discovery.frame)
    if quiet:
        return
    plan = swept.sweep.plan
    show_answer(
        plan.title,
        f"{write_count(len(discovery.fails), 'future')}, "
        f"{write_count(plan.fewest_replications, 'replication')} of each; random seed: {plan.seed}.",
        [],
        discovery_table(discovery, output_console().width),
        discovery_notes(discovery),
        discovery_sentences(discovery),
        swept.sweep.scenarios,
    )


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--measure", required=True, metavar="NAME", help=options.MEASURE_HELP)
@click.option(
    "--budget",
    metavar="GBP",
    type=options.Finite(min=0.0),
    help="The most a staffing may cost a year.  [default: none]",
)
@click.option(
    "--worth",
    metavar="GBP",
    type=options.Finite(min=0.0, min_open=True, max=1e9),
    help="What one unit of the measure is worth a year: values are then in GBP, less cost.",
)
@WORSE
@options.csv_out
@options.quiet
def value(
    folder: Path,
    measure: str,
    budget: float | None,
    worth: float | None,
    worse: str | None,
    out: Path | None,
    quiet: bool,
) -> None:
    """Say which unknown number would change which staffing is chosen, and what knowing it is worth.

    DIR is the folder of a finished sweep that tried each staffing in the same 30 futures or more, such as one whose
    design is crossed. What is worth most is what to find out first. Simulates nothing.

    \b
    For example:
      fssim value out/futures --measure ledger_in_plans_drift_days_per_family
    """
    swept = read_sweep(folder)
    with csv_file(out) as save:
        information = value_of_information(swept, measure, budget, worth=worth, worse=worse)
        save(information.frame)
    if quiet:
        return
    plan = swept.sweep.plan
    show_answer(
        plan.title,
        f"{write_count(len(information.futures.futures), 'future')}, "
        f"{write_count(plan.fewest_replications, 'replication')} of each; random seed: {plan.seed}.",
        [],
        information_table(information, output_console().width),
        information_notes(information),
        information_sentences(information),
        swept.sweep.scenarios,
    )
