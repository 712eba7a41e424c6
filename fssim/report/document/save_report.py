"""The report of a run, made from its folder alone: one HTML page that asks nothing of any network, its first page as
one sheet of A4, and a spreadsheet; and a run's folder, with its data, figures, manifest and report."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from itertools import groupby
from pathlib import Path

from fssim.dates import write_date
from fssim.files.atomic_write import explained
from fssim.report.charts.run_figures import FIGURE_FILES, saving_figures
from fssim.report.document.pictures import DrawnPicture, draw_both
from fssim.report.document.report_parts import Cell, Column, Kind, Picture, Section, Table
from fssim.report.document.report_workbook import build_workbook
from fssim.report.document.sections.answer_section import build_answer
from fssim.report.document.sections.evidence_section import build_evidence
from fssim.report.document.sections.how_run_section import build_how_run
from fssim.report.document.sections.leads_section import build_leads
from fssim.report.document.sections.measures_section import build_costs, build_measures
from fssim.report.document.sections.months_ahead_section import build_months_ahead, starts_from_a_caseload
from fssim.report.document.sections.over_time_section import build_over_time
from fssim.report.document.sections.pay_back_section import build_pay_back, is_priced
from fssim.report.document.sections.plans_section import build_flows, build_ledger, build_plans
from fssim.report.document.sections.waits_section import build_waits, build_who_waits
from fssim.report.templates import filled, package_text
from fssim.report.wording.leads_in_words import has_several_leads
from fssim.report.wording.words import NOT_KNOWN, interval, number, plain, signed
from fssim.runs.folder.run_folder import MANIFEST
from fssim.runs.folder.stored_run import (
    DATA_FILES,
    TRIED_VALUES,
    StoredRun,
    TriedValue,
    read_run,
    write_data,
    write_manifest,
    write_tried_values,
)
from fssim.runs.process_pool import ThisProcess
from fssim.runs.results import Results
from fssim.runs.run_to_precision import PreciseResults

WIDTH, HEIGHT, COLUMN_GAP = 186.0, 266.0, 8.0  # millimetres between the margins, and between the columns
MILLIMETRES_A_POINT, LINE_HEIGHT, LETTER_WIDTH, GAP = 25.4 / 72.0, 1.5, 0.56, 1.2
SIZES = (11.0, 10.0, 9.0, 8.0, 7.0)  # points of the answer, largest first
BESIDE = 0.86  # of that: the size of what stands beside the answer
HEADING = 6.0  # millimetres
FIXED = 36.0  # millimetres of headings, of what the picture is of, and of the footer
MOST, ENOUGH, LEAST = 100.0, 60.0, 35.0  # millimetres of the picture


@dataclass(frozen=True, slots=True)
class Sizes:
    """Points of the answer's and of the smaller words, and millimetres of the picture."""

    words: float
    beside: float
    picture: int


def sizes_of_page_one(title: str, question: str, section: Section) -> Sizes:
    """The largest words that leave the picture enough room, or the smallest there are."""
    for points in SIZES:
        smaller = points * BESIDE
        taken = FIXED + _height([title], 16.0, WIDTH) + _height([question], points, WIDTH)
        taken += _height(section.paragraphs, points, WIDTH)
        taken += _height([picture.title for picture in section.pictures], points, WIDTH)
        columns = (WIDTH - COLUMN_GAP) / 2.0
        taken += _in_two_columns([HEADING + _height(aside.sentences, smaller, columns) for aside in section.asides])
        if HEIGHT - taken >= ENOUGH:
            break
    return Sizes(points, smaller, round(max(LEAST, min(MOST, HEIGHT - taken))))


def _in_two_columns(heights: Sequence[float]) -> float:
    """The height of blocks, one after another, in two columns that are as even as they can be."""
    return min((max(sum(heights[:left]), sum(heights[left:])) for left in range(len(heights) + 1)), default=0.0)


def _height(paragraphs: Sequence[str], points: float, width: float) -> float:
    letter = points * MILLIMETRES_A_POINT * LETTER_WIDTH
    lines = sum(math.ceil(len(words) * letter / (0.95 * width)) for words in paragraphs)
    return lines * points * MILLIMETRES_A_POINT * LINE_HEIGHT + GAP * len(paragraphs)


PACKAGE = "fssim.report.document"
LONGEST_OPEN, WIDEST_OPEN = 8, 6  # rows and columns of a table that stands open on the page
MANY = 4  # scenarios, of which a section has one picture on paper; the rest are in the annex
WIDEST_ON_PAPER = 9  # columns of a table in letters of the usual size
NUMERIC = frozenset(Kind) - {Kind.TEXT, Kind.WORD}


def fill_page(
    title: str,
    question: str,
    sections: Sequence[Section],
    drawn: Mapping[Picture, DrawnPicture],
    version: str,
    scenarios: int,
    brief: bool = False,
    alone: bool = False,
) -> str:
    """The page, with everything escaped that a scenario's author may have written.

    `drawn` holds the sections' pictures as they look. `scenarios` is how many are compared: pictures of many leave less
    room on paper. `brief`: the first section by itself, without its tables, on one sheet of A4. `alone`: no other file
    comes with the page, and it is too short for a list of its sections.
    """
    from markupsafe import Markup

    return filled(
        PACKAGE,
        "report.html.jinja",
        title=title,
        question=question,
        sections=sections[:1] if brief else sections,
        drawn=drawn,
        brief=brief,
        alone=alone,
        version=version,
        style=Markup(package_text(PACKAGE, "report.css")),
        data_uri=data_uri,
        folds=is_folded,
        widest=WIDEST_ON_PAPER,
        many=scenarios >= MANY,
        most_pictures=1 if scenarios >= MANY else 2,
        sizes=sizes_of_page_one(title, question, sections[0]),
        grouped=group_columns,
        looks=style_class,
        written=write_cell,
    )


def is_folded(table: Table) -> bool:
    """Whether a table is closed on the screen until it is asked for, and in the annex in print."""
    if table.folded is not None:
        return table.folded
    return len(table.rows) > LONGEST_OPEN or len(table.columns) > WIDEST_OPEN


def style_class(column: Column) -> str:
    """The style class of a column's cells."""
    return "number" if column.kind in NUMERIC else "word" if column.kind is Kind.WORD else "text"


def data_uri(svg: bytes) -> str:
    """An SVG inside the page itself. In an image nothing in it can run."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode('ascii')}"


def write_cell(cell: Cell, kind: Kind) -> str:
    """A cell as people read it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return write_date(cell)
    if kind in (Kind.TEXT, Kind.WORD):
        return str(cell)
    if kind is Kind.COUNT:
        return f"{cell:,.0f}"
    write = signed if kind in (Kind.DIFFERENCE, Kind.DIFFERENCE_RANGE) else number
    if isinstance(cell, tuple):
        return interval(*cell, write)
    return NOT_KNOWN if cell != cell else write(cell)


def group_columns(columns: Sequence[Column]) -> list[tuple[str, int]]:
    """The columns' groups in order, with how many columns each has; nothing, if there are none."""
    if not any(column.group for column in columns):
        return []
    return [(group, len(list(members))) for group, members in groupby(columns, lambda column: column.group)]


PAGE, BRIEF, WORKBOOK = "report.html", "brief.html", "report.xlsx"
REPORT_FILES = (PAGE, BRIEF, WORKBOOK)
SLOW_TO_IMPORT = (
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "pandas",
    "scipy.special",
    "xlsxwriter",
    "jinja2",
)
IN_ORDER = (
    build_answer,
    build_pay_back,
    build_leads,
    build_measures,
    build_ledger,
    build_plans,
    build_waits,
    build_months_ahead,
    build_over_time,
    build_who_waits,
    build_costs,
    build_flows,
    build_evidence,
    build_how_run,
)


def import_libraries() -> None:
    """Import what a run's files and report take, most of a second of it, where there is time to spare."""
    for library in SLOW_TO_IMPORT:
        import_module(library)


def build_sections(run: StoredRun) -> Iterator[Section]:
    """The whole report of a run, section by section: whether it pays back if it has prices of care, that of leads if
    there are several roles of them, and that of the months ahead if it starts from a caseload."""
    left_out = [
        *([] if is_priced(run) else [build_pay_back]),
        *([] if has_several_leads(run.results[0].scenario) else [build_leads]),
        *([] if starts_from_a_caseload(run) else [build_months_ahead]),
    ]
    return (build(run) for build in IN_ORDER if build not in left_out)


def save_report(folder: Path, run: StoredRun, drawing: Executor | None = None) -> None:
    """Write `report.html`, its first page as `brief.html`, and `report.xlsx` into a folder.

    `drawing` draws the pictures while the rest is worked out: this process in its turn, if left out. Raises `OSError`
    if the files cannot be written.
    """
    parts: list[Section] = []
    pictures: dict[Picture, Future[DrawnPicture]] = {}
    for part in build_sections(run):
        parts.append(part)
        pictures |= _begin_drawing(part, drawing or ThisProcess())
    (folder / WORKBOOK).write_bytes(build_workbook(*_title_and_question(run), parts))
    drawn = {picture: being_drawn.result() for picture, being_drawn in pictures.items()}
    _save_page(folder / PAGE, run, parts, drawn)
    _save_page(folder / BRIEF, run, parts[:1], drawn, brief=True)


def save_brief(folder: Path, run: StoredRun) -> None:
    """Write `brief.html`, the first page by itself, into a folder. Raises `OSError` if it cannot be written."""
    front = build_answer(run)
    drawn = {picture: draw_both(picture.draw, picture.width) for picture in front.pictures}
    _save_page(folder / BRIEF, run, [front], drawn, brief=True)


def _begin_drawing(section: Section, drawing: Executor) -> dict[Picture, Future[DrawnPicture]]:
    return {picture: drawing.submit(draw_both, picture.draw, picture.width) for picture in section.pictures}


def _save_page(
    file: Path, run: StoredRun, parts: list[Section], drawn: Mapping[Picture, DrawnPicture], brief: bool = False
) -> None:
    text = fill_page(*_title_and_question(run), parts, drawn, run.versions["fssim"], len(run.results), brief)
    file.write_text(text, encoding="utf-8", newline="\n")


def _title_and_question(run: StoredRun) -> tuple[str, str]:
    scenario = run.results[0].scenario
    return plain(scenario.title), plain(scenario.question)


RUN_FILES = (*DATA_FILES, *FIGURE_FILES, *REPORT_FILES, MANIFEST)  # of every run


def save_run(
    folder: Path,
    results: Sequence[Results],
    precise: PreciseResults | None = None,
    tried: Sequence[TriedValue] | None = None,
    jobs: int | None = None,
) -> None:
    """Write `RUN_FILES` into a folder, and what came of trying numbers at other values, if any were tried.

    `precise` is what the results came from, if that was a run to a precision. Raises `OutputError` if they cannot be
    written, by the name of the folder above.
    """
    try:
        with saving_figures(folder, results, jobs) as drawing:
            write_data(folder, results)
            if tried is not None:
                write_tried_values(folder / TRIED_VALUES, tried)
            write_manifest(folder, results, precise)
            save_report(folder, read_run(folder), drawing)
    except OSError as error:
        raise explained(error, folder.parent) from error
