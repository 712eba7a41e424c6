"""Any two runs side by side: what they differ in, and what that does to the measures that matter."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from fssim.app.pages import find_work, render
from fssim.app.work.answer_so_far import compared_table
from fssim.app.work.work_folder import RUN, PieceOfWork
from fssim.errors import Error
from fssim.report.wording.answer_notes import paired_note
from fssim.runs.folder.stored_run import read_run
from fssim.runs.results import Results
from fssim.scenario.differences import describe_changes

MOST_CHANGES = 10  # that are not folded away


def routes() -> list[BaseRoute]:
    return [Route("/compare-runs", page_of_runs_to_compare)]


async def page_of_runs_to_compare(request: Request) -> Response:
    """Two lists of finished runs, and the comparison of the two that were chosen. It changes nothing, and so can be
    kept as an address."""
    runs = [
        piece for piece in await asyncio.to_thread(find_work(request).pieces) if piece.is_finished and piece.kind == RUN
    ]
    chosen = [request.query_params.get(name, "") for name in ("first", "second")]
    errors: list[tuple[str, str]] = []
    values: dict[str, Any] = {}
    if "second" in request.query_params:  # a link may choose the first alone
        pieces = [next((run for run in runs if run.name == name), None) for name in chosen]
        first, second = pieces
        if first is None:
            errors.append(("first", "Choose a run"))
        if second is None:
            errors.append(("second", "Choose the run to compare it with"))
        elif first is second:
            errors.append(("second", "Choose another run than the first: they are the same"))
        if not errors and first and second:
            try:
                values = await asyncio.to_thread(_compare, first, second)
            except Error as error:
                errors.append(("second", f"These two cannot be compared: {error}"))
    return render(
        request, "result/templates/compare_runs.html.jinja", 422 if errors else 200,
        runs=runs, chosen=chosen, errors=errors, compared=values, most_changes=MOST_CHANGES,
    )  # fmt: skip


def _compare(first: PieceOfWork, second: PieceOfWork) -> dict[str, Any]:
    """What a page says of two runs. Raises `fssim.Error` if one cannot be read, or they cannot be paired."""
    results = [_first_of(piece) for piece in (first, second)]
    shared = len(results[0].rows.keys() & results[1].rows.keys())
    table = compared_table(results)
    return {
        "changes": describe_changes(results[1].scenario, results[0].scenario),
        "titles": [result.scenario.title for result in results],
        "note": paired_note(results),
        "replications": shared,
        **table,
    }


def _first_of(piece: PieceOfWork) -> Results:
    return read_run(piece.folder).results[0]
