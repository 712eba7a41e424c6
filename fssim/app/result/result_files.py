"""The files of a run: its pages as they print, and its report, workbook and scenario to keep."""

from __future__ import annotations

import asyncio
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from fssim.app.guard import document_policy
from fssim.app.pages import environment, piece_of
from fssim.app.result.result_pages import say_without_commands
from fssim.app.work.work_folder import PieceOfWork
from fssim.report.document.save_report import BRIEF, PAGE, WORKBOOK
from fssim.runs.folder.run_folder import read_manifest
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


def routes() -> list[BaseRoute]:
    return [
        Route("/work/{work}/print", printed_page),
        Route("/work/{work}/files/{file}", download),
    ]


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
