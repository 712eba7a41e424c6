"""docs/measures.md says what the catalogue says, and the catalogue defines every measure there is."""

from __future__ import annotations

import pytest

import fssim
from fssim.measures.catalogue import measure_log
from fssim.measures.definitions_page import PAGE, definitions_page
from fssim.measures.ledger.ledger_lines import ALL_DRIFT, MEANINGS, Line
from tests.laws.shipped import log_of


def test_the_page_is_made_of_the_definitions() -> None:
    """`python -m fssim.measures.definitions_page` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == definitions_page()


@pytest.mark.parametrize("name", ["one_district_vacancy", "one_district_standard", "training_gap", "families_first"])
def test_every_measure_of_a_run_is_defined(name: str) -> None:
    definitions = {measure_name: fssim.describe(measure_name).definition for measure_name in measure_log(log_of(name))}
    assert len(definitions) > 200
    assert [
        measure_name for measure_name, meaning in definitions.items() if not meaning or "{" in meaning or "}" in meaning
    ] == []


def test_a_name_of_no_measure_has_no_definition() -> None:
    assert fssim.describe("nothing_of_the_kind").definition == ""


def test_every_line_of_the_ledger_has_its_rule() -> None:
    assert MEANINGS.keys() == {*(line.name.lower() for line in Line), ALL_DRIFT}
