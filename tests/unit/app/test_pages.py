"""Pages as they are asked for, by planners and by attackers: nothing is done that a form of ours did not ask for."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from markupsafe import escape

from fssim.app.result.result_pages import NOT_TRIED
from fssim.app.serving.guard import LARGEST_FILE
from fssim.app.work.work_folder import ASKED, NOTES
from fssim.report.wording.answer_notes import UNTRIED
from fssim.runs.folder.run_folder import MANIFEST, write_sealed
from tests.unit.app.serving import Visitor, served
from tests.waiting import SECONDS

pytestmark = pytest.mark.slow
HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"
PAIR = {"first": "one_district_vacancy", "second": "one_district", "replications": "10"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def link(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def planner(link: str) -> Visitor:
    return Visitor(link).enter()


@pytest.fixture(scope="module")
def finished(planner: Visitor) -> str:
    """The address of a finished run, whose question is hostile."""
    asked = planner.post("/compare", "/compare", **PAIR, question=HOSTILE, expectation="Longer waits")
    assert asked.status == 303, asked.text
    address = asked.headers["location"]
    until = time.monotonic() + SECONDS
    while 'id="answer"' not in (page := planner.ask(address).text):
        assert time.monotonic() < until, page
        assert "was stopped" not in page, page
        time.sleep(0.2)
    return address


@pytest.mark.parametrize("path", ["/", "/compare", "/teach", "/work", "/compare-runs", "/change"])
def test_a_page_says_what_it_is(planner: Visitor, path: str) -> None:
    answer = planner.ask(path)
    assert answer.status == 200
    assert len(re.findall("<h1>", answer.text)) == 1
    assert '<html lang="en-GB">' in answer.text
    assert re.search("<title>.+ - fssim</title>", answer.text)


@pytest.mark.parametrize(
    "path", ["/nothing", "/work/nothing", "/work/..", "/work/%2e%2e/events", "/work/x/files/asked.json"]
)
def test_what_is_not_there_is_said_to_be_so(planner: Visitor, path: str) -> None:
    answer = planner.ask(path)
    assert answer.status == 404
    assert "There is no such page" in answer.text


@pytest.mark.parametrize("token", [None, "", "x", "0" * 64])
@pytest.mark.parametrize("path", ["/compare", "/teach"])
def test_a_form_that_is_not_ours_does_nothing(planner: Visitor, folder: Path, path: str, token: str | None) -> None:
    before = sorted(folder.iterdir())
    fields = PAIR | {"service": "one_district_vacancy"} | ({"form_token": token} if token is not None else {})
    answer = planner.ask(path, "POST", urlencode(fields).encode())
    assert answer.status == 403
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"first": ""}, "Choose the service to look at"),
        ({"second": ""}, "Choose the service to compare it with"),
        ({"second": "one_district_vacancy"}, "they are the same"),
        ({"first": "../../etc/passwd"}, "Choose the service to look at"),
        ({"first": "standard.yaml"}, "Choose the service to look at"),
        ({"replications": ""}, "Choose how sure the answer should be"),
        ({"replications": "1000000"}, "Choose how sure the answer should be"),
        ({"replications": "-1"}, "Choose how sure the answer should be"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_above_and_what_was_typed_is_kept(
    planner: Visitor, folder: Path, fields: dict[str, str], sentence: str
) -> None:
    before = sorted(folder.iterdir())
    answer = planner.post("/compare", "/compare", **(PAIR | {"question": "Why & how?"} | fields))
    assert answer.status == 422
    assert "<title>Error: " in answer.text
    target = re.search(rf'<a href="#([\w-]+)">{sentence}|<a href="#([\w-]+)">[^<]*{sentence}', answer.text)
    assert target is not None, answer.text
    assert f'id="{target[1] or target[2]}"' in answer.text
    assert answer.text.count(sentence) >= 2
    assert "Why &amp; how?" in answer.text
    assert sorted(folder.iterdir()) == before


def test_a_class_has_to_find_something_out(planner: Visitor) -> None:
    answer = planner.post("/teach", "/teach")
    assert answer.status == 422
    assert "Choose what the class is to find out" in answer.text


@pytest.mark.parametrize(
    "fields", [{"first": "x" * 900_000}, {"question": "ü" * 100_000}, {"form_token": "x", "a" * 4000: "b"}]
)
def test_absurd_forms_are_answered_in_words(planner: Visitor, fields: dict[str, str]) -> None:
    answer = planner.post("/compare", "/compare", **({"first": "", "second": ""} | fields))
    assert answer.status in (403, 413, 422)
    assert "Traceback" not in answer.text


def test_a_body_of_more_than_a_megabyte_is_refused_whatever_its_headers_say(planner: Visitor) -> None:
    body = urlencode({"form_token": planner.form_token("/compare"), "first": "x" * (2 * LARGEST_FILE)}).encode()
    assert planner.ask("/compare", "POST", body).status == 413


def test_too_many_fields_are_refused(planner: Visitor) -> None:
    body = urlencode([("form_token", planner.form_token("/compare")), *((f"f{n}", "1") for n in range(6000))]).encode()
    answer = planner.ask("/compare", "POST", body)
    assert answer.status in (400, 413, 422)
    assert "Traceback" not in answer.text


def test_names_are_text_everywhere(planner: Visitor, finished: str) -> None:
    for path in (finished, "/work", f"{finished}/report/measures", f"{finished}/stories", "/compare-runs"):
        page = planner.ask(path).text
        assert "<script>alert" not in page
        assert "onerror=alert(1)>" not in page.replace("&gt;", "")
    assert "&lt;script&gt;alert(1)" in planner.ask(finished).text


def test_page_one_is_the_reports_own(planner: Visitor, folder: Path, finished: str) -> None:
    run = folder / finished.rsplit("/", 1)[1]
    report = (run / "report.html").read_text(encoding="utf-8")
    front = re.search(r'<section id="answer".*?\n</section>', report, re.DOTALL)
    assert front is not None
    command, app = str(escape(UNTRIED)), str(escape(NOT_TRIED))
    assert command in front[0]
    for page in ("", "/print"):
        shown = planner.ask(f"{finished}{page}").text
        assert app in shown
        assert "--try-ranges" not in shown
    assert front[0].replace(command, app) in planner.ask(finished).text
    for name in re.findall(r'<section id="([\w-]+)"', report)[1:]:
        section = re.search(rf'<section id="{name}".*?\n</section>', report, re.DOTALL)
        assert section is not None
        assert section[0] in planner.ask(f"{finished}/report/{name}").text


def test_a_report_that_was_changed_is_not_shown(planner: Visitor, folder: Path, finished: str) -> None:
    report = folder / finished.rsplit("/", 1)[1] / "report.html"
    kept = report.read_bytes()
    try:
        report.write_bytes(kept.replace(b"The answer", b"<form action=//evil.example>"))
        answer = planner.ask(finished)
        assert answer.status == 422
        assert "evil.example" not in answer.text
        assert "report.html was changed" in answer.text
    finally:
        report.write_bytes(kept)


@pytest.mark.parametrize("file", ["report.html", "report.xlsx", "brief.html", "summary.csv", "scenario.yaml"])
def test_files_are_kept_as_files(planner: Visitor, folder: Path, finished: str, file: str) -> None:
    answer = planner.ask(f"{finished}/files/{file}")
    assert answer.status == 200
    assert answer.headers["content-disposition"].startswith("attachment;")
    own = folder / finished.rsplit("/", 1)[1] / file
    assert not own.exists() or own.read_bytes() == answer.content


@pytest.mark.parametrize("file", ["manifest.json", "notes.json", "asked.json", "..%2fasked.json", "../asked.json", "x"])
def test_no_other_file_is_given_out(planner: Visitor, finished: str, file: str) -> None:
    assert planner.ask(f"{finished}/files/{file}").status == 404


@pytest.mark.parametrize(
    "kind",
    ["story-x", "story--1", "story-01", "story-../x", "story-", "movie", "story-9999999999", "animation-x", "story-é"],
)
def test_only_pages_that_can_be_made_are(planner: Visitor, finished: str, kind: str) -> None:
    assert planner.post(f"{finished}/make", f"{finished}/stories", kind=kind).status == 404


def test_a_family_without_a_number_is_asked_for_again(planner: Visitor, finished: str) -> None:
    answer = planner.post(f"{finished}/make", f"{finished}/stories", kind="story-number", family="two")
    assert answer.status == 422
    assert 'href="#family"' in answer.text
    assert 'value="two"' in answer.text


def test_notes_are_kept_in_the_runs_folder(planner: Visitor, folder: Path, finished: str) -> None:
    words = {"question": "Why?", "expectation": "", "finding": "Waits of 130 days", "decision": "Refill it\nby June"}
    answer = planner.post(f"{finished}/notes", finished, **words)
    assert answer.status == 303
    assert json.loads((folder / finished.rsplit("/", 1)[1] / NOTES).read_text(encoding="utf-8")) == words
    page = planner.ask(finished).text
    assert "Refill it\nby June</textarea>" in page


def test_a_run_is_compared_with_another_in_english(planner: Visitor, finished: str) -> None:
    other = planner.post(
        "/compare", "/compare", **(PAIR | {"first": "one_district", "second": "one_district_standard"})
    )
    address = other.headers["location"]
    until = time.monotonic() + SECONDS
    while 'id="answer"' not in planner.ask(address).text:
        assert time.monotonic() < until
        time.sleep(0.2)
    first, second = (place.rsplit("/", 1)[1] for place in (finished, address))
    page = planner.ask(f"/compare-runs?first={first}&second={second}")
    assert page.status == 200
    assert "mental health practitioner" in page.text
    assert "Mental health: first referral to start, mean" in page.text
    assert "over 10 replications that both runs have" in page.text
    assert planner.ask(f"/compare-runs?first={first}&second={first}").status == 422
    assert planner.ask(f"/compare-runs?first={first}&second=").status == 422
    chosen = planner.ask(f"/compare-runs?first={first}")
    assert chosen.status == 200
    assert f'<option value="{first}" selected>' in chosen.text
    assert f'href="/compare-runs?first={first}"' in planner.ask(finished).text
    assert planner.ask(f"/compare-runs?first={first}&second=../x").status == 422


@pytest.fixture
def by_command(folder: Path, finished: str) -> Iterator[str]:
    """The address of a run as a command writes it into the folder of work."""
    run = folder / "by_command"
    shutil.copytree(folder / finished.rsplit("/", 1)[1], run, ignore=shutil.ignore_patterns(ASKED, NOTES, "*.yaml"))
    yield "/work/by_command"
    shutil.rmtree(run, ignore_errors=True)


def test_a_run_that_a_command_wrote_can_be_changed(planner: Visitor, by_command: str) -> None:
    assert f'href="{by_command}/change"' in planner.ask(by_command).text
    form = planner.ask(f"{by_command}/change")
    assert form.headers["location"] == "/change/form?base=one_district_vacancy"


def test_a_run_of_ones_own_service_can_be_changed(planner: Visitor, folder: Path, by_command: str) -> None:
    manifest = folder / "by_command" / MANIFEST
    said = json.loads(manifest.read_text(encoding="utf-8"))
    said["scenarios"][0]["name"] = "mine"
    write_sealed(manifest.parent, said, said["files"])
    address = planner.ask(f"{by_command}/change").headers["location"]
    assert re.fullmatch(r"/change/form\?base=own-[0-9a-f]{16}", address)
    page = planner.ask(address)
    assert page.status == 200
    assert "One district, with its mental health post empty" in page.text
    assert "Nothing so far." in page.text


def test_a_run_whose_manifest_was_changed_is_said_to_be(planner: Visitor, folder: Path, by_command: str) -> None:
    manifest = folder / "by_command" / MANIFEST
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"seed": 1', '"seed": 2'), encoding="utf-8")
    answer = planner.ask(f"{by_command}/change")
    assert answer.status == 422
    assert "cannot be read" in answer.text


def test_what_is_deleted_is_asked_about_first(planner: Visitor, folder: Path, by_command: str) -> None:
    assert f'href="{by_command}/delete"' in planner.ask("/work").text
    asked = planner.ask(f"{by_command}/delete")
    assert asked.status == 200
    assert "cannot be had back" in asked.text
    assert planner.ask(f"{by_command}/delete", "POST", b"form_token=x").status == 403
    assert (folder / "by_command").is_dir()
    answer = planner.post(f"{by_command}/delete", f"{by_command}/delete")
    assert answer.headers["location"] == "/work?deleted"
    assert "It was deleted." in planner.ask("/work?deleted").text
    assert not (folder / "by_command").exists()
    assert planner.ask(f"{by_command}/delete").status == 404


def test_what_is_deleted_while_it_runs_is_stopped_first(planner: Visitor, folder: Path) -> None:
    asked = planner.post("/compare", "/compare", **(PAIR | {"replications": "100"})).headers["location"]
    assert "It is stopped first." in planner.ask(f"{asked}/delete").text
    assert planner.post(f"{asked}/delete", f"{asked}/delete").status == 303
    assert not (folder / asked.rsplit("/", 1)[1]).exists()
    assert planner.ask(asked).status == 404


@pytest.mark.parametrize("name", ["..", "%2e%2e", ".lock", "services"])
def test_nothing_but_work_is_deleted(planner: Visitor, folder: Path, name: str) -> None:
    before = sorted(folder.iterdir())
    token = planner.form_token("/compare")
    assert planner.ask(f"/work/{name}/delete", "POST", f"form_token={token}".encode()).status == 404
    assert sorted(folder.iterdir()) == before
