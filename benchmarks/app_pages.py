"""How quick the app is, and whether it grows: python benchmarks/app_pages.py [--runs 100]

Opens `fssim app` as from a shell, and asks it for pages as a browser does. Prints how long its first page takes; how
long it takes from sending the form to the first answer, for one district and for a county beside what each is compared
with; and how much memory the app holds before, in the middle of and after many runs, each a process of its own.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from benchmarks.machine import machine

GOALS = {"one district": 3.0, "a county": 15.0}  # seconds to the first answer
PAIRS = {
    "one district": ("one_district_vacancy", "one_district"),
    "a county": ("mental_health_vacancy", "family_safeguarding"),
}
FIRST_PAGE = 0.3  # seconds
ANSWERED, FIRST_ANSWER = 'id="answer"', "The answer so far"
SECONDS_TO_GET_READY = 10.0
PAGES = ("/", "/compare", "/change", "/teach", "/work")


class Planner:
    """Whoever has opened the link."""

    def __init__(self, link: str) -> None:
        self._address = urlsplit(link)
        self._cookie = ""
        answer = self._ask("GET", f"/?{self._address.query}")[1]
        self._cookie = answer["set-cookie"].split(";")[0]

    def page(self, path: str) -> str:
        return self._ask("GET", path)[0]

    def compare(self, first: str, second: str, replications: int) -> str:
        """The address of a comparison that is asked for."""
        token = re.search(r'name="form_token" value="(\w+)"', self.page("/compare"))
        assert token is not None
        fields = {"form_token": token[1], "first": first, "second": second, "replications": str(replications)}
        return self._ask("POST", "/compare", urlencode(fields))[1]["location"]

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[str, dict[str, str]]:
        origin = f"{self._address.scheme}://{self._address.netloc}"
        connection = HTTPConnection(self._address.hostname or "", self._address.port, timeout=60)
        headers = {"Cookie": self._cookie, "Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        connection.close()
        return text, {name.lower(): value for name, value in response.getheaders()}


@contextmanager
def opened() -> Iterator[tuple[int, Planner, float]]:
    """The app's process, a planner in it, and the seconds until it answered."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        command = [sys.executable, "-m", "fssim", "app", "--no-browser", "--folder", folder]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            assert process.stderr is not None
            link = process.stderr.readline().split()[-1]
            planner = Planner(link)
            yield process.pid, planner, time.perf_counter() - began
        finally:
            process.terminate()
            process.wait()


def seconds_until(planner: Planner, path: str, words: tuple[str, ...]) -> float:
    """How long it takes until a page says any of some words."""
    began = time.perf_counter()
    while not any(word in planner.page(path) for word in words):
        time.sleep(0.02)
    return time.perf_counter() - began


def megabytes(process: int) -> float:
    """What a process holds in memory."""
    status = Path(f"/proc/{process}/status").read_text()
    resident = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert resident is not None
    return int(resident[1]) / 1e3


def main() -> None:
    """Print the times and the memory."""
    parser = argparse.ArgumentParser(description="Time the app's pages and first answers, and watch its memory.")
    parser.add_argument("--runs", type=int, default=100, help="runs while memory is watched")
    chosen = parser.parse_args()
    print(machine())
    with opened() as (process, planner, ready):
        print(f"answers {ready:.1f} s after the command")
        for path in PAGES:
            times = []
            for _ in range(5):
                began = time.perf_counter()
                planner.page(path)
                times.append(time.perf_counter() - began)
            goal = f" (to be under {FIRST_PAGE * 1e3:.0f} ms)" if path == "/" else ""
            print(f"page {path}: {times[0] * 1e3:.0f} ms the first time, then {median(times[1:]) * 1e3:.0f} ms{goal}")
        for service, pair in PAIRS.items():
            time.sleep(SECONDS_TO_GET_READY)
            began = time.perf_counter()
            path = planner.compare(*pair, 10)
            seconds_until(planner, path, (FIRST_ANSWER, ANSWERED))
            first = time.perf_counter() - began
            seconds_until(planner, path, (ANSWERED,))
            whole = time.perf_counter() - began
            print(f"{service}: first answer {first:.1f} s (to be under {GOALS[service]:.0f} s), report {whole:.1f} s")
        held = [megabytes(process)]
        for _ in range(chosen.runs):
            path = planner.compare(*PAIRS["one district"], 10)
            seconds_until(planner, path, (ANSWERED,))
            for name in ("measures", "over-time"):
                planner.page(f"{path}/report/{name}")
            planner.page("/work")
            held.append(megabytes(process))
        half = held[len(held) // 2]
        print(f"memory: {held[0]:.0f} MB, {half:.0f} MB after half of {chosen.runs} runs, {held[-1]:.0f} MB in the end")


if __name__ == "__main__":
    main()
