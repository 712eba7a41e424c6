"""`fssim story`."""

from __future__ import annotations

from pathlib import Path

import click

from fssim.cli import options
from fssim.cli.options import WholeNumber
from fssim.cli.output_file import OutputFile, write_files
from fssim.cli.replay import simulated, which_replication

MANY = 5000  # families, with whom replays take a while
PICKS = ("delayed", "typical", "vacancy", "untouched")


@click.command()
@click.argument("scenario", type=options.InputFile())
@click.option("--family", metavar="N", type=int, help="The family with this number.")
@click.option(
    "--pick", type=click.Choice(PICKS),
    help="The most delayed family; a typical one; one that needed an empty post, whose help starts promptly in what it "
    "is compared with; or one that needed it and is unharmed.",
)  # fmt: skip
@click.option(
    "--replays", metavar="N", type=WholeNumber(min=0),
    help="Play both scenarios again N times with other luck, to tell what each difference is put down to. 20 if left "
    "out; 0 without Numba, where 20 take minutes.",
)  # fmt: skip
@click.option("--no-answer", is_flag=True, help="Leave out why the lives differ, and ask instead: for a class.")
@which_replication
@click.option(
    "--out", type=OutputFile(".html"), help="Write the story as a page, FILE.html, and its picture beside it."
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
      fssim story scenarios/one_district_vacancy.yaml --pick untouched --no-answer --out question.html
    """
    if (family is None) == (pick is None):
        raise click.UsageError("Say which family: either --family N, or --pick one.")
    logs = simulated(scenario, against, seed, replication)

    from fssim.engine.simulate import ENGINES
    from fssim.report.story.comparison.attribution_marks import REPLAYS
    from fssim.report.story.story import story as told

    count = (REPLAYS if ENGINES[0] == "compiled" else 0) if replays is None else replays
    if count and max(len(log.families) for _, log in logs) > MANY:
        click.echo(f"Playing {len(logs)} scenarios again, {count} times with other luck (--replays) ...", err=True)
    found = told(logs, family=family, pick=pick, replays=count)
    picture = out.with_suffix(".png") if out else None
    if out and picture:
        write_files({out: found.html(not no_answer).encode(), picture: found.png(not no_answer)})
    click.echo(found.text(not no_answer))
    click.echo(
        f"Written to {out} and {picture}"
        if out
        else "Nothing is written. Add --out FILE.html for a page and a picture.",
        err=True,
    )
