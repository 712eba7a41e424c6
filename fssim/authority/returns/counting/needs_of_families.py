"""Parents' needs, from the factors of assessments: of all assessments, and of families when they are first referred."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fssim.authority.returns.codes import NEED_OF_FACTOR
from fssim.authority.returns.counting.counted_cases import CountedCases
from fssim.authority.returns.figures import MEANINGS, NEW_AFTER, NONE
from fssim.authority.returns.reading.episodes_of_need import Assessment, EpisodeOfNeed


def list_needs(assessments: Iterable[Assessment]) -> list[tuple[set[str], date]]:
    """The needs that each completed assessment has among its factors, and when it was completed."""
    return [
        ({NEED_OF_FACTOR[code] for code in assessment.factors if code in NEED_OF_FACTOR}, assessment.done)
        for assessment in assessments
        if assessment.factors and assessment.done
    ]


def list_needs_of_new(counts: CountedCases) -> list[tuple[set[str], date]]:
    """The needs of children when they were first assessed.

    Those with needs come back more often, and are assessed again. So only children are counted who had not been
    referred for as long before as the returns tell, up to `NEW_AFTER` years; and if they are too few, for less.
    """
    first: dict[int, EpisodeOfNeed] = {}
    for episode in sorted(counts.reading.episodes, key=lambda episode: episode.referral):
        first.setdefault(episode.child, episode)
    assessed = [
        (episode.referral, assessment)
        for episode in first.values()
        if episode.referral in counts.coverage
        for assessment in episode.assessments[:1]
        if assessment.done in counts.coverage
    ]
    for years in range(NEW_AFTER, 0, -1):
        needs = list_needs(one for referral, one in assessed if counts.coverage.follows(referral, years))
        if len(needs) >= MEANINGS[f"needs_{NONE}"].least:
            return needs
    return list_needs(assessment for _, assessment in assessed)
