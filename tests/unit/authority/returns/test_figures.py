"""Names of figures, codes, and counts of which none is small."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fssim.authority.returns.codes import CIN, CSWW
from fssim.authority.returns.figures import MEANINGS, SMALL_CELL, OpeningCount, combine_needs, pool_small_cells
from fssim.measures.published import TARGETS
from fssim.studies.validation.published_files import COLUMNS

NOT_IN_A_RETURN = {"proceedings_weeks", "direct_share", "cost_per_cin_week"}
WORKED_OUT = {"case_holders", "s47_per_100_referrals", "icpc_per_100_s47", "cpp_per_100_icpc", "cpp_mean_weeks"}


def test_what_a_published_figure_is_called_an_authoritys_own_is_called_too() -> None:
    assert set(TARGETS) - set(MEANINGS) <= NOT_IN_A_RETURN


def test_the_panel_has_every_column_that_a_figure_names() -> None:
    assert {meaning.panel for meaning in MEANINGS.values() if meaning.panel} <= {*COLUMNS, *WORKED_OUT}


def test_no_brace_is_left_unfilled() -> None:
    for name, meaning in MEANINGS.items():
        assert not {"{", "}"} & {*name, *meaning.words, *(meaning.panel or "")}


def test_codes_are_text() -> None:
    """`1E5` and `010` would be numbers in YAML."""
    for lists in (CIN, CSWW):
        assert all(isinstance(code, str) for codes in lists.values() if isinstance(codes, dict) for code in codes)


def test_needs_are_put_together_in_one_way() -> None:
    assert combine_needs(["mental_health", "domestic_abuse"]) == "domestic_abuse_and_mental_health"
    assert {f"needs_{combine_needs(needs)}" for needs in ((), ("substance_misuse",))} <= set(MEANINGS)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=9))
def test_no_count_that_is_shown_is_small_and_none_is_lost(children: list[int]) -> None:
    counts = [OpeningCount("assessment", week, week + 1, many, many) for week, many in enumerate(children)]
    shown, left_out = pool_small_cells(counts)
    assert all(count.children >= SMALL_CELL for count in shown)
    total = sum(children)
    assert sum(count.children for count in shown) == (total if total >= SMALL_CELL else 0)
    assert left_out == (("assessment",) if 0 < total < SMALL_CELL else ())
    if shown:
        assert (shown[0].from_weeks, shown[-1].to_weeks) == (0, len(children))
