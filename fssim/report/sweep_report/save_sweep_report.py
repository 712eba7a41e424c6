"""A sweep's report, made from its folder alone: a page and a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from fssim.errors import QuestionError
from fssim.files.atomic_write import cannot_go_on, partial_folder, write_files
from fssim.report.document.pictures import draw_both
from fssim.report.document.report_parts import Section
from fssim.report.document.save_report import PAGE, WORKBOOK, fill_page
from fssim.report.document.workbook import save_workbook
from fssim.report.sweep_report.answer_section import build_answer, build_varied
from fssim.report.sweep_report.response_sections import build_responses, build_two_at_once
from fssim.report.sweep_report.settings_sections import build_cost, build_failures, build_how_run, build_settings
from fssim.report.sweep_report.swept_numbers import gather_numbers
from fssim.report.wording.words import plain
from fssim.studies.sweeps.sweep_results import SweepResults
from fssim.version import __version__

IN_ORDER = (
    build_answer, build_varied, build_responses, build_two_at_once, build_cost, build_failures, build_settings,
    build_how_run,
)  # fmt: skip
SWEEP_REPORT_FILES = (PAGE, WORKBOOK)


def build_sweep_sections(swept: SweepResults) -> Iterator[Section]:
    """The report of a finished sweep, section by section; what there is nothing to say of is left out.

    Raises `QuestionError` if it is not finished, or nothing of it could be simulated.
    """
    if not swept.finished:
        raise QuestionError(f"{swept.folder}: the sweep is not finished; run it again into this folder to finish it")
    numbers = gather_numbers(swept)
    if numbers.rows.empty:
        raise QuestionError(f"{swept.folder}: every point of the sweep failed; {swept.folder}/failures.csv says why")
    return (section for build in IN_ORDER if (section := build(numbers)) is not None)


def save_sweep_report(swept: SweepResults) -> None:
    """Write `report.html` and `report.xlsx` into a finished sweep's folder.

    Raises `QuestionError` as `build_sweep_sections`, and `OutputError` if they cannot be written.
    """
    sections = list(build_sweep_sections(swept))
    plan = swept.sweep.plan
    title, question = plain(plan.title), plain(plan.question)
    drawn = {picture: draw_both(picture.draw, picture.width) for section in sections for picture in section.pictures}
    page = fill_page(title, question, sections, drawn, __version__, scenarios=1)
    try:
        with partial_folder(swept.folder) as partial:
            save_workbook(partial / WORKBOOK, title, question, sections)
            workbook = (partial / WORKBOOK).read_bytes()
    except OSError as error:
        raise cannot_go_on(error, swept.folder / WORKBOOK) from error
    write_files({swept.folder / PAGE: page.encode(), swept.folder / WORKBOOK: workbook})
