"""The app with all its pages under their addresses, served behind the guard on this computer alone, and opened in a
browser."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from importlib.resources import files
from pathlib import Path

import uvicorn
from platformdirs import user_documents_path
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
from fssim.app.serving.guard import BodyTooLarge, Door, Guard
from fssim.app.sweep import sweep_pages
from fssim.app.work import work_pages
from fssim.app.work.job_queue import JobQueue
from fssim.app.work.work_folder import WorkFolder
from fssim.errors import Error, OutputError

STATIC = {  # by what a page calls it: the package, the file, and its kind
    "report.css": ("fssim.report.document", "report.css", "text/css"),
    "app.css": ("fssim.app", "static/app.css", "text/css"),
    "form.css": ("fssim.app", "static/form.css", "text/css"),
    "form.js": ("fssim.app", "static/form.js", "text/javascript"),
    "app.js": ("fssim.app", "static/app.js", "text/javascript"),
}
LOOPBACK = "127.0.0.1"  # no other computer reaches it
SECONDS_TO_FINISH = 1
OBJECTS_BETWEEN_COLLECTIONS = 2_000
SECONDS_BETWEEN_LOOKS = 0.005


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


def default_folder() -> Path:
    """Where work is kept if nothing else is said."""
    return user_documents_path() / "fssim"


class _Server(uvicorn.Server):
    """A server that leaves signals to whoever started it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(
    folder: Path,
    port: int = 0,
    behind: str | None = None,
    on_open: Callable[[Door], object] = lambda door: webbrowser.open(door.link),
) -> None:
    """Serve the app until Ctrl-C, or until it is ended from outside.

    `on_open` is called once it answers, with what it is opened with: a browser is, if left out. For the rest see
    `open_server`.
    """

    async def until_stopped() -> None:
        stopped, loop = asyncio.Event(), asyncio.get_running_loop()
        former = {
            number: signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopped.set))
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            async with open_server(folder, port, behind) as door:
                await asyncio.to_thread(on_open, door)
                await stopped.wait()
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)  # a command that ends soon looks for garbage less often
    asyncio.run(until_stopped())


@asynccontextmanager
async def open_server(folder: Path, port: int = 0, behind: str | None = None) -> AsyncIterator[Door]:
    """The app, answering while the body runs. Yields what it is opened with.

    `folder` is where work is kept. `port` 0 takes a free one. `behind` is the address that others reach the app by, if
    a proxy hands on to it. Raises `OutputError` if the port is taken or the folder cannot be used.
    """
    with _listening(port) as listener:
        own = listener.getsockname()[1]
        addresses = (f"http://{LOOPBACK}:{own}", f"http://localhost:{own}")
        door = Door.opened_at(addresses, behind.rstrip("/").lower() if behind else None)
        application = build_application(door, folder)
        server = _Server(
            uvicorn.Config(
                Guard(application, door), log_level="error", access_log=False, server_header=False, lifespan="on",
                timeout_graceful_shutdown=SECONDS_TO_FINISH, proxy_headers=False, ws="none",
            )
        )  # fmt: skip
        application.state.work.open()
        serving = asyncio.create_task(server.serve([listener]))
        while not server.started and not serving.done():
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        try:
            yield door
        finally:
            server.should_exit = True
            application.state.queue.end_watching()
            await serving
            application.state.work.close()


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError as error:
            raise OutputError(
                f"port {port} of this computer cannot be had: {error.strerror}; choose another with --port, or leave "
                "it out for one that is free"
            ) from error
        listener.listen()
        yield listener
