"""`fssim report`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def report(folder: Path) -> None:
    """Write a run's report again, from its folder alone.

    DIR is a folder that `fssim run --out DIR` has written. Its report.html (one page, which opens anywhere and asks
    nothing of any network) and report.xlsx are made again from the data there.

    \b
    For example:
      fssim report out/
    """
    from fssim.experiment.folder import added_to
    from fssim.experiment.stored import read_run
    from fssim.report.document.save import REPORT_FILES, save_report

    run = read_run(folder)
    with added_to(folder, REPORT_FILES) as partial:
        save_report(partial, run)
    click.echo(f"Written to {folder}: {' and '.join(REPORT_FILES)}", err=True)
