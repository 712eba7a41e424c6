"""The files of an authority's scenario: what it changes of a shipped one, where its numbers are from, and targets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fssim.authority.new.doubtful_figures import find_doubts, find_shortfalls
from fssim.authority.new.figures.local_figures import POPULATION, LocalFigure, LocalFigures, read_local_figures
from fssim.authority.new.figures.own_figures import (
    COLUMN_OF,
    OwnFigures,
    count_local,
    name_figure_source,
    say_count,
    say_period,
)
from fssim.authority.new.make_scenario import Described, LocalScenario, shorten
from fssim.authority.new.opening_files import name_caseload_source
from fssim.authority.returns.figures import MEANINGS, SMALL_CELL, Figure, OpeningCaseload
from fssim.files.comma_separated import csv_text
from fssim.measures.published import TARGETS
from fssim.runs.folder.provenance import TARGET_COLUMNS, read_target_rows
from fssim.scenario.override import with_values
from fssim.scenario.scenario_text import write_text
from fssim.scenario.schema.parameter import Confidence, Grade
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import DAYS_A_YEAR

SCENARIO_FILE, SOURCES_FILE, TARGETS_FILE, FIGURES_FILE = "scenario.yaml", "sources.csv", "targets.csv", "figures.csv"
READ_FILE = "what_was_read.csv"
MEASURED_AS = {"cpp_mean_weeks": "cpp_ended_mean_weeks"}  # where returns count just what the model's measure is of
MARK = "# Written by fssim authority new."
SOURCE_COLUMNS = (
    "id", "quantity", "value", "unit", "low", "high", "year", "geography", "source_title", "publisher", "source_year",
    "confidence", "note",
)  # fmt: skip
FIGURE_COLUMNS = (
    "figure",
    "meaning",
    "value",
    "unit",
    "rests_on",
    "low",
    "high",
    "first_day",
    "last_day",
    "source",
    "used",
)
DECISIONS = "pathway.decisions."
ENGLAND = "England"
YEARS = "years"  # that a target is counted over: what is counted on one day is of one year
PANEL_TITLE = "Local Authority Interactive Tool, the authorities that come with fssim"
DEPARTMENT = "Department for Education"


def format_scenario(base: Scenario, extends: str, made: LocalScenario, sources: Path) -> str:
    """The text of the scenario: only what is the authority's own, and whose every figure is.

    `sources` is where its list of sources stands now, for checking. Raises `ScenarioError` for figures that no scenario
    can have.
    """
    own, local = made.described.own, read_local_figures()
    counted = f"{count_local(local, own)} of {len(local.figures)} local figures are its own."
    changes: dict[str, Any] = {
        "title": f"{own.authority}: standard model",
        "question": f"How long do families wait, and where does time go, in {own.authority}?",
        "notes": (
            f"What differs from '{base.title}' is {own.authority}'s: {counted} Decisions and posts are set so that the "
            "model's own years come to the figures; all else is as in the scenario that it extends."
        ),
        "clock.observed_from": f"{_next_day_year(own)}-04-01",
        "authority": {"name": own.authority, "figures": dict(_list_bases(local, made))},
        "sources": [*base.sources, str(sources)],
    }
    for path, value in made.changes.items():
        changes |= _with_source(path, value, local, made)
    scenario = with_values(base, changes)
    here = scenario.model_copy(update={"sources": (*base.sources, SOURCES_FILE)})
    return f"{MARK}\n" + write_text(here, extends, base)


def _next_day_year(own: OwnFigures) -> int:
    """The year of the first 1 April after what the figures are about."""
    last = own.last_day
    return last.year if (last.month, last.day) < (4, 1) else last.year + 1


def _with_source(path: str, value: object, local: LocalFigures, made: LocalScenario) -> dict[str, Any]:
    """A number with where it is from, how good that is, and the interval of the figure that it is itself."""
    number = path.removesuffix(".value")
    name = _find_cause(number, local, made)
    if name is None:
        return {path: value}
    figure, own = local.figures[name], made.described.own
    is_own, is_given = _is_own(name, own), figure.is_given(number)
    grade = Grade.published if is_own and is_given else Grade.calibrated if not is_given else Grade.assumed
    changes: dict[str, Any] = {
        path: value,
        f"{number}.source": name_figure_source(own, name),
        f"{number}.grade": grade.value,
    }
    basis = own.find(name)
    if is_given and figure.table is None and basis is not None and not math.isnan(basis.low):
        scale = float(value) / basis.value if isinstance(value, float | int) and basis.value else 1.0
        changes |= {f"{number}.low": shorten(basis.low * scale), f"{number}.high": shorten(basis.high * scale)}
    return changes


def _find_cause(number: str, local: LocalFigures, made: LocalScenario) -> str | None:
    """The figure that a number is set by: of an outcome that gives way to another of its decision, the other's."""
    name = local.find(number)
    if name is not None and _is_set(name, made.described):
        return name
    if not number.startswith(DECISIONS):
        return None
    table = f"{DECISIONS}{number.removeprefix(DECISIONS).split('.')[0]}"
    moved = (
        name
        for name, figure in local.figures.items()
        if figure.outcome
        and _is_set(name, made.described)
        and f"{table}.{figure.outcome}.probability.value" in made.changes
    )
    return next(moved, None)


def _is_set(name: str, described: Described) -> bool:
    """Whether there is a figure that numbers were set by: the authority's own, or England's."""
    return _is_own(name, described.own) or COLUMN_OF.get(name) in described.from_england


def _is_own(name: str, own: OwnFigures) -> bool:
    return name == POPULATION or bool(own.find_all(name))


def _list_bases(local: LocalFigures, made: LocalScenario) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each local figure: its title, whether it is the authority's own, what it rests on or why it is not, why it may be
    wrong, and how far the model is from it if it is."""
    described = made.described
    doubts, shortfalls = find_doubts(described), {short.name: str(short) for short in find_shortfalls(made)}
    for name, figure in local.figures.items():
        is_own = _is_own(name, described.own)
        basis = _say_basis(name, described.own) if is_own else {"basis": _say_instead(name, figure, described)}
        doubt = {"doubt": doubts[name]} if name in doubts else {}
        shortfall = {"shortfall": shortfalls[name]} if name in shortfalls else {}
        yield name, {"title": figure.title, "own": is_own, **basis, **doubt, **shortfall}


def _say_basis(name: str, own: OwnFigures) -> dict[str, Any]:
    if name == POPULATION:
        return {"basis": own.population.source}
    least = min(own.find_all(name), key=lambda figure: figure.count)
    count = {"rests_on": least.count} if least.count else {}
    return {**count, "basis": f"{least.source}, {say_period(least.period)}"}


def _say_instead(name: str, figure: LocalFigure, described: Described) -> str:
    """Whose a figure is that is not the authority's own, and why."""
    if COLUMN_OF.get(name) in described.from_england:
        whose = f"England's, the mean of {described.authorities} authorities in {described.england_year}"
    else:
        whose = f"as in the scenario it extends, {figure.shipped_as}'s"
    return f"{whose}: {described.own.explain_missing(name)}"


def format_local_sources(made: LocalScenario) -> str:
    """The list of sources: every local figure that the scenario's numbers cite, with what it rests on."""
    local, described = read_local_figures(), made.described
    causes = {_find_cause(path.removesuffix(".value"), local, made) for path in made.changes}
    rows = [_source_row(name, local.figures[name], described) for name in local.figures if name in causes]
    if described.own.caseload is not None and described.own.caseload.counts:
        rows.append(_caseload_row(described.own, described.own.caseload))
    return csv_text([SOURCE_COLUMNS, *rows])


def _caseload_row(own: OwnFigures, caseload: OpeningCaseload) -> tuple[object, ...]:
    day = say_period((caseload.day, caseload.day))
    return (
        name_caseload_source(own), "Families open, by stage and weeks in it", "see counts", "families", "", "", day,
        own.authority, f"children in need census {caseload.day.year}", own.publisher, caseload.day.year,
        Confidence.high.value, f"Counts of fewer than {SMALL_CELL} children are put together with the next.",
    )  # fmt: skip


def _source_row(name: str, figure: LocalFigure, described: Described) -> tuple[object, ...]:
    own = described.own
    quantity = figure.title[0].upper() + figure.title[1:]
    if name == POPULATION:
        of = own.population
        return (
            name_figure_source(own, name), quantity, of.children, "children", "", "", of.year, own.authority, of.source,
            own.publisher, of.year, Confidence.high.value, "",
        )  # fmt: skip
    if not _is_own(name, own):
        column = COLUMN_OF[name]
        note = f"In place of {own.authority}'s own: {own.explain_missing(name)}"
        year = described.england_year
        return (
            name_figure_source(own, name), quantity, round(described.values[column], 4), MEANINGS[name].unit, "", "",
            year, ENGLAND, f"{PANEL_TITLE}: mean of {described.authorities}, by children", DEPARTMENT, year,
            Confidence.low.value, note,
        )  # fmt: skip
    figures = own.find_all(name)
    first, alone = figures[0], len(figures) == 1
    return (
        name_figure_source(own, name), quantity, _shown(first.value) if alone else "see scenario", first.unit,
        _shown(first.low) if alone else "", _shown(first.high) if alone else "", say_period(first.period),
        own.authority, first.source, own.publisher, first.period[1].year, Confidence.high.value,
        f"Rests on {min(figure.count for figure in figures):,}.",
    )  # fmt: skip


def _shown(value: float) -> float | str:
    return "" if math.isnan(value) else round(value, 4)


def format_figures(own: OwnFigures) -> str:
    """Every figure of the authority, with what it rests on, and whether it was used."""
    rows = (_figure_row(own, figure) for figure in own.figures.values())
    return csv_text([FIGURE_COLUMNS, *rows])


def _figure_row(own: OwnFigures, figure: Figure) -> tuple[object, ...]:
    first, last = figure.period
    used = "too few to tell" if figure.too_few else "yes" if own.find(figure.name) else "no"
    return (
        figure.name, MEANINGS[figure.name].words, _shown(figure.value), figure.unit, say_count(figure),
        _shown(figure.low), _shown(figure.high), first, last, figure.source, used,
    )  # fmt: skip


def format_targets(base: Scenario, own: OwnFigures) -> str:
    """The authority's own published-style figures that the model is compared with and fitted to.

    The tolerance is that of the scenario that is extended, or half the figure's own 95% interval if that is more.
    Raises `ScenarioError` if that scenario has no targets.
    """
    shipped = {row["id"]: row for row in read_target_rows(base)}
    figures = {id: own.find(MEASURED_AS.get(id, id)) or own.find(id) for id in TARGETS if id in shipped}
    rows = (_target_row(own, shipped[id], figure) for id, figure in figures.items() if figure)
    return csv_text([(*TARGET_COLUMNS, YEARS), *rows])


def _target_row(own: OwnFigures, shipped: Mapping[str, str], figure: Figure) -> tuple[object, ...]:
    own_error = 0.0 if math.isnan(figure.low) else (figure.high - figure.low) / 2.0
    tolerance = max(float(shipped["tolerance"]), own_error)
    return (
        shipped["id"], shipped["measure"], _shown(figure.value), shipped["unit"], _shown(tolerance), own.authority,
        figure.period[1].year, "", round(max(((figure.period[1] - figure.period[0]).days + 1) / DAYS_A_YEAR, 1.0), 2),
    )  # fmt: skip
