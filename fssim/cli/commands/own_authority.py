"""`fssim authority`: a scenario of one's own authority, from figures that it has. `fssim forecast`: the next months
from the caseload of a day."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill

import click
from rich.text import Text

from fssim import NewAuthority, OutputError
from fssim import forecast as make_forecast
from fssim import new_authority as make_authority
from fssim.cli import options
from fssim.cli.internals import (
    COUNTED_FILE,
    FORECAST_MONTHS,
    FORECAST_REPLICATIONS,
    FROM_TODAY_FILE,
    PANEL,
    READ_FILE,
    SCENARIO_FILE,
    describe_doubts,
    explained,
    forecast_page,
    forecast_table,
    frame_csv,
    group_by_basis,
    in_list,
    list_set_aside,
    make_template,
    plain,
    refuse_file_as_folder,
    visible,
    write_files,
)
from fssim.cli.load_scenarios import default_engine, load_all
from fssim.cli.screen import output_console, progress_bar

FORECAST_PAGE, FORECAST_TABLE = "forecast.html", "forecast.csv"
WIDTH = 100


@click.group()
def authority() -> None:
    """Make a scenario of your own authority, from figures that it has.

    \b
    For example:
      fssim authority new Barnet --from authorities.csv --out barnet/
      fssim run barnet/scenario.yaml --out out/
    """


@authority.command()
@click.argument("name")
@click.option(
    "--cin", multiple=True, metavar="FILE", type=click.Path(path_type=Path),
    help="A children in need census (XML). May be given again, for other years.",
)  # fmt: skip
@click.option(
    "--csww", multiple=True, metavar="FILE", type=click.Path(path_type=Path),
    help="A social work workforce census (XML). May be given again, for other years.",
)  # fmt: skip
@click.option(
    "--workbook", metavar="FILE", type=click.Path(path_type=Path),
    help="An Excel workbook with its figures, begun from the one that fssim authority template writes.",
)  # fmt: skip
@click.option(
    "--from", "published", metavar="FILE", type=click.Path(path_type=Path),
    help=f"A CSV file of published figures of authorities, such as the {PANEL} that comes with fssim.",
)  # fmt: skip
@click.option("--authority", "row", metavar="NAME", default="", help="What that file calls it.  [default: NAME]")
@click.option(
    "--year", metavar="YEAR", type=options.WholeNumber(1990, 2100),
    help="The year of that file.  [default: the last that there is]",
)  # fmt: skip
@click.option(
    "--children", metavar="N", type=options.Finite(min=1.0), help="How many children live there, aged 0 to 17.",
)  # fmt: skip
@click.option("--out", required=True, metavar="FOLDER", type=options.Folder(), help="The folder to write.")
@click.option("--overwrite", is_flag=True, help="Replace files that are in the folder already.")
@options.seed
@options.jobs
@options.quiet
def new(
    name: str,
    cin: tuple[Path, ...],
    csww: tuple[Path, ...],
    workbook: Path | None,
    published: Path | None,
    row: str,
    year: int | None,
    children: float | None,
    out: str,
    overwrite: bool,
    seed: int,
    jobs: int | None,
    quiet: bool,
) -> None:
    """Make a scenario of the authority NAME, in a folder of its own.

    The scenario extends the standard model and says only what is the authority's own, with where each number is from.
    Decisions are moved until the model's own years come to its figures, which takes a minute or less. In the folder are
    scenario.yaml, its sources.csv, targets.csv with the figures that fssim targets and fssim calibrate hold it to, and
    figures.csv with all that was read. Returns are read on this computer, and no child's dates or identifiers are
    kept: only counts and shares of many. What has no figure of the authority's own, and why, is said.

    \b
    For example:
      fssim authority new Barnet --cin cin_2024.xml --csww csww_2023.xml --children 91000 --out barnet/
      fssim authority new Barnet --from authorities.csv --out barnet/
      fssim authority new Barnet --workbook figures.xlsx --out barnet/
      fssim authority new "My county" --from authorities.csv --authority Kent --year 2024 --out kent/
    """
    default_engine(quiet)
    with progress_bar(quiet) as on_progress:
        made = make_authority(
            name, out, cin=cin, csww=csww, workbook=workbook, published=published, authority=row, year=year,
            children=children,
            overwrite=overwrite, seed=seed, jobs=jobs, on_progress=on_progress,
        )  # fmt: skip
    if quiet:
        return
    for line in _describe(made):
        click.echo(line)
    click.echo(f"Written to {out}. To run it: fssim run {made.folder / SCENARIO_FILE} --out out/", err=True)
    if (made.folder / FROM_TODAY_FILE).exists():
        beside = f" --counted {made.folder / COUNTED_FILE}" if (made.folder / COUNTED_FILE).exists() else ""
        click.echo(
            f"From who was open then: fssim forecast {made.folder / FROM_TODAY_FILE}{beside} --out forecast/", err=True
        )
    elif cin:
        click.echo(
            f"There is no {FROM_TODAY_FILE}: too few children are open on the last day of the census to be counted.",
            err=True,
        )


def _describe(made: NewAuthority) -> list[str]:
    """What of it is the authority's own, and what is not and why; what was set aside, and what may be wrong."""
    own, others = made.frame[made.frame["own"]], made.frame[~made.frame["own"]]
    lines = [f"{made.name}: {len(own)} of {len(made.frame)} local figures are its own."]
    lines += [_item(f"From {basis}: {in_list(titles)}.") for basis, titles in group_by_basis(own)]
    if len(others):
        lines.append("Not its own:" if len(others) > 1 else "One is not its own:")
        lines += [_item(f"{in_list(titles)}: {basis}.") for basis, titles in group_by_basis(others)]
    if len(made.read):
        lines.append(fill(f"What became of everything that was read: {made.folder / READ_FILE}.", WIDTH))
        lines += [_item(f"{why}: {in_list(kinds)}.") for why, kinds in list_set_aside(made.read)]
    short = made.frame[made.frame["shortfall"] != ""]
    if len(short):
        lines.append(fill("The model does not come near these, however demand, decisions and posts are moved:", WIDTH))
        lines += [_item(f"{row.title}: {row.shortfall}.") for row in short.itertuples()]
    if doubts := list(describe_doubts(made.scenario)):
        lines.append("Look at these first:")
        lines += [_item(doubt) for doubt in doubts]
    return lines


def _item(text: str) -> str:
    return fill(visible(text), WIDTH, initial_indent="  - ", subsequent_indent="    ")


@authority.command()
@click.option(
    "--out", default=Path("figures.xlsx"), show_default=True, type=options.OutputFile(".xlsx"),
    help="The workbook to write, FILE.xlsx.",
)  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace a file of that name.")
def template(out: Path, overwrite: bool) -> None:
    """Write an empty workbook for an authority's own figures, with every cell explained.

    Fill in what you have, and leave the rest blank: fssim authority new NAME --workbook FILE.xlsx --out FOLDER.

    \b
    For example:
      fssim authority template --out figures.xlsx
    """
    if out.exists() and not overwrite:
        raise OutputError(f"{out}: is there already; choose another name with --out, or replace it with --overwrite")
    write_files({out: make_template()})
    then = f"fssim authority new NAME --workbook {out} --out FOLDER"
    click.echo(f"Written to {out}. Once it is filled in: {then}", err=True)


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
@click.option(
    "--out", metavar="FOLDER", type=options.Folder(), help=f"Folder to write {FORECAST_PAGE} and {FORECAST_TABLE} into."
)
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
        contents = {
            FORECAST_PAGE: forecast_page(made),
            FORECAST_TABLE: frame_csv(made.frame.set_index(["what", "stage"])).encode(),
        }
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
