"""The pages of a sweep: what to vary and what to ask, how long it takes, and what came of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from fssim.app.ask_for_run import Besides, Errors, besides_values, read_besides
from fssim.app.form.bases import Base
from fssim.app.form.build_form import build_form
from fssim.app.form.form_pages import find_base
from fssim.app.pages import bases_of, find_work, piece_of, post, queue_of, render, text_field
from fssim.app.sweep.levers import LeverChoice, list_lever_choices
from fssim.app.sweep.sweep_question import (
    ANSWER,
    ANSWER_FILE,
    BASE_FILE,
    COST,
    CROSSING,
    MOST_TIMES,
    RANKED,
    RESPONSE,
    SWEPT,
    TYPED,
    SweepQuestion,
    list_measures_to_judge_by,
    read_question,
)
from fssim.app.work.work_folder import SWEEP, AskedWork, PieceOfWork
from fssim.engine.simulate import ENGINES
from fssim.errors import TooLarge
from fssim.model.size import check_effort, describe_duration
from fssim.studies.sweeps.sweep_results import SUMMARY_FILE
from fssim.whole_numbers import write_count

PAGE = "/sweep"
FEWEST_TO_CROSS, MOST_TO_CROSS = 6, 18  # services run for a break-even: the other, 5 values, and up to 12 between them
PICTURES = {
    RESPONSE: "What each setting comes to, drawn from the table.",
    COST: "What each setting costs.",
    RANKED: "What each setting costs against what it comes to. The dashed line joins the best for their cost.",
    CROSSING: "The difference from the other service over the range, with its 95% interval; the worse side is shaded.",
}


def routes() -> list[BaseRoute]:
    return [
        Route(PAGE, sweep_page),
        post(PAGE, take_sweep_question),
        Route("/work/{work}/pictures/{picture}", picture),
        Route("/work/{work}/summary.csv", summary),
    ]


async def sweep_page(request: Request) -> Response:
    """What to vary of a base, and what to ask."""
    base = find_base(request, request.query_params.get("base", ""))
    return _asking(request, base, {}, [], None, None)


async def take_sweep_question(request: Request, sent: FormData) -> Response:
    """How long it takes; and, once that is known, the sweep itself."""
    base = find_base(request, text_field(sent, "base"))
    typed = {name: text_field(sent, name) for name in TYPED}
    errors: Errors = []
    besides = read_besides(sent, errors)
    question = await asyncio.to_thread(read_question, base, typed, besides, bases_of(request).find, errors)
    if question is None:
        return _asking(request, base, typed, errors, besides, None)
    try:
        takes = _takes(question, besides)
    except TooLarge as error:
        return _asking(request, base, typed, [("first-values", f"Try fewer values: {error}")], besides, None)
    if text_field(sent, "do") != "run":
        return _asking(request, base, typed, errors, besides, takes)
    asked = AskedWork(SWEEP, question.plan.title, (BASE_FILE,), besides.replications, options=question.options())
    piece = find_work(request).ask(asked, question.write_files(), besides.notes)
    queue_of(request).add(piece)
    return RedirectResponse(f"/work/{piece.name}", 303)


def _takes(question: SweepQuestion, besides: Besides) -> str:
    """How long a sweep takes, in words. Raises `TooLarge`."""
    fewest, most = question.points, MOST_TIMES * question.points
    further = ""
    if question.against is not None:
        fewest, most = fewest + FEWEST_TO_CROSS, most + MOST_TO_CROSS
        further = f", and {FEWEST_TO_CROSS} to {MOST_TO_CROSS} more to find how much is enough"
    shortest, longest = (
        describe_duration(
            check_effort([question.base.scenario], count * besides.replications, None, ENGINES[0], kept=False).seconds
        )
        for count in (fewest, most)
    )
    return (
        f"{write_count(question.points, 'setting')}, each run {besides.replications} times{further}. That takes about "
        f"{shortest}, and up to {longest} if the best are hard to tell apart, "
        "and a few seconds more to begin and to draw."
    )


def _asking(
    request: Request, base: Base, typed: Mapping[str, str], errors: Errors, besides: Besides | None, takes: str | None
) -> Response:
    sections: dict[str, list[LeverChoice]] = {}
    for choice in list_lever_choices(build_form(base.scenario)):
        sections.setdefault(choice.section, []).append(choice)
    return render(
        request,
        "sweep/templates/sweep.html.jinja",
        422 if errors else 200,
        base=base,
        sections=sections,
        measures=list_measures_to_judge_by(base.scenario),
        others=[choice for choice in bases_of(request).choices() if choice.key != base.key],
        typed=typed,
        errors=errors,
        takes=takes,
        **besides_values(besides),
    )


async def sweep_result_page(request: Request, piece: PieceOfWork) -> Response:
    """What came of a sweep."""
    try:
        content = (piece.folder / ANSWER / ANSWER_FILE).read_text(encoding="utf-8")
        answer: dict[str, Any] = json.loads(content)
    except (OSError, ValueError):
        raise HTTPException(404) from None
    return render(
        request,
        "sweep/templates/sweep_result.html.jinja",
        piece=piece,
        answer=answer,
        pictures=[(name, words) for name, words in PICTURES.items() if name in answer["pictures"]],
        notes=find_work(request).notes(piece),
        kept=request.query_params.get("kept", ""),
    )


async def picture(request: Request) -> Response:
    """A picture of a sweep's answer."""
    name = request.path_params["picture"]
    return _sent(piece_of(request), f"{ANSWER}/{name}" if name in PICTURES else "", "image/png")


async def summary(request: Request) -> Response:
    """Every setting's measures, as a table to keep."""
    piece = piece_of(request)
    answer = _sent(piece, f"{SWEPT}/{SUMMARY_FILE}", "text/csv; charset=utf-8")
    answer.headers["content-disposition"] = f'attachment; filename="{piece.name}-summary.csv"'
    return answer


def _sent(piece: PieceOfWork, name: str, kind: str) -> Response:
    try:
        content = (piece.folder / name).read_bytes()
    except OSError:
        raise HTTPException(404) from None
    return Response(content, media_type=kind)
