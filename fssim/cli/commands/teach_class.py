"""`fssim lesson`: a page for a trainer and a class."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import click

from fssim import lesson as make_lesson
from fssim.cli import options
from fssim.cli.internals import LESSON_REPLICATIONS, REPLAYS, describe_duration, find_plan, write_count, write_files
from fssim.cli.load_scenarios import default_engine, load_with_comparators
from fssim.cli.screen import progress_bar

DEFAULT = "one_district_vacancy"


@click.command()
@click.argument("scenario", type=options.InputFile(), default=DEFAULT)
@click.option(
    "--against", multiple=True, metavar="FILE", type=options.InputFile(),
    help="A scenario to set beside it, in place of those the file names. May be given more than once.",
)  # fmt: skip
@click.option(
    "--decisions", metavar="FILE", type=click.Path(path_type=Path),
    help="Decisions for learners to take. If left out, those of the scenario's name in the folder 'lessons' beside it.",
)  # fmt: skip
@options.replications(at_least=2, default=LESSON_REPLICATIONS)
@options.seed
@click.option(
    "--replays", metavar="N", type=options.WholeNumber(min=0), default=REPLAYS, show_default=True,
    help="Play both lives again N times with other luck, to tell what each difference is put down to.",
)  # fmt: skip
@options.jobs
@click.option("--out", required=True, type=options.OutputFile(".html"), help="The page to write, FILE.html.")
@options.quiet
def lesson(
    scenario: Path,
    against: tuple[Path, ...],
    decisions: Path | None,
    replications: int,
    seed: int,
    replays: int,
    jobs: int | None,
    out: Path,
    quiet: bool,
) -> None:
    """Make a lesson: a page on which a class guesses what an empty post does, sees it, and tries to manage it.

    Learners predict and lock their guesses, watch the service in motion, see the answer, decide as its manager (what
    every combination of decisions comes to is simulated beforehand), read one family's life in two services, and
    discuss. Notes and timings for the trainer, and handouts to print, are in the page. It is one file, opens in any
    browser, and needs no network.

    \b
    For example:
      fssim lesson --out lesson.html
      fssim lesson scenarios/one_district_vacancy.yaml --replications 10 --out lesson.html
    """
    began = perf_counter()
    loaded = load_with_comparators(scenario, against, {})
    first, *others = loaded.values()
    plan = decisions or find_plan(scenario)
    default_engine(quiet)

    with progress_bar(quiet) as on_progress:
        made = make_lesson(
            first, others, plan=plan, replications=replications, seed=seed, replays=replays, jobs=jobs,
            on_progress=on_progress,
        )  # fmt: skip
    page = made.html().encode()
    write_files({out: page})
    if quiet:
        return
    ways = len(made.played)
    what = f"{ways} combinations of decisions" if made.plan else "no decisions, as there is no file of them"
    took = describe_duration(perf_counter() - began)
    size = f"{len(page) / 1e6:.1f} MB"
    click.echo(
        f"Written to {out} ({size}) in {took}: {what}, {write_count(replications, 'replication')} each.", err=True
    )
