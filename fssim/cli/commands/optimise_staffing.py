"""`fssim optimise`: the staffing that is best within a budget and other limits, looked for over many levers at once."""

from __future__ import annotations

from pathlib import Path

import click

from fssim import optimise as optimise_staffing
from fssim.cli import options
from fssim.cli.command_group import standard_output
from fssim.cli.internals import choose_caveat, optimisation_notes, optimisation_sentences, optimisation_table
from fssim.cli.load_scenarios import default_engine
from fssim.cli.screen import WIDTH_OF_PROSE, kept_when_stopped, output_console, progress_bar


class _Limits:
    """Says, while the search goes on, that nothing keeps the limits yet, and when something does: each once."""

    def __init__(self) -> None:
        self._is_told = False

    def say(self, tried: int, within: int) -> None:
        """What a generation came to."""
        if self._is_told == bool(within):
            text = (
                f"Some of {tried:,} staffings keep all the limits now; the search goes on among them."
                if within
                else f"None of the {tried:,} staffings tried first keeps all the limits. The search goes on towards "
                "them, and ends if it comes no nearer."
            )
            click.echo(text, err=True)
            self._is_told = not within


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
    and those that may be the best get more. The one chosen is simulated again on luck that the search has not seen. The
    answer says how likely it is to be wrong, and which unknown number to find out first. Where no staffing keeps the
    limits, the search ends early, and says which limit stands in the way. Stopped in any way, the same command resumes
    where it stopped, and comes to the same. The folder then holds chosen.yaml, a scenario with the staffing chosen, and
    tables of what else there is, all that was tried, the limits and what to find out first.

    \b
    For example:
      fssim optimise scenarios/optimisations/one_more_post.yaml --out out/
      fssim run out/chosen.yaml
    """
    default_engine(quiet)
    with kept_when_stopped(out), progress_bar(quiet, "Searching") as on_progress:
        optimised = optimise_staffing(
            file, out, jobs, on_progress=on_progress, on_generation=None if quiet else _Limits().say
        )
    if quiet:
        return
    with standard_output():
        console = output_console()
        width = min(console.width, WIDTH_OF_PROSE)
        console.print(optimised.question.plan.title, style="bold", markup=False, width=width)
        console.print(optimised.question.plan.question, markup=False, width=width)
        console.print()
        for sentence in optimisation_sentences(optimised):
            console.print(sentence, markup=False, width=width)
        console.print(optimisation_table(optimised, console.width))
        for note in [*optimisation_notes(optimised), choose_caveat(optimised.question.sweep.scenarios)]:
            console.print(note, markup=False, width=width)
    click.echo(f"Written to {out} ({out / 'chosen.yaml'} is the staffing chosen, as a scenario to run)", err=True)
