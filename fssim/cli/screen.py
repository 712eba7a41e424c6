"""What is drawn on the terminal, and what a file gets instead: the same words, whole lines and no control codes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from fssim import Scenario
from fssim.cli.internals import choose_caveat, plain
from fssim.cli.start import STOPPED_WITH_CTRL_C

WIDTH_OF_A_FILE = 400  # wide enough that no table is folded
WIDTH_OF_PROSE = 100
WIDTH_OF_A_WHOLE_BAR = 80


class OutputConsole(Console):
    """A console that lets others say what a reader who has gone means."""

    def on_broken_pipe(self) -> None:
        raise  # what Rich has caught when it calls this


def output_console() -> Console:
    """Standard output: as wide as the terminal, or wide enough for anything if it goes to a file."""
    console = OutputConsole(highlight=False)
    return console if console.is_terminal else OutputConsole(highlight=False, width=WIDTH_OF_A_FILE)


def bullets(lines: Sequence[str]) -> Table:
    """Lines with a dash before each, and what is folded below its own line."""
    grid = Table.grid(padding=(0, 1))
    for line in lines:
        grid.add_row(" -", Text(line))
    return grid


@contextmanager
def kept_when_stopped(folder: Path) -> Iterator[None]:
    """For work that resumes: Ctrl-C says where what is finished is kept, and ends with the status of what it stops."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(f"Stopped. What is finished is kept in {folder}: give the same command again to resume.", err=True)
        sys.exit(STOPPED_WITH_CTRL_C)


@contextmanager
def progress_bar(
    quiet: bool, activity: str = "Simulating", things: str = "replications"
) -> Iterator[Callable[[int, int], None]]:
    """A bar with the time left, on standard error, if that is a terminal. Yields what to call with (done, total)."""
    console = Console(stderr=True)
    if quiet or not console.is_interactive:
        yield lambda done, total: None
        return
    bar = Progress(
        *([TextColumn(activity)] if console.width >= WIDTH_OF_A_WHOLE_BAR else []),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(f"{things},"),
        TimeElapsedColumn(),
        TextColumn("gone,"),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=console,
        transient=True,
        speed_estimate_period=3600.0,
    )

    def advance(done: int, total: int) -> None:
        if not bar.tasks:
            bar.add_task("", completed=done, total=total)  # what was done before says nothing of the speed
            bar.start()  # not before: worker processes should be started before the thread that draws
        bar.update(bar.tasks[0].id, completed=done, total=total)

    try:
        yield advance
    finally:
        bar.stop()


def show_answer(
    title: str,
    about: str,
    listed: list[str],
    table: RenderableType,
    notes: list[str],
    sentences: list[str],
    scenarios: Sequence[Scenario],
) -> None:
    """Print an answer: what was asked, of what, the table, what to know of it, and the answer in words."""
    console = output_console()
    width = min(console.width, WIDTH_OF_PROSE)
    console.print(Text(plain(title), style="bold"), Text(plain(about)), sep="\n", width=width)
    if listed:
        console.print(bullets([plain(line) for line in listed]), width=width)
    console.print(table)
    for note in notes:
        console.print(Text(plain(note), style="dim"), width=width)
    console.print("", bullets([plain(sentence) for sentence in sentences]), "", sep="\n", width=width)
    console.print(Text(choose_caveat(scenarios)), width=width)
