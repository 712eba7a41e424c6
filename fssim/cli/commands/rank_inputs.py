"""`fssim sensitivity`: which uncertain number moves the answer most."""

from __future__ import annotations

from pathlib import Path

import click

from fssim.analysis.sensitivity import sensitivity as rank_numbers
from fssim.cli import options
from fssim.cli.output_files import csv_file
from fssim.cli.screen import output_console, show_answer
from fssim.measures.headline import lead_measures
from fssim.report.terminal.sensitivity_tables import footnote, sensitivity_sentences, sensitivity_table
from fssim.sweeps.sweep_results import read_sweep


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    help=options.MEASURES_HELP,
)
@options.csv_out
@options.quiet
def sensitivity(folder: Path, measures: tuple[str, ...], out: Path | None, quiet: bool) -> None:
    """Say which uncertain number moves the answer most, by grade of evidence.

    DIR is the folder of a finished sweep whose design is morris (few points: it sorts the numbers that matter from
    those that do not) or saltelli (many points: each number's share of the variance, after Sobol). Simulates nothing.

    \b
    For example:
      fssim sweep scenarios/sweeps/which_guess_matters_most.yaml --out out/guesses
      fssim sensitivity out/guesses --measure ledger_in_plans_drift_days_per_family
    """
    swept = read_sweep(folder)
    with csv_file(out) as save:
        indices = rank_numbers(swept, measures or None)
        save(indices.frame)
    if quiet:
        return
    known = indices.frame.index.get_level_values("measure")
    shown = [name for name in measures or lead_measures(swept.sweep.base) if name in known]
    plan = swept.sweep.plan
    show_answer(
        plan.title,
        f"Replications of each point: {plan.fewest_replications}; random seed: {plan.seed}.",
        [],
        sensitivity_table(indices, shown, output_console().width),
        [*indices.notes, footnote(indices)],
        sensitivity_sentences(indices, shown),
    )
