"""A sweep or an optimisation in sentences, before it is run."""

from __future__ import annotations

import fssim
from fssim.report.terminal.checked_plans import factor_sentences
from tests.known_sweep import make_sweep

SPREAD = {"kind": "latin hypercube", "points": 4}


def test_what_varies_is_told_with_its_ends_as_the_file_has_them_and_with_what_goes_together() -> None:
    varied = {
        "children": {"path": "demand.children.value", "range": {"low": 4000, "high": 5000}, "label": "Children"},
        "share": {"path": "roles.social_worker.productive_share.value", "range": {"low": 0.655, "high": 0.8}},
    }
    levers = {"posts": {"path": "teams.safeguarding.posts.social_worker.posts.value", "range": {"low": 2, "high": 6}}}
    swept = make_sweep(
        lambda values, replication: {}, [], design=SPREAD, replications=1, uncertainties=varied, levers=levers,
        correlations=[{"between": ["children", "share"], "rank": -0.4}],
    )  # fmt: skip
    posts, children, share, together = factor_sentences(swept.sweep)
    assert posts.startswith("posts: every whole number from 2 to 6 posts (the base has ")
    assert children.startswith("Children: from 4,000 to 5,000 children (")
    assert share.startswith("share: from 0.655 to 0.8 share (")
    assert together == "Children and share go together: the correlation of their ranks is -0.4"


def test_the_values_that_a_design_lists_are_told() -> None:
    pool, practitioners = factor_sentences(fssim.load_sweep("pooling"))
    assert pool == "Teams that share a pool: 1, 3, 9 teams (the base has 3)"
    assert practitioners == "Practitioners of each discipline in a pool: 1, 2, 3, 6, 9 posts (the base has 1)"
