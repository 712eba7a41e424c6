"""The three figures of a run: where days go, how long plans last, and how long parents wait for help."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fssim.errors import ArgumentError, WorkerLost
from fssim.measures.headline import DRIFT, band_measure, duration_measure, line_measure, wait_measure
from fssim.measures.ledger.ledger_lines import LEDGER_RULE, LINES
from fssim.measures.published import PLAN_BANDS
from fssim.report.charts.chart_sheet import png
from fssim.report.charts.panels import BLUE, GREY, LINE_STYLES, Panel, Panels, Style, draw_panels, own_style
from fssim.report.wording.answer_notes import headline_comparisons, starts_empty
from fssim.report.wording.words import in_list, number, plain, spoken
from fssim.runs.compare import Comparison, find_ledger_lines
from fssim.runs.folder.provenance import describe_place_and_year, read_target_rows
from fssim.runs.process_pool import ThisProcess, count_processes, start_process_pool
from fssim.runs.results import Results
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.interval import estimate_mean
from fssim.statistics.verdict import ALIKE, CLEAR, SUGGESTED

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PLAN = "child_protection"  # the plan that the published bands are of
TARGETS = ("cpp_ended_le3m", "cpp_ended_3_6m", "cpp_ended_6_12m", "cpp_ended_1_2y", "cpp_ended_2yplus")


@dataclass(frozen=True, slots=True)
class PublishedBands:
    """The percentage of plans that ended in each band, shortest first, and where and when."""

    percent: tuple[float, ...]
    title: str


def published_bands(scenario: Scenario) -> PublishedBands | None:
    """The published bands for the scenario's headline plan, or None if it has none."""
    if scenario.headline.statutory_plan != PLAN:
        return None
    rows = {row["id"]: row for row in read_target_rows(scenario)}
    if not all(name in rows for name in TARGETS):
        return None
    where = describe_place_and_year(rows[TARGETS[0]])
    return PublishedBands(
        tuple(float(rows[name]["value"]) for name in TARGETS), f"Published: {where}" if where else "Published"
    )


HERE, THERE, PUBLISHED = Style(BLUE), Style(GREY, "///"), Style("white", "", "black")
FIGURE_FILES = ("ledger.png", "plan_durations.png", "specialist_waits.png")


def save_figures(folder: Path, results: Sequence[Results]) -> None:
    """Write `ledger.png`, `plan_durations.png` and `specialist_waits.png`. Raises `OSError` if they cannot be."""
    drawings = (ledger_panels, plan_duration_panels, specialist_wait_panels)
    with own_style():
        for name, draw in zip(FIGURE_FILES, drawings, strict=True):
            (folder / name).write_bytes(png(draw_panels(draw(results))))


@contextmanager
def saving_figures(folder: Path, results: Sequence[Results], jobs: int | None) -> Iterator[Executor]:
    """What `save_figures` does, while the body runs: in a process of its own, unless `jobs` is 1 or none can be had.

    Yields what draws, for the body's own pictures.
    """
    with ExitStack() as stack:
        drawing: Executor = ThisProcess()
        if count_processes(jobs) > 1:
            with suppress(WorkerLost):
                drawing = stack.enter_context(start_process_pool(1))
        pickled = pickle.dumps(results)  # now: the pool would do it while the body works on them
        saved = drawing.submit(_save_figures_of, folder, pickled)
        yield drawing
        saved.result()


def _save_figures_of(folder: Path, pickled: bytes) -> None:
    save_figures(folder, pickle.loads(pickled))


def ledger_panels(results: Sequence[Results]) -> Panels:
    """What held families up while they were on plans: a panel a scenario, a row a line of the ledger."""
    shown = find_ledger_lines(results)
    styles = [LINE_STYLES[line] for line in shown]
    return Panels(
        f"Working days of drift on a plan: {means_in_words(results, DRIFT)}",
        "Working days on a plan, for each family that enters one, by what held the family up. Hatched: drift. "
        f"{LEDGER_RULE} " + how_to_read(results),
        [LINES[line.name.lower()] for line in shown],
        [
            Panel(plain(result.scenario.title), [result.interval(line_measure(line)) for line in shown], styles)
            for result in results
        ],
    )


def plan_duration_panels(results: Sequence[Results]) -> Panels:
    """How long plans had lasted when they ended, in the published bands, beside the published shares if any."""
    headline = results[0].scenario.headline
    published = published_bands(results[0].scenario)
    exact = [estimate_mean([share]) for share in published.percent] if published else []
    panels = [
        Panel(
            plain(result.scenario.title),
            [result.interval(band_measure(headline, band)) for band in PLAN_BANDS],
            [HERE] * len(PLAN_BANDS),
            exact,
        )
        for result in results
    ]
    if published:
        panels.insert(0, Panel(published.title, exact, [PUBLISHED] * len(PLAN_BANDS)))
    plans = f"{spoken(headline.statutory_plan)} plans"
    return Panels(
        f"Weeks that {plans} last: {means_in_words(results, duration_measure(headline))}",
        f"Percentage of children whose {plans} ended, by how long the plan had lasted. "
        + ("Diamonds: the published share. " if published else "")
        + how_to_read(results),
        [spoken(band) for band in PLAN_BANDS],
        panels,
    )


def specialist_wait_panels(results: Sequence[Results]) -> Panels:
    """How long parents wait for help to start: a panel a need, a row a scenario."""
    first = results[0].scenario
    need = first.headline.need
    styles = [HERE] + [THERE] * (len(results) - 1)
    return Panels(
        f"Working days to wait for {spoken(need)} help: {means_in_words(results, wait_measure(need))}",
        "Mean working days from the first referral of a parent's need under a plan until help starts under it, "
        "with the time in which nobody had picked up that it had not. " + how_to_read(results),
        [plain(result.scenario.title) for result in results],
        [
            Panel(spoken(name).capitalize(), [result.interval(wait_measure(name)) for result in results], styles)
            for name in sorted(first.needs, key=lambda name: name != need)
        ],
    )


def means_in_words(results: Sequence[Results], measure: str) -> str:
    """The mean in each scenario, and where it is not clear that it differs from the first one's."""
    _, *others = results
    means = [f"{number(result.interval(measure).mean)} in '{plain(result.scenario.title)}'" for result in results]
    notes = [not_different(rows.get(measure), len(others)) for rows in headline_comparisons(results)]
    return in_list([mean + note for mean, note in zip(means, ["", *notes], strict=True)])


def not_different(row: Comparison | None, others: int) -> str:
    """What is said beside the second of two numbers unless it is known to differ; `others` are compared in all."""
    if row is None or row.n == 0 or row.verdict in CLEAR:
        return ""
    if row.verdict in ALIKE:
        return f" ({row.verdict})" if others == 1 else f" ({row.verdict}, beside the first)"
    if row.verdict in SUGGESTED:
        return " (a difference is suggested, and no more)" if others == 1 else " (suggested to differ from the first)"
    return " (cannot tell apart)" if others == 1 else " (cannot tell from the first)"


def how_to_read(results: Sequence[Results]) -> str:
    count = len(results[0].rows)
    if count < 2:
        return f"One replication. {starts_empty(results)}".strip()
    own = ", each scenario's own: they may overlap where scenarios do differ" if len(results) > 1 else ""
    bars = f"Bars: the mean of {count} replications. Black lines: 95% intervals{own}."
    return f"{bars} {starts_empty(results)}".strip()


DRAWINGS = {"ledger": ledger_panels, "plan_durations": plan_duration_panels, "specialist_waits": specialist_wait_panels}


def figure(results: Sequence[Results], of: str = "ledger") -> Figure:
    """Draw one of the figures that `fssim run` writes.

    Parameters
    ----------
    results : sequence of Results
        The first is what the figure is about; it is compared with the others, if there are any.
    of : {'ledger', 'plan_durations', 'specialist_waits'}
        Where families' days on a plan go (working days a family); how long plans that end have lasted (percentages of
        plans, beside the published bands if there are any); or how long parents wait for help (working days).

    Returns
    -------
    matplotlib.figure.Figure
        A figure with its title and its words drawn in it: show it in a notebook, or save it with `savefig`. Bars are
        means over the replications, and black lines 95% intervals.

    Raises
    ------
    ArgumentError
        If there is no such figure, there are no results, or they cannot be compared (see `fssim.compare`).
    OtherClocks
        If they are not observed over the same years.
    """
    if not results:
        raise ArgumentError("there are no results; give those of one scenario, or of several")
    if of not in DRAWINGS:
        raise ArgumentError(f"figure '{of}' is not known; it must be {', '.join(DRAWINGS)}")
    drawn = draw_panels(DRAWINGS[of](results))
    drawn.add_axes((0, 0, 1, 1)).set_axis_off()  # a notebook takes a figure without axes for an empty one
    return drawn
