"""The pages on which a planner changes a base: which one, the form, its answers, and what is done with them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from fssim.app.ask_for_run import Besides, Errors, ask_for_run, besides_values, read_besides
from fssim.app.form.bases import OWN, Base, Bases
from fssim.app.form.change_scenario import form_path
from fssim.app.form.field_makers import readable_name
from fssim.app.form.fields import Form, page_id
from fssim.app.form.read_form import Mistake, Reading, add_item, read_form, remove_item, show_form
from fssim.app.pages import FORM_TOKEN, bases_of, piece_of, post, render
from fssim.app.serving.guard import LARGEST_FILE
from fssim.app.work.work_folder import FILE as FILE_NAME
from fssim.app.work.work_folder import TRY_RANGES, PieceOfWork
from fssim.errors import Error, OutputError
from fssim.model.scenario_hash import hash_scenario
from fssim.runs.folder.provenance import list_parameters
from fssim.runs.folder.run_folder import read_manifest
from fssim.runs.paired import refuse_other_clocks
from fssim.scenario.differences import changes, describe_change
from fssim.scenario.findings import ScenarioError, readable, visible
from fssim.scenario.names import slug
from fssim.scenario.scenario_text import write_stored
from fssim.scenario.schema.parameter import CONFIDENCE_MEANS, GRADE_MEANS
from fssim.scenario.schema.scenario import Scenario

CHOOSE, FORM = "/change", "/change/form"
BASE, DO, FILE, OTHER = "base", "do", "file", "other"
ADD, REMOVE, CHECK, LOOK, SAVE, RUN, SWEEP = "add:", "remove:", "check", "look", "save", "run", "sweep"
BESIDES = ("replications", "question", "expectation", TRY_RANGES)
CHANGED, COMPARED = "changed", "compared_with"  # the files of a run
MOST_MISTAKES = 100  # told of an uploaded file
LONGEST_NAME = 80


def routes() -> list[BaseRoute]:
    """The form's pages."""
    return [
        Route(CHOOSE, page_of_bases),
        Route(FORM, form_page),
        post(FORM, take_form),
        post(CHOOSE, uploaded),
        Route("/work/{work}/change", change_again),
    ]


def find_base(request: Request, key: str) -> Base:
    """The base of a key. Raises `HTTPException` if there is none."""
    base = bases_of(request).find(key)
    if base is None:
        raise HTTPException(404)
    return base


async def page_of_bases(request: Request) -> Response:
    """Which base to change."""
    return _choosing(request, [])


def _choosing(request: Request, mistakes: Sequence[str], status: int = 200) -> Response:
    choices = bases_of(request).choices()
    own = [choice for choice in choices if OWN.fullmatch(choice.key)]
    return render(
        request, "form/templates/choose_service.html.jinja", status,
        own=own, shipped=choices[len(own):], mistakes=mistakes,
    )  # fmt: skip


async def uploaded(request: Request, sent: FormData) -> Response:
    """A file that somebody has: kept, and shown as a form, or everything that is wrong with it."""
    file = sent.get(FILE)
    if not isinstance(file, UploadFile) or not file.filename:
        return _choosing(request, ["Choose a scenario file (YAML) first"], 422)
    name = visible(readable(file.filename))[:LONGEST_NAME]
    content = await file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        return _choosing(request, [f"{name} is larger than 1 MB; a scenario file is smaller"], 422)
    try:
        base = bases_of(request).keep(content.decode("utf-8-sig").replace("\r\n", "\n"), name)
    except UnicodeDecodeError:
        return _choosing(request, [f"{name} is not text in UTF-8; choose a scenario file (YAML)"], 422)
    except ScenarioError as error:
        return _choosing(request, [str(problem) for problem in error.problems[:MOST_MISTAKES]], 422)
    except OutputError as error:
        return _choosing(request, [str(error)], 500)
    return RedirectResponse(f"{FORM}?{BASE}={base.key}", 303)


async def form_page(request: Request) -> Response:
    """The form of a base, as it is."""
    base = find_base(request, request.query_params.get(BASE, ""))
    return show_reading(request, base, show_form(base.scenario), asked=False)


async def change_again(request: Request) -> Response:
    """The form of the service that a piece of work was about."""
    piece = piece_of(request)
    if piece.asked is None:
        base = await asyncio.to_thread(_base_of_run, bases_of(request), piece)
        return RedirectResponse(f"{FORM}?{BASE}={base.key}", 303)
    name = piece.asked.scenarios[0] if piece.asked.scenarios else ""
    if FILE_NAME.fullmatch(name) is None:
        find_base(request, name)
        return RedirectResponse(f"{FORM}?{BASE}={name}", 303)
    try:
        text = (piece.folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise HTTPException(404) from None
    return RedirectResponse(f"{FORM}?{BASE}={bases_of(request).keep(text, name).key}", 303)


def _base_of_run(bases: Bases, piece: PieceOfWork) -> Base:
    """The service of a run that a command wrote: one that comes with fssim, or all that the run's manifest says of it.
    Raises `OutputError` or `ScenarioError` if it is none that a form can have."""
    try:
        stored = read_manifest(piece.folder).scenarios[0]
    except (OSError, ValueError) as error:
        raise OutputError(f"The service of this run cannot be read: {error}. Run it again") from error
    shipped = bases.find(stored.name)
    if shipped is not None and hash_scenario(shipped.scenario) == stored.hash:
        return shipped
    return bases.keep(write_stored(stored.scenario), stored.name)


async def take_form(request: Request, sent: FormData) -> Response:
    """What the form's buttons do: check, add, remove, save."""
    pairs = [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]
    base = find_base(request, dict(pairs).get(BASE, ""))
    answers = [(name, value) for name, value in pairs if not _is_of_page(name)]
    reading = await asyncio.to_thread(read_form, base.scenario, answers)
    do = dict(pairs).get(DO, CHECK)
    errors: Errors = []
    besides = read_besides(sent, errors)
    other = _read_other(request, base, dict(pairs).get(OTHER, base.key), errors)
    if do.startswith(ADD):
        place = do.removeprefix(ADD)
        grown = add_item(reading, place, dict(pairs).get(f"add-what.{place}", ""))
        return show_reading(request, base, grown, besides, other, asked=bool(grown.mistakes), grown_from=reading)
    if do.startswith(REMOVE):
        return show_reading(request, base, remove_item(reading, do.removeprefix(REMOVE)), besides, other, asked=False)
    if do == LOOK:
        return show_reading(request, base, reading, besides, other, asked=False)
    if do == SAVE and reading.scenario is not None:
        return _file(base, _asking(reading.scenario, besides))
    if do == SWEEP and reading.scenario is not None:
        key = bases_of(request).keep(base.write(reading.scenario)).key if reading.sentences else base.key
        return RedirectResponse(f"/sweep?{BASE}={key}", 303)
    if do == RUN and reading.scenario is not None:
        if not reading.sentences and other.key == base.key:
            errors.append((OTHER, "Change something, or compare with another service: as it is, both are the same"))
        if not errors:
            return _ask_for_both(request, base, reading, other, besides)
    return show_reading(request, base, reading, besides, other, errors=errors if do == RUN else [])


def _read_other(request: Request, base: Base, key: str, errors: Errors) -> Base:
    """What the changed service is compared with; the base, if what was sent cannot be it."""
    other = bases_of(request).find(key)
    if other is None:
        errors.append((OTHER, "Choose one from the list"))
        return base
    try:
        refuse_other_clocks([(side.scenario.title, side.scenario) for side in (base, other)])
    except Error as error:
        errors.append((OTHER, f"Choose another service: {error}"))
    return other


def _asking(scenario: Scenario, besides: Besides) -> Scenario:
    """A scenario that asks what the planner asks, if they do."""
    question = besides.notes.question
    return scenario.model_copy(update={"question": question}) if question else scenario


def _ask_for_both(request: Request, base: Base, reading: Reading, other: Base, besides: Besides) -> Response:
    """Have the changed service and the other run and compared. What is asked of the base is not asked of what it is
    changed into."""
    assert reading.scenario is not None
    scenario = _asking(reading.scenario, besides)
    if reading.sentences and not besides.notes.question:
        scenario = scenario.model_copy(update={"question": f"How does it differ from '{other.scenario.title}'?"})
    second, files = other.as_asked(COMPARED)
    files[f"{CHANGED}.yaml"] = base.write(scenario, here=True).encode()
    title = f"{scenario.title}, compared with '{other.scenario.title}'"
    return ask_for_run(request, title, (f"{CHANGED}.yaml", second), besides, files)


def _is_of_page(name: str) -> bool:
    """Whether it was sent for the page's sake, and is no answer."""
    return name in (BASE, DO, OTHER, FORM_TOKEN, *BESIDES) or name.startswith("add-what.")


def _file(base: Base, scenario: Scenario) -> Response:
    name = slug(scenario.title)[:LONGEST_NAME] or "base"
    disposition = {"content-disposition": f'attachment; filename="{name}.yaml"'}
    return Response(base.write(scenario), media_type="application/yaml", headers=disposition)


def show_reading(
    request: Request, base: Base, reading: Reading, besides: Besides | None = None, other: Base | None = None, *,
    errors: Sequence[tuple[str, str]] = (), asked: bool = True, grown_from: Reading | None = None,
) -> Response:  # fmt: skip
    """The form with answers in it: what is wrong with them, if they were asked for, or what they change."""
    wrong = [(_place(mistake), f"{mistake.label}: {mistake.message}") for mistake in reading.mistakes if asked]
    mistakes = [*wrong, *errors]
    new = [item for item in reading.form.items if grown_from is not None and item not in grown_from.form.items]
    return render(
        request,
        "form/templates/service_form.html.jinja",
        422 if mistakes else 200,
        base=base,
        form=reading.form,
        texts=reading.texts,
        mistakes=mistakes,
        **besides_values(besides),
        other=other or base,
        others=bases_of(request).choices(),
        mistakes_at=reading.mistakes_at if asked else {},
        changed=reading.changed,
        checked=asked and not mistakes,
        sentences=(grown_from or reading).sentences,
        is_unready=bool(mistakes or new or reading.mistakes),
        new_item=new[0] if new else "",
        new_names=[name for name in reading.form.fields if new and name.startswith(f"{new[0]}.")],
        grades={grade.value: meaning for grade, meaning in GRADE_MEANS.items()},
        confidences={confidence.value: meaning for confidence, meaning in CONFIDENCE_MEANS.items()},
        hidden_parts=list_hidden_parts(reading.form),
        hidden_changes=describe_hidden_changes(reading.form, base.root),
    )


def _place(mistake: Mistake) -> str:
    return page_id(mistake.name) or "main"


def list_hidden_parts(form: Form) -> list[str]:
    """The parts of the base with numbers that no field shows, and how many: `Pathway: 312 numbers`."""
    count: dict[str, int] = {}
    for path, _ in list_parameters(form.base):
        if not form.shows(form_path(path)):
            count[str(path[0])] = count.get(str(path[0]), 0) + 1
    return [
        f"{readable_name(part)}: {number:,} {'number' if number == 1 else 'numbers'}" for part, number in count.items()
    ]


def describe_hidden_changes(form: Form, root: Scenario | None) -> list[str]:
    """What the base changes of the scenario that it extends where no field shows it, in English."""
    if root is None or root is form.base:
        return []
    return [
        sentence
        for change in changes(root, form.base)
        if not form.shows(form_path(change.path))
        for sentence in describe_change(change)
    ]
