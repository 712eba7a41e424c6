"""The report of a run, made from its folder alone."""

from __future__ import annotations

from pathlib import Path

from fssim.report.charts.panels import own_style
from fssim.report.document.html_page import page
from fssim.report.document.report_parts import Section
from fssim.report.document.sections.answer_section import answer
from fssim.report.document.sections.costs_section import costs
from fssim.report.document.sections.evidence_section import evidence
from fssim.report.document.sections.how_run_section import how_run
from fssim.report.document.sections.measures_section import measures
from fssim.report.document.sections.over_time_section import over_time
from fssim.report.document.sections.plans_section import flows, ledger, plans
from fssim.report.document.sections.waits_section import waits, who_waits
from fssim.report.document.workbook import save_workbook
from fssim.report.wording.words import plain
from fssim.runs.folder.stored_run import StoredRun

PAGE, BRIEF, WORKBOOK = "report.html", "brief.html", "report.xlsx"
REPORT_FILES = (PAGE, BRIEF, WORKBOOK)
IN_ORDER = (answer, measures, ledger, plans, waits, over_time, who_waits, costs, flows, evidence, how_run)


def sections(run: StoredRun) -> list[Section]:
    """The whole report of a run."""
    with own_style():
        return [section(run) for section in IN_ORDER]


def save_report(folder: Path, run: StoredRun) -> None:
    """Write `report.html`, its first page as `brief.html`, and `report.xlsx` into a folder. Raises `OSError` if they
    cannot be written."""
    parts = sections(run)
    _save_page(folder / PAGE, run, parts)
    _save_page(folder / BRIEF, run, parts[:1], brief=True)
    save_workbook(folder / WORKBOOK, *_title_and_question(run), parts)


def save_brief(folder: Path, run: StoredRun) -> None:
    """Write `brief.html`, the first page by itself, into a folder. Raises `OSError` if it cannot be written."""
    _save_page(folder / BRIEF, run, [answer(run)], brief=True)


def _save_page(file: Path, run: StoredRun, parts: list[Section], brief: bool = False) -> None:
    text = page(*_title_and_question(run), parts, run.versions["fssim"], len(run.results), brief)
    file.write_text(text, encoding="utf-8", newline="\n")


def _title_and_question(run: StoredRun) -> tuple[str, str]:
    scenario = run.results[0].scenario
    return plain(scenario.title), plain(scenario.question)
