"""A model of one's own authority: what is sent is read and not kept, and its pages say what of it is theirs."""

from __future__ import annotations

import html
import json
import tempfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from fssim import load
from fssim.app.from_returns.model_files import MADE, SERVICE
from fssim.app.pages import UNREADABLE
from fssim.app.work.work_folder import OWN_FIGURES, PieceOfWork
from fssim.authority.new.figures.own_figures import read_own_figures
from fssim.model.scenario_hash import hash_scenario
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


def send(visitor: Visitor, name: str = "Place", children: str = f"{CHILDREN:,}", files: Files = ()) -> Answer:
    """Send the form, with files."""
    texts = {"form_token": visitor.form_token("/authority"), "name": name, "children": children}
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
