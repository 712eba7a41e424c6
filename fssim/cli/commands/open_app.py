"""`fssim app`: the pages for planners, in a browser on this computer."""

from __future__ import annotations

import re
import webbrowser
from pathlib import Path

import click

from fssim.cli import options
from fssim.cli.internals import Door, default_folder, serve


def web_address(context: click.Context, option: click.Parameter, text: str | None) -> str | None:
    """The address of a web site, without a path. Raises `click.BadParameter` if it is none."""
    if text is not None and re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?", text) is None:
        raise click.BadParameter(
            f"'{text}' is not an address such as https://fssim.example.org, without anything after it.", context, option
        )
    return text


@click.command()
@click.option(
    "--folder", type=options.Folder(path_type=Path),
    help="Where work is kept, a folder for each run.  [default: fssim in your documents]",
)  # fmt: skip
@click.option(
    "--port", default=0, metavar="N", type=options.WholeNumber(0, 65_535),
    help="The port of this computer to answer on.  [default: one that is free]",
)  # fmt: skip
@click.option(
    "--behind", metavar="ADDRESS", callback=web_address,
    help="The address, https://..., that others reach the app by, through a proxy that lets your team alone in.",
)  # fmt: skip
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def app(folder: Path | None, port: int, behind: str | None, no_browser: bool) -> None:
    """Open fssim in a browser: for planners, without a terminal or YAML.

    Compare two services, try a change in a form, watch a run sharpen, and find it again later. The pages come from this
    computer alone and ask nothing of any network. Ctrl-C ends it.

    \b
    For example:
      fssim app
    """

    def opened(door: Door) -> None:
        click.echo(f"fssim is at {door.link}", err=True)
        if door.behind is not None:
            click.echo(f"Have your proxy hand on to {door.own_address}", err=True)
        click.echo("Ctrl-C ends it.", err=True)
        if not no_browser:
            webbrowser.open(door.link)

    serve(folder or default_folder(), port, behind, opened)
