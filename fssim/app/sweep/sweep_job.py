"""The job that runs a sweep and answers what was asked of it: which point is best, and how much would be enough."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from fssim.app.page_words import reword, without_options, write_pounds
from fssim.app.sweep.sweep_question import (
    AGAINST_FILE,
    ANSWER,
    ANSWER_FILE,
    BASE_FILE,
    COST,
    CROSSING,
    MOST_TIMES,
    RANKED,
    RESPONSE,
    SWEEP_FILE,
    SWEPT,
)
from fssim.app.work.run_job import Tell
from fssim.app.work.work_folder import ASKED
from fssim.errors import Error
from fssim.files.atomic_write import partial_folder
from fssim.measures.catalogue import describe
from fssim.measures.declaration import MeasureDescription
from fssim.measures.headline import STAFF_COST
from fssim.plots import name_value
from fssim.report.terminal.difference_tables import break_even_sentences
from fssim.report.terminal.ranking_tables import ranking_notes, ranking_sentences
from fssim.report.wording.words import interval, number, signed
from fssim.scenario.reading.load import load
from fssim.studies.analysis.differences.break_even import BreakEven, breakeven
from fssim.studies.analysis.rank import BEST, Ranking, rank
from fssim.studies.sweeps.plan.sweep import Sweep, SweepPoint, count_points, load_sweep
from fssim.studies.sweeps.run_sweep import sweep
from fssim.studies.sweeps.sweep_results import SweepResults
from fssim.whole_numbers import write_count

DOTS_AN_INCH = 144
NOT_YET = "not yet"

Known = dict[tuple[object, ...], list[float]]  # the measure in each replication, by the values of the levers


def sweep_and_ask(folder: Path, options: Mapping[str, Any], tell: Tell) -> None:
    """Run a folder's sweep, or what is missing of it, and keep the answers in the folder, all of them or none."""
    asked: dict[str, Any] = json.loads((folder / ASKED).read_text(encoding="utf-8"))["options"]
    so_far = 0

    def counted(done: int, total: int) -> None:
        tell({"done": so_far + done, "total": so_far + total})

    measure, budget = str(asked["measure"]), asked["budget"]
    planned = load_sweep(folder / SWEEP_FILE)
    known: Known = {}

    def point_done(point: SweepPoint, values: Mapping[str, Sequence[float]]) -> None:
        known[tuple(point.values[lever.name] for lever in planned.levers)] = list(values[measure])
        tell({"look": look_at_points(planned, measure, known)})

    swept = sweep(planned, folder / SWEPT, on_progress=counted, on_point=point_done)
    so_far = len(swept.frame)
    values = _values_of(swept, measure)
    tell({"look": look_at_points(planned, measure, values)})
    answer: dict[str, Any] = {
        "table": _table(planned, measure, values),
        "failures": list(swept.failures["reason"]),
        "enough": [],
    }
    drawings: dict[str, Callable[[], Any]] = {RESPONSE: lambda: swept.plot(measure)}
    if measure != STAFF_COST:
        drawings[COST] = lambda: swept.plot(STAFF_COST)
    try:
        most = MOST_TIMES * swept.sweep.plan.fewest_replications
        ranking = rank(swept, measure, budget, most=most, on_progress=counted)
    except Error as error:
        answer["best"] = {"sentences": [f"{_for_planners(str(error))}."], "notes": [], "headings": [], "rows": []}
    else:
        answer["best"] = _best(ranking)
        drawings[RANKED] = ranking.plot
    if "break_even" in asked:
        try:
            crossing = _break_even(folder, asked, swept, counted)
        except Error as error:
            answer["enough"] = [f"{_for_planners(str(error))}."]
        else:
            against = load(folder / AGAINST_FILE).title
            answer["enough"] = [_for_planners(sentence) for sentence in break_even_sentences(crossing, against)]
            drawings[CROSSING] = crossing.plot
    tell({"state": "writing"})
    with partial_folder(folder) as partial:
        whole = partial / ANSWER
        whole.mkdir()
        for name, draw in drawings.items():
            figure = draw().figure
            for axes in figure.axes:
                axes.set_xlabel(write_pounds(axes.get_xlabel()))
                axes.set_ylabel(write_pounds(axes.get_ylabel()))
            figure.savefig(whole / name, dpi=DOTS_AN_INCH)
        (whole / ANSWER_FILE).write_text(json.dumps(answer | {"pictures": list(drawings)}, indent=1), encoding="utf-8")
        whole.rename(folder / ANSWER)


def _break_even(
    folder: Path, asked: Mapping[str, Any], swept: SweepResults, progress: Callable[..., None]
) -> BreakEven:
    turned = asked["break_even"]
    return breakeven(
        load(folder / BASE_FILE), load(folder / AGAINST_FILE), turned["path"], str(asked["measure"]), turned["low"],
        turned["high"], swept.sweep.plan.fewest_replications, swept.sweep.plan.seed, on_progress=progress,
    )  # fmt: skip


def look_at_points(planned: Sweep, measure: str, known: Known) -> dict[str, Any]:
    """What a page shows while a sweep runs: the settings that are done, as `describe_so_far` has it of a run."""
    table, count = _table(planned, measure, known), count_points(planned)
    done = f"{len(known)} of {write_count(count, 'setting')}"
    across = f" Across: {table['across']}." if table["across"] else ""
    return {
        "heading": f"The answer so far: {done}" if len(known) < count else "What each setting comes to",
        "caption": table["caption"],
        "sentences": [],
        "basis": f"Each is a mean with its 95% interval.{across} Which is best is told once all are done.",
        "headings": [(heading, "") for heading in (table["down"], *table["headings"])],
        "rows": table["rows"],
    }


def _values_of(swept: SweepResults, measure: str) -> Known:
    groups = swept.frame.groupby([lever.column for lever in swept.sweep.levers])[measure]
    return {key if isinstance(key, tuple) else (key,): list(rows) for key, rows in groups}


def _table(planned: Sweep, measure: str, known: Known) -> dict[str, Any]:
    """The mean of the measure at each point: the first lever down and the second across, if there are two."""
    about, levers = describe(measure, planned.base), planned.levers
    cells = {tuple(map(name_value, key)): _cell(about, values) for key, values in known.items()}
    first, *others = [[name_value(value) for value in lever.values] for lever in levers]
    across = others[0] if others else None
    rows = [
        [down, *(cells.get((down, side), NOT_YET) for side in across)]
        if across
        else [down, cells.get((down,), NOT_YET)]
        for down in first
    ]
    headings = across or ["Mean and its 95% interval"]
    return {
        "caption": reword(f"{about.label}, {about.unit}"),
        "down": levers[0].label,
        "across": levers[1].label if others else "",
        "headings": headings,
        "rows": rows,
    }


def _cell(about: MeasureDescription, values: Sequence[float]) -> str:
    mean = about.estimate_own_mean(values)
    return f"{number(mean.mean)} ({interval(mean.low, mean.high, number)})" if mean.n else "no value"


def _best(ranking: Ranking) -> dict[str, Any]:
    """The ranking as sentences and a table."""
    levers = ranking.swept.sweep.levers
    about, cost = (describe(name, ranking.swept.sweep.base) for name in (ranking.measure, ranking.cost))
    rows = []
    for row in ranking.frame.to_dict("records"):
        best = row["is"] == BEST
        bounds = interval(row["difference_low"], row["difference_high"])
        apart = "" if best or pd.isna(row["difference"]) else f"{signed(row['difference'])} ({bounds})"
        figures = [number(row["mean"]), apart, f"{row['cost']:,.0f}", row["is"]]
        rows.append([*(name_value(row[lever.column]) for lever in levers), *figures])
    headings = [
        *(lever.label for lever in levers),
        f"{about.label}, {about.unit}",
        "From the best",
        reword(f"{cost.label}, {cost.unit}"),
        "Is",
    ]
    return {
        "sentences": [_for_planners(sentence) for sentence in ranking_sentences(ranking)],
        "notes": [_for_planners(sentence) for sentence in ranking_notes(ranking)],
        "headings": headings,
        "rows": rows,
    }


def _for_planners(text: str) -> str:
    """A sentence of a command as the app's pages say it, where a staffing is one setting of a sweep."""
    return reword(without_options(text)).replace("staffing", "setting")
