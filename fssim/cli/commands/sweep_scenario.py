"""`fssim sweep`: a scenario over many values."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fssim import SweepResults
from fssim import sweep as run_sweep
from fssim.cli import options
from fssim.cli.internals import sweep_table
from fssim.cli.load_scenarios import default_engine
from fssim.cli.screen import output_console, progress_bar
from fssim.cli.standard_output import standard_output
from fssim.cli.start import STOPPED_WITH_CTRL_C

SOME_POINTS_FAILED = 3


@click.command()
@click.argument("sweep", type=options.InputFile())
@click.option(
    "--out", required=True, type=options.Folder(path_type=Path), help="Folder to write results into, or to resume in."
)
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    help="A measure to work out and keep, by its name in summary.csv. May be given again.  [default: those that the "
    "file names, or all]",
)
@options.jobs
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Have a Dask cluster do it: its scheduler's address, such as tcp://10.0.0.1:8786.",
)
@options.quiet
def sweep(
    sweep: Path, out: Path, measures: tuple[str, ...], jobs: int | None, cluster: str | None, quiet: bool
) -> None:
    """Run a scenario over many values of levers and uncertainties.

    A sweep file names a scenario, what we choose in it (levers), what the world chooses (uncertainties), a design, and
    how many replications each point gets, or the precision that decides it for each.
    Finished points are written as they are done. Stopped in any way, even by a full disk or a power cut, the same
    command resumes where it stopped. A point that cannot be simulated is recorded in failures.csv with its reason, the
    rest are done, and the exit status is 3.

    \b
    For example:
      fssim sweep scenarios/sweeps/mental_health_by_social_worker_posts.yaml --out out/
    """
    if jobs is not None and cluster is not None:
        raise click.UsageError("--jobs is for this computer, and --cluster for a cluster: give one of them")

    engine = default_engine(quiet)
    try:
        with progress_bar(quiet) as on_progress:
            results = run_sweep(
                sweep, out, jobs, cluster, measures=measures, engine=engine, on_progress=on_progress, on_note=_note
            )
    except KeyboardInterrupt:
        click.echo(f"Stopped. What is finished is kept in {out}: give the same command again to resume.", err=True)
        sys.exit(STOPPED_WITH_CTRL_C)
    failed = len(results.failures)
    if not quiet:
        _show(results, out)
    if failed:
        points = "point" if failed == 1 else "points"
        click.echo(f"{failed:,} {points} failed; {out / 'failures.csv'} says why.", err=True)
        sys.exit(SOME_POINTS_FAILED)


def _show(results: SweepResults, out: Path) -> None:
    with standard_output():
        console = output_console()
        console.print(results.sweep.plan.title, style="bold", markup=False)
        console.print(results.sweep.plan.question, markup=False)
        for part in sweep_table(results):
            console.print(part, markup=False)
    click.echo(f"Written to {out}", err=True)


def _note(text: str) -> None:
    click.echo(text, err=True)
