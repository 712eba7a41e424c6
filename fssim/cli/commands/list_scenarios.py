"""`fssim scenarios`, `fssim init` and `fssim schema`: what there is to write a scenario from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

import fssim
from fssim.cli.internals import build_manifest_schema, build_sweep_schema, json_schema
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


@click.command()
@click.option("--sweep", "of", flag_value="sweep", help="That of a sweep file.")
@click.option("--manifest", "of", flag_value="manifest", help="That of the manifest.json that a run writes.")
def schema(of: str | None) -> None:
    """Print the JSON Schema of a scenario file, a sweep file, or a run's manifest.

    An editor that is pointed at a scenario's or sweep's offers fields, units and grades as you type, and marks
    mistakes; the manifest's says what programs can rely on.

    \b
    For example:
      fssim schema > scenario.schema.json
      fssim schema --sweep > sweep.schema.json
      fssim schema --manifest > manifest.schema.json
    """
    made = {"sweep": build_sweep_schema, "manifest": build_manifest_schema}.get(of or "", json_schema)
    click.echo(json.dumps(made(), indent=2))
