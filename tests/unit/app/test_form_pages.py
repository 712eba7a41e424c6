"""The form's pages as a browser asks for them: whatever is sent is answered in words, and nothing is lost."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

import pytest

from fssim.app.form.own_service import read_service
from fssim.scenario.reading.shipped_files import shipped_folder
from tests.unit.app.serving import Answer, Visitor, served

POSTS = "teams.safeguarding.posts.social_worker.0.posts"
FORM = "/change/form"
BOUNDARY = "a-boundary-of-parts"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def visitor(folder: Path) -> Iterator[Visitor]:
    with served(folder) as link:
        yield Visitor(link).enter()


def answers_on(page: str) -> list[tuple[str, str]]:
    """What a browser would send of the form on a page, without a button."""
    pairs = [
        (name, html.unescape(value))
        for name, value in re.findall(r'<input type="(?:hidden|text)"[^>]*? name="([^"]+)" value="([^"]*)"', page)
    ]
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', options) or re.findall(
            r'<option value="([^"]*)"', options
        )
        pairs.append((name, html.unescape(chosen[0])))
    return [*pairs, ("replications", "20"), ("question", ""), ("expectation", "")]


def text_inputs(page: str) -> list[tuple[str, str]]:
    """Inputs whose `id` stands before their `name`."""
    fields = re.findall(r'<input type="text" id="[^"]*" name="([^"]+)" value="([^"]*)"', page)
    return [(name, html.unescape(value)) for name, value in fields]


def send(visitor: Visitor, pairs: Sequence[tuple[str, str]], path: str = FORM) -> Answer:
    return visitor.ask(path, "POST", urlencode(pairs).encode())


def form_of(visitor: Visitor, base: str = "one_district") -> list[tuple[str, str]]:
    return answers_on(visitor.ask(f"{FORM}?base={base}").text)


def over(pairs: Sequence[tuple[str, str]], **texts: str) -> list[tuple[str, str]]:
    return [(name, texts.get(name, value)) for name, value in pairs]


def upload(visitor: Visitor, content: bytes, name: str = "mine.yaml") -> Answer:
    token = visitor.form_token("/change")
    body = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{token}\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/yaml\r\n\r\n"
    ).encode()
    body += content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return visitor.ask("/change", "POST", body, content_type=f"multipart/form-data; boundary={BOUNDARY}")


def test_a_form_as_it_is_changes_nothing_and_cannot_be_run(visitor: Visitor) -> None:
    pairs = form_of(visitor)
    checked = send(visitor, [*pairs, ("do", "check")])
    assert checked.status == 200
    assert "Nothing so far." in checked.text
    run = send(visitor, [*pairs, ("do", "run")])
    assert run.status == 422
    assert "Change something, or compare with another service" in run.text


def test_it_is_compared_with_another_service_that_covers_the_same_years(visitor: Visitor) -> None:
    pairs = form_of(visitor)
    for other in ("nowhere", "own-0123456789abcdef"):
        wrong = send(visitor, [*over(pairs, other=other), ("do", "run")])
        assert wrong.status == 422
        assert 'href="#other"' in wrong.text
    short = upload(visitor, b"extends: standard\ntitle: A year\nquestion: q\nclock: {observed_years: 1}\n")
    key = short.headers["location"].split("=")[1]
    assert "Choose another service" in send(visitor, [*over(pairs, other=key), ("do", "run")]).text
    asked = send(visitor, [*over(pairs, other="one_district_standard"), ("do", "run")])
    assert asked.status == 303
    work = asked.headers["location"]
    page = visitor.ask(work)
    assert "compared with" in page.text
    again = visitor.ask(f"{work}/change")
    assert again.status == 303
    assert "own-" in again.headers["location"]
    assert visitor.ask(again.headers["location"]).status == 200
    assert visitor.ask("/work/nowhere/change").status == 404
    visitor.ask(f"{work}/cancel", "POST", urlencode({"form_token": visitor.form_token("/change")}).encode())


def test_services_of_ones_own_can_be_compared(visitor: Visitor) -> None:
    keys = []
    for title in ("Ours", "Theirs"):
        content = f"extends: one_district\ntitle: {title}\nquestion: q\nclock: {{observed_years: 1}}\n"
        keys.append(upload(visitor, content.encode()).headers["location"].split("=")[1])
    page = visitor.ask("/compare").text
    assert all(f'<option value="{key}"' in page for key in keys)
    besides = [("form_token", visitor.form_token("/compare")), ("replications", "10")]
    same = send(visitor, [*besides, ("first", keys[0]), ("second", keys[0])], "/compare")
    assert same.status == 422
    asked = send(visitor, [*besides, ("first", keys[0]), ("second", keys[1])], "/compare")
    assert asked.status == 303
    assert "Ours, compared with &#39;Theirs&#39;" in visitor.ask(asked.headers["location"]).text
    send(visitor, besides[:1], f"{asked.headers['location']}/cancel")


def test_a_file_that_is_saved_is_the_changed_service_and_can_be_uploaded(visitor: Visitor) -> None:
    pairs = [*over(form_of(visitor), **{POSTS: "11", "question": "Is it enough?"}), ("do", "save")]
    saved = send(visitor, pairs)
    assert saved.status == 200
    assert saved.headers["content-disposition"].endswith('"one_district_with_a_full_team_changed.yaml"')
    scenario = read_service(saved.text, "saved.yaml").scenario
    assert scenario.question == "Is it enough?"
    assert "extends: one_district" in saved.text
    kept = upload(visitor, saved.content)
    assert kept.status == 303
    page = visitor.ask(kept.headers["location"])
    assert 'value="11"' in page.text
    assert "One district, with a full team, changed" in visitor.ask("/change").text


def test_every_shipped_file_can_be_uploaded_and_saved_again(visitor: Visitor) -> None:
    for name in ("standard", "pandemic_launch"):
        kept = upload(visitor, (shipped_folder() / f"{name}.yaml").read_bytes())
        assert kept.status == 303
        page = visitor.ask(kept.headers["location"]).text
        saved = send(visitor, [*answers_on(page), ("do", "save")])
        assert saved.status == 200
        assert read_service(saved.text, "saved.yaml").scenario.title in html.unescape(page)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"title: [", b"- 1\n- 2\n", b"a: &a [*a]\n",
     b"extends: /etc/passwd\ntitle: a\nquestion: b\n",
     b"extends: ../../etc/passwd\n", b"sources: [/etc/passwd]\n", b"x: " + b"[" * 5_000, b"title: a\x00b\n",
     b"extends: standard\ntitle: <script>alert(1)</script>\nquestion: q\nnonsense: 1\n"],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_told_of(visitor: Visitor, content: bytes) -> None:
    refused = upload(visitor, content, "<img src=x>.yaml")
    assert refused.status == 422
    assert "There is a problem" in refused.text
    assert "<img src=x>" not in refused.text
    assert "root:" not in refused.text


def test_a_file_of_more_than_1_mb_is_refused(visitor: Visitor) -> None:
    refused = upload(visitor, b"# " + b"x" * (1 << 20))
    assert refused.status in (413, 422)
    assert "1 MB" in refused.text


def test_what_a_title_says_is_text(visitor: Visitor) -> None:
    title = "<script>alert(1)</script>"
    kept = upload(visitor, f'extends: standard\ntitle: "{title}"\nquestion: q\n'.encode())
    assert kept.status == 303
    for path in (kept.headers["location"], "/change"):
        assert title not in visitor.ask(path).text


@pytest.mark.parametrize(
    "key", ["", "nowhere", "../standard", "own-0123456789abcdef", "own-..%2f..%2fetc", "a%00b", "a" * 3_000]
)
def test_no_other_file_is_a_base(visitor: Visitor, key: str) -> None:
    assert visitor.ask(f"{FORM}?base={key}").status == 404
    assert visitor.ask(f"/sweep?base={key}").status == 404


def test_absurd_answers_are_told_of_at_their_fields_and_kept(visitor: Visitor) -> None:
    typed = {POSTS: "9" * 5_000, "demand.children": "<b>many</b>", "services.adult_mental_health.wait": "nan"}
    page = send(visitor, [*over(form_of(visitor), **typed), ("do", "run")])
    assert page.status == 422
    for name, text in typed.items():
        assert f'href="#{name}"' in page.text
        assert f'id="{name}-error"' in page.text
        assert (name, text) in text_inputs(page.text)
    assert "<b>many" not in page.text


@pytest.mark.parametrize("do", ["", "add:", "add:nothing", "remove:nothing", "explode", "add:vacancies" * 1_000])
def test_buttons_that_there_are_not_do_nothing(visitor: Visitor, do: str) -> None:
    assert send(visitor, [*form_of(visitor), ("do", do)]).status in (200, 422)


def test_half_a_form_and_none_are_told_of(visitor: Visitor) -> None:
    token = ("form_token", visitor.form_token("/change"))
    nothing = send(visitor, [token, ("base", "one_district")])
    assert nothing.status == 422
    assert "was not sent" in nothing.text
    assert send(visitor, [token]).status == 404
    assert send(visitor, [("base", "one_district")]).status == 403
    many = send(visitor, [*form_of(visitor), *((f"x{number}", "y") for number in range(4_000))])
    assert many.status == 422


def test_a_vacancy_is_added_and_removed_without_scripts(visitor: Visitor) -> None:
    pairs = form_of(visitor)
    grown = send(visitor, [*pairs, ("do", "add:vacancies")])
    assert grown.status == 200
    assert 'name="vacancies.vacancy_1.until"' in grown.text
    assert "There is a problem" not in grown.text
    more = answers_on(grown.text)
    assert ("item", "vacancies.vacancy_1") in more
    assert send(visitor, [*more, ("do", "check")]).status == 422
    left = send(visitor, [*more, ("do", "remove:vacancies.vacancy_1")])
    assert 'name="vacancies.vacancy_1.until"' not in left.text


def test_many_values_are_asked_for_and_told_how_long_they_take(visitor: Visitor) -> None:
    page = visitor.ask("/sweep?base=one_district").text
    typed = {"first": POSTS, "first-values": "9, 10", "budget": "lots"}
    pairs = over(answers_on(page), **typed)
    wrong = send(visitor, [*pairs, ("do", "look")], "/sweep")
    assert wrong.status == 422
    assert 'href="#budget"' in wrong.text
    assert 'href="#measure"' in wrong.text
    assert 'value="9, 10"' in wrong.text
    look = send(visitor, [*over(pairs, budget="", measure="visits_in_time_percent"), ("do", "look")], "/sweep")
    assert look.status == 200
    assert "2 settings, each run 20 times. That takes about" in look.text
    against = over(pairs, budget="", measure="visits_in_time_percent", against="one_district_standard")
    assert "6 to 18 more to find how much is enough" in send(visitor, [*against, ("do", "look")], "/sweep").text
    assert send(visitor, [*answers_on(page), ("first", "x" * 9_000)], "/sweep").status == 422


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ({POSTS: "11"}, "How does it differ from 'One district, with a full team'?"),
        ({POSTS: "11", "question": "Is it enough?"}, "Is it enough?"),
    ],
)
def test_what_is_asked_of_a_base_is_not_asked_of_what_it_is_changed_into(
    visitor: Visitor, typed: dict[str, str], question: str
) -> None:
    work = send(visitor, [*over(form_of(visitor), **typed), ("do", "run")]).headers["location"]
    visitor.ask(f"{work}/cancel", "POST", urlencode({"form_token": visitor.form_token("/change")}).encode())
    again = visitor.ask(f"{work}/change").headers["location"]
    saved = send(visitor, [*answers_on(visitor.ask(again).text), ("do", "save")])
    assert read_service(saved.text, "saved.yaml").scenario.question == question
