"""The report of a run, made from its folder alone."""

from __future__ import annotations

from pathlib import Path

from fssim.experiment.stored import StoredRun
from fssim.report.words import plain

PAGE, WORKBOOK = "report.html", "report.xlsx"
REPORT_FILES = (PAGE, WORKBOOK)


def save_report(folder: Path, run: StoredRun) -> None:
    """Write `report.html` and `report.xlsx` into a folder. Raises `OSError` if they cannot be written."""
    from fssim.report.document.page import page
    from fssim.report.document.sections import sections
    from fssim.report.document.workbook import save_workbook

    scenario = run.results[0].scenario
    title, question = plain(scenario.title), plain(scenario.question)
    parts = sections(run)
    (folder / PAGE).write_text(page(title, question, parts, run.versions["fssim"]), encoding="utf-8", newline="\n")
    save_workbook(folder / WORKBOOK, title, question, parts)
