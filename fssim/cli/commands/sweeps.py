"""`fssim sweep`, `explore`, `rank` and `sensitivity`: many values of a scenario's numbers, and what they say."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fssim import SweepResults, read_sweep
from fssim import explore as explore_sweep
from fssim import rank as rank_points
from fssim import rank_robustly as rank_points_robustly
from fssim import sensitivity as rank_numbers
from fssim import sweep as run_sweep
from fssim.cli import options
from fssim.cli.command_group import standard_output
from fssim.cli.internals import (
    ENGINES,
    FURTHER,
    lead_measures,
    note_failed_baseline,
    ranking_notes,
    ranking_sentences,
    ranking_table,
    robust_notes,
    robust_sentences,
    robust_table,
    sensitivity_footnote,
    sensitivity_sentences,
    sensitivity_table,
    sweep_table,
    write_count,
    write_files,
)
from fssim.cli.load_scenarios import default_engine
from fssim.cli.options import csv_file
from fssim.cli.screen import WIDTH_OF_PROSE, kept_when_stopped, output_console, progress_bar, show_answer
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
@options.cluster
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
    options.refuse_jobs_on_cluster(jobs, cluster)
    engine = default_engine(quiet)
    with kept_when_stopped(out), progress_bar(quiet) as on_progress:
        results = run_sweep(
            sweep, out, jobs, cluster, measures=measures, engine=engine, on_progress=on_progress, on_note=_note
        )
    failed = len(results.failures)
    if not quiet:
        _show(results, out)
    if failed:
        for note in note_failed_baseline(results):
            click.echo(note, err=True)
        click.echo(f"{write_count(failed, 'point')} failed; {out / 'failures.csv'} says why.", err=True)
        sys.exit(SOME_POINTS_FAILED)


def _show(results: SweepResults, out: Path) -> None:
    with standard_output():
        console = output_console()
        width = min(console.width, WIDTH_OF_PROSE)
        console.print(results.sweep.plan.title, style="bold", markup=False, width=width)
        console.print(results.sweep.plan.question, markup=False, width=width)
        for part in sweep_table(results, console.width):
            console.print(part, markup=False, width=width)
    click.echo(f"Written to {out}. To see what moves the answer: fssim report {out}", err=True)


def _note(text: str) -> None:
    click.echo(text, err=True)


@click.command()
@click.argument("sweep", type=options.InputFile())
@click.option("--out", required=True, type=options.OutputFile(".html"), help="The page to write, FILE.html.")
@options.jobs
@options.quiet
def explore(sweep: Path, out: Path, jobs: int | None, quiet: bool) -> None:
    """Make a sweep into a page to explore: sliders, and what comes of each setting.

    SWEEP is the folder of a finished sweep. A sweep file is run first, into a folder beside the page (FILE_sweep),
    where it resumes if it was stopped. The page is one file that needs nothing but a browser, and can be sent by
    e-mail. It shows what was simulated as such, with paired differences. What lies between is emulated where that is
    good enough and interpolated where not, and said to be.

    \b
    For example:
      fssim explore out/posts --out posts.html
      fssim explore scenarios/sweeps/posts_vacancy_and_sharing.yaml --out sharing.html
    """
    if sweep.is_dir():
        swept = read_sweep(sweep)
    else:
        folder = out.with_name(f"{out.stem}_sweep")
        engine = default_engine(quiet)
        with kept_when_stopped(folder), progress_bar(quiet) as on_progress:
            swept = run_sweep(sweep, folder, jobs, engine=engine, on_progress=on_progress, on_note=_note)
    explored = explore_sweep(swept)
    page = explored.html().encode()
    write_files({out: page})
    if not quiet:
        settings = len(explored.frame)
        simulated = write_count(settings, "simulated setting")
        click.echo(f"Written to {out} ({len(page) / 1e6:.1f} MB), with {simulated}.", err=True)
    failed = int((swept.failures["point"] > 0).sum())  # 0 is the baseline, of which the page tells
    if failed:
        click.echo(
            f"{write_count(failed, 'point')} failed and cannot be chosen; {swept.folder / 'failures.csv'} says why.",
            err=True,
        )


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--measure",
    "measures",
    required=True,
    multiple=True,
    metavar="NAME",
    help=f"{options.MEASURE_HELP}  With --robust it may be given again.",
)
@click.option("--robust", is_flag=True, help="Rank by how staffings do in all the futures of the sweep.")
@options.thresholds
@click.option(
    "--budget",
    metavar="GBP",
    type=options.Finite(min=0.0),
    help="The most a staffing may cost a year.  [default: none]",
)
@click.option(
    "--matters",
    metavar="AMOUNT",
    type=options.Finite(min=0.0, min_open=True),
    help="The smallest difference that matters, in the measure's unit.  [default: 2% of the best mean]",
)
@click.option(
    "--worse",
    type=click.Choice(["more", "less"]),
    help="Which way is worse, for a measure that is neither worse nor better in itself.",
)
@click.option(
    "--most",
    default=1000,
    show_default=True,
    metavar="N",
    type=options.WholeNumber(min=2),
    help="Replications that one staffing may be given.",
)
@options.answering
def rank(
    folder: Path,
    measures: tuple[str, ...],
    robust: bool,
    thresholds: dict[str, float],
    budget: float | None,
    matters: float | None,
    worse: str | None,
    most: int,
    jobs: int | None,
    out: Path | None,
    quiet: bool,
) -> None:
    """Say which staffing of a sweep is best within a budget.

    DIR is the folder of a finished sweep; a staffing is one set of values of its levers. Those that cost more than the
    budget are left out. Replications are added (and kept in DIR) only to staffings that may still be the best, until
    one is chosen that is the best with a probability of 95%, if the others are worse by as much as matters.

    With --robust nothing is simulated, and staffings are ranked over all the futures that the sweep's uncertainties
    make: on average, at worst (Wald), by regret (Savage), by the futures in which every threshold holds (Starr), and
    by the probability of being on the frontier. Give every threshold and measure that counts.

    \b
    For example:
      fssim rank out/posts --measure ledger_in_plans_drift_days_per_family --budget 1700000
      fssim rank out/futures --robust --measure ledger_in_plans_drift_days_per_family
    """  # fmt: skip

    swept = read_sweep(folder)
    if robust:
        of_runs = [f"--{name}" for name in ("matters", "most", "jobs") if options.is_given(name)]
        if of_runs:
            raise click.UsageError(f"{of_runs[0]} is for further replications, and --robust runs none: leave it out")
        _rank_robustly(swept, measures, budget, thresholds, worse, out, quiet)
        return
    if len(measures) > 1 or thresholds:
        raise click.UsageError("several measures and thresholds are for --robust: give it too, or one --measure")
    (measure,) = measures
    if swept.engine not in ENGINES:
        default_engine(quiet)
    try:
        with csv_file(out) as save:
            with progress_bar(quiet) as on_progress:
                ranked = rank_points(
                    swept, measure, budget, jobs, matters=matters, most=most, worse=worse, on_progress=on_progress
                )
            save(ranked.frame)
    except KeyboardInterrupt:
        if not (folder / FURTHER).is_dir():
            raise
        click.echo(f"Stopped. Staffings' finished replications are kept in {folder / FURTHER}.", err=True)
        sys.exit(STOPPED_WITH_CTRL_C)
    if quiet:
        return
    plan = swept.sweep.plan
    first = plan.fewest_replications
    show_answer(
        plan.title,
        f"{write_count(len(ranked.frame), 'staffing')}, {write_count(first, 'replication')} of each to start with; "
        f"random seed: {plan.seed}.",
        [],
        ranking_table(ranked, output_console().width),
        ranking_notes(ranked),
        ranking_sentences(ranked),
        swept.sweep.scenarios,
    )


def _rank_robustly(
    swept: SweepResults,
    measures: tuple[str, ...],
    budget: float | None,
    thresholds: dict[str, float],
    worse: str | None,
    out: Path | None,
    quiet: bool,
) -> None:
    with csv_file(out) as save:
        ranked = rank_points_robustly(swept, measures, budget, thresholds=thresholds, worse=worse)
        save(ranked.frame)
    if quiet:
        return
    plan = swept.sweep.plan
    show_answer(
        plan.title,
        f"{write_count(len(ranked.frame), 'staffing')} in {write_count(len(ranked.futures.futures), 'future')}, "
        f"{write_count(plan.fewest_replications, 'replication')} of each; random seed: {plan.seed}.",
        [],
        robust_table(ranked, output_console().width),
        robust_notes(ranked),
        robust_sentences(ranked),
        swept.sweep.scenarios,
    )


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options.measures
@click.option(
    "--emulated",
    is_flag=True,
    help="Work out shares of the variance with an emulator of the sweep, whatever its design.",
)
@options.csv_out
@options.quiet
def sensitivity(folder: Path, measures: tuple[str, ...], emulated: bool, out: Path | None, quiet: bool) -> None:
    """Say which uncertain number moves the answer most, by grade of evidence.

    DIR is the folder of a finished sweep whose design is morris (few points: it sorts the numbers that matter from
    those that do not) or saltelli (many points: each number's share of the variance, after Sobol). With --emulated it
    may be of any design, and far fewer points do; whether the emulator is good enough is said. Simulates nothing.

    \b
    For example:
      fssim sweep scenarios/sweeps/which_guess_matters_most.yaml --out out/guesses
      fssim sensitivity out/guesses --measure ledger_in_plans_drift_days_per_family
    """
    swept = read_sweep(folder)
    with csv_file(out) as save:
        indices = rank_numbers(swept, measures or None, emulated=emulated)
        save(indices.frame)
    if quiet:
        return
    known = indices.frame.index.get_level_values("measure")
    shown = [name for name in measures or lead_measures(swept.sweep.base) if name in known]
    plan = swept.sweep.plan
    show_answer(
        plan.title,
        f"Replications of each point: {plan.fewest_replications}; random seed: {plan.seed}.",
        [],
        sensitivity_table(indices, shown, output_console().width),
        [*indices.notes, sensitivity_footnote(indices)],
        sensitivity_sentences(indices, shown),
        swept.sweep.scenarios,
    )
