"""Every example on the documentation's pages runs, in a folder of its own, and prints what the page says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.docs.examples import Reader, assert_printed, blocks_of

ROOT = Path(__file__).parents[2]
RUN = {"sh", "console", "python"}
PAGES = sorted(
    str(page.relative_to(ROOT))
    for page in (ROOT / "docs").rglob("*.md")
    if "_build" not in page.parts and any(block.language in RUN for block in blocks_of(page))
)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_every_example_runs(page: str) -> None:
    blocks = list(blocks_of(ROOT / page))
    if not any("fssim init" in block.text for block in blocks):
        shutil.copytree(ROOT / "scenarios", "scenarios")
    reader = Reader()
    for block in blocks:
        try:
            reader.does(block)
        except BaseException as problem:
            problem.add_note(f"{page}, the block at line {block.line}")
            raise


def test_there_is_a_tutorial_for_each_user() -> None:
    tutorials = {Path(page).stem for page in PAGES if page.startswith("docs/tutorials/")}
    assert {"planner", "analyst", "trainer"} <= tutorials


def test_what_was_not_printed_is_found_out() -> None:
    assert_printed("one\n...\nthree", "one two\nthree")
    with pytest.raises(AssertionError, match="the page says"):
        assert_printed("one\n...\nfour", "one two\nthree")


def test_what_goes_wrong_is_found_out() -> None:
    (page := Path("page.md")).write_text("```sh\npip install fssim\nfssim check nowhere.yaml\n```\n", encoding="utf-8")
    (block,) = blocks_of(page)
    with pytest.raises(AssertionError, match="nowhere"):
        Reader().does(block)
