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
    from fssim.runs.results import Results
    from fssim.runs.run_to_precision import PreciseResults

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


def show(results: Sequence[Results], precise: PreciseResults | None) -> None:
    """Print the question, the measures that matter, where the days go, and the answer in words.

    `precise` is what the results came from, if that was a run to a precision.
    """
    from fssim.report.answer import answer
    from fssim.report.headline_comparisons import what_pairing_bought
    from fssim.report.terminal.ledger_bars import ledger_bars
    from fssim.report.terminal.precision_reached import precision_reached
    from fssim.report.terminal.table import measures_table
    from fssim.report.wording.answer_sentences import CAVEAT, starts_empty
    from fssim.report.wording.how_far_alike import paired_note
    from fssim.report.wording.overload_sentences import overload_sentences
    from fssim.report.wording.words import plain
    from fssim.statistics.warm_up import warm_up_warning

    console = output_console()
    width_of_prose = min(console.width, WIDTH_OF_PROSE)
    scenario = results[0].scenario
    opening, *findings = answer(results)
    console.print(
        Text(plain(scenario.title), style="bold"), Text(plain(scenario.question)), sep="\n", width=width_of_prose
    )
    overloaded = overload_sentences(results)
    for note in (starts_empty(results), *overloaded, warm_up_warning(results)):
        if note:
            console.print(Text(plain(note)), width=width_of_prose)
    console.print(measures_table(results, console.width))
    if precise is not None:
        console.print(Text(precision_reached(precise)), width=width_of_prose)
    for note in (paired_note(results), what_pairing_bought(results)) if len(results) > 1 else ():
        if note:
            console.print(Text(note, style="dim"), width=width_of_prose)
    console.print("", ledger_bars(results, console.width, console.options.ascii_only), sep="\n")
    for part in (Text(opening), bullets([each for each in findings if each not in overloaded]), Text(CAVEAT)):
        console.print("", part, sep="\n", width=width_of_prose)


def bullets(lines: Sequence[str]) -> Table:
    """Lines with a dash before each, and what is folded below its own line."""
    grid = Table.grid(padding=(0, 1))
    for line in lines:
        grid.add_row(" -", Text(line))
    return grid


@contextmanager
def progress_bar(
    quiet: bool, doing: str = "Simulating", things: str = "replications"
) -> Iterator[Callable[[int, int], None]]:
    """A bar with the time left, on standard error, if that is a terminal. Yields what to call with (done, total)."""
    console = Console(stderr=True)
    if quiet or not console.is_interactive:
        yield lambda done, total: None
        return
    bar = Progress(
        *([TextColumn(doing)] if console.width >= WIDTH_OF_A_WHOLE_BAR else []),
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
