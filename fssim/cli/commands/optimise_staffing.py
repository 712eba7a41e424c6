"""`fssim optimise`: the staffing that is best within a budget and other limits, looked for over many levers at once."""

from __future__ import annotations

from pathlib import Path

import click

from fssim import optimise as optimise_staffing
from fssim.cli import options
from fssim.cli.command_group import standard_output
from fssim.cli.internals import optimisation_notes, optimisation_sentences, optimisation_table
from fssim.cli.load_scenarios import default_engine
from fssim.cli.screen import kept_when_stopped, output_console, progress_bar


@click.command()
@click.argument("file", type=options.InputFile())
@click.option(
    "--out", required=True, type=options.Folder(path_type=Path), help="Folder to write results into, or to resume in."
)
@options.jobs
@options.quiet
def optimise(file: Path, out: Path, jobs: int | None, quiet: bool) -> None:
    """Look for the staffing that is best within a budget and other limits.

    A file says which posts and rules may change and between what, which measures are to be small or large, what limits
    others are to keep, and how many replications there are to spend. Staffings are tried with a few replications each,
    and those that may be the best get more. The one chosen is simulated again on luck that the search has not seen.
    Stopped in any way, the same command resumes where it stopped, and comes to the same. The folder then holds
    chosen.yaml, a scenario with the staffing chosen, staffings.csv and tried.csv.

    \b
    For example:
      fssim optimise scenarios/optimisations/one_more_post.yaml --out out/
      fssim run out/chosen.yaml
    """
    default_engine(quiet)
    with kept_when_stopped(out), progress_bar(quiet, "Searching") as on_progress:
        optimised = optimise_staffing(file, out, jobs, on_progress=on_progress)
    if quiet:
        return
    with standard_output():
        console = output_console()
        console.print(optimised.question.plan.title, style="bold", markup=False)
        console.print(optimised.question.plan.question, markup=False)
        console.print()
        for sentence in optimisation_sentences(optimised):
            console.print(sentence, markup=False)
        console.print(optimisation_table(optimised, console.width))
        for note in optimisation_notes(optimised):
            console.print(note, markup=False)
    click.echo(f"Written to {out} ({out / 'chosen.yaml'} is the staffing chosen, as a scenario to run)", err=True)
