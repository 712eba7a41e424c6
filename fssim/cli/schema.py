"""`fssim schema`."""

from __future__ import annotations

import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of a scenario file.

    An editor that is pointed at it offers fields, units and grades as you type, and marks mistakes.

    \b
    For example:
      fssim schema > scenario.schema.json
    """
    from fssim.scenario.schema import json_schema

    click.echo(json.dumps(json_schema(), indent=2))
