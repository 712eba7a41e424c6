"""A model of one's own authority: what is sent is read and not kept, and its pages say what of it is theirs."""

from __future__ import annotations

import html
import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from fssim import load
from fssim.app.from_returns.model_files import MADE, SERVICE
from fssim.app.pages import UNREADABLE
from fssim.app.work.do_job import do_job
from fssim.app.work.work_folder import AUTHORITY, OWN_FIGURES, AskedWork, PieceOfWork, WorkFolder
from fssim.authority.new.figures.figures_workbook import make_template
from fssim.authority.new.figures.gather import Given, gather_figures
from fssim.authority.new.figures.own_figures import OwnFigures, format_own_figures, read_own_figures
from fssim.authority.new.figures.published_row import PANEL
from fssim.model.scenario_hash import hash_scenario
from fssim.studies.validation.validation_file import find_published_file
from tests.unit.app.serving import Answer, Visitor, served
from tests.unit.app.small_model import CHILDREN, MONTHS, make_model, write_census

BOUNDARY = "a-boundary-of-parts"
Files = Sequence[tuple[str, str, bytes]]  # fields, names and what is in them


@pytest.fixture(scope="module")
def census(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_census(tmp_path_factory.mktemp("returns") / "cin_2020.xml")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def visitor(folder: Path) -> Iterator[Visitor]:
    with served(folder) as link:
        yield Visitor(link).enter()


@pytest.fixture(scope="module")
def model(census: Path, folder: Path, visitor: Visitor) -> PieceOfWork:
    """A model that was made, with a forecast."""
    return make_model(folder, census)


def send(
    visitor: Visitor, name: str = "Place", children: str = f"{CHILDREN:,}", files: Files = (), **texts: str
) -> Answer:
    """Send the form, with files."""
    texts |= {"form_token": visitor.form_token("/authority"), "name": name, "children": children}
    heads = [(f'name="{field}"', value.encode()) for field, value in texts.items()]
    heads += [(f'name="{field}"; filename="{file}"', content) for field, file, content in files]
    parts = [
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"
        for head, content in heads
    ]
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    return visitor.ask("/authority", "POST", body, content_type=f"multipart/form-data; boundary={BOUNDARY}")


@pytest.mark.parametrize(
    ("name", "children", "field"),
    [("", "91,000", "name"), ("Place", "many", "children"), ("Place", "-1", "children"), ("Place", "91,000", "cin")],
)
def test_what_is_missing_is_told_at_its_field(visitor: Visitor, name: str, children: str, field: str) -> None:
    files = [] if field == "cin" else [("cin", "cin.xml", b"<Message/>")]
    answer = send(visitor, name, children, files)
    assert answer.status == 422
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}-error"' in answer.text


@pytest.mark.parametrize(
    ("files", "children", "field", "sentence"),
    [
        ([("csww", "../staff 2023.xml", b"PK\x03\x04")], "91,000", "csww", "staff 2023.xml: is a zip file"),
        ([("cin", "cin.xml", b"")], "3", "children", "cin.xml has "),
        ([("workbook", "mine.xlsx", b"PK\x03\x04")], "", "workbook", "mine.xlsx: is no Excel workbook (.xlsx)"),
        ([("workbook", "authorities.csv", b"authority")], "", "workbook", "authorities.csv: is no Excel workbook"),
        ([("workbook", "1.xlsx", b"1"), ("workbook", "2.xlsx", b"2")], "", "workbook", "Choose one workbook"),
        ([("workbook", "mine.xlsx", b"1")], "many", "children", "Enter how many children live there"),
    ],
)
def test_what_is_wrong_with_a_return_is_told_by_its_name_and_nothing_is_kept(
    visitor: Visitor, folder: Path, census: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    files: Files, children: str, field: str, sentence: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = sorted(folder.iterdir())
    answer = send(
        visitor, "Place", children, [(at, name, content or census.read_bytes()) for at, name, content in files]
    )
    assert answer.status == 422
    assert f'<a href="#{field}">' in answer.text
    assert sentence in answer.text
    assert "--children" not in answer.text
    assert str(tmp_path) not in answer.text
    assert list(tmp_path.iterdir()) == []
    assert sorted(folder.iterdir()) == before


def test_nothing_that_is_sent_is_run_whatever_it_is_called(visitor: Visitor, tmp_path: Path) -> None:
    was_run = tmp_path / "was_run"
    program = f"open({str(was_run)!r}, 'x')".encode()
    answer = send(visitor, files=[("cin", name, program) for name in ("json.py", "asyncio.py", "fssim.py")])
    assert answer.status == 422
    assert "json.py:1: is not XML" in answer.text
    assert not was_run.exists()


@pytest.mark.parametrize("files", [21, None])
def test_what_cannot_be_taken_apart_is_refused_in_words(visitor: Visitor, folder: Path, files: int | None) -> None:
    before = sorted(folder.iterdir())
    if files is None:
        answer = visitor.ask("/authority", "POST", b"cut short", content_type="multipart/form-data; boundary=here")
    else:
        answer = send(visitor, files=[("cin", f"{year}.xml", b"<Message/>") for year in range(files)])
    assert answer.status == 400
    assert UNREADABLE in answer.text
    assert sorted(folder.iterdir()) == before


def test_a_return_is_read_and_no_child_of_it_is_kept(
    visitor: Visitor, folder: Path, census: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answer = send(visitor, files=[("cin", "cin.xml", census.read_bytes())])
    assert answer.status == 303, answer.text
    place = answer.headers["location"]
    assert visitor.post(f"{place}/cancel", "/authority").status == 303
    assert list(tmp_path.iterdir()) == []
    kept = folder / place.removeprefix("/work/")
    own = read_own_figures((kept / OWN_FIGURES).read_text(encoding="utf-8"))
    assert own.population.children == CHILDREN
    assert own.figures["referrals_a_year"].count > 100
    (identifier, *_) = census.read_text(encoding="utf-8").split("<LAchildID>")[1].split("</LAchildID>")
    assert not any(identifier in file.read_text(encoding="utf-8") for file in kept.rglob("*") if file.is_file())


def test_the_workbook_to_fill_in_is_the_commands_and_is_read_when_it_is_filled_in(
    visitor: Visitor, folder: Path
) -> None:
    given = visitor.ask("/authority/figures.xlsx")
    assert given.content == make_template()
    assert 'href="/authority/figures.xlsx"' in visitor.ask("/authority").text
    workbook = load_workbook(BytesIO(given.content))
    for cell, value in {"B3": 91000, "B4": "mid-2023 estimate", "B5": date(2024, 3, 31)}.items():
        workbook["Authority"][cell] = value
    filled = BytesIO()
    workbook.save(filled)
    own = sent_for(visitor, folder, send(visitor, children="", files=[("workbook", "mine.xlsx", filled.getvalue())]))
    assert (own.authority, own.population.children, own.population.source) == ("Place", 91000.0, "mid-2023 estimate")


def test_what_is_published_is_that_of_the_chosen_authority_whatever_files_are_called(
    visitor: Visitor, folder: Path, census: Path
) -> None:
    """A file of the same name as the panel is a return like any other; returns go before what is published."""
    assert "<option selected>Barnet</option>" in send(visitor, name="", published="Barnet").text
    own = sent_for(visitor, folder, send(visitor, children="", published="Barnet"))
    published = gather_figures("Place", Given(published=find_published_file(PANEL), row="Barnet"))
    assert format_own_figures(own) == format_own_figures(read_own_figures(format_own_figures(published)))
    files = [("cin", "authorities.csv", census.read_bytes())]
    both = sent_for(visitor, folder, send(visitor, files=files, published="Barnet"))
    assert both.figures["nfa_share"].source.startswith("children in need census")
    assert both.figures["vacancy"].value == published.figures["vacancy"].value
    assert both.population.children == CHILDREN


def test_an_authority_that_is_not_in_the_list_is_told_at_its_field(visitor: Visitor) -> None:
    answer = send(visitor, children="", published="Dorset (Pre LG)")
    assert answer.status == 422
    assert 'id="published-error"' in answer.text


def sent_for(visitor: Visitor, folder: Path, answer: Answer) -> OwnFigures:
    """The figures that are kept of what was sent, whose model is not waited for."""
    assert answer.status == 303, answer.text
    place = answer.headers["location"]
    assert visitor.post(f"{place}/cancel", "/authority").status == 303
    return read_own_figures((folder / place.removeprefix("/work/") / OWN_FIGURES).read_text(encoding="utf-8"))


def test_a_model_of_published_figures_has_no_returns_to_tell_of(visitor: Visitor, folder: Path) -> None:
    own = gather_figures("Barnet", Given(published=find_published_file(PANEL)))
    work = WorkFolder(folder)
    piece = work.ask(AskedWork(AUTHORITY, "Barnet", (SERVICE,), 0), {OWN_FIGURES: format_own_figures(own).encode()})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fssim.authority.new.make_scenario.ENOUGH_CHILD_YEARS", 1)
        do_job(AUTHORITY, piece.folder, {}, lambda told: None)
    work.finish(piece)
    page = html.unescape(visitor.ask(f"/work/{piece.name}").text)
    assert "From published figures of Barnet (Department for Education)" in page
    assert "What became of what was read" not in page
    assert "The months ahead cannot be shown" in page


def test_a_model_is_told_made_and_can_be_changed(visitor: Visitor, model: PieceOfWork) -> None:
    page = html.unescape(visitor.ask(f"/work/{model.name}").text)
    authority = load(model.folder / MADE / "scenario.yaml").authority
    assert authority is not None
    yours, others = page.split("What of it is not", 1)
    for figure in authority.figures.values():
        assert figure.title in (yours if figure.own else others.lower())
    (base, *_) = page.split("/change/form?base=")[1].split('"')
    form = visitor.ask(f"/change/form?base={base}")
    assert form.status == 200
    assert f'value="{CHILDREN:,}"' in form.text or f'value="{CHILDREN}"' in form.text
    assert f'<option value="{base}" selected>' in visitor.ask(f"/compare?first={base}").text
    assert visitor.ask(f"/work/{model.name}/change").headers["location"] == f"/change/form?base={base}"
    kept = load(model.folder / SERVICE)
    assert hash_scenario(kept) == hash_scenario(load(model.folder / MADE / "scenario.yaml"))


def test_its_files_are_those_that_the_command_writes(visitor: Visitor, model: PieceOfWork, tmp_path: Path) -> None:
    with ZipFile(BytesIO(visitor.ask(f"/work/{model.name}/model.zip").content)) as files:
        files.extractall(tmp_path)
    assert load(tmp_path / "from_today.yaml").opening is not None
    assert {"targets.csv", "figures.csv", "what_was_read.csv", "counted.csv"} <= {
        file.name for file in tmp_path.iterdir()
    }


def test_a_forecast_is_a_page_with_a_way_back_and_a_table(visitor: Visitor, model: PieceOfWork) -> None:
    page = visitor.ask(f"/work/{model.name}/forecast/{MONTHS}")
    assert page.status == 200
    assert f'<a href="/work/{model.name}">' in page.text
    assert "script-src 'none'" in page.headers["content-security-policy"]
    assert "From 1 April 2020 to 1 June 2020" in page.text
    table = visitor.ask(f"/work/{model.name}/forecast/{MONTHS}/table.csv").text
    assert len({line.split(",")[3] for line in table.splitlines()[1:]}) == 3  # ends of months, the first day among them
    assert f"/work/{model.name}/forecast/{MONTHS}" in visitor.ask(f"/work/{model.name}").text
    assert "1 month from 31 March 2020" in visitor.ask(f"/work/{model.name}/forecast/1").text


def test_a_forecast_that_is_being_made_is_reached_from_its_model(visitor: Visitor, model: PieceOfWork) -> None:
    place = f"/work/{model.name}/forecast"
    link = f'<a href="{place}/240">240 months ahead: see how far it is</a>'
    assert link not in visitor.ask(f"/work/{model.name}").text
    assert visitor.post(place, place, months="240").status == 303
    assert link in visitor.ask(f"/work/{model.name}").text
    assert link in visitor.ask(place).text
    assert visitor.post(f"/work/{model.name}/cancel", place, kind="forecast-240").status == 303
    assert link not in visitor.ask(f"/work/{model.name}").text


@pytest.mark.parametrize("months", ["", "0", "241", "a year", "1.5", "012", "١٢"])
def test_months_that_cannot_be_are_told_of(visitor: Visitor, model: PieceOfWork, months: str) -> None:
    answer = visitor.post(f"/work/{model.name}/forecast", f"/work/{model.name}/forecast", months=months)
    assert answer.status == 422
    assert 'id="months-error"' in answer.text


def test_a_model_without_anybody_open_has_no_months_ahead(visitor: Visitor, model: PieceOfWork) -> None:
    told = model.folder / "model.json"
    before = told.read_text(encoding="utf-8")
    try:
        told.write_text(json.dumps(json.loads(before) | {"from_day": ""}), encoding="utf-8")
        assert visitor.ask(f"/work/{model.name}/forecast").status == 404
        assert "The months ahead cannot be shown" in visitor.ask(f"/work/{model.name}").text
    finally:
        told.write_text(before, encoding="utf-8")
