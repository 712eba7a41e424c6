"""`fssim export`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from fssim.cli import options
from fssim.cli.choose_engine import default_engine
from fssim.cli.output_file import OutputFile, write_files
from fssim.cli.reading import load_all
from fssim.cli.replay import REPLICATION, logged

ENDINGS = {"vidigi": ".csv", "csv": ".csv", "xes": ".xes", "activities": ".csv"}


@click.command()
@click.argument("scenario", type=options.InputFile())
@click.option(
    "--format", "form", required=True, type=click.Choice(list(ENDINGS)),
    help="vidigi: its columns, as CSV. csv: for process mining, a row an event, with XES names. xes: an XES file (IEEE "
    "1849). activities: CSV, a row an activity, with its start, end and who did it.",
)  # fmt: skip
@options.seed
@REPLICATION
@click.option("--out", required=True, type=OutputFile(".csv", ".xes"), help="The file to write: FILE.csv, or FILE.xes.")
def export(scenario: Path, form: str, seed: int, replication: int, out: Path) -> None:
    """Write one replication's event log in another tool's format.

    Every referral that was open in the observed years is there from beginning to end: as an entity that queues, for
    vidigi; or as a case with its activities. Working days are written as nine to five.

    \b
    For example:
      fssim export scenarios/one_district.yaml --format xes --out district.xes
    """
    if out.suffix.lower() != ENDINGS[form]:
        raise click.UsageError(f"--format {form} writes a {ENDINGS[form]} file, and --out is '{out}'.")
    (loaded,) = load_all([scenario])
    _, log = logged(scenario.name, loaded, seed, replication, default_engine(quiet=False))

    from fssim.report.export.formats import exported

    content = exported(loaded, log, form)
    write_files({out: content})
    click.echo(f"Written to {out} ({len(content) / 1e6:.1f} MB).", err=True)
    if form == "vidigi":
        began = date.fromordinal(int(log.tables.day_ordinals[0]))
        click.echo(f'In vidigi: simulation_time_unit="days", start_date="{began}"', err=True)
