"""`fssim scenarios` and `fssim init`: what comes with fssim, and a copy of it to change."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

import fssim
from fssim.cli.screen import output_console

FOLDER = "scenarios"


@click.command()
def scenarios() -> None:
    """List the scenarios and sweeps that come with fssim, with their questions.

    Each can be named wherever a file can: by its name here, without a folder or an ending. To change one, copy them all
    with `fssim init`.

    \b
    For example:
      fssim scenarios
      fssim run one_district_vacancy --replications 10
      fssim sweep length_of_vacancy --out out/
    """
    console = output_console()
    console.print(_table("Scenario", fssim.shipped_scenarios()), "", _table("Sweep", fssim.shipped_sweeps()), sep="\n")


@click.command()
@click.argument("folder", metavar="[FOLDER]", default=FOLDER, type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Copy the scenarios that come with fssim to a folder, to change them there.

    Their sources, sweeps, calibration files and JSON Schemas are copied with them. FOLDER is `scenarios` if left out.
    A folder that holds anything already is refused.

    \b
    For example:
      fssim init
      fssim check scenarios/*.yaml
    """
    files = fssim.copy_shipped_files(folder)
    click.echo(
        f"Written to {folder}: {len(files)} files. To check one: fssim check {folder / 'standard.yaml'}", err=True
    )


def _table(heading: str, questions: Mapping[str, str]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(heading, no_wrap=True)
    table.add_column("Question")
    for name, question in questions.items():
        table.add_row(Text(name), Text(question))
    return table
