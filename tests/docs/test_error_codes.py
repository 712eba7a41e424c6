"""Each code has its place on docs/reference/error_codes.md, and its example is told as the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from fssim.scenario.findings import Code
from tests.docs.error_codes import BEGINNING, PAGE, Section, printed_for, sections

SECTIONS = {section.code: section for section in sections()}


def test_the_page_has_each_code_once_in_their_order() -> None:
    assert [section.code for section in sections()] == [code.value for code in Code]
    assert f"```yaml\n{BEGINNING}```" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_an_example_is_told_as_the_page_says(section: Section, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After words have changed: `python -m tests.docs.error_codes`."""
    monkeypatch.chdir(tmp_path)
    assert section.printed.text == printed_for(section) != ""
