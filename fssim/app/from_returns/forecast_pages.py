"""The pages of a forecast: how many months ahead of an authority's last return, and what comes in them."""

from __future__ import annotations

import asyncio

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from fssim.app.from_returns.authority_pages import list_coming, read_model_answer
from fssim.app.from_returns.model_files import FORECAST, MONTHS, MOST_MONTHS, list_forecasts, name_page, name_table
from fssim.app.pages import environment, piece_of, post, queue_of, render, text_field
from fssim.app.result.made_pages import MadePage, making_page
from fssim.app.result.result_pages import read_file
from fssim.app.serving.guard import document_policy
from fssim.app.work.work_folder import AUTHORITY, PieceOfWork
from fssim.whole_numbers import write_count

USUAL = "12"


def routes() -> list[BaseRoute]:
    return [
        Route("/work/{work}/forecast", months_question_page),
        post("/work/{work}/forecast", take_months),
        Route("/work/{work}/forecast/{months}", months_ahead_page),
        Route("/work/{work}/forecast/{months}/table.csv", download_months),
    ]


def _model_of(request: Request) -> PieceOfWork:
    """The model that an address names. Raises `HTTPException` if there is none that a forecast can be made of."""
    piece = piece_of(request)
    if not piece.is_finished or piece.kind != AUTHORITY or not read_model_answer(piece)["from_day"]:
        raise HTTPException(404)
    return piece


async def months_question_page(request: Request) -> Response:
    """How many months ahead."""
    return _asking(request, USUAL, "")


def _asking(request: Request, typed: str, error: str, status: int = 200) -> Response:
    piece = _model_of(request)
    return render(
        request, "from_returns/templates/forecast.html.jinja", status,
        piece=piece, from_day=read_model_answer(piece)["from_day"], typed=typed, error=error,
        made=list_forecasts(piece.folder), coming=list_coming(request, piece),
    )  # fmt: skip


async def take_months(request: Request, form: FormData) -> Response:
    """Have a forecast made, unless it is there already, and go to it."""
    piece, typed = _model_of(request), text_field(form, MONTHS)
    months = _read_months(typed)
    if months is None:
        return _asking(request, typed, f"Enter a whole number of months, from 1 to {MOST_MONTHS}", 422)
    if not (piece.folder / name_page(months)).is_file():
        queue_of(request).add(piece, f"{FORECAST}-{months}", {MONTHS: months})
    return RedirectResponse(f"/work/{piece.name}/forecast/{months}", 303)


def _read_months(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and text == str(int(text))):
        return None
    return int(text) if 1 <= int(text) <= MOST_MONTHS else None


def _months_of(request: Request) -> int:
    months = _read_months(request.path_params[MONTHS])
    if months is None:
        raise HTTPException(404)
    return months


async def months_ahead_page(request: Request) -> Response:
    """A forecast, which is a page of its own, with a way back; or how far it is, or why there is none."""
    piece, months = _model_of(request), _months_of(request)
    if not (piece.folder / name_page(months)).is_file():
        again = {"address": f"/work/{piece.name}/forecast", "field": MONTHS, "value": str(months)}
        title = f"{write_count(months, 'month')} from {read_model_answer(piece)['from_day']}"
        return making_page(request, piece, MadePage(f"{FORECAST}-{months}", name_page(months), {}, title), again)
    text = (await asyncio.to_thread(read_file, piece, name_page(months))).decode("utf-8")
    back = environment().get_template("app/result/templates/way_back.html.jinja").render(piece=piece, where="")
    policy = {"content-security-policy": document_policy()}
    return HTMLResponse(text.replace("<header>", f"{back}\n<header>", 1), headers=policy)


async def download_months(request: Request) -> Response:
    """Every number of a forecast, as a table to keep."""
    piece, months = _model_of(request), _months_of(request)
    content = await asyncio.to_thread(read_file, piece, name_table(months))
    headers = {"content-disposition": f'attachment; filename="{piece.name}-{name_table(months)}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
