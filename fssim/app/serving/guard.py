"""Who may ask this app for anything, and what a browser may do with the answer.

Only whoever opened the address that `fssim app` printed is let in: its token is changed for a cookie that no page can
read. A page of somebody else's cannot ask in their place: the Host header has to be ours (a name that is pointed at
this computer is not), and so has the Origin of whatever is posted. Nothing is read beyond a bound, and the answer
allows no script, style, picture or form but the app's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from hmac import new as keyed_digest
from http.cookies import CookieError, SimpleCookie
from importlib.resources import files
from secrets import token_urlsafe
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fssim.errors import Error
from fssim.report.templates import policy_hash

STYLES = (("fssim.report.document", "report.css"), ("fssim.app", "static/app.css"))
LARGEST_FILE = 1 << 20  # bytes of an uploaded file
LARGEST_BODY = LARGEST_FILE + (1 << 18)  # and of what is typed beside it
RETURNS_SENT_TO = "/authority"
LARGEST_RETURNS = 500 << 20  # bytes of an authority's returns, which go from disk to disk
LONGEST_ADDRESS = 4096  # letters of a path and what follows it
SAFE_METHODS = frozenset({"GET", "HEAD"})
DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with none at all, browsers send no Origin with a form
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
NOTHING_ASKED = {"connect-src": "'none'", "form-action": "'none'", "frame-src": "'none'", "img-src": "data:"}
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
STYLE_ATTRIBUTE = re.compile(r'<[a-z][^>]*\sstyle="([^"]*)"')
NOT_LET_IN = (
    "This page is from before fssim app was last started, or was opened another way. Use the page that fssim app "
    "opened when it was started, or open the address that it printed: the whole of it, with what follows 'token='. "
    "Once you have, this browser is let in, and you can go to the start from here too. Your work is kept."
)


@dataclass(frozen=True, slots=True)
class Door:
    """What this run of the app is opened with: its addresses, and secrets that are made anew each time it starts."""

    addresses: tuple[str, ...]  # such as http://127.0.0.1:8765, the one of this computer first
    behind: str | None  # the address that others reach the app by, if a proxy hands on to it
    token: str
    session: str
    form_key: bytes

    @classmethod
    def opened_at(cls, addresses: tuple[str, ...], behind: str | None = None) -> Door:
        return cls(
            (*addresses, behind) if behind else addresses,
            behind,
            token_urlsafe(32),
            token_urlsafe(32),
            token_urlsafe(32).encode(),
        )

    @property
    def own_address(self) -> str:
        """Where it answers on this computer."""
        return self.addresses[0]

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset(urlsplit(address).netloc.lower() for address in self.addresses)

    @property
    def cookie_name(self) -> str:
        """One for each port: cookies of one computer go to all its ports."""
        return f"fssim-{urlsplit(self.addresses[0]).port or 0}"

    @property
    def link(self) -> str:
        """The address that lets in whoever opens it."""
        return f"{self.behind or self.own_address}/?token={self.token}"

    @property
    def form_token(self) -> str:
        """What a form of ours carries, and no form of anybody else's can."""
        return keyed_digest(self.form_key, self.session.encode(), sha256).hexdigest()

    def is_form_token(self, given: str) -> bool:
        return compare_digest(given.encode(), self.form_token.encode())


class Guard:
    """Lets through what comes from a page of ours, and bounds and seals what goes in and out."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no page of ours opens a web socket
            return
        sealed = _sealed(send)
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, sealed)
            return
        await self._app(scope, _bounded(receive, _most(scope)), sealed)

    def _refusal(self, scope: Scope) -> Response | None:
        headers, method = Headers(scope=scope), scope["method"]
        if headers.get("host", "").lower() not in self._door.hosts:
            return PlainTextResponse("This app answers under its own address alone.\n", 421)  # no page of ours there
        if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            return refusal_page("This address is too long.", 414)
        if method not in SAFE_METHODS | {"POST"}:
            return refusal_page("This app reads and posts pages, and nothing else.", 405)
        if method == "POST" and not self._is_from_us(headers):
            return refusal_page("This was sent from a page that is not this app's, and was not done.", 403)
        if method == "POST" and not _is_short(headers, _most(scope)):
            return refusal_page(say_too_large(_most(scope)), 413)
        if self._has_cookie(headers):
            return None
        return self._let_in(scope) or refusal_page(NOT_LET_IN, 403)

    def _is_from_us(self, headers: Headers) -> bool:
        """By the Origin that every browser sends with a form; what sends none has to say that it comes from here."""
        origin = headers.get("origin")
        if origin is not None:
            return origin.lower() in self._door.addresses
        return headers.get("sec-fetch-site") == "same-origin"

    def _has_cookie(self, headers: Headers) -> bool:
        cookies: SimpleCookie = SimpleCookie()
        try:
            cookies.load(headers.get("cookie", ""))
        except CookieError:
            return False
        session = cookies.get(self._door.cookie_name)
        return session is not None and compare_digest(session.value.encode(), self._door.session.encode())

    def _let_in(self, scope: Scope) -> Response | None:
        """The start page, with a cookie, for whoever has the token; its address is then in no history."""
        if scope["method"] != "GET" or scope["path"] != "/":
            return None
        tokens = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        if len(tokens) != 1 or not compare_digest(tokens[0].encode(), self._door.token.encode()):
            return None
        response = RedirectResponse("/", 303)
        secure = (self._door.behind or "").startswith("https:")
        response.set_cookie(
            self._door.cookie_name, self._door.session, httponly=True, samesite="strict", path="/", secure=secure
        )
        return response


def _most(scope: Scope) -> int:
    """How many bytes may be sent to an address. Of forms without files there may never be many: they are read whole."""
    has_files = Headers(scope=scope).get("content-type", "").startswith("multipart/form-data")
    return LARGEST_RETURNS if scope["path"] == RETURNS_SENT_TO and has_files else LARGEST_BODY


def _is_short(headers: Headers, most: int) -> bool:
    """Whether a body says that it is no longer than it may be; what it says may be no number."""
    given = headers.get("content-length", "0")
    return given.isascii() and given.isdigit() and len(given) < 12 and int(given) <= most


def say_too_large(most: int) -> str:
    """Why more than so many bytes were not taken."""
    what = "A scenario file is" if most == LARGEST_BODY else "The returns of a few years are"
    return f"What was sent is more than {most >> 20} MB, and was not kept. {what} smaller: go back, and choose another."


class BodyTooLarge(Error):
    """More was sent than may be, whatever its headers say."""


def _bounded(receive: Receive, most: int) -> Receive:
    """`receive` that raises `BodyTooLarge` when more comes than may."""
    length = 0

    async def bounded() -> Message:
        nonlocal length
        message = await receive()
        length += len(message.get("body", b""))
        if length > most:
            raise BodyTooLarge(say_too_large(most))
        return message

    return bounded


def _sealed(send: Send) -> Send:
    """`send` that adds, to every answer, what a browser may do with it."""

    async def sealed(message: Message) -> None:
        if message["type"] == "http.response.start":
            names = {name.lower() for name, _ in message["headers"]}
            added = {"content-security-policy": content_policy(), **HEADERS}
            message["headers"] = [
                *message["headers"],
                *((name.encode(), value.encode()) for name, value in added.items() if name.encode() not in names),
            ]
        await send(message)

    return sealed


def content_policy(part: str = "") -> str:
    """The Content-Security-Policy of a page of ours: what comes from this app alone. A `part` that a run has written
    may keep the style attributes that it has, by their SHA-256."""
    attributes = [policy_hash(content) for content in dict.fromkeys(STYLE_ATTRIBUTE.findall(part))]
    return _policy({"style-src": " ".join(["'self'", *attributes, *(["'unsafe-hashes'"] if attributes else [])])})


def document_policy() -> str:
    """That of a document that a run has written, with its own style in it: nothing in it runs or asks for anything."""
    return _policy(NOTHING_ASKED | {"script-src": "'none'", "style-src": "'unsafe-inline'"})


def film_policy(page: str) -> str:
    """That of a document with a script in it, by its SHA-256, in a frame or a tab. It is of no origin, so that
    it can reach nothing of the app's, and asks for nothing."""
    scripts = " ".join(policy_hash(content) for content in SCRIPT.findall(page)) or "'none'"
    return _policy(
        NOTHING_ASKED
        | {
            "script-src": scripts, "style-src": "'unsafe-inline'", "frame-ancestors": "'self'",
            "sandbox": "allow-scripts allow-modals",  # to print
        }
    )  # fmt: skip


def _policy(changed: Mapping[str, str]) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in {**DIRECTIVES, **changed}.items())


def refusal_page(sentence: str, status: int) -> HTMLResponse:
    """A page that says why something was not done, with a way to the start."""
    style = "\n".join(files(package).joinpath(name).read_text(encoding="utf-8") for package, name in STYLES)
    templates = Environment(
        loader=PackageLoader("fssim.app", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = templates.get_template("not_let_in.html.jinja").render(sentence=sentence, style=style)
    policy = f"default-src 'none'; style-src {policy_hash(style)}; frame-ancestors 'none'; base-uri 'none'"
    return HTMLResponse(page, status, {"content-security-policy": policy})
