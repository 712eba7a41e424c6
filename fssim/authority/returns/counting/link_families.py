"""Which children are of one family. A return does not say: it is those to whom all happened on the same days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from fssim.authority.returns.counting.periods import Coverage
from fssim.authority.returns.figures import LARGEST_FAMILY
from fssim.authority.returns.reading.episodes_of_need import EpisodeOfNeed


def list_family_sizes(episodes: Iterable[EpisodeOfNeed], coverage: Coverage) -> list[int]:
    """How many children each family has of which a referral in these days led to a completed assessment.

    Others have too few dates to go by: many families are referred on one day by one source. Groups of more than
    `LARGEST_FAMILY` are left out.
    """
    sizes = Counter(
        list_dates(episode)
        for episode in episodes
        if episode.referral in coverage and any(assessment.done for assessment in episode.assessments)
    )
    return [size for size in sizes.values() if size <= LARGEST_FAMILY]


def list_dates(episode: EpisodeOfNeed) -> Hashable:
    """What children of one family have in common: the source and every date of the case but those of reviews."""
    return (
        episode.referral,
        episode.source,
        episode.closure,
        tuple((assessment.start, assessment.done) for assessment in episode.assessments),
        tuple((enquiry.start, enquiry.conference) for enquiry in episode.enquiries),
        tuple((plan.start, plan.end) for plan in episode.cin_plans),
        tuple((plan.start, plan.end) for plan in episode.plans),
    )


def compute_cluster(sizes: Iterable[int]) -> float:
    """The design effect of families: the mean over children of how many their family has; 1 if none is known."""
    known = list(sizes)
    return sum(size * size for size in known) / sum(known) if known else 1.0
