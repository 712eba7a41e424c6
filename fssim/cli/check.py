"""`fssim check`."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill

import click

from fssim.cli.reading import load_all


@click.command()
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(scenarios: tuple[Path, ...]) -> None:
    """Check scenario files, and say in English what each one changes.

    What a file changes is told against the file it extends: old value to new, with units and the grade of the evidence
    behind each. If anything is wrong with any file, all of it is listed, with file, line and field, and the exit status
    is 2.

    \b
    For example:
      fssim check scenarios/*.yaml
    """
    from fssim.scenario.difference import describe_changes
    from fssim.scenario.load import extended_from, load

    loaded = load_all(scenarios)
    for position, (path, scenario) in enumerate(zip(scenarios, loaded, strict=True)):
        if position:
            click.echo()
        click.echo(f"{path}: valid")
        click.echo(_paragraph(scenario.title))
        base = extended_from(path)
        if base is None:
            click.echo(_paragraph("A whole scenario: it extends no other."))
            continue
        changes = describe_changes(load(base), scenario)
        count = "nothing" if not changes else "1 thing" if len(changes) == 1 else f"{len(changes)} things"
        click.echo(
            _paragraph(f"Changes {count} from {base.name}:" if changes else f"Changes nothing from {base.name}.")
        )
        for change in changes:
            click.echo(fill(change, 100, initial_indent="  - ", subsequent_indent="    "))


def _paragraph(text: str) -> str:
    return fill(text, 100, initial_indent="  ", subsequent_indent="  ")
