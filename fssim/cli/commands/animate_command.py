"""`fssim animate`."""

from __future__ import annotations

from pathlib import Path

import click

from fssim.cli import options
from fssim.cli.options import WholeNumber
from fssim.cli.output_file import OutputFile, write_files
from fssim.cli.replay import simulated, which_replication

MOST = 2


@click.command()
@click.argument("scenario", type=options.InputFile())
@which_replication
@click.option(
    "--district", default=1, show_default=True, metavar="N", type=WholeNumber(min=0),
    help="Show the families that this one of the teams works with; 0 shows all.",
)  # fmt: skip
@click.option("--out", required=True, type=OutputFile(".html"), help="The page to write, FILE.html.")
def animate(scenario: Path, against: tuple[Path, ...], seed: int, replication: int, district: int, out: Path) -> None:
    """Show families moving through a service, week by week, as a page that plays.

    Families are dots in stages and waiting lists, beside the same families in the scenario it is compared with (the
    first, if the file names several). The page plays, pauses and steps, and needs nothing but a browser.

    \b
    For example:
      fssim animate scenarios/one_district_vacancy.yaml --out motion.html
    """
    if len(against) >= MOST:
        raise click.UsageError("Two scenarios can be shown side by side: give --against once.")
    logs = simulated(scenario, against, seed, replication)

    from fssim.report.animation.film import CannotAnimate, animation

    try:
        found = animation(logs[:MOST], district=district or None)
    except CannotAnimate as error:
        raise click.UsageError(str(error)) from error
    page = found.html().encode()
    write_files({out: page})
    click.echo(f"Written to {out} ({len(page) / 1e6:.1f} MB). {found.shows}", err=True)
