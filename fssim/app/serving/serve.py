"""Serving the app on this computer alone, and opening it in a browser."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
from platformdirs import user_documents_path

from fssim.app.serving.application import build_application
from fssim.app.serving.guard import Door, Guard
from fssim.errors import OutputError

LOOPBACK = "127.0.0.1"  # no other computer reaches it
SECONDS_TO_FINISH = 1
OBJECTS_BETWEEN_COLLECTIONS = 2_000
SECONDS_BETWEEN_LOOKS = 0.005


def default_folder() -> Path:
    """Where work is kept if nothing else is said."""
    return user_documents_path() / "fssim"


class _Server(uvicorn.Server):
    """A server that leaves signals to whoever started it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(
    folder: Path,
    port: int = 0,
    behind: str | None = None,
    on_open: Callable[[Door], object] = lambda door: webbrowser.open(door.link),
) -> None:
    """Serve the app until Ctrl-C, or until it is ended from outside.

    `on_open` is called once it answers, with what it is opened with: a browser is, if left out. For the rest see
    `open_server`.
    """

    async def until_stopped() -> None:
        stopped, loop = asyncio.Event(), asyncio.get_running_loop()
        former = {
            number: signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopped.set))
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            async with open_server(folder, port, behind) as door:
                await asyncio.to_thread(on_open, door)
                await stopped.wait()
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)  # a command that ends soon looks for garbage less often
    asyncio.run(until_stopped())


@asynccontextmanager
async def open_server(folder: Path, port: int = 0, behind: str | None = None) -> AsyncIterator[Door]:
    """The app, answering while the body runs. Yields what it is opened with.

    `folder` is where work is kept. `port` 0 takes a free one. `behind` is the address that others reach the app by, if
    a proxy hands on to it. Raises `OutputError` if the port is taken or the folder cannot be used.
    """
    with _listening(port) as listener:
        own = listener.getsockname()[1]
        addresses = (f"http://{LOOPBACK}:{own}", f"http://localhost:{own}")
        door = Door.opened_at(addresses, behind.rstrip("/").lower() if behind else None)
        application = build_application(door, folder)
        server = _Server(
            uvicorn.Config(
                Guard(application, door), log_level="error", access_log=False, server_header=False, lifespan="on",
                timeout_graceful_shutdown=SECONDS_TO_FINISH, proxy_headers=False, ws="none",
            )
        )  # fmt: skip
        application.state.work.open()
        serving = asyncio.create_task(server.serve([listener]))
        while not server.started and not serving.done():
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        try:
            yield door
        finally:
            server.should_exit = True
            application.state.queue.end_watching()
            await serving
            application.state.work.close()


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError as error:
            raise OutputError(
                f"port {port} of this computer cannot be had: {error.strerror}; choose another with --port, or leave "
                "it out for one that is free"
            ) from error
        listener.listen()
        yield listener
