"""Pages that are made of a finished run when they are asked for: a story, the service in motion, a lesson."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from fssim.app.pages import environment, piece_of, post, progress_values, queue_of, render, text_field
from fssim.app.result.result_pages import read_file
from fssim.app.serving.guard import document_policy, film_policy
from fssim.app.work.work_folder import RUN, PieceOfWork
from fssim.report.story.pick import PICKS

ANIMATION, LESSON = "animation", "lesson"
STORIES = {  # in the words of whoever chooses
    "vacancy": "A family that needed an empty post",
    "untouched": "A family that needed an empty post and came to no harm",
    "delayed": "The family that was delayed most",
    "typical": "A typical family",
}
LARGEST_FAMILY = 10**9


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page that can be made of a run: the job that makes it, its file, what the job is told, and its title."""

    kind: str
    file: str
    options: dict[str, object]
    title: str


def routes() -> list[BaseRoute]:
    return [
        Route("/work/{work}/stories", page_of_families),
        post("/work/{work}/make", make),
        Route("/work/{work}/made/{kind}", made_page),
        Route("/work/{work}/made/{kind}/frame", framed_page),
    ]


def find_made_page(kind: str) -> MadePage:
    """What a kind of job makes. Raises `HTTPException` for one that there is not."""
    name, _, which = kind.partition("-")
    if kind == ANIMATION:
        return MadePage(kind, "animation.html", {"file": "animation.html"}, "The service in motion")
    if kind == LESSON:
        return MadePage(kind, "lesson.html", {"file": "lesson.html"}, "A lesson for a class")
    if name != "story":
        raise HTTPException(404)
    file = f"{kind}.html"
    if which in PICKS:
        return MadePage(kind, file, {"file": file, "pick": which}, STORIES[which])
    if not (which.isascii() and which.isdecimal() and int(which) < LARGEST_FAMILY and which == str(int(which))):
        raise HTTPException(404)
    return MadePage(kind, file, {"file": file, "family": int(which)}, f"Family {which}")


def _run_of(request: Request) -> PieceOfWork:
    piece = piece_of(request)
    if not piece.is_finished or piece.kind != RUN:
        raise HTTPException(404)
    return piece


def list_made(piece: PieceOfWork) -> list[MadePage]:
    """The stories that were told of a run already."""
    names = [file.stem for file in sorted(piece.folder.glob("story-*.html"))]
    pages = []
    for name in names:
        try:
            pages.append(find_made_page(name))
        except HTTPException:
            continue
    return pages


async def page_of_families(request: Request) -> Response:
    return _choose(request, [])


def _choose(request: Request, errors: list[tuple[str, str]], family: str = "", status: int = 200) -> Response:
    piece = _run_of(request)
    return render(
        request, "result/templates/stories.html.jinja", status,
        piece=piece, stories=STORIES, made=list_made(piece), errors=errors, family=family,
    )  # fmt: skip


async def make(request: Request, form: FormData) -> Response:
    """Have a page made, unless it is there already, and go to it."""
    piece, kind, family = _run_of(request), text_field(form, "kind"), text_field(form, "family")
    if kind == "story-number":
        try:
            kind = f"story-{int(family)}"
            find_made_page(kind)
        except (ValueError, HTTPException):
            sentence = "Enter the number of a family, such as 214: the full log of a story says it"
            return _choose(request, [("family", sentence)], family, 422)
    page = find_made_page(kind)
    if not (piece.folder / page.file).is_file():
        queue_of(request).add(piece, page.kind, page.options)
    return RedirectResponse(f"/work/{piece.name}/made/{page.kind}", 303)


async def made_page(request: Request) -> Response:
    """The page, or how far it is, or why there is none."""
    piece, page = _run_of(request), find_made_page(request.path_params["kind"])
    if (piece.folder / page.file).is_file():
        if page.kind in (ANIMATION, LESSON):
            return render(request, f"result/templates/{page.kind}.html.jinja", piece=piece, page=page)
        return await _story(piece, page)
    return making_page(
        request, piece, page, {"address": f"/work/{piece.name}/make", "field": "kind", "value": page.kind}
    )


def making_page(request: Request, piece: PieceOfWork, page: MadePage, again: Mapping[str, str]) -> Response:
    """How far a page is that is being made, or why there is none. `again` has the address that makes it after all, and
    the field and value that are sent there."""
    job = queue_of(request).find(piece, page.kind)
    still = "still" in request.query_params
    return render(
        request, "result/templates/making.html.jinja",
        piece=piece, page=page, again=again, still=still, **(progress_values(request, job) if job else {"job": None}),
    )  # fmt: skip


async def _story(piece: PieceOfWork, page: MadePage) -> Response:
    """A story, which is a page of its own, with a way back. Nothing in it may run."""
    text = (await asyncio.to_thread(read_file, piece, page.file)).decode("utf-8")
    back = environment().get_template("app/result/templates/way_back.html.jinja").render(piece=piece, where="/stories")
    policy = {"content-security-policy": document_policy()}
    return HTMLResponse(text.replace("<header>", f"{back}\n<header>", 1), headers=policy)


async def framed_page(request: Request) -> Response:
    """A page with a script, in a frame or a tab of its own. It can reach nothing of the app's: it is of no origin."""
    piece, page = _run_of(request), find_made_page(request.path_params["kind"])
    if page.kind not in (ANIMATION, LESSON):
        raise HTTPException(404)
    text = (await asyncio.to_thread(read_file, piece, page.file)).decode("utf-8")
    headers = {
        "content-security-policy": film_policy(text),
        "x-frame-options": "SAMEORIGIN",
        "cross-origin-opener-policy": "unsafe-none",  # which what is of no origin may not have otherwise
    }
    return HTMLResponse(text, headers=headers)
