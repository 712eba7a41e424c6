"""`fssim calibrate`: a scenario fitted to published statistics."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from fssim.calibration.calibrate import calibrate as fit
from fssim.calibration.fitted_file import refuse_file, write_fitted
from fssim.cli import options
from fssim.cli.load_scenarios import default_engine, load_all
from fssim.cli.screen import output_console, progress_bar
from fssim.report.terminal.calibration_tables import calibration_tables

FREE_FOLDER = "calibration"


@click.command()
@click.argument("scenario", type=options.InputFile())
@click.option(
    "--free", metavar="FILE", type=click.Path(path_type=Path),
    help="The free parameters.  [default: the scenario's name, in the folder calibration beside it]",
)  # fmt: skip
@click.option(
    "--trials",
    default=100,
    show_default=True,
    metavar="N",
    type=options.WholeNumber(min=1),
    help="Number of points to try.",
)
@click.option(
    "--search-replications", default=2, show_default=True, metavar="N", type=options.WholeNumber(min=1),
    help="Number of replications of each point.",
)  # fmt: skip
@click.option(
    "--replications", default=40, show_default=True, metavar="N", type=options.WholeNumber(min=1),
    help="Number of replications of the best point, and of the scenario as it is.",
)  # fmt: skip
@options.seed
@options.jobs
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Scenario file to write the fit into.")
def calibrate(
    scenario: Path,
    free: Path | None,
    trials: int,
    search_replications: int,
    replications: int,
    seed: int,
    jobs: int | None,
    out: Path | None,
) -> None:
    """Fit a scenario to published statistics.

    The statistics are the targets beside the scenario's sources. The free parameters stand in a file of their own, each
    with the range its evidence allows. Prints what was fitted, each target before and after, and what to be careful of;
    and writes, with --out, a scenario file that extends this one with the fitted values, and beside it what each was
    fitted to. The same command gives the same answer.

    \b
    For example:
      fssim calibrate scenarios/standard.yaml --out fitted.yaml
    """
    loaded = load_all([scenario])[0]
    if out is not None:
        refuse_file(out, scenario)
    default_engine(quiet=False)
    with progress_bar(quiet=False) as on_progress:
        fitted = fit(
            loaded, free or scenario.parent / FREE_FOLDER / scenario.name,
            trials=trials, search_replications=search_replications, replications=replications, seed=seed, jobs=jobs,
            on_progress=on_progress,
        )  # fmt: skip
    if out is not None:
        write_fitted(fitted, out, scenario, date.today())
    console = output_console()
    for part in calibration_tables(fitted, console.width):
        console.print(part)
    click.echo(f"Written to {out}" if out else "Nothing is written. Add --out FILE for a scenario file.", err=True)
