"""Why two scenarios differ, in sentences: every percentage has its sign."""

from __future__ import annotations

import pytest

from fssim.report.terminal.difference_tables import attribution_sentences
from fssim.scenario import load
from fssim.statistics.mean_difference import estimate_mean_difference
from fssim.studies.analysis.differences.attribute import STRUCTURE, Attribution, Contribution
from fssim.studies.analysis.differences.change_groups import ChangedPart
from tests.unit.measures.conftest import SERVICE


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("visits_in_time_percent", "is 86.5% in 'This' and 96.0% in 'That'"),
        ("cost_staff_gbp_a_year", "is 86.5 GBP a year in 'This' and 96.0 in 'That'"),
    ],
)
def test_both_values_have_their_unit(measure: str, words: str) -> None:
    found = Contribution(
        measure, "posts", -9.5, estimate_mean_difference([-9.4, -9.6]), "assumed", STRUCTURE, 86.5, 96.0, -9.5
    )
    attribution = Attribution((ChangedPart("posts", ()),), {measure: (found,)}, (measure,), load(SERVICE))
    (sentence,) = attribution_sentences(attribution, "This", "That")
    assert words in sentence
