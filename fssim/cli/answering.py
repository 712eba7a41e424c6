"""What the commands that answer a question have in common: how they are asked, and where the answer goes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fssim.cli import options

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

Command = Callable[..., Any]
Save = Callable[["pd.DataFrame"], None]

MEASURE_HELP = "A measure by its name in summary.csv."


def simulating(command: Command) -> Command:
    """The options of a command that simulates."""
    for option in reversed(
        (
            options.replications(at_least=2),
            options.seed,
            click.option(
                "--years", metavar="N", type=options.WholeNumber(1, 20),
                help="Years to observe, in place of the scenarios'.",
            ),
            click.option(
                "--warm-up", metavar="N", type=options.WholeNumber(0, 20),
                help="Years to simulate first and discard, in place of their own.",
            ),
        )
    ):  # fmt: skip
        command = option(command)
    return answering(command)


def answering(command: Command) -> Command:
    """The options of every command that answers a question."""
    decorated: Command = options.jobs(options.csv_out(options.quiet(command)))
    return decorated


def clock_of(years: int | None, warm_up: int | None) -> dict[str, int]:
    """The fields of the clock that the options change."""
    asked = {"observed_years": years, "warm_up_years": warm_up}
    return {field: value for field, value in asked.items() if value is not None}


@contextmanager
def csv_file(path: Path | None) -> Iterator[Save]:
    """What writes a DataFrame to a CSV file, which is checked for room and rights now and replaced whole at the end.

    Raises `OutputError` if it cannot be written to, before the body starts.
    """
    from fssim.comma_separated import frame_csv
    from fssim.errors import OutputError
    from fssim.runs.folder.run_folder import explained

    if path is None:
        yield lambda frame: None
        return
    if os.path.isdir(path):
        raise OutputError(f"{path}: is a folder; name a file to write, such as {path / 'answer.csv'}")
    try:
        handle, partial = tempfile.mkstemp(prefix=".partial-", suffix=".csv", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise OutputError(str(explained(error, path)).replace("another folder", "another file")) from error

    def save(frame: pd.DataFrame) -> None:
        try:
            Path(partial).write_text(frame_csv(frame), encoding="utf-8", newline="")
            os.chmod(partial, 0o666 & ~_umask())
            os.replace(partial, path)
        except OSError as error:
            raise OutputError(str(explained(error, path)).replace("another folder", "another file")) from error

    try:
        yield save
    finally:
        with suppress(OSError):
            os.unlink(partial)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def show_answer(
    title: str, about: str, listed: list[str], table: RenderableType, notes: list[str], sentences: list[str]
) -> None:
    """Print an answer: what was asked, of what, the table, what to know of it, and the answer in words."""
    from rich.text import Text

    from fssim.cli.screen import WIDTH_OF_PROSE, bullets, output_console
    from fssim.report.wording.answer_sentences import CAVEAT
    from fssim.report.wording.words import plain

    console = output_console()
    width = min(console.width, WIDTH_OF_PROSE)
    console.print(Text(plain(title), style="bold"), Text(plain(about)), sep="\n", width=width)
    if listed:
        console.print(bullets([plain(line) for line in listed]), width=width)
    console.print(table)
    for note in notes:
        console.print(Text(plain(note), style="dim"), width=width)
    console.print("", bullets([plain(sentence) for sentence in sentences]), "", Text(CAVEAT), sep="\n", width=width)
