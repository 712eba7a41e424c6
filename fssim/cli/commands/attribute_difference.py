"""`fssim attribute`: why two scenarios differ."""

from __future__ import annotations

from pathlib import Path

import click

from fssim.analysis.attribute import differing_parts, runs_needed, split_difference
from fssim.analysis.combinations import combine
from fssim.cli import options
from fssim.cli.load_scenarios import default_engine, load_with_comparators
from fssim.cli.output_files import csv_file
from fssim.cli.screen import output_console, progress_bar, show_answer
from fssim.report.terminal.attribution import attribution_sentences, attribution_table, footnote, parts_in_words


@click.command()
@click.argument("scenario", type=options.InputFile())
@click.argument("baseline", type=options.InputFile())
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    help=options.MEASURES_HELP,
)
@click.option(
    "--together", multiple=True, metavar="TEXT",
    help="Take parts whose names begin so as one, as with --together vacancy.  May be given again.",
)  # fmt: skip
@options.simulating
def attribute(
    scenario: Path,
    baseline: Path,
    measures: tuple[str, ...],
    together: tuple[str, ...],
    replications: int,
    seed: int,
    years: int | None,
    warm_up: int | None,
    jobs: int | None,
    out: Path | None,
    quiet: bool,
) -> None:
    """Say why two scenarios differ, part by part.

    Finds the parts that SCENARIO and BASELINE differ in (co-location, supervision, training, caseload limits, each
    vacancy), simulates every combination of them on the same families with the same luck, and says what each part adds
    to each measure. The parts sum to the whole difference. How many replications that takes is said before it begins.

    \b
    For example:
      fssim attribute scenarios/one_district_vacancy.yaml scenarios/one_district.yaml
    """
    first, other = load_with_comparators(scenario, (baseline,), options.clock_of(years, warm_up)).values()
    engine = default_engine(quiet)
    with csv_file(out) as save:
        before, after, parts = differing_parts(first, other, together)
        if not quiet:
            differ = "1 part differs" if len(parts) == 1 else f"{len(parts)} parts differ"
            click.echo(f"{differ}: {2 ** len(parts):,} combinations.", err=True)
        with progress_bar(quiet, "Preparing", "combinations") as on_progress:
            combinations = combine(before, after, parts, on_progress)
        if not quiet:
            runs = runs_needed(combinations, replications)
            click.echo(
                f"Of {len(combinations.scenarios):,} combinations {runs // replications:,} do different things: "
                f"{runs:,} replications to simulate.",
                err=True,
            )
        with progress_bar(quiet) as on_progress:
            attributed = split_difference(
                combinations, measures or None, replications, seed, jobs, engine=engine, on_progress=on_progress
            )
        save(attributed.frame)
    if quiet:
        return
    show_answer(
        f"{first.title}, compared with: {other.title}",
        f"Replications: {replications}; random seed: {seed}. The parts that differ:",
        parts_in_words(attributed.parts),
        attribution_table(attributed, output_console().width),
        [*combinations.taken_together, footnote(first, other)],
        attribution_sentences(attributed, first.title, other.title),
    )
