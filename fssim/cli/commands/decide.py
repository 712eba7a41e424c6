"""`fssim emulate`, `discover`, `value` and `optimise`: what a sweep says of what it has not, where it fails, what to
find out first; and the staffing that is best within limits, looked for over many levers at once."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from fssim import QuestionError, UnknownMeasure, discover_failures, read_sweep, value_of_information
from fssim import emulate as emulate_measure
from fssim import optimise as optimise_staffing
from fssim.cli import options
from fssim.cli.command_group import standard_output
from fssim.cli.internals import (
    choose_caveat,
    discovery_notes,
    discovery_sentences,
    discovery_table,
    emulation_footnote,
    emulations_table,
    information_notes,
    information_sentences,
    information_table,
    lead_measures,
    optimisation_notes,
    optimisation_sentences,
    optimisation_table,
    write_count,
)
from fssim.cli.load_scenarios import default_engine
from fssim.cli.options import csv_file
from fssim.cli.screen import WIDTH_OF_PROSE, kept_when_stopped, output_console, progress_bar, show_answer


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
        [*dict.fromkeys(note for one in emulations for note in one.notes), emulation_footnote()],
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
        if "," in value and "=" in value:
            raise click.BadParameter(f"'{text}' is of several levers; give the option again for each.", ctx, param)
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


class _Limits:
    """Says, while the search goes on, that nothing keeps the limits yet, and when something does: each once."""

    def __init__(self) -> None:
        self._is_told = False

    def say(self, tried: int, within: int) -> None:
        """What a generation came to."""
        if self._is_told == bool(within):
            text = (
                f"Some of {tried:,} staffings keep all the limits now; the search goes on among them."
                if within
                else f"None of the {tried:,} staffings tried first keeps all the limits. The search goes on towards "
                "them, and ends if it comes no nearer."
            )
            click.echo(text, err=True)
            self._is_told = not within


@click.command()
@click.argument("file", type=options.InputFile())
@click.option(
    "--out", required=True, type=options.Folder(path_type=Path), help="Folder to write results into, or to resume in."
)
@options.jobs
@options.quiet
def optimise(file: Path, out: Path, jobs: int | None, quiet: bool) -> None:
    """Look for the staffing that is best within a budget and other limits.

    A file says which posts and rules may change and between what, which measures are to be small or large, what limits
    others are to keep, and how many replications there are to spend. Staffings are tried with a few replications each,
    and those that may be the best get more. The one chosen is simulated again on luck that the search has not seen. The
    answer says how likely it is to be wrong, and which unknown number to find out first. Where no staffing keeps the
    limits, the search ends early, and says which limit stands in the way. Stopped in any way, the same command resumes
    where it stopped, and comes to the same. The folder then holds chosen.yaml, a scenario with the staffing chosen, and
    tables of what else there is, all that was tried, the limits and what to find out first.

    \b
    For example:
      fssim optimise scenarios/optimisations/one_more_post.yaml --out out/
      fssim run out/chosen.yaml
    """
    default_engine(quiet)
    with kept_when_stopped(out), progress_bar(quiet, "Searching") as on_progress:
        optimised = optimise_staffing(
            file, out, jobs, on_progress=on_progress, on_generation=None if quiet else _Limits().say
        )
    if quiet:
        return
    with standard_output():
        console = output_console()
        width = min(console.width, WIDTH_OF_PROSE)
        console.print(optimised.question.plan.title, style="bold", markup=False, width=width)
        console.print(optimised.question.plan.question, markup=False, width=width)
        console.print()
        for sentence in optimisation_sentences(optimised):
            console.print(sentence, markup=False, width=width)
        console.print(optimisation_table(optimised, console.width))
        for note in [*optimisation_notes(optimised), choose_caveat(optimised.question.sweep.scenarios)]:
            console.print(note, markup=False, width=width)
    click.echo(f"Written to {out} ({out / 'chosen.yaml'} is the staffing chosen, as a scenario to run)", err=True)
