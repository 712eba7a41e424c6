"""What the page's scripts work with: JSON, with long columns as base64 of little-endian numbers."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fssim.explorer.comparisons import LEDGER, VERDICTS, Compared
from fssim.explorer.interpolation import EmulatedSettings, solve
from fssim.explorer.settings import LeverStops, Settings
from fssim.measures.catalogue import describe
from fssim.measures.headline import line_measure
from fssim.measures.indicators.waits import ROUTES
from fssim.measures.indicators.weekly import Weekly, describe_series, waiting_series
from fssim.measures.ledger.ledger_lines import DRIFT, LINES, Line
from fssim.model.scenario_hash import hash_scenario
from fssim.report.document.pictures import LABELS, fours
from fssim.report.wording.answer_notes import choose_caveat
from fssim.report.wording.words import capitalised, plain, spoken
from fssim.scenario.reading.load import load
from fssim.scenario.reading.shipped_files import shipped_scenarios
from fssim.scenario.schema.units import DAYS_A_WEEK
from fssim.studies.sweeps.failed_points import note_failed_baseline, note_left_out
from fssim.studies.sweeps.plan.factors import UNCERTAINTY, Factor
from fssim.studies.sweeps.plan.sweep_file import DesignKind
from fssim.studies.sweeps.sweep_results import SweepResults
from fssim.version import fssim_version

SPREAD = (DesignKind.latin_hypercube, DesignKind.sobol, DesignKind.halton)  # evenly through everything that varies


@dataclass(frozen=True, slots=True)
class WeeklyPanel:
    """A line over time: its label and unit, and the weekly numbers added up for it."""

    label: str
    unit: str
    series: tuple[str, ...]


def build_page_data(compared: Compared) -> dict[str, Any]:
    """Everything that the page shows of a sweep's settings."""
    settings = compared.settings
    scenario = settings.swept.sweep.base
    numbers, verdicts = compared.compare()
    about = [describe(name, scenario) for name in compared.measures]
    return {
        "about": _about(compared),
        "levers": [_lever(lever) for lever in settings.levers],
        "settings": [list(setting.stops) for setting in settings.simulated],
        "baseline": plain(settings.baseline.scenario.title) if settings.baseline is not None else None,
        "base": settings.base,
        "opening": settings.opening,
        "futures_differ": settings.futures_differ,
        "everywhere": compared.emulated is not None and settings.swept.sweep.plan.design.kind in SPREAD,
        "reference": compared.reference,
        "tables": [
            {"title": title, "measures": [compared.measures.index(name) for name in names]}
            for title, names in compared.tables.items()
        ],
        "measures": [
            {
                "name": name,
                "label": capitalised(plain(one.label)),
                "unit": plain(one.unit),
                "more": one.more_is,
                "typical": _known(missed.typical),
                "most": _known(missed.most),
                "left_out": missed.count,
                "bounds": [_finite(one.least), _finite(one.most)],
                "emulator": _emulator(compared.emulated, place),
            }
            for place, (name, one, missed) in enumerate(zip(compared.measures, about, compared.left_out, strict=True))
        ],
        "emulated": _emulated(compared.emulated),
        "means": pack(compared.means, "<f4"),
        "with": compared.with_whom,
        "differences": pack(numbers, "<f4"),
        "verdicts": pack(verdicts, "u1"),
        "words": list(VERDICTS),
        "groups": [
            {"settings": members, "places": pack(places, "<f8"), "inverse": pack(solve(places), "<f8")}
            for members, places in settings.group_places()
        ],
        "ledger": _ledger(compared),
        "weekly": _weekly(settings),
        "file": _file(settings.swept),
    }


def _emulated(emulated: EmulatedSettings | None) -> dict[str, Any] | None:
    """Where the emulators' settings are, by directions: a lever, and the stop of one without order (-1: its place)."""
    if emulated is None:
        return None
    directions = [[one.lever, -1 if one.stop is None else one.stop] for one in emulated.directions]
    good = sum(process is not None for process in emulated.processes)
    return {
        "directions": directions, "places": pack(emulated.places, "<f8"), "good": good, "differing": emulated.differing,
    }  # fmt: skip


def _emulator(emulated: EmulatedSettings | None, measure: int) -> dict[str, Any] | None:
    """What the page takes to work out a measure anywhere; None if it is interpolated."""
    process = emulated.processes[measure] if emulated is not None else None
    if process is None:
        return None
    mean = process.smooth_mean
    return {
        "centre": mean.centre, "lengths": pack(mean.lengths, "<f8"), "coefficients": pack(mean.coefficients, "<f8"),
        "explained": process.explained,
    }  # fmt: skip


def _about(compared: Compared) -> dict[str, Any]:
    """What the page says of the sweep as a whole."""
    swept = compared.settings.swept
    plan, counts = swept.sweep.plan, [len(side.rows) for side in compared.sides]
    return {
        "title": plain(plan.title),
        "question": plain(plan.question),
        "notes": [plain(note) for note in (*note_failed_baseline(swept), *note_left_out(swept), plan.notes) if note],
        "seed": plan.seed,
        "replications": " to ".join(f"{count:,}" for count in sorted({min(counts), max(counts)})),
        "version": fssim_version(),
        "caveat": choose_caveat(swept.sweep.scenarios),
        "engine_version": swept.manifest.identity["version"],
    }


def _known(number: float) -> float | None:
    return None if np.isnan(number) else number


def _finite(number: float) -> float | None:
    return number if np.isfinite(number) else None


def pack(numbers: NDArray[Any], kind: str) -> str:
    """Numbers in a row, as base64."""
    return b64encode(np.ascontiguousarray(numbers).astype(kind).tobytes()).decode()


def _lever(lever: LeverStops) -> dict[str, Any]:
    return {
        "label": lever.label,
        "ordered": lever.ordered,
        "known": lever.factor.part != UNCERTAINTY,
        "paths": [path.split(".") for path in lever.factor.paths],
        **_varied(lever.factor),
        "name": lever.factor.name,
        "stops": [
            {"words": stop.written, "yaml": stop.yaml, "place": stop.place, "simulated": stop.simulated}
            for stop in lever.stops
        ],
    }


def _varied(factor: Factor) -> dict[str, str]:
    """What a sweep's file says of a lever that takes from another number or has options, in YAML; nothing of others,
    whose paths say it all."""
    if factor.options:
        return {"varied": json.dumps({"options": factor.options}, default=str, ensure_ascii=False)}
    if factor.gives_way:
        taken = [way.other.path for way in factor.gives_way]
        return {"varied": json.dumps({"path": factor.paths, "takes_from": taken}, ensure_ascii=False)}
    return {}


def _ledger(compared: Compared) -> list[dict[str, Any]]:
    """The lines of the ledger that a day was booked to in any setting; moving first."""
    lines = []
    for line in (Line.MOVING, Line.COURT, *DRIFT):
        name = line_measure(line)
        if name in compared.tables.get(LEDGER, ()):
            column = compared.measures.index(name)
            if np.nansum(compared.means[:, column, 0]) > 0.0:
                label = capitalised(LINES[line.name.lower()])
                lines.append({"label": label, "measure": column, "drift": line in DRIFT})
    return lines


def _weekly(settings: Settings) -> dict[str, Any] | None:
    """Means over four weeks and all replications, of each side: None if the sweep kept no weekly numbers."""
    sweep = settings.swept.sweep
    if not sweep.plan.weekly:
        return None
    panels = list(list_panels(sweep.plan.weekly, list(sweep.base.needs)))
    dates: list[date] = []
    sides = []
    for points in settings.read_weekly():
        dates, numbers = average_weeks(points)
        places = [[sweep.plan.weekly.index(name) for name in panel.series] for panel in panels]
        sides.append([numbers[rows].sum(axis=0) for rows in places])
    return {
        "dates": [day.isoformat() for day in dates],
        "panels": [{"label": panel.label, "unit": panel.unit} for panel in panels],
        "numbers": pack(np.array(sides), "<f4"),
    }


def list_panels(series: Sequence[str], needs: Sequence[str]) -> Iterator[WeeklyPanel]:
    """What to draw: where a need's waits by every route were kept, they are one line; whatever else was, by itself."""
    together: dict[str, WeeklyPanel] = {}
    for need in needs:
        routes = tuple(waiting_series(need, route) for route in ROUTES)
        if all(name in series for name in routes):
            label, unit = LABELS["waiting"]
            together |= dict.fromkeys(routes, WeeklyPanel(label.format(need=spoken(need)), unit, routes))
    yield from dict.fromkeys(
        together.get(name)
        or WeeklyPanel(describe_series(name).label.replace("_", " "), describe_series(name).unit, (name,))
        for name in series
    )


def average_weeks(points: Sequence[Mapping[int, Weekly]]) -> tuple[list[date], NDArray[np.float64]]:
    """The observed weekly numbers of some points, averaged over four weeks and all replications: the last day of each
    four weeks, and a row a series."""
    replications = [weekly for point in points for weekly in point.values()]
    first = replications[0]
    numbers = np.mean([one.numbers[:, one.warm_up_weeks :].astype(np.float64) for one in replications], axis=0)
    begins = first.first_week_ends + DAYS_A_WEEK * first.warm_up_weeks
    ends = [date.fromordinal(begins + DAYS_A_WEEK * week) for week in range(numbers.shape[1])]
    chosen = fours(ends)
    return [ends[weeks[-1]] for weeks in chosen], np.stack([numbers[:, weeks].mean(axis=1) for weeks in chosen], axis=1)


def _file(swept: SweepResults) -> dict[str, Any]:
    """What a setting's file extends, and what the sweep's file says of it."""
    plan = swept.sweep.plan
    shipped = name_shipped(swept)
    return {"extends": shipped or plan.base, "shipped": bool(shipped)}


def name_shipped(swept: SweepResults) -> str:
    """The name of the scenario that comes with fssim and is the sweep's base; nothing if none is."""
    name = swept.sweep.plan.base.rsplit("/", 1)[-1].removesuffix(".yaml")
    same = name in shipped_scenarios() and hash_scenario(load(name)) == hash_scenario(swept.sweep.base)
    return name if same else ""
