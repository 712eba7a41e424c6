"""`fssim story`."""

from __future__ import annotations

from pathlib import Path

import click

from fssim.cli.logs import simulated, which_replication
from fssim.cli.output_file import OutputFile, write_files

PICKS = ("delayed", "typical", "vacancy", "untouched")


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--family", metavar="N", type=int, help="The family with this number.")
@click.option(
    "--pick", type=click.Choice(PICKS),
    help="The most delayed family, a typical one, the one an empty post holds up longest, or one it leaves untouched.",
)  # fmt: skip
@which_replication
@click.option(
    "--out", type=OutputFile(".html"), help="Write the story as a page, FILE.html, and its picture beside it."
)
def story(
    scenario: Path,
    family: int | None,
    pick: str | None,
    against: tuple[Path, ...],
    seed: int,
    replication: int,
    out: Path | None,
) -> None:
    """Tell one family's story, in a scenario and in what it is compared with.

    It is the same family everywhere, with the same needs and the same luck, meeting different services. What happened
    is told stage by stage, dated, and ends with why the lives differ. The page has a timeline of stages, visits,
    sessions and decisions, with what held the family up underneath; the picture is the timeline alone.

    \b
    For example:
      fssim story scenarios/mental_health_vacancy.yaml --pick vacancy --out family.html
    """
    if (family is None) == (pick is None):
        raise click.UsageError("Say which family: either --family N, or --pick one.")
    logs = simulated(scenario, against, seed, replication)

    from fssim.report.story.story import story as told

    found = told(logs, family=family, pick=pick)
    picture = out.with_suffix(".png") if out else None
    if out and picture:
        write_files({out: found.html().encode(), picture: found.png()})
    click.echo(found.text())
    click.echo(
        f"Written to {out} and {picture}"
        if out
        else "Nothing is written. Add --out FILE.html for a page and a picture.",
        err=True,
    )
