"""`fssim forecast`: the next months from the caseload of a day."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from fssim import forecast as make_forecast
from fssim.cli import options
from fssim.cli.internals import (
    FORECAST_MONTHS,
    FORECAST_REPLICATIONS,
    explained,
    forecast_page,
    forecast_table,
    frame_csv,
    plain,
    refuse_file_as_folder,
    write_files,
)
from fssim.cli.load_scenarios import default_engine, load_all
from fssim.cli.screen import output_console, progress_bar

PAGE, TABLE = "forecast.html", "forecast.csv"


@click.command()
@click.argument("scenario", type=options.InputFile())
@click.option(
    "--months", metavar="N", type=options.WholeNumber(1, 240), default=FORECAST_MONTHS, show_default=True,
    help="How many months to look ahead.",
)  # fmt: skip
@options.replications(at_least=10, default=FORECAST_REPLICATIONS)
@options.seed
@options.jobs
@click.option(
    "--counted", metavar="FILE", type=options.InputFile(),
    help="Draw counts of other days beside it: a CSV file such as the counted.csv of fssim authority new.",
)  # fmt: skip
@click.option("--out", metavar="FOLDER", type=options.Folder(), help=f"Folder to write {PAGE} and {TABLE} into.")
@options.quiet
def forecast(
    scenario: Path,
    months: int,
    replications: int,
    seed: int,
    jobs: int | None,
    counted: Path | None,
    out: str | None,
    quiet: bool,
) -> None:
    """Forecast the next months from a scenario's opening caseload.

    SCENARIO has an `opening`: who is open on its first observed day, by stage and by weeks in it. Prints the band that
    eight in ten replications lie in, of children on each plan, families in each stage, families unallocated and
    caseloads, beside the long run: what there would be had the service always been as it is.

    \b
    For example:
      fssim forecast my_service.yaml
      fssim forecast my_service.yaml --months 18 --out forecast/
      fssim forecast barnet/from_today.yaml --counted barnet/counted.csv --out forecast/
    """
    loaded = load_all([scenario])[0]
    folder = Path(out) if out is not None else None
    if folder is not None:
        refuse_file_as_folder(folder)
    default_engine(quiet)
    with progress_bar(quiet) as on_progress:
        made = make_forecast(loaded, months, replications, seed, jobs, counted=counted, on_progress=on_progress)
    if folder is not None:
        contents = {PAGE: forecast_page(made), TABLE: frame_csv(made.frame.set_index(["what", "stage"])).encode()}
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise explained(error, folder) from error
        write_files({folder / name: content for name, content in contents.items()})
    if quiet:
        return
    console = output_console()
    console.print(Text(plain(loaded.title), style="bold"), soft_wrap=True)
    console.print(f"Replications: {replications}; random seed: {seed}.")
    for part in forecast_table(made, console.width):
        console.print(part)
    click.echo(f"Written to {out}" if out else "Nothing is written. Add --out FOLDER for a page and a table.", err=True)
