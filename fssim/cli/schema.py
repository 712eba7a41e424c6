"""`fssim schema`."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--sweep", "of_sweep", is_flag=True, help="That of a sweep file.")
def schema(of_sweep: bool) -> None:
    """Print the JSON Schema of a scenario file, or of a sweep file.

    An editor that is pointed at it offers fields, units and grades as you type, and marks mistakes.

    \b
    For example:
      fssim schema > scenario.schema.json
      fssim schema --sweep > sweep.schema.json
    """
    from fssim.experiment.sweep.schema import sweep_schema
    from fssim.scenario.schema import json_schema

    click.echo(json.dumps(sweep_schema() if of_sweep else json_schema(), indent=2))
