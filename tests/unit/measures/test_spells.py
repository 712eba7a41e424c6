from math import nan

import numpy as np

from fssim.measures.log_view.spells import need_chains_of, pieces, spells_of
from tests.unit.measures.diary import HORIZON, Diary


def two_families(diary: Diary) -> Diary:
    """One closed, referred again and open; the other open in its first stage."""
    first, second = diary.family(children=2), diary.family()
    diary.referred(260.0, first)
    diary.referred(261.0, second)
    diary.entered(262.5, first, "assessment")
    diary.entered(300.0, first, "closed")
    diary.referred(400.0, first, episode=1)
    return diary


def test_a_spell_lasts_until_the_next_stage_and_closed_is_none(diary: Diary) -> None:
    spells = spells_of(two_families(diary).view)
    assert spells.family.tolist() == [0, 0, 0, 1]
    assert spells.stage.tolist() == [0, 1, 0, 0]
    assert spells.start.tolist() == [260.0, 262.5, 400.0, 261.0]
    assert spells.end.tolist() == [262.5, 300.0, HORIZON, HORIZON]
    assert spells.next_stage.tolist() == [1, 3, -1, -1]


def test_episodes_are_numbered_and_know_when_they_began(diary: Diary) -> None:
    spells = spells_of(two_families(diary).view)
    assert spells.episode.tolist() == [0, 0, 1, 0]
    assert spells.referred.tolist() == [260.0, 260.0, 400.0, 261.0]


def test_open_at_counts_what_had_begun_and_not_ended_before(diary: Diary) -> None:
    spells = spells_of(two_families(diary).view)
    assert spells.open_at(261.0).tolist() == [True, False, False, False]
    assert spells.open_at(HORIZON).tolist() == [False, False, True, True]


def test_a_chain_of_stages_in_which_needs_are_met_is_one_run(diary: Diary) -> None:
    family = diary.family()
    diary.referred(260.0, family)
    diary.entered(261.0, family, "section_47_enquiry")
    diary.entered(270.0, family, "plan")
    diary.entered(300.0, family, "closed")
    diary.referred(310.0, family, episode=1)
    diary.entered(311.0, family, "plan")
    chains = need_chains_of(diary.view)
    assert chains.run.tolist() == [-1, 0, 0, -1, 1]
    assert (chains.start.tolist(), chains.end.tolist()) == ([261.0, 311.0], [300.0, HORIZON])
    assert chains.is_open.tolist() == [False, True]


def test_pieces_cut_an_interval_at_stages_and_drop_what_is_outside(diary: Diary) -> None:
    view = two_families(diary).view
    owner, spell, start, end = pieces(view, np.array([0, 0]), np.array([261.0, 290.0]), np.array([263.0, 410.0]))
    assert owner.tolist() == [0, 0, 1, 1]
    assert spell.tolist() == [0, 1, 1, 2]
    assert start.tolist() == [261.0, 262.5, 290.0, 400.0]
    assert end.tolist() == [262.5, 263.0, 300.0, 410.0]


def test_a_family_with_nothing_in_the_log_has_no_spells(diary: Diary) -> None:
    diary.family()
    view = diary.view
    assert len(spells_of(view)) == 0
    assert len(need_chains_of(view)) == 0
    assert len(pieces(view, np.array([0]), np.array([nan]), np.array([nan]))[0]) == 0
