"""`fssim targets`, `fssim calibrate` and `fssim validate`: a scenario beside published figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from fssim import calibrate as fit
from fssim import fit_ensemble
from fssim import validate as hold_against_published
from fssim.cli import options
from fssim.cli.internals import (
    NARROW,
    SHIPPED,
    Target,
    calibration_tables,
    compare_with_targets,
    ensemble_table,
    explained,
    find_free_parameters,
    interval,
    number,
    observed_years,
    plain,
    read_published_targets,
    refuse_ensemble_file,
    refuse_file_as_folder,
    refuse_fitted_file,
    run_all,
    stack_rows,
    starts_empty,
    validation_tables,
    write_ensemble_file,
    write_files,
    write_fitted_file,
)
from fssim.cli.load_scenarios import default_engine, load_all
from fssim.cli.screen import output_console, progress_bar


@click.command()
@click.argument("scenario", type=options.InputFile())
@options.replications(at_least=1)
@options.seed
@options.jobs
def targets(scenario: Path, replications: int, seed: int, jobs: int | None) -> None:
    """Compare a scenario with published statistics.

    They are those that the standard model is calibrated to, kept beside the scenario's sources. Prints each target with
    its tolerance, the model's own figure with its 95% interval, and whether the target is met.

    \b
    For example:
      fssim targets scenarios/one_district_standard.yaml --replications 40
    """
    loaded = load_all([scenario])[0]
    figures = read_published_targets(loaded)
    engine = default_engine(quiet=False)
    with progress_bar(quiet=False) as on_progress:
        results = run_all({scenario.stem: loaded}, replications, seed, jobs, engine=engine, on_progress=on_progress)[0]
    compared = compare_with_targets(results, figures)
    console = output_console()
    console.print(Text(plain(loaded.title), style="bold"), soft_wrap=True)
    console.print(f"In {observed_years(loaded.clock)}; replications: {replications}; random seed: {seed}.")
    note = starts_empty([results])
    if note:
        console.print(note)
    console.print(_table(compared, console.width))
    console.print(f"{sum(target.met for target in compared)} of {len(compared)} targets met.")


def _table(compared: Sequence[Target], width: int) -> RenderableType:
    """A row for each target; on a narrow terminal its numbers stand below its name."""
    headings = ("Published", "Tolerance", "Model", "95% interval")
    rows = [
        (
            Text.assemble(target.title, (f", {target.unit}", "dim")),
            (
                number(target.value),
                number(target.tolerance),
                number(target.model),
                interval(target.low, target.high, number),
            ),
            Text("met" if target.met else "not met"),
        )
        for target in compared
    ]
    if width < NARROW:
        return stack_rows([("", rows)], headings, "Met", width)
    table = Table("Target")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Met", no_wrap=True)
    for label, numbers, met in rows:
        table.add_row(label, *numbers, met)
    return table


free_parameters = click.option(
    "--free", metavar="FILE", type=click.Path(path_type=Path),
    help="The free parameters.  [default: the scenario's name, in the folder calibration beside it; or what may differ "
    "from one authority to the next]",
)  # fmt: skip


@click.command()
@click.argument("scenario", type=options.InputFile())
@free_parameters
@click.option(
    "--tries", default=600, show_default=True, metavar="N", type=options.WholeNumber(min=1),
    help="Number of points to try.",
)  # fmt: skip
@click.option(
    "--replications", default=40, show_default=True, metavar="N", type=options.WholeNumber(min=1),
    help="Number of replications of the scenario as fitted, and as it is.",
)  # fmt: skip
@click.option(
    "--later", metavar="FILE", type=click.Path(path_type=Path),
    help="Figures of a later year to predict, in a file like targets.csv.",
)  # fmt: skip
@options.seed
@options.jobs
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Scenario file to write the fit into.")
def calibrate(
    scenario: Path,
    free: Path | None,
    tries: int,
    replications: int,
    later: Path | None,
    seed: int,
    jobs: int | None,
    out: Path | None,
) -> None:
    """Fit a scenario to published statistics.

    The statistics are the targets beside the scenario's sources. The free parameters stand in a file of their own, each
    with the range its evidence allows. Prints what was fitted, within what each value lies (90%) and which cannot be
    told, each target before and after, and what to be careful of; and writes, with --out, a scenario file that extends
    this one with the fitted values, and beside it what each was fitted to. The same command gives the same answer.

    \b
    For example:
      fssim calibrate scenarios/standard.yaml --out fitted.yaml
    """
    loaded = load_all([scenario])[0]
    if out is not None:
        refuse_fitted_file(out, scenario)
    default_engine(quiet=False)
    with progress_bar(quiet=False) as on_progress:
        fitted = fit(
            loaded, free or find_free_parameters(scenario),
            tries=tries, replications=replications, later=later, seed=seed, jobs=jobs, on_progress=on_progress,
        )  # fmt: skip
    if out is not None:
        write_fitted_file(fitted, out, scenario, date.today())
    console = output_console()
    for part in calibration_tables(fitted, console.width):
        console.print(part)
    click.echo(f"Written to {out}" if out else "Nothing is written. Add --out FILE for a scenario file.", err=True)


@click.command()
@click.argument("scenario", type=options.InputFile())
@free_parameters
@click.option(
    "--tries", default=100, show_default=True, metavar="N", type=options.WholeNumber(min=3),
    help="Number of parameter sets to try.",
)  # fmt: skip
@click.option(
    "--replications", default=2, show_default=True, metavar="N", type=options.WholeNumber(min=1),
    help="Number of replications of each set in the end, to see whether it fits.",
)  # fmt: skip
@options.seed
@options.jobs
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="File to write the sets into.")
def ensemble(
    scenario: Path, free: Path | None, tries: int, replications: int, seed: int, jobs: int | None, out: Path | None
) -> None:
    """Find parameter sets that all fit published statistics.

    They are what fssim run --ensemble FILE spreads its replications over, so that intervals hold what is not known
    besides luck. What differs from set to set are the free parameters, and every other number that is assumed and has a
    range. A set fits if it meets every target within its tolerance. The same command gives the same sets.

    \b
    For example:
      fssim ensemble scenarios/standard.yaml --out sets.yaml
    """
    loaded = load_all([scenario])[0]
    if out is not None:
        refuse_ensemble_file(out, scenario)
    default_engine(quiet=False)
    with progress_bar(quiet=False) as on_progress:
        sets = fit_ensemble(
            loaded, free or find_free_parameters(scenario),
            tries=tries, replications=replications, seed=seed, jobs=jobs, on_progress=on_progress,
        )  # fmt: skip
    if out is not None:
        write_ensemble_file(sets, out, scenario)
    console = output_console()
    console.print(Text(plain(loaded.title), style="bold"), soft_wrap=True)
    console.print(f"Replications of each set: {replications}; random seed: {seed}.")
    console.print(ensemble_table(sets, console.width))
    targets_met = "the one target" if len(sets.targets) == 1 else f"all {len(sets.targets)} targets"
    console.print(
        f"{len(sets.sets)} of {tries} sets tried meet {targets_met}, with misfits from "
        f"{number(sets.sets[0].misfit)} to {number(sets.sets[-1].misfit)}."
    )
    click.echo(f"Written to {out}" if out else "Nothing is written. Add --out FILE for a file of the sets.", err=True)


@click.command()
@click.argument("scenario", type=options.InputFile(), default=SHIPPED)
@click.option(
    "--authorities", metavar="FILE", type=click.Path(path_type=Path),
    help="A CSV file of published figures of authorities.  [default: the one that comes with fssim]",
)  # fmt: skip
@options.replications(at_least=2, default=4)
@options.seed
@options.jobs
@click.option("--out", metavar="FOLDER", type=options.Folder(), help="Folder to write the tables into, as CSV files.")
def validate(
    scenario: Path, authorities: Path | None, replications: int, seed: int, jobs: int | None, out: str | None
) -> None:
    """Hold a scenario against published figures of other authorities.

    SCENARIO is the standard model if left out. Authorities are simulated from their population, referral rate,
    case-holding workers, vacancies, turnover, agency workers and three local thresholds, and the scenario itself with
    more referrals, more workers, a jump in referrals and posts left empty. What comes of it stands beside what is
    published, and beside two simple guesses: what is so nationally, and what was so last year. The goals are at the
    end. With the authorities that come with fssim it takes some minutes.

    \b
    For example:
      fssim validate
      fssim validate scenarios/standard.yaml --authorities mine.csv --out validation/
    """
    loaded = load_all([scenario])[0]
    folder = Path(out) if out is not None else None
    if folder is not None:
        refuse_file_as_folder(folder)
    default_engine(quiet=False)
    with progress_bar(quiet=False) as on_progress:
        validation = hold_against_published(
            loaded, authorities, replications=replications, seed=seed, jobs=jobs, on_progress=on_progress
        )
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise explained(error, folder) from error
        write_files({folder / name: content for name, content in validation.files().items()})
    console = output_console()
    for part in validation_tables(validation, console.width):
        console.print(part)
    click.echo(f"Written to {out}" if out else "Nothing is written. Add --out FOLDER for the tables.", err=True)
