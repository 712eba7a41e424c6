"""`fssim validate`: what a scenario predicts of other authorities, beside what is published."""

from __future__ import annotations

from pathlib import Path

import click

from fssim import validate as hold_against_published
from fssim.cli import options
from fssim.cli.internals import SHIPPED, explained, refuse_file_as_folder, validation_tables, write_files
from fssim.cli.load_scenarios import default_engine, load_all
from fssim.cli.screen import output_console, progress_bar


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
