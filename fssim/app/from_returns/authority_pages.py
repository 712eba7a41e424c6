"""The pages that make a model of a planner's own authority: what it is made from, and what of it is theirs."""

from __future__ import annotations

import asyncio
import json
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from fssim.app.ask_for_run import Errors
from fssim.app.from_returns.model_files import ANSWER_FILE, FORECAST, MADE, MONTHS, SERVICE, list_forecasts
from fssim.app.from_returns.returns_sent import CHILDREN, NAME, PUBLISHED, read_returns_sent
from fssim.app.pages import find_work, piece_of, post, queue_of, render, text_field
from fssim.app.serving.guard import RETURNS_SENT_TO
from fssim.app.work.work_folder import AUTHORITY, OWN_FIGURES, AskedWork, PieceOfWork
from fssim.authority.new.figures.figures_workbook import make_template
from fssim.authority.new.figures.published_row import list_published_authorities
from fssim.errors import OutputError

TEMPLATE = f"{RETURNS_SENT_TO}/figures.xlsx"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def routes() -> list[BaseRoute]:
    return [
        Route(RETURNS_SENT_TO, authority_question_page),
        post(RETURNS_SENT_TO, take_returns),
        Route(TEMPLATE, download_template),
        Route("/work/{work}/model.zip", download_model),
    ]


async def authority_question_page(request: Request) -> Response:
    """What a model is made from."""
    return _asking(request, {}, [])


def _asking(request: Request, typed: dict[str, str], errors: Errors, status: int = 200) -> Response:
    return render(
        request, "from_returns/templates/authority.html.jinja", status,
        typed=typed, errors=errors, published=list_published_authorities(), workbook=TEMPLATE,
    )  # fmt: skip


async def download_template(request: Request) -> Response:
    """The workbook that figures are typed into, as `fssim authority template` writes it."""
    headers = {"content-disposition": 'attachment; filename="figures.xlsx"'}
    return Response(await asyncio.to_thread(make_template), media_type=WORKBOOK_TYPE, headers=headers)


async def take_returns(request: Request, form: FormData) -> Response:
    """Have the model made, or say what is wrong with what was sent."""
    errors: Errors = []
    typed = {field: text_field(form, field) for field in (NAME, CHILDREN, PUBLISHED)}
    try:
        figures = await read_returns_sent(form, errors)
    finally:
        for _, sent in form.multi_items():
            if isinstance(sent, UploadFile):
                await sent.close()
    if figures is None:
        return _asking(request, typed, errors, 422)
    asked = AskedWork(AUTHORITY, typed[NAME], (SERVICE,), 0)
    piece = find_work(request).ask(asked, {OWN_FIGURES: figures.encode()})
    queue_of(request).add(piece)
    return RedirectResponse(f"/work/{piece.name}", 303)


def read_model_answer(piece: PieceOfWork) -> dict[str, Any]:
    """What the model's page says. Raises `OutputError` if it cannot be read."""
    try:
        answer: dict[str, Any] = json.loads((piece.folder / ANSWER_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise OutputError(
            f"This model cannot be shown: {ANSWER_FILE} in its folder cannot be read. Make it again"
        ) from error
    return answer


def list_coming(request: Request, piece: PieceOfWork) -> list[int]:
    """The months of each forecast that waits or is being made."""
    jobs = queue_of(request).list_under_way(piece)
    return sorted(job.options[MONTHS] for job in jobs if job.kind.startswith(FORECAST))


async def model_page(request: Request, piece: PieceOfWork) -> Response:
    """Whose each figure of a model is, what became of the returns, and what can be done with it."""
    return render(
        request,
        "from_returns/templates/model.html.jinja",
        piece=piece,
        answer=read_model_answer(piece),
        forecasts=list_forecasts(piece.folder),
        coming=list_coming(request, piece),
        notes=find_work(request).notes(piece),
        kept=request.query_params.get("kept", ""),
    )


async def download_model(request: Request) -> Response:
    """The files of a model, as `fssim authority new` writes them, in one."""
    piece = piece_of(request)
    if not piece.is_finished or piece.kind != AUTHORITY:
        raise HTTPException(404)
    headers = {"content-disposition": f'attachment; filename="{piece.name}.zip"'}
    return Response(await asyncio.to_thread(_zip, piece), media_type="application/zip", headers=headers)


def _zip(piece: PieceOfWork) -> bytes:
    content, folder = BytesIO(), piece.folder / MADE
    with ZipFile(content, "w", ZIP_DEFLATED) as whole:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                whole.write(file, file.relative_to(folder))
    return content.getvalue()
