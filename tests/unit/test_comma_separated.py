"""What a spreadsheet would run is text in every CSV file; what is a number stays one."""

from __future__ import annotations

import csv
from io import StringIO

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fssim.files.comma_separated import as_written, csv_text, frame_csv, not_a_formula, without_noise


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1", "=-1"])
def test_formulas_are_text(text: str) -> None:
    assert not_a_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-5", "+3.5", "-2.2e-14", "plain", "a=b", "'quoted"])
def test_numbers_and_words_are_as_they_were(text: str) -> None:
    assert not_a_formula(text) == text


@given(st.text())
def test_what_was_kept_from_running_can_be_read_back(text: str) -> None:
    if not text.startswith("'"):
        assert as_written(not_a_formula(text)) == text


def test_numbers_are_exact_and_what_is_not_known_is_nothing() -> None:
    text = csv_text([["a", "b"], [0.1 + 0.2, float("nan")], ["=x", -1.5]])
    assert text == "\ufeffa,b\n0.30000000000000004,\n'=x,-1.5\n"


def test_a_frame_is_written_with_its_index() -> None:
    frame = pd.DataFrame({"x": [1.5, float("nan")], "why": ["=1", "b,c"]}, index=pd.Index(["p", "-q"], name="point"))
    rows = list(csv.reader(StringIO(frame_csv(frame))))
    assert rows == [["point", "x", "why"], ["p", "1.5", "'=1"], ["'-q", "", "b,c"]]


def test_what_rounding_leaves_is_zero() -> None:
    assert str(without_noise(-2.2e-14)) == "0.0"
    assert without_noise(1e-6) == 1e-6
