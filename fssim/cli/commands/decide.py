"""`fssim emulate`: what a sweep would give elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from fssim import emulate as emulate_measure
from fssim import read_sweep
from fssim.cli import options
from fssim.cli.internals import emulation_footnote, emulations_table, lead_measures
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
    asked = measures or tuple(name for name in lead_measures(swept.sweep.base) if name in swept.measures)
    import pandas as pd

    with csv_file(out) as save:
        emulations = [emulate_measure(swept, name) for name in dict.fromkeys(asked)]
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
        [f"{one.label}. {one.says}" for one in emulations],
    )
