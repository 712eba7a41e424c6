"""The report of a run, made from its folder alone."""

from __future__ import annotations

from pathlib import Path

from fssim.report.document.report_parts import Section
from fssim.report.wording.words import plain
from fssim.runs.folder.read_run import StoredRun

PAGE, BRIEF, WORKBOOK = "report.html", "brief.html", "report.xlsx"
REPORT_FILES = (PAGE, BRIEF, WORKBOOK)


def save_report(folder: Path, run: StoredRun) -> None:
    """Write `report.html`, its first page as `brief.html`, and `report.xlsx` into a folder. Raises `OSError` if they
    cannot be written."""
    from fssim.report.document.sections import sections
    from fssim.report.document.workbook import save_workbook

    parts = sections(run)
    _save_page(folder / PAGE, run, parts)
    _save_page(folder / BRIEF, run, parts[:1], brief=True)
    save_workbook(folder / WORKBOOK, *_title_and_question(run), parts)


def save_brief(folder: Path, run: StoredRun) -> None:
    """Write `brief.html`, the first page by itself, into a folder. Raises `OSError` if it cannot be written."""
    from fssim.report.document.sections.answer_section import answer

    _save_page(folder / BRIEF, run, [answer(run)], brief=True)


def _save_page(file: Path, run: StoredRun, parts: list[Section], brief: bool = False) -> None:
    from fssim.report.document.html_page import page

    text = page(*_title_and_question(run), parts, run.versions["fssim"], len(run.results), brief)
    file.write_text(text, encoding="utf-8", newline="\n")


def _title_and_question(run: StoredRun) -> tuple[str, str]:
    scenario = run.results[0].scenario
    return plain(scenario.title), plain(scenario.question)
