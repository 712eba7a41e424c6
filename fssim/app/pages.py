"""Making pages from templates, and reading what was posted: once here, for all pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, cast

from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from fssim.app.form.bases import Bases
from fssim.app.page_words import reword, split_unit, write_day_and_time
from fssim.app.serving.guard import LARGEST_BODY, Door
from fssim.app.work.job_queue import Job, JobQueue
from fssim.app.work.work_folder import PieceOfWork, WorkFolder
from fssim.model.size import describe_duration
from fssim.whole_numbers import write_count

MOST_FIELDS, MOST_FILES = 5_000, 20
UNREADABLE = (
    f"What was sent is cut short, or is more than {MOST_FILES} files, and was not kept. Go back, and send it again."
)
FORM_TOKEN = "form_token"
SCRIPTED = "fssim-script"  # a cookie that our script leaves, where scripts run
Handler = Callable[[Request, FormData], Awaitable[Response]]


@cache
def environment() -> Environment:
    """The app's templates, by their place below `fssim/app`; the report's by `report/`. Everything is escaped."""
    made = Environment(
        loader=PrefixLoader(
            {"app": PackageLoader("fssim.app", "."), "report": PackageLoader("fssim.report.document", ".")}
        ),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.globals |= {"form_token_name": FORM_TOKEN, "split_unit": split_unit}
    made.filters |= {"reword": reword, "day_and_time": write_day_and_time, "count": write_count}
    return made


def door_of(request: Request) -> Door:
    return cast(Door, request.app.state.door)


def find_work(request: Request) -> WorkFolder:
    return cast(WorkFolder, request.app.state.work)


def queue_of(request: Request) -> JobQueue:
    return cast(JobQueue, request.app.state.queue)


def bases_of(request: Request) -> Bases:
    return cast(Bases, request.app.state.bases)


def piece_of(request: Request) -> PieceOfWork:
    """The piece of work that an address names. Raises `HTTPException` if there is none."""
    piece = find_work(request).find(request.path_params["work"])
    if piece is None:
        raise HTTPException(404)
    return piece


def render(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page from a template below `fssim/app`, such as `templates/start.html.jinja`."""
    page = (
        environment()
        .get_template(f"app/{template}")
        .render(
            form_token=door_of(request).form_token,
            here=request.url.path,
            scripted=SCRIPTED in request.cookies,
            is_shared=door_of(request).behind is not None,
            **values,
        )
    )
    return HTMLResponse(page, status)


def post(path: str, handler: Handler) -> Route:
    """A route for a form: `handler` is called with what was posted, once that carries what only our forms carry."""

    async def checked(request: Request) -> Response:
        try:
            form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LARGEST_BODY)
        except HTTPException as error:
            raise HTTPException(error.status_code, UNREADABLE) from error
        token = form.get(FORM_TOKEN)
        if not isinstance(token, str) or not door_of(request).is_form_token(token):
            raise HTTPException(
                403, "This form is from before fssim app was last started. Go back, load the page again and resend it."
            )
        return await handler(request, form)

    return Route(path, checked, methods=["POST"], name=f"post {path}")


def text_field(form: FormData, name: str, longest: int = 2_000) -> str:
    """What was typed in a field, without the white space around it; empty if there is no such field."""
    value = form.get(name, "")
    return value.replace("\r\n", "\n").strip()[:longest] if isinstance(value, str) else ""


def progress_values(request: Request, job: Job) -> dict[str, Any]:
    """What the part of a page needs that says how far a job is."""
    left = job.seconds_left
    return {
        "job": job,
        "before": queue_of(request).before(job),
        "left": f"about {describe_duration(left)} left" if left is not None else "",
        "percent": round(100.0 * job.done / job.total) if job.total else 0,
    }
