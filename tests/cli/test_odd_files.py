"""Files that are no files, or are named or sized as nobody expects: a sentence each, and never a wait."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from fssim.scenario import load
from fssim.scenario.findings import ScenarioError
from fssim.studies.calibration.targets import read_targets

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="there are no such files there"),
    pytest.mark.timeout(60),
]
PIPE = "is a pipe or a device, not a file; save what it gives as"
LOOP = "cannot be read: Too many levels of symbolic links"


@pytest.fixture(params=["fifo", "loop", "zero", "large", "name"])
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A file that cannot be read, and what is said of it."""
    file = tmp_path / f"{request.param}.yaml"
    if request.param == "fifo":
        os.mkfifo(file)
        return file, PIPE
    if request.param == "loop":
        (tmp_path / "back.yaml").symlink_to(file)
        file.symlink_to(tmp_path / "back.yaml")
        return file, LOOP
    if request.param == "name":
        return tmp_path / f"{'x' * 300}.yaml", "cannot be read: File name too long"
    if request.param == "zero":
        return Path("/dev/zero"), PIPE
    with file.open("wb") as content:
        content.truncate(10**12)  # takes no room
    return file, "is 1,000,000,000,000 bytes; "


@pytest.mark.parametrize(
    "words", [("run",), ("check",), ("sweep", "--out", "out"), ("targets",), ("story", "--family", 0)]
)
def test_a_scenario_or_sweep(command: Any, odd: tuple[Path, str], words: tuple[str, ...], tmp_path: Path) -> None:
    file, complaint = odd
    words = tuple(str(tmp_path / "out") if word == "out" else word for word in words)
    result = command(*words, file)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_sources(command: Any, odd: tuple[Path, str], tmp_path: Path, small: Path) -> None:
    file, complaint = odd
    own = tmp_path / "own.yaml"
    own.write_text(f"extends: {small}\ntitle: A\nquestion: B\nsources: [{file}]\n", encoding="utf-8")
    result = command("check", own)
    assert result.exit_code == 2
    if "loop" not in file.name:
        assert complaint in result.stderr


def test_targets(odd: tuple[Path, str], small: Path) -> None:
    file, complaint = odd
    with pytest.raises(ScenarioError, match=re.escape(complaint)):
        read_targets(file, load(small))


def test_a_pipe_of_the_shells(process: Any, small: Path) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    try:
        done = process("check", f"/proc/{os.getpid()}/fd/{reading}") if Path("/proc/self/fd").exists() else None
    finally:
        os.close(reading)
    if done is not None:
        assert done.returncode == 2
        assert PIPE in done.stderr


def test_names_that_are_not_utf_8(process: Any, tmp_path: Path, small: Path) -> None:
    folder = tmp_path / os.fsdecode(b"jos\xe9")
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system has names in UTF-8 only")
    (folder / "sources.csv").write_text("id,quantity,source_title\nfoo,a,b\n", encoding="utf-8")
    file = folder / os.fsdecode(b"caf\xe9.yaml")
    content = f"extends: {small}\ntitle: A\nquestion: B\ncompare_with: [{small}]\nsources: [sources.csv]\n"
    file.write_text(content, encoding="utf-8")
    out = folder / "out"
    done = process("run", file, "--replications", 2, "--jobs", 1, "--log", "--out", out)
    assert done.returncode == 0, done.stderr
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert [entry["name"] for entry in manifest["scenarios"]] == ["caf_", "small"]
    assert (out / "log-caf_-0.parquet").is_file()
    assert process("report", out).returncode == 0


@pytest.mark.parametrize(("field", "letters"), [("title", 201), ("question", 10_001), ("notes", 10_001)])
def test_words_that_no_page_has_room_for(command: Any, tmp_path: Path, small: Path, field: str, letters: int) -> None:
    file = tmp_path / "long.yaml"
    words = {"title": "A", "question": "B"}
    for length, status in ((letters, 2), (letters - 1, 0)):
        content = "".join(f"{name}: {text}\n" for name, text in (words | {field: "x" * length}).items())
        file.write_text(f"extends: {small}\n{content}", encoding="utf-8")
        result = command("check", file)
        assert result.exit_code == status, result.stderr
        if status:
            assert f"{field}: is text 'xxx" in result.stderr
            assert f"it must have {letters - 1:,} letters or fewer" in result.stderr


@pytest.mark.parametrize("place", ["extends", "compare_with", "base"])
def test_a_file_beside_another(command: Any, odd: tuple[Path, str], place: str, tmp_path: Path, small: Path) -> None:
    file, own = odd[0], tmp_path / "own.yaml"
    text = {
        "extends": f"extends: {file}\ntitle: A\nquestion: B\n",
        "compare_with": f"extends: {small}\ntitle: A\nquestion: B\ncompare_with: [{file}]\n",
        "base": f"title: A\nquestion: B\nbase: {file}\ndesign: {{kind: grid}}\nreplications: 2\n"
        "levers: {seats: {path: clock.observed_years, values: [1]}}\n",
    }[place]
    own.write_text(text, encoding="utf-8")
    result = command(*(("sweep", "--out", tmp_path / "out") if place == "base" else ("check",)), own)
    assert result.exit_code == 2
    match = re.search(
        rf"own.yaml:[1-4]: {place}.*: (there is no file |.* is not a file|is 1,000,000,000,000)", result.stderr
    )
    assert match or "bytes; " in result.stderr, result.stderr


def test_what_is_written_to_a_name_too_long(command: Any, tmp_path: Path, small: Path) -> None:
    name = tmp_path / ("x" * 300)
    for words in (("run", "--replications", 1, "--out", name), ("animate", "--out", f"{name}.html")):
        result = command(*words, small)
        assert result.exit_code == 2
        assert "File name too long; choose another f" in result.stderr
