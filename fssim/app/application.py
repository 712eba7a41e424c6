"""The app itself: its pages under their addresses, behind the guard."""

from __future__ import annotations

from importlib.resources import files

from platformdirs import user_data_path
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from fssim.app.form import form_pages
from fssim.app.form.services import Services
from fssim.app.guard import BodyTooLarge, Door, Guard
from fssim.app.pages import render

STATIC = {  # by what a page calls it: the package, the file, and its kind
    "report.css": ("fssim.report.document", "report.css", "text/css"),
    "app.css": ("fssim.app", "static/app.css", "text/css"),
    "form.css": ("fssim.app", "static/form.css", "text/css"),
}


def build_application(door: Door) -> Starlette:
    """The app with all its pages."""
    application = Starlette(
        routes=[
            Route("/", start_page),
            Route("/static/{name}", static_file),
            *form_pages.routes(),
        ],
        middleware=[Middleware(Guard, door=door)],
        exception_handlers={HTTPException: refused, BodyTooLarge: too_large},
    )
    application.state.door = door
    application.state.services = Services(user_data_path("fssim") / "services")
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


async def too_large(request: Request, error: Exception) -> Response:
    return render(
        request, "templates/refused.html.jinja", 413, sentence="What was sent is more than 1 MB, and was not kept."
    )
