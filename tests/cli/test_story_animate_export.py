"""`fssim story`, `fssim animate` and `fssim export`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """Two years of the small scenario with a post kept empty, and what it is compared with."""
    from tests.cli.conftest import SMALL

    file, full = tmp_path / "empty.yaml", tmp_path / "full.yaml"
    full.write_text(
        f"extends: {SMALL}\ntitle: A small service\nquestion: Who waits?\nclock: {{observed_years: 2}}\n",
        encoding="utf-8",
    )
    file.write_text(
        f"extends: {SMALL}\ntitle: An empty post\nquestion: Who waits?\ncompare_with: [{full}]\n"
        "clock: {observed_years: 2}\nvacancies:\n  gap:\n    role: mental_health_practitioner\n"
        "    start: 2019-04-01\n    until: 2020-04-01\n"
        "    share: {value: 1.0, unit: share, source: guess, grade: assumed}\n",
        encoding="utf-8",
    )
    return file


def test_a_story_is_printed_and_written(command: Any, small: Path, tmp_path: Path) -> None:
    out = tmp_path / "family.html"
    result = command("story", small, "--pick", "delayed", "--out", out)
    assert result.exit_code == 0, result.output
    title = result.stdout.splitlines()[0]
    assert re.fullmatch(r"Family \d+, (one child|\w+ children)", title)
    assert f"<h1>{title}</h1>" in out.read_text(encoding="utf-8")
    assert out.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["family.html", "family.png"]


@pytest.fixture
def nobody(tmp_path: Path, small: Path) -> Path:
    """The small scenario in a place without children."""
    file = tmp_path / "nobody.yaml"
    content = "title: Nobody\nquestion: Is anybody there?\ncompare_with: []\ndemand: {children: {value: 0.001}}\n"
    file.write_text(f"extends: {small}\n{content}", encoding="utf-8")
    return file


@pytest.mark.parametrize("pick", ["typical", "delayed"])
def test_where_there_is_nobody_there_is_nobody_to_pick(command: Any, small: Path, nobody: Path, pick: str) -> None:
    for first, second in ((nobody, small), (small, nobody)):
        result = command("story", first, "--against", second, "--pick", pick)
        assert result.exit_code == 2
        assert result.stderr.startswith("no family to pick: ")


def test_a_family_has_a_story_beside_a_place_without_it(command: Any, small: Path, nobody: Path) -> None:
    result = command("story", nobody, "--against", small, "--family", 0)
    assert result.exit_code == 2
    assert "there is none, as no family is referred" in " ".join(result.stderr.split())
    assert command("story", small, "--against", nobody, "--family", 0).exit_code == 0


@pytest.mark.parametrize("form", ["xes", "csv", "vidigi", "activities"])
def test_where_there_is_nobody_there_is_an_empty_log(command: Any, nobody: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / ("out.xes" if form == "xes" else "out.csv")
    result = command("export", nobody, "--format", form, "--out", out)
    assert result.exit_code == 0, result.output
    assert out.is_file()


def test_a_story_of_a_vacancy_says_what_it_changes(command: Any, district: Path) -> None:
    result = command("story", district, "--pick", "vacancy")
    assert result.exit_code == 0, result.stderr
    assert "Why it differs from 'A small service'" in result.stdout


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ([], "either --family N, or --pick one"),
        (["--family", "1", "--pick", "typical"], "either --family N, or --pick one"),
        (["--family", "1000000"], "family 1000000: there is none; families are numbered 0 to"),
        (["--pick", "vacancy"], "name one with --against FILE"),
        (["--pick", "delayed", "--out", "story.txt"], "does not end in .html"),
        (["--pick", "delayed", "--out", "nowhere/story.html"], "is not there"),
    ],
)
def test_a_story_that_cannot_be_told(command: Any, small: Path, options: list[str], wrong: str) -> None:
    result = command("story", small, *options)
    assert result.exit_code == 2
    assert wrong in " ".join(result.stderr.split())
    assert "Traceback" not in result.output


def test_an_animation_is_one_page(command: Any, busier: Path, tmp_path: Path) -> None:
    out = tmp_path / "motion.html"
    result = command("animate", busier, "--district", 0, "--out", out)
    assert result.exit_code == 0, result.output
    assert "A busier service" in out.read_text(encoding="utf-8")
    result = command("animate", busier, "--district", 7, "--out", out)
    assert result.exit_code == 2
    assert "district 7: there is none; there is only district 1\n" in result.stderr


@pytest.mark.parametrize(("form", "ending"), [("vidigi", ".csv"), ("csv", ".csv"), ("xes", ".xes")])
def test_a_log_is_exported_the_same_every_time(
    command: Any, small: Path, tmp_path: Path, form: str, ending: str
) -> None:
    first, second = tmp_path / f"one{ending}", tmp_path / f"two{ending}"
    for out in (first, second):
        result = command("export", small, "--format", form, "--out", out)
        assert result.exit_code == 0, result.output
    assert first.read_bytes() == second.read_bytes()


def test_a_year_is_written_as_a_return(command: Any, busier: Path, tmp_path: Path) -> None:
    out = tmp_path / "cin.xml"
    result = command("export", busier, "--format", "cin", "--year", 2020, "--out", out)
    assert result.exit_code == 0, result.output
    assert "Simulated: no child, family or worker in it exists.\n" in result.stderr
    assert "<Year>2020</Year>" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        (["--format", "cin"], "--format cin needs --year: the year that the return ends in.\n"),
        (["--format", "csww", "--year", "1999"], "the year from 1 October 1998 is not in this run from end to end"),
        (
            ["--format", "xes", "--year", "2020"],
            "--year goes with cin and csww; --format xes has all observed years.\n",
        ),
    ],
)
def test_a_return_is_of_one_year_that_the_run_has(
    command: Any, busier: Path, tmp_path: Path, options: list[str], wrong: str
) -> None:
    result = command("export", busier, *options, "--out", tmp_path / "return.xml")
    assert result.exit_code == 2
    assert wrong in result.stderr
    assert list(tmp_path.glob("*.xml")) == []


def test_an_ending_that_is_not_the_formats(command: Any, small: Path, tmp_path: Path) -> None:
    result = command("export", small, "--format", "xes", "--out", tmp_path / "log.csv")
    assert result.exit_code == 2
    assert "--format xes writes a .xes file" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_leaves_nothing(
    command: Any, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    result = command("export", small, "--format", "csv", "--out", tmp_path / "log.csv")
    assert result.exit_code == 2
    assert "cannot be written: No space left on device" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_story_for_a_class_asks_in_place_of_answering(command: Any, district: Path, tmp_path: Path) -> None:
    out = tmp_path / "question.html"
    result = command("story", district, "--pick", "vacancy", "--no-answer", "--replays", 2, "--out", out)
    assert result.exit_code == 0, result.stderr
    page = out.read_text(encoding="utf-8")
    for text in (result.stdout, page):
        assert "alike, event by event" not in text
        assert "needed the post while it was empty," not in text
        assert "Which differences come of the vacancy" in " ".join(text.split())
    assert "How it differs from 'A small service'" in result.stdout
    assert 'id="hide"' not in page


def test_a_story_says_how_differences_were_tested_or_that_they_were_not(command: Any, district: Path) -> None:
    tested = command("story", district, "--pick", "vacancy", "--replays", 6).stdout
    assert "Both scenarios were played again 6 times" in " ".join(tested.split())
    not_tested = command("story", district, "--pick", "vacancy", "--replays", 0).stdout
    assert "What the differences are put down to was not tested." in not_tested
