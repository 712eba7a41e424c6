"""`fssim schema`: the JSON Schemas of files."""

from __future__ import annotations

import json

import click

from fssim.runs.folder.run_manifest import manifest_schema
from fssim.scenario.schema.json_schema import json_schema
from fssim.sweeps.plan.sweep_schema import sweep_schema


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
    made = {"sweep": sweep_schema, "manifest": manifest_schema}.get(of or "", json_schema)
    click.echo(json.dumps(made(), indent=2))
