"""The app itself: its pages under their addresses, behind the guard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from fssim.app import ask_for_run
from fssim.app.form import form_pages
from fssim.app.form.bases import SERVICES, Bases
from fssim.app.from_returns import authority_pages, forecast_pages
from fssim.app.page_words import explain_error
from fssim.app.pages import render
from fssim.app.result import compare_runs, made_pages, result_pages
from fssim.app.serving.guard import BodyTooLarge, Door
from fssim.app.sweep import sweep_pages
from fssim.app.work import work_pages
from fssim.app.work.job_queue import JobQueue
from fssim.app.work.work_folder import WorkFolder
from fssim.errors import Error

STATIC = {  # by what a page calls it: the package, the file, and its kind
    "report.css": ("fssim.report.document", "report.css", "text/css"),
    "app.css": ("fssim.app", "static/app.css", "text/css"),
    "form.css": ("fssim.app", "static/form.css", "text/css"),
    "form.js": ("fssim.app", "static/form.js", "text/javascript"),
    "app.js": ("fssim.app", "static/app.js", "text/javascript"),
}


def build_application(door: Door, folder: Path) -> Starlette:
    """The app with all its pages, to be put behind a `Guard`. `folder` is where its work is kept."""
    work = WorkFolder(folder)
    queue = JobQueue(work)

    @asynccontextmanager
    async def at_work(_: Starlette) -> AsyncIterator[None]:
        working = asyncio.create_task(queue.run())
        try:
            yield
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working

    application = Starlette(
        routes=[
            Route("/", start_page),
            Route("/static/{name}", static_file),
            *ask_for_run.routes(),
            *form_pages.routes(),
            *sweep_pages.routes(),
            *authority_pages.routes(),
            *forecast_pages.routes(),
            *compare_runs.routes(),
            *work_pages.routes(),
            *result_pages.routes(),
            *made_pages.routes(),
        ],
        exception_handlers={HTTPException: refused, BodyTooLarge: too_large, Error: foreseen, Exception: unforeseen},
        lifespan=at_work,
    )
    application.state.door, application.state.work, application.state.queue = door, work, queue
    application.state.bases = Bases(folder / SERVICES)
    return application


async def start_page(request: Request) -> Response:
    return render(request, "templates/start.html.jinja")


async def static_file(request: Request) -> Response:
    kept = STATIC.get(request.path_params["name"])
    if kept is None:
        raise HTTPException(404)
    package, name, kind = kept
    return PlainTextResponse(files(package).joinpath(name).read_text(encoding="utf-8"), media_type=kind)


async def refused(request: Request, error: Exception) -> Response:
    """A page that says in words what cannot be done."""
    assert isinstance(error, HTTPException)
    words = {404: "There is no such page. It may have been moved or thrown away.", 405: "This page cannot be sent to."}
    return render(
        request, "templates/refused.html.jinja", error.status_code, sentence=words.get(error.status_code, error.detail)
    )


async def foreseen(request: Request, error: Exception) -> Response:
    """A page that says an error of fssim's own, which is a sentence."""
    assert isinstance(error, Error)
    return render(
        request, "templates/refused.html.jinja", 422, sentence=explain_error(error, request.app.state.work.path)
    )


async def unforeseen(request: Request, error: Exception) -> Response:
    sentence = "Something went wrong that fssim did not foresee. What was kept before is still there."
    return render(request, "templates/refused.html.jinja", 500, sentence=sentence)


async def too_large(request: Request, error: Exception) -> Response:
    return render(request, "templates/refused.html.jinja", 413, sentence=str(error))
