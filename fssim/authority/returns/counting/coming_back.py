"""Children who are referred again: before their referral, and after their case was closed."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from fssim.authority.returns.counting.counted_cases import CountedCases
from fssim.authority.returns.counting.make_figures import HUNDRED, FigureMaker
from fssim.authority.returns.reading.episodes_of_need import EpisodeOfNeed
from fssim.measures.published import RE_REFERRAL_MONTHS
from fssim.model.calendar import add_months

A_YEAR_OF_DAYS = 365  # that a closed case is followed for
REPEAT_DELAY = "rereferral_delay_median"


def describe_coming_back(maker: FigureMaker, counts: CountedCases) -> None:
    by_child: defaultdict[int, list[EpisodeOfNeed]] = defaultdict(list)
    for episode in counts.reading.episodes:
        by_child[episode.child].append(episode)
    followed = [episode for episode in counts.referrals if counts.coverage.follows(episode.referral)]
    if followed:
        again = [case.referral for case in followed if _was_referred_before(case, by_child[case.child])]
        maker.add_share("rereferral", again, [case.referral for case in followed])
    delays, were_seen = [], []
    for case in counts.reading.episodes:
        ends = case.referral if case.no_further_action else case.closure
        if ends not in counts.coverage or ends is None:
            continue
        later = min((other.referral for other in by_child[case.child] if other.referral > ends), default=None)
        delays.append(float(((later or counts.last_day) - ends).days))
        were_seen.append(later is not None)
    if any(were_seen):
        _add_kaplan_meier(maker, np.array(delays), np.array(were_seen))


def _was_referred_before(episode: EpisodeOfNeed, of_child: Sequence[EpisodeOfNeed]) -> bool:
    return any(
        other.referral < episode.referral <= add_months(other.referral, RE_REFERRAL_MONTHS) for other in of_child
    )


def _add_kaplan_meier(maker: FigureMaker, days: np.ndarray, seen: np.ndarray) -> None:
    """The share referred again within a year by Kaplan and Meier (1958), with the log-log interval, and the median."""
    from scipy.stats import CensoredData, ecdf

    not_back = ecdf(CensoredData(uncensored=days[seen], right=days[~seen])).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # while everybody is still away there is no interval
        interval = not_back.confidence_interval(method="log-log")
    a_year = float(A_YEAR_OF_DAYS)
    share, high, low = (
        HUNDRED * (1.0 - float(curve.evaluate(a_year))) for curve in (not_back, interval.low, interval.high)
    )
    maker.add("rereferral_after_closure", share, len(days), *maker.widen(share, low, high))
    maker.add_median(REPEAT_DELAY, [float(day) for day in days[seen] if day <= a_year])
