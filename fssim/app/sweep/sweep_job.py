"""The job that runs a sweep and answers what was asked of it: which point is best, and how much would be enough."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from fssim.analysis.break_even import BreakEven, breakeven
from fssim.analysis.rank import BEST, Ranking, rank
from fssim.app.sweep.sweep_files import (
    AGAINST_FILE,
    ANSWER,
    ANSWER_FILE,
    BASE_FILE,
    COST,
    CROSSING,
    RANKED,
    RESPONSE,
    SWEEP_FILE,
    SWEPT,
)
from fssim.app.words import reword, without_options
from fssim.app.work.run_job import Tell
from fssim.app.work.work_folder import ASKED
from fssim.atomic_write import partial_folder
from fssim.errors import Error
from fssim.measures.catalogue import describe
from fssim.measures.headline import STAFF_COST
from fssim.report.terminal.difference_tables import break_even_sentences
from fssim.report.terminal.sweep_tables import ranking_notes, ranking_sentences
from fssim.report.wording.words import interval, number, signed
from fssim.scenario.reading.load import load
from fssim.statistics.interval import estimate_mean
from fssim.sweeps.run_sweep import sweep
from fssim.sweeps.sweep_results import SweepResults

MOST_TIMES = 3  # as many replications as the sweep has, for points that may be the best
DOTS_AN_INCH = 144


def sweep_and_ask(folder: Path, options: Mapping[str, Any], tell: Tell) -> None:
    """Run a folder's sweep, or what is missing of it, and keep the answers in the folder, all of them or none."""
    asked: dict[str, Any] = json.loads((folder / ASKED).read_text(encoding="utf-8"))["options"]
    so_far = 0

    def counted(done: int, total: int) -> None:
        tell({"done": so_far + done, "total": so_far + total})

    swept = sweep(folder / SWEEP_FILE, folder / SWEPT, on_progress=counted)
    so_far = len(swept.frame)
    measure, budget = str(asked["measure"]), asked["budget"]
    answer: dict[str, Any] = {
        "table": _table(swept, measure), "failures": list(swept.failures["reason"]), "enough": [],
    }  # fmt: skip
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
            axes = draw()
            axes.figure.savefig(whole / name, dpi=DOTS_AN_INCH)
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


def _table(swept: SweepResults, measure: str) -> dict[str, Any]:
    """The mean of the measure at each point: the first lever down and the second across, if there are two."""
    about, levers = describe(measure, swept.sweep.base), swept.sweep.levers
    groups = swept.frame.groupby([lever.column for lever in levers])[measure]
    known = {key if isinstance(key, tuple) else (key,): list(rows.dropna()) for key, rows in groups}
    means = {key: estimate_mean(values) for key, values in known.items() if values}
    first, *others = [list(dict.fromkeys(key[place] for key in known)) for place in range(len(levers))]
    across = others[0] if others else [None]
    rows = []
    for down in first:
        cells = []
        for side in across:
            mean = means.get((down,) if side is None else (down, side))
            cells.append(
                f"{number(mean.mean)} ({interval(mean.low, mean.high, number)})" if mean is not None else "no value"
            )
        rows.append([_value(down), *cells])
    headings = [_value(side) for side in across] if others else ["Mean and its 95% interval"]
    return {
        "caption": reword(f"{about.label}, {about.unit}"),
        "down": levers[0].label,
        "across": levers[1].label if others else "",
        "headings": headings,
        "rows": rows,
    }


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
        rows.append([*(_value(row[lever.column]) for lever in levers), *figures])
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


def _value(value: Any) -> str:
    return number(value) if isinstance(value, float) else _for_planners(str(value))


def _for_planners(text: str) -> str:
    """A sentence of a command as the app's pages say it, where a staffing is one setting of a sweep."""
    return reword(without_options(text)).replace("staffing", "setting")
