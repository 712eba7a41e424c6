"""`fssim attribute` and `fssim breakeven`: why two scenarios differ, and how much would be enough."""

from __future__ import annotations

from pathlib import Path

import click

from fssim import QuestionError
from fssim import breakeven as find_break_even
from fssim.cli import options
from fssim.cli.internals import (
    attribution_footnote,
    attribution_sentences,
    attribution_table,
    break_even_footnote,
    break_even_sentences,
    break_even_table,
    combine,
    count_runs,
    find_differing_parts,
    parts_in_words,
    split_difference,
)
from fssim.cli.load_scenarios import default_engine, load_with_comparators
from fssim.cli.options import csv_file
from fssim.cli.screen import output_console, progress_bar, show_answer


@click.command()
@click.argument("scenario", type=options.InputFile())
@click.argument("baseline", type=options.InputFile())
@options.measures
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
    asked: options.Simulating,
    out: Path | None,
    quiet: bool,
) -> None:
    """Say why two scenarios differ, part by part.

    Finds the parts that SCENARIO and BASELINE differ in (co-location, supervision, training, a new role, each wave of a
    roll-out, each vacancy), simulates every combination of them on the same families with the same luck, and says what
    each part adds to each measure. The parts sum to the whole difference. How many replications that takes is said
    before it begins.

    \b
    For example:
      fssim attribute scenarios/one_district_vacancy.yaml scenarios/one_district.yaml
    """
    first, other = load_with_comparators(scenario, (baseline,), asked.clock).values()
    engine = default_engine(quiet)
    with csv_file(out) as save:
        before, after, parts = find_differing_parts(first, other, together, measures or None)
        if not quiet:
            differ = "1 part differs" if len(parts) == 1 else f"{len(parts)} parts differ"
            click.echo(f"{differ}: {2 ** len(parts):,} combinations.", err=True)
        with progress_bar(quiet, "Preparing", "combinations") as on_progress:
            combinations = combine(before, after, parts, on_progress)
        if not quiet:
            runs = count_runs(combinations, asked.replications)
            click.echo(
                f"Of {len(combinations.scenarios):,} combinations {runs // asked.replications:,} do different things: "
                f"{runs:,} replications to simulate.",
                err=True,
            )
        with progress_bar(quiet) as on_progress:
            attributed = split_difference(
                combinations,
                measures or None,
                asked.replications,
                asked.seed,
                asked.jobs,
                engine=engine,
                on_progress=on_progress,
            )
        save(attributed.frame)
    if quiet:
        return
    show_answer(
        f"{first.title}, compared with: {other.title}",
        f"Replications: {asked.replications}; random seed: {asked.seed}. The parts that differ:",
        parts_in_words(attributed.parts),
        attribution_table(attributed, output_console().width),
        [*combinations.taken_together, attribution_footnote(first, other)],
        attribution_sentences(attributed, first.title, other.title),
        [first, other],
    )


@click.command()
@click.argument("scenario", type=options.InputFile())
@click.option(
    "--parameter",
    required=True,
    metavar="PATH",
    help="What to change: the dotted path of a number in the scenario, or of a vacancy (for its length in weeks).",
)
@click.option("--measure", required=True, metavar="NAME", help=options.MEASURE_HELP)
@click.option(
    "--from", "low", metavar="LOW", type=options.Finite(), help="Where to look from.  [default: the number's own low]"
)
@click.option(
    "--to", "high", metavar="HIGH", type=options.Finite(), help="Where to look to.  [default: the number's own high]"
)
@click.option(
    "--against",
    metavar="FILE",
    type=options.InputFile(),
    help="The baseline.  [default: the first that the scenario is compared with]",
)
@click.option(
    "--worse",
    type=click.Choice(["more", "less"]),
    help="Which way is worse, for a measure that is neither worse nor better in itself, such as a cost.",
)
@options.simulating
def breakeven(
    scenario: Path,
    parameter: str,
    measure: str,
    low: float | None,
    high: float | None,
    against: Path | None,
    worse: str | None,
    asked: options.Simulating,
    out: Path | None,
    quiet: bool,
) -> None:
    """Say how much would be enough for a measure to be no worse than a baseline.

    How large an assumed effect must be, how short a vacancy, how many hours a meeting may take. Looks between two
    values, on the same families with the same luck throughout, and gives the value at which the measure is no worse
    than in the baseline with its 95% interval, or says that there is none.

    \b
    For example:
      fssim breakeven scenarios/one_district_vacancy.yaml --parameter vacancies.mental_health --from 0 --to 52
          --against scenarios/one_district_standard.yaml --measure ledger_in_plans_drift_days_per_family
    """  # fmt: skip

    loaded = list(load_with_comparators(scenario, (against,) if against else (), asked.clock).values())
    if len(loaded) < 2:
        raise QuestionError(f"{scenario} is compared with nothing; name a baseline: --against FILE")
    first, other = loaded[:2]
    engine = default_engine(quiet)
    with csv_file(out) as save:
        with progress_bar(quiet) as on_progress:
            break_even_point = find_break_even(
                first, other, parameter, measure, low, high, asked.replications, asked.seed, asked.jobs,
                worse=worse, engine=engine, on_progress=on_progress,
            )  # fmt: skip
        save(break_even_point.frame.set_index("parameter"))
    if quiet:
        return
    show_answer(
        f"{first.title}, against: {other.title}",
        f"Replications: {asked.replications}; random seed: {asked.seed}.",
        [],
        break_even_table(break_even_point, output_console().width),
        [break_even_footnote(break_even_point, other)],
        break_even_sentences(break_even_point, other.title),
        [first, other],
    )
