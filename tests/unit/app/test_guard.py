"""Each attack, sent: nobody but whoever opened the printed address gets in, and nobody else asks in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest

from fssim.app.serving.guard import LARGEST_BODY, LONGEST_ADDRESS, content_policy, document_policy, film_policy
from fssim.report.templates import policy_hash
from tests.unit.app.serving import Visitor, served

PAGES = ["/", "/static/app.css", "/no-such-page"]


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("work")) as address:
        yield address


@pytest.fixture
def planner(link: str) -> Visitor:
    return Visitor(link).enter()


def test_it_answers_on_this_computer_alone(link: str) -> None:
    assert urlsplit(link).hostname == "127.0.0.1"


@pytest.mark.parametrize("path", PAGES)
def test_nobody_is_let_in_without_the_token(link: str, path: str) -> None:
    answer = Visitor(link).ask(path)
    assert answer.status == 403
    assert "open the address that it printed" in answer.text
    assert '<a href="/">' in answer.text
    style = re.search("<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style is not None
    assert f"style-src {policy_hash(style[1])};" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("token", ["", "x", "token=x&token=y", "é", "a" * 3000])
def test_another_token_does_not_let_in(link: str, token: str) -> None:
    answer = Visitor(link).ask("/?" + (token if token.startswith("token") else urlencode({"token": token})))
    assert answer.status == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("cookie", ["fssim-{port}=x", "fssim-{port}=", "other={session}", "\xff", "fssim-{port}"])
def test_another_cookie_does_not_let_in(link: str, cookie: str) -> None:
    session = Visitor(link).enter().cookie.split("=")[1]
    forged = cookie.format(port=urlsplit(link).port, session=session)
    assert Visitor(link, forged).ask("/").status == 403


def test_the_cookie_is_hidden_from_pages_and_from_other_sites(link: str) -> None:
    answer = Visitor(link).ask("/" + link.split("/", 3)[3])
    assert answer.headers["location"] == "/"  # so that the token stays in no history
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert link.split("token=")[1].lower() not in cookie


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:{port}.x"]
)
def test_a_name_pointed_at_this_computer_is_refused(planner: Visitor, host: str) -> None:
    """DNS rebinding: a page of evil.example whose name now is this computer's."""
    assert planner.ask("/", host=host.format(port=urlsplit(planner.link).port)).status == 421


def test_localhost_is_this_computer(planner: Visitor) -> None:
    assert planner.ask("/", host=f"localhost:{urlsplit(planner.link).port}").status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1", "https://127.0.0.1:{port}", ""])
def test_what_another_page_posts_is_refused(planner: Visitor, origin: str) -> None:
    given = origin.format(port=urlsplit(planner.link).port)
    assert planner.ask("/", "POST", b"x=1", origin=given).status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(planner: Visitor, method: str) -> None:
    assert planner.ask("/", method).status == 405


def test_more_than_may_be_is_not_read(planner: Visitor) -> None:
    # Announced is enough: what is sent and left unread resets the connection, at times before the answer is read.
    answer = planner.ask("/", "POST", content_length=str(LARGEST_BODY + 1))
    assert answer.status == 413
    assert "more than 1 MB" in answer.text
    assert '<a href="/">' in answer.text
    assert planner.ask("/", "POST", content_length="many").status in (400, 413)


def test_an_endless_address_is_refused(planner: Visitor) -> None:
    assert planner.ask("/" + "a" * LONGEST_ADDRESS).status == 414


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_is_sealed(planner: Visitor, path: str) -> None:
    headers = planner.ask(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


@pytest.mark.parametrize(
    "path", ["/static/../guard.py", "/static/%2e%2e/guard.py", "/static/app.css%00", "/static/x.py"]
)
def test_no_file_but_the_apps_own_is_given_out(planner: Visitor, path: str) -> None:
    assert planner.ask(path).status == 404


def test_what_a_run_has_written_keeps_its_style_and_runs_only_where_it_reaches_nothing() -> None:
    page = '<style>p{}</style><p style="--a: 1">x</p><script type="application/json">{}</script><script>go()</script>'
    assert content_policy(page).count("sha256-") == 1
    assert "script-src 'self';" in content_policy(page)
    assert "script-src 'none'" in document_policy()
    assert film_policy(page).count("sha256-") == 1
    assert "sandbox allow-scripts" in film_policy(page)
    assert "allow-same-origin" not in film_policy(page)
    assert film_policy(page.replace("go()", "stay()")) != film_policy(page)
