"""`fssim rank`: which staffing of a sweep is best."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fssim.analysis.extra_replications import FOLDER as FURTHER
from fssim.analysis.rank import rank as rank_points
from fssim.cli import STOPPED_WITH_CTRL_C, options
from fssim.cli.load_scenarios import default_engine
from fssim.cli.output_files import csv_file
from fssim.cli.screen import output_console, progress_bar, show_answer
from fssim.engine.simulate import ENGINES
from fssim.report.terminal.ranking import ranking_notes, ranking_sentences, ranking_table
from fssim.sweeps.sweep_results import read_sweep


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
    "--matters",
    metavar="AMOUNT",
    type=options.Finite(min=0.0, min_open=True),
    help="The smallest difference that matters, in the measure's unit.  [default: 2% of the best mean]",
)
@click.option(
    "--worse",
    type=click.Choice(["more", "less"]),
    help="Which way is worse, for a measure that is neither worse nor better in itself.",
)
@click.option(
    "--most",
    default=1000,
    show_default=True,
    metavar="N",
    type=options.WholeNumber(min=2),
    help="Replications that one staffing may be given.",
)
@options.answering
def rank(
    folder: Path,
    measure: str,
    budget: float | None,
    matters: float | None,
    worse: str | None,
    most: int,
    jobs: int | None,
    out: Path | None,
    quiet: bool,
) -> None:
    """Say which staffing of a sweep is best within a budget.

    DIR is the folder of a finished sweep; a staffing is one set of values of its levers. Those that cost more than the
    budget are left out. Replications are added (and kept in DIR) only to staffings that may still be the best, until
    one is chosen that is the best with a probability of 95%, if the others are worse by as much as matters.

    \b
    For example:
      fssim rank out/posts --measure ledger_in_plans_drift_days_per_family --budget 1300000
    """  # fmt: skip

    swept = read_sweep(folder)
    if swept.engine not in ENGINES:
        default_engine(quiet)
    try:
        with csv_file(out) as save:
            with progress_bar(quiet) as on_progress:
                ranked = rank_points(
                    swept, measure, budget, jobs, matters=matters, most=most, worse=worse, on_progress=on_progress
                )
            save(ranked.frame)
    except KeyboardInterrupt:
        click.echo(f"Stopped. Staffings' finished replications are kept in {folder / FURTHER}.", err=True)
        sys.exit(STOPPED_WITH_CTRL_C)
    if quiet:
        return
    plan = swept.sweep.plan
    first = plan.fewest_replications
    show_answer(
        plan.title,
        f"{len(ranked.frame)} staffings, {first} replications of each to start with; random seed: {plan.seed}.",
        [],
        ranking_table(ranked, output_console().width),
        ranking_notes(ranked),
        ranking_sentences(ranked),
    )
