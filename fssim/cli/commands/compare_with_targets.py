"""`fssim targets`: a scenario beside published statistics."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from fssim.calibration.targets import Target, against_targets, published_targets
from fssim.cli import options
from fssim.cli.load_scenarios import default_engine, load_all
from fssim.cli.screen import output_console, progress_bar
from fssim.report.terminal.run_tables import NARROW, stacked
from fssim.report.wording.answer_sentences import observed_years, starts_empty
from fssim.report.wording.words import interval, number, plain
from fssim.runs.runner import run_all


@click.command()
@click.argument("scenario", type=options.InputFile())
@options.replications(at_least=1)
@options.seed
@options.jobs
def targets(scenario: Path, replications: int, seed: int, jobs: int | None) -> None:
    """Compare a scenario with published statistics.

    They are those that the standard model is calibrated to, kept beside the scenario's sources. Prints each target with
    its tolerance, the model's own figure with its 95% interval, and whether the target is met.

    \b
    For example:
      fssim targets scenarios/one_district_standard.yaml --replications 40
    """
    loaded = load_all([scenario])[0]
    figures = published_targets(loaded)
    engine = default_engine(quiet=False)
    with progress_bar(quiet=False) as on_progress:
        results = run_all({scenario.stem: loaded}, replications, seed, jobs, engine=engine, on_progress=on_progress)[0]
    compared = against_targets(results, figures)
    console = output_console()
    console.print(Text(plain(loaded.title), style="bold"), soft_wrap=True)
    console.print(f"In {observed_years(loaded.clock)}; replications: {replications}; random seed: {seed}.")
    note = starts_empty([results])
    if note:
        console.print(note)
    console.print(_table(compared, console.width))
    console.print(f"{sum(target.met for target in compared)} of {len(compared)} targets met.")


def _table(compared: Sequence[Target], width: int) -> RenderableType:
    """A row for each target; on a narrow terminal its numbers stand below its name."""
    headings = ("Published", "Tolerance", "Model", "95% interval")
    rows = [
        (
            Text.assemble(target.title, (f", {target.unit}", "dim")),
            (
                number(target.value),
                number(target.tolerance),
                number(target.model),
                interval(target.low, target.high, number),
            ),
            Text("met" if target.met else "not met"),
        )
        for target in compared
    ]
    if width < NARROW:
        return stacked([("", rows)], headings, "Met", width)
    table = Table("Target")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Met", no_wrap=True)
    for label, numbers, met in rows:
        table.add_row(label, *numbers, met)
    return table
