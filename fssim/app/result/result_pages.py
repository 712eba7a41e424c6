"""A finished run on its pages: those of its report, one at a time, as the run wrote them; as they print; and its
report, workbook and scenario to keep."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from fssim.app.pages import environment, find_work, piece_of, render
from fssim.app.serving.guard import content_policy, document_policy
from fssim.app.work.work_folder import RUN, PieceOfWork
from fssim.errors import OutputError
from fssim.report.document.save_report import BRIEF, PAGE, WORKBOOK
from fssim.report.wording.answer_notes import UNTRIED
from fssim.runs.folder.run_folder import NotWhole, read_manifest, refuse_changed
from fssim.runs.folder.stored_run import SUMMARY
from fssim.scenario.scenario_text import write_stored

KINDS = {  # what can be downloaded, and what it is
    PAGE: "text/html; charset=utf-8",
    BRIEF: "text/html; charset=utf-8",
    WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "animation.html": "text/html; charset=utf-8",
    "lesson.html": "text/html; charset=utf-8",
    SUMMARY: "text/csv; charset=utf-8",
}
SCENARIO = "scenario.yaml"
SECTION = re.compile(r'<section id="([\w-]+)"[^>]*>\n<h2 [^>]*>(.*?)</h2>.*?\n</section>', re.DOTALL)
FRONT = "answer"
NOT_TRIED = "Not tried: run it again with 'Also say what would turn the answer round' ticked."


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A section of a report: its name, its title, and its HTML."""

    name: str
    title: Markup
    html: Markup


def routes() -> list[BaseRoute]:
    return [
        Route("/work/{work}/report/{section}", section_page),
        Route("/work/{work}/print", printed_page),
        Route("/work/{work}/files/{file}", download),
    ]


def read_sections(folder: Path) -> list[ReportSection]:
    """The sections of a run's report, which nobody has changed since. Raises `OutputError`."""
    try:
        refuse_changed(folder, read_manifest(folder), (PAGE,))
        page = (folder / PAGE).read_text(encoding="utf-8")
    except (OSError, ValueError, NotWhole) as error:
        raise OutputError(
            f"The report of this run cannot be shown: {error}. Write it again with: fssim report '{folder}'"
        ) from error
    return [
        ReportSection(match[1], Markup(match[2]), Markup(match[0]))
        for match in SECTION.finditer(say_without_commands(page))
    ]


def say_without_commands(page: str) -> str:
    """A page of a report as whoever sees no terminal reads it: what can be done next is done in the app."""
    return page.replace(str(escape(UNTRIED)), str(escape(NOT_TRIED)))


async def result_page(request: Request, piece: PieceOfWork) -> Response:
    """Page one of a run, with what can be done with it."""
    if piece.kind != RUN:
        raise HTTPException(404)
    return await _page(request, piece, FRONT)


async def section_page(request: Request) -> Response:
    piece = piece_of(request)
    if not piece.is_finished or piece.kind != RUN:
        raise HTTPException(404)
    return await _page(request, piece, request.path_params["section"])


async def _page(request: Request, piece: PieceOfWork, name: str) -> Response:
    sections = await asyncio.to_thread(read_sections, piece.folder)
    shown = next((section for section in sections if section.name == name), None)
    if shown is None:
        raise HTTPException(404)
    page = render(
        request, "result/templates/result.html.jinja",
        piece=piece, sections=sections, shown=shown, is_front=name == FRONT, notes=find_work(request).notes(piece),
        kept=request.query_params.get("kept", ""),
    )  # fmt: skip
    page.headers["content-security-policy"] = content_policy(shown.html)
    return page


async def printed_page(request: Request) -> Response:
    """Page one by itself, as it prints on one sheet of A4."""
    piece = piece_of(request)
    page = await asyncio.to_thread(read_file, piece, BRIEF)
    back = environment().get_template("app/result/templates/way_back.html.jinja").render(piece=piece, where="")
    text = say_without_commands(page.decode("utf-8")).replace("<header>", f"{back}\n<header>", 1)
    return HTMLResponse(text, headers={"content-security-policy": document_policy()})


async def download(request: Request) -> Response:
    piece, name = piece_of(request), request.path_params["file"]
    if name == SCENARIO:
        content, kind = await asyncio.to_thread(_scenario, piece), "application/yaml; charset=utf-8"
    elif name in KINDS:
        content, kind = await asyncio.to_thread(read_file, piece, name), KINDS[name]
    else:
        raise HTTPException(404)
    kept_as = f"{piece.name}-{name}"
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{kept_as}"'})


def read_file(piece: PieceOfWork, name: str) -> bytes:
    """A file of a run. Raises `HTTPException` if it is not there."""
    try:
        return (piece.folder / name).read_bytes()
    except OSError as error:
        raise HTTPException(404) from error


def _scenario(piece: PieceOfWork) -> bytes:
    """The scenario as it was asked for, or, of a run that a command wrote, all that it says."""
    names = piece.asked.scenarios if piece.asked is not None else ()
    if names and names[0].endswith(".yaml") and Path(names[0]).name == names[0]:
        return read_file(piece, names[0])
    return write_stored(read_manifest(piece.folder).scenarios[0].scenario).encode()
