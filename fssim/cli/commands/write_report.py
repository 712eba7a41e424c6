"""`fssim report`: a run's report, made again from its folder."""

from __future__ import annotations

from pathlib import Path

import click

from fssim.cli.internals import BRIEF, REPORT_FILES, add_to_run, in_list, read_run, save_brief, save_report


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--brief", is_flag=True, help="Only brief.html: the first page, which prints on one sheet of A4.")
def report(folder: Path, brief: bool) -> None:
    """Write a run's report again, from its folder alone.

    DIR is a folder that `fssim run --out DIR` has written. Its report.html (which opens anywhere and asks nothing of
    any network), its first page by itself, brief.html, and report.xlsx are made again from the data there.

    \b
    For example:
      fssim report out/
      fssim report out/ --brief
    """
    run = read_run(folder)
    files = (BRIEF,) if brief else REPORT_FILES
    with add_to_run(folder, files) as partial:
        (save_brief if brief else save_report)(partial, run)
    click.echo(f"Written to {folder}: {in_list(list(files))}", err=True)
