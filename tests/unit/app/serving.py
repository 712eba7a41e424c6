"""The app, served in a thread of the tests, and asked as a browser or an attacker would."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from fssim.app.serving.serve import open_server
from tests.waiting import SECONDS


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    content: bytes


@dataclass
class Visitor:
    """Whoever asks the app for something, with the cookie they were given if they were let in."""

    link: str
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.link.split("/?")[0]

    def ask(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """One request. Headers replace what a browser would send; an empty one is left out."""
        place = urlsplit(self.address)
        sent = {"Host": place.netloc, "Cookie": self.cookie, **self.headers}
        if method == "POST":
            sent |= {"Origin": self.address, "Content-Type": "application/x-www-form-urlencoded"}
        sent |= {name.replace("_", "-").title(): value for name, value in headers.items()}
        connection = HTTPConnection(place.hostname or "", place.port, timeout=SECONDS)
        try:
            connection.request(method, path, body or None, {name: value for name, value in sent.items() if value})
            response = connection.getresponse()
            content = response.read()
            text = content.decode("utf-8", "replace")
            return Answer(response.status, {n.lower(): v for n, v in response.getheaders()}, text, content)
        finally:
            connection.close()

    def enter(self) -> Visitor:
        """Open the link, and keep the cookie."""
        answer = self.ask(self.link.removeprefix(self.address))
        assert answer.status == 303, answer.text
        self.cookie = answer.headers["set-cookie"].split(";")[0]
        return self

    def form_token(self, path: str) -> str:
        (token, *_) = re.findall(r'name="form_token" value="(\w+)"', self.ask(path).text)
        return str(token)

    def post(self, path: str, page: str, **fields: str) -> Answer:
        """Send a form that stands on a page of the app."""
        fields = {"form_token": self.form_token(page), **fields}
        return self.ask(path, "POST", urlencode(fields).encode())


@contextmanager
def served(folder: Path, **options: object) -> Iterator[str]:
    """The app, answering; its link."""
    opened: list[str] = []
    ready, stop = threading.Event(), threading.Event()

    def serve() -> None:
        async def main() -> None:
            async with open_server(folder, **options) as door:  # type: ignore[arg-type]
                opened.append(door.link)
                ready.set()
                await asyncio.to_thread(stop.wait)

        asyncio.run(main())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert ready.wait(SECONDS)
    try:
        yield opened[0]
    finally:
        stop.set()
        thread.join(SECONDS)
