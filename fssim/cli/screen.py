"""What is drawn on the terminal, and what a file gets instead: the same words, whole lines and no control codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from fssim.experiment.results import Results

WIDTH_OF_A_FILE = 400  # wide enough that no table is folded
WIDTH_OF_PROSE = 100


def show(results: Sequence[Results]) -> None:
    """Print the question, the measures that matter, where the days go, and the answer in words."""
    from fssim.report.bars import ledger_bars
    from fssim.report.sentence import CAVEAT, answer
    from fssim.report.table import FOOTNOTE, measures_table
    from fssim.report.words import plain

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDTH_OF_A_FILE)
    scenario = results[0].scenario
    opening, *findings = answer(results)
    table, bars = tables = measures_table(results), ledger_bars(results, console.options.ascii_only)
    for part in (
        Text(plain(scenario.title), style="bold"),
        Text(plain(scenario.question)),
        table,
        Text(FOOTNOTE, style="dim") if len(results) > 1 else None,
        bars,
        Text(opening),
        _bullets(findings),
        Text(CAVEAT),
    ):
        if part is not None:
            console.print(part, width=None if part in tables else min(console.width, WIDTH_OF_PROSE))
            console.print()


def _bullets(lines: Sequence[str]) -> Table:
    """Lines with a dash before each, and what is folded below its own line."""
    grid = Table.grid(padding=(0, 1))
    for line in lines:
        grid.add_row(" -", Text(line))
    return grid


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar with the time left, on standard error, if that is a terminal. Yields what to call with (done, total)."""
    console = Console(stderr=True)
    if quiet or not console.is_interactive:
        yield lambda done, total: None
        return
    bar = Progress(
        TextColumn("Simulating"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("replications,"),
        TimeElapsedColumn(),
        TextColumn("gone,"),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=console,
        transient=True,
        speed_estimate_period=3600.0,
    )
    task = bar.add_task("", total=None)

    def advance(done: int, total: int) -> None:
        if done == 0:
            bar.start()  # not before: worker processes should be started before the thread that draws
        bar.update(task, completed=done, total=total)

    try:
        yield advance
    finally:
        bar.stop()
