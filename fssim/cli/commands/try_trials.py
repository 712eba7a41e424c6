"""`fssim trial`: what a trial of a new way of working would find."""

from __future__ import annotations

from pathlib import Path

import click

from fssim import trial as try_trial
from fssim.cli import options
from fssim.cli.command_group import standard_output
from fssim.cli.internals import TRIAL_PAGE, trial_notes, trial_table
from fssim.cli.load_scenarios import default_engine
from fssim.cli.screen import kept_when_stopped, output_console, progress_bar


@click.command()
@click.argument("design", type=options.InputFile())
@click.option(
    "--out", required=True, type=options.Folder(path_type=Path), help="Folder to write results into, or to resume in."
)
@options.jobs
@options.cluster
@options.quiet
def trial(design: Path, out: Path, jobs: int | None, cluster: str | None, quiet: bool) -> None:
    """Say what a trial of a new way of working would find, and how often it would be wrong.

    A design file says which authorities start when (parallel, stepped wedge, matched comparison, before and after), on
    what outcome they are compared, what else happens meanwhile, and how it is analysed. Authorities like those of the
    published panel are simulated once; a thousand trials are drawn from them. Stopped in any way, the same command
    resumes where it stopped. The folder then holds trial.html, a page for whoever commissions research, and power.csv.

    \b
    For example:
      fssim trial scenarios/trials/stepped_wedge_of_five.yaml --out out/
    """
    options.refuse_jobs_on_cluster(jobs, cluster)
    default_engine(quiet)
    with kept_when_stopped(out), progress_bar(quiet, "Trying", "pieces of work") as on_progress:
        results = try_trial(design, out, jobs, cluster, on_progress=on_progress)
    if quiet:
        return
    with standard_output():
        console = output_console()
        console.print(results.design.plan.title, style="bold", markup=False)
        console.print(results.design.plan.question, markup=False)
        console.print(trial_table(results))
        for note in trial_notes(results):
            console.print(note, markup=False)
    click.echo(f"Written to {out} ({out / TRIAL_PAGE} is the page)", err=True)
