"""What is drawn on the terminal, and what a file gets instead: the same words, whole lines and no control codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

WIDTH_OF_A_FILE = 400  # wide enough that no table is folded


def output() -> Console:
    """Standard output."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH_OF_A_FILE)


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
