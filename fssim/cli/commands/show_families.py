"""`fssim story`, `fssim animate` and `fssim export`: one replication of a scenario, family by family."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from fssim import CannotAnimate, EventLog, animation, exported, simulate, statutory_return
from fssim import story as tell_story
from fssim.cli import options
from fssim.cli.internals import ENGINES, REPLAYS, write_files
from fssim.cli.load_scenarios import default_engine, load_all, load_with_comparators

MANY = 5000  # families, with whom replays take a while
PICKS = ("delayed", "typical", "vacancy", "untouched")
MOST = 2  # scenarios side by side
RETURNS = ("cin", "csww")
ENDINGS = {"vidigi": ".csv", "csv": ".csv", "xes": ".xes", "activities": ".csv"} | dict.fromkeys(RETURNS, ".xml")
REPLICATION = click.option(
    "--replication",
    default=0,
    show_default=True,
    metavar="N",
    type=options.WholeNumber(min=0),
    help="Number of the replication to show, from 0.",
)
AGAINST = click.option(
    "--against", multiple=True, metavar="FILE", type=options.InputFile(),
    help="A scenario to set beside it, in place of those the file names. May be given more than once.",
)  # fmt: skip


def which_replication(command: options.Command) -> options.Command:
    """The options that say which replication of which scenarios."""
    return AGAINST(options.seed(REPLICATION(command)))


def simulate_scenarios(path: Path, against: tuple[Path, ...], seed: int, replication: int) -> list[EventLog]:
    """The logs of the scenario in a file and of what it is compared with. Raises `ScenarioError`."""
    scenarios = load_with_comparators(path, against, {})
    engine = default_engine(quiet=False)
    return [simulate(loaded, seed, replication, engine) for loaded in scenarios.values()]


@click.command()
@click.argument("scenario", type=options.InputFile())
@click.option("--family", metavar="N", type=int, help="The family with this number.")
@click.option(
    "--pick", type=click.Choice(PICKS),
    help="The most delayed family; a typical one; one that needed an empty post, whose help starts promptly in what it "
    "is compared with; or one that needed it and is unharmed.",
)  # fmt: skip
@click.option(
    "--replays", metavar="N", type=options.WholeNumber(min=0),
    help="Play both scenarios again N times with other luck, to tell what each difference is put down to. 20 if left "
    "out; 0 without Numba, where 20 take minutes.",
)  # fmt: skip
@click.option("--no-answer", is_flag=True, help="Leave out why the lives differ, and ask instead: for a class.")
@which_replication
@click.option(
    "--out", type=options.OutputFile(".html"), help="Write the story as a page, FILE.html, and its picture beside it."
)
def story(
    scenario: Path,
    family: int | None,
    pick: str | None,
    against: tuple[Path, ...],
    seed: int,
    replication: int,
    replays: int | None,
    no_answer: bool,
    out: Path | None,
) -> None:
    """Tell one family's story, in a scenario and in what it is compared with.

    It is the same family everywhere, with the same needs and the same luck, meeting different services. What happened
    is told stage by stage, dated, and ends with why the lives differ: each difference is put down to the vacancy (this
    family needed the post while it was empty), a knock-on (somebody else did) or chance, by playing both scenarios
    again with other luck. The page has a timeline of stages, visits, sessions and decisions, with what held the family
    up underneath, and the full log, folded; the picture is the timeline alone.

    \b
    For example:
      fssim story scenarios/one_district_vacancy.yaml --pick vacancy --out family.html
      fssim story scenarios/one_district_vacancy.yaml --pick untouched --seed 4 --no-answer --out question.html
    """
    if (family is None) == (pick is None):
        raise click.UsageError("Say which family: either --family N, or --pick one.")
    logs = simulate_scenarios(scenario, against, seed, replication)

    count = (REPLAYS if ENGINES[0] == "compiled" else 0) if replays is None else replays
    if count and max(len(log.families) for log in logs) > MANY:
        click.echo(f"Playing {len(logs)} scenarios again, {count} times with other luck (--replays) ...", err=True)
    lives = tell_story(logs, family=family, pick=pick, replays=count)
    picture = out.with_suffix(".png") if out else None
    if out and picture:
        write_files({out: lives.html(not no_answer).encode(), picture: lives.png(not no_answer)})
    click.echo(lives.text(not no_answer))
    click.echo(
        f"Written to {out} and {picture}"
        if out
        else "Nothing is written. Add --out FILE.html for a page and a picture.",
        err=True,
    )


@click.command()
@click.argument("scenario", type=options.InputFile())
@which_replication
@click.option(
    "--district", default=1, show_default=True, metavar="N", type=options.WholeNumber(min=0),
    help="Show the families that this one of the teams works with; 0 shows all.",
)  # fmt: skip
@click.option("--out", required=True, type=options.OutputFile(".html"), help="The page to write, FILE.html.")
def animate(scenario: Path, against: tuple[Path, ...], seed: int, replication: int, district: int, out: Path) -> None:
    """Show families moving through a service, week by week, as a page that plays.

    Families are dots in stages and waiting lists, beside the same families in the scenario it is compared with (the
    first, if the file names several). The page plays, pauses and steps, and needs nothing but a browser.

    \b
    For example:
      fssim animate scenarios/one_district_vacancy.yaml --out motion.html
    """
    if len(against) >= MOST:
        raise click.UsageError("Two scenarios can be shown side by side: give --against once.")
    logs = simulate_scenarios(scenario, against, seed, replication)

    try:
        film = animation(logs[:MOST], district=district or None)
    except CannotAnimate as error:
        raise click.UsageError(str(error)) from error
    page = film.html().encode()
    write_files({out: page})
    click.echo(f"Written to {out} ({len(page) / 1e6:.1f} MB). {film.shows}", err=True)


@click.command()
@click.argument("scenario", type=options.InputFile())
@click.option(
    "--format", "form", required=True, type=click.Choice(list(ENDINGS)),
    help="vidigi: its columns, as CSV. csv: for process mining, a row an event, with XES names. xes: an XES file (IEEE "
    "1849). activities: CSV, a row an activity, with its start, end and who did it. cin: the children in need census "
    "of a year. csww: the children's social work workforce census of a year.",
)  # fmt: skip
@click.option(
    "--year", metavar="YEAR", type=int,
    help="With cin and csww: the year that the return ends in, on 31 March or on 30 September.",
)  # fmt: skip
@options.seed
@REPLICATION
@click.option(
    "--out", required=True, type=options.OutputFile(".csv", ".xes", ".xml"),
    help="The file to write: FILE.csv, FILE.xes or FILE.xml.",
)  # fmt: skip
def export(scenario: Path, form: str, year: int | None, seed: int, replication: int, out: Path) -> None:
    """Write one replication's event log in another tool's format, or a year of it as a statutory return.

    Every referral that was open in the observed years is there from beginning to end: as an entity that queues, for
    vidigi; or as a case with its activities. Working days are written as nine to five. A return has what was open in
    its year, of children and workers who are made up: what the model does not know of them is drawn from England's
    shares.

    \b
    For example:
      fssim export scenarios/one_district.yaml --format xes --out district.xes
      fssim export scenarios/one_district.yaml --format cin --year 2021 --out cin_2021.xml
    """
    if (form in RETURNS) != (year is not None):
        raise click.UsageError(
            f"--format {form} needs --year: the year that the return ends in."
            if year is None
            else f"--year goes with {' and '.join(RETURNS)}; --format {form} has all observed years."
        )
    if out.suffix.lower() != ENDINGS[form]:
        raise click.UsageError(f"--format {form} writes a {ENDINGS[form]} file, and --out is '{out}'.")
    (loaded,) = load_all([scenario])
    log = simulate(loaded, seed, replication, default_engine(quiet=False))

    content = exported(log, form) if year is None else statutory_return(log, form, year)
    write_files({out: content})
    click.echo(f"Written to {out} ({len(content) / 1e6:.1f} MB).", err=True)
    if form == "vidigi":
        began = date.fromordinal(int(log.tables.day_ordinals[0]))
        click.echo(f'In vidigi: simulation_time_unit="days", start_date="{began}"', err=True)
    if form in RETURNS:
        click.echo("Simulated: no child, family or worker in it exists.", err=True)
