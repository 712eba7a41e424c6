"""Asking for a run: two services that are compared, and what every request has besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from fssim.app.form.bases import find_service, list_services
from fssim.app.pages import bases_of, find_work, post, queue_of, render, text_field
from fssim.app.work.work_folder import RUN, TRY_RANGES, AskedWork, Notes
from fssim.errors import Error
from fssim.runs.paired import refuse_other_clocks

HOW_SURE = {  # replications, in the words of a planner
    10: "A quick look: 10 replications",
    20: "The usual: 20 replications",
    40: "Surer: 40 replications, twice as long",
    100: "Surest: 100 replications, five times as long",
}
USUAL = 20
LONGEST_QUESTION = 2_000  # letters
Errors = list[tuple[str, str]]  # the id of a field, and what is wrong there


@dataclass(frozen=True, slots=True)
class Besides:
    """What every request has besides what is run: how many replications, the planner's notes, and
    whether to try the least certain numbers at the ends of their ranges."""

    replications: int
    notes: Notes
    try_ranges: bool = False


def read_besides(form: FormData, errors: Errors) -> Besides:
    """What was posted of it. What is wrong is added to the errors, by field."""
    given = text_field(form, "replications")
    if given not in map(str, HOW_SURE):
        errors.append((f"replications-{USUAL}", "Choose how sure the answer should be"))
        given = str(USUAL)
    question, expectation = (text_field(form, name, LONGEST_QUESTION) for name in ("question", "expectation"))
    return Besides(int(given), Notes(question=question, expectation=expectation), TRY_RANGES in form)


def ask_for_run(
    request: Request, title: str, scenarios: Sequence[str], besides: Besides, files: Mapping[str, bytes] = {}
) -> Response:
    """Keep what is asked, have it run when its turn comes, and go to its page. See `AskedWork`."""
    asked = AskedWork(RUN, title, tuple(scenarios), besides.replications, options={TRY_RANGES: besides.try_ranges})
    piece = find_work(request).ask(asked, files, besides.notes)
    queue_of(request).add(piece)
    return RedirectResponse(f"/work/{piece.name}", 303)


def routes() -> list[BaseRoute]:
    return [
        Route("/compare", page_of_services_to_compare),
        post("/compare", compare_services),
        Route("/teach", teach_page),
        post("/teach", prepare_class),
    ]


async def page_of_services_to_compare(request: Request) -> Response:
    first = request.query_params.get("first", "one_district_vacancy")
    service = find_service(first)
    second = service.compared_with[0] if service and service.compared_with else ""
    return _compare(request, {"first": first, "second": second}, [])


async def compare_services(request: Request, form: FormData) -> Response:
    errors: Errors = []
    names = [text_field(form, field) for field in ("first", "second")]
    first, second = (bases_of(request).find(name) for name in names)
    if first is None:
        errors.append(("first", "Choose the service to look at"))
    if second is None:
        errors.append(("second", "Choose the service to compare it with"))
    elif first is not None and first.key == second.key:
        errors.append(("second", "Choose another service than the first: they are the same"))
    besides = read_besides(form, errors)
    if not errors:
        try:
            refuse_other_clocks([(base.scenario.title, base.scenario) for base in (first, second) if base])
        except Error as error:
            errors.append(("second", f"Choose another service: {error}"))
    if errors or first is None or second is None:
        return _compare(request, {"first": names[0], "second": names[1]}, errors, besides, 422)
    asked = [base.as_asked(field) for field, base in (("first", first), ("second", second))]
    title = f"{first.scenario.title}, compared with '{second.scenario.title}'"
    files = {name: content for _, needed in asked for name, content in needed.items()}
    return ask_for_run(request, title, [name for name, _ in asked], besides, files)


def _compare(
    request: Request, values: Mapping[str, str], errors: Errors, besides: Besides | None = None, status: int = 200
) -> Response:
    return render(
        request, "templates/compare.html.jinja", status,
        services=bases_of(request).choices(), values=values, errors=errors, **besides_values(besides),
    )  # fmt: skip


async def teach_page(request: Request) -> Response:
    return _teach(request, [])


async def prepare_class(request: Request, form: FormData) -> Response:
    service = find_service(text_field(form, "service"))
    if service is None or not service.compared_with:
        return _teach(request, [("service-0", "Choose what the class is to find out")], 422)
    return ask_for_run(request, service.title, (service.name, *service.compared_with), Besides(USUAL, Notes()))


def _teach(request: Request, errors: Errors, status: int = 200) -> Response:
    services = [service for service in list_services() if service.compared_with]
    return render(request, "templates/teach.html.jinja", status, services=services, errors=errors)


def besides_values(besides: Besides | None) -> dict[str, Any]:
    """What the part of a template needs that asks for `Besides`."""
    return {"how_sure": HOW_SURE, "besides": besides or Besides(USUAL, Notes())}
