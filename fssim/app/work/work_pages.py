"""All earlier work, and one piece of it while it waits, runs, or has been stopped."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from fssim.app.from_returns.authority_pages import model_page
from fssim.app.pages import environment, find_work, piece_of, post, progress_values, queue_of, render, text_field
from fssim.app.result.result_pages import result_page
from fssim.app.sweep.sweep_pages import sweep_result_page
from fssim.app.work.job_queue import Job
from fssim.app.work.work_folder import AUTHORITY, LONGEST_NOTE, SWEEP, Notes, PieceOfWork

FRAGMENT = "app/work/templates/progress.html.jinja"
RESULT_PAGES: Mapping[str, Callable[[Request, PieceOfWork], Awaitable[Response]]] = {
    SWEEP: sweep_result_page, AUTHORITY: model_page,
}  # fmt: skip
NOT_HELD_BACK = {"x-accel-buffering": "no"}  # by a proxy


def routes() -> list[BaseRoute]:
    return [
        Route("/work", list_page),
        Route("/work/{work}", piece_page),
        Route("/work/{work}/events", events),
        post("/work/{work}/cancel", cancel),
        post("/work/{work}/again", again),
        post("/work/{work}/notes", keep_notes),
        Route("/work/{work}/delete", delete_page),
        post("/work/{work}/delete", delete),
    ]


async def list_page(request: Request) -> Response:
    work = find_work(request)
    pieces = await asyncio.to_thread(work.pieces)
    notes = {piece.name: work.notes(piece) for piece in pieces}
    states = {piece.name: state_in_words(request, piece) for piece in pieces}
    return render(
        request, "work/templates/work.html.jinja", pieces=pieces, states=states, notes=notes, folder=work.path,
        deleted="deleted" in request.query_params,
    )  # fmt: skip


def state_in_words(request: Request, piece: PieceOfWork) -> str:
    """How far a piece of work is."""
    job = queue_of(request).find(piece)
    if piece.is_finished:
        return "Finished"
    if piece.stopped or job is None:
        return "Stopped"
    return "Waiting" if job.state == "waiting" else "Running"


async def piece_page(request: Request) -> Response:
    """The result, or how far it is."""
    piece = piece_of(request)
    if piece.is_finished:
        return await RESULT_PAGES.get(piece.kind, result_page)(request, piece)
    job = queue_of(request).find(piece)
    values: dict[str, Any] = {"piece": piece, "notes": find_work(request).notes(piece)}
    if piece.stopped or job is None:
        return render(request, "work/templates/stopped.html.jinja", **values)
    still = "still" in request.query_params
    return render(request, "work/templates/running.html.jinja", still=still, **values, **progress_values(request, job))


async def events(request: Request) -> Response:
    """How far a job is, whenever that changes: a part of the page each time, and an end."""
    piece = piece_of(request)
    job = queue_of(request).find(piece, request.query_params.get("kind", ""))

    def page(job: Job) -> str:
        return environment().get_template(FRAGMENT).render(progress_values(request, job))

    return StreamingResponse(tell_progress(job, page), media_type="text/event-stream", headers=NOT_HELD_BACK)


async def tell_progress(job: Job | None, page: Callable[[Job], str]) -> AsyncIterator[str]:
    """The events of a job: a page whenever it changes, and that it is over, unless it is the app that ends."""
    if job is not None:
        async for _ in job.changes():
            yield f"data: {json.dumps(page(job))}\n\n"
    if job is None or job.is_over:
        yield "event: over\ndata: \n\n"


async def cancel(request: Request, form: FormData) -> Response:
    piece = piece_of(request)
    job = queue_of(request).find(piece, text_field(form, "kind"))
    if job is not None:
        await queue_of(request).cancel(job)
    its_page, back = f"/work/{piece.name}", text_field(form, "back")
    return RedirectResponse(back if back.startswith(f"{its_page}/") else its_page, 303)


async def again(request: Request, form: FormData) -> Response:
    """Do after all what was stopped."""
    piece = piece_of(request)
    if piece.asked is not None and not piece.is_finished:
        find_work(request).resume(piece)
        queue_of(request).add(piece)
    return RedirectResponse(f"/work/{piece.name}", 303)


async def keep_notes(request: Request, form: FormData) -> Response:
    piece = piece_of(request)
    words = {name: text_field(form, name, LONGEST_NOTE) for name in Notes.__slots__}
    await asyncio.to_thread(find_work(request).note, piece, Notes(**words))
    return RedirectResponse(f"/work/{piece.name}?kept=notes#notes", 303)


async def delete_page(request: Request) -> Response:
    """Whether a piece of work is really to be deleted."""
    piece = piece_of(request)
    return render(
        request, "work/templates/delete.html.jinja",
        piece=piece, state=state_in_words(request, piece), notes=find_work(request).notes(piece),
    )  # fmt: skip


async def delete(request: Request, form: FormData) -> Response:
    piece = piece_of(request)
    await queue_of(request).forget(piece)
    await asyncio.to_thread(find_work(request).delete, piece)
    return RedirectResponse("/work?deleted", 303)
