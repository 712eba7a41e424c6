"""Who is open on the last day of a return, as counts by stage and weeks in it: what a run may start from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from datetime import date, timedelta

from fssim.authority.returns.counting.periods import count_weeks, in_calendar_days
from fssim.authority.returns.figures import (
    CASELOAD_BANDS,
    CASELOAD_STAGES,
    DECIDED_AFTER,
    OpeningCaseload,
    OpeningCount,
    pool_small_cells,
)
from fssim.authority.returns.reading.episodes import CinReading, Episode

REFERRAL, ASSESSMENT, SECTION_47, CIN_PLAN, PLAN, PRE_PROCEEDINGS, NO_PLAN = CASELOAD_STAGES


def take_caseload(reading: CinReading) -> OpeningCaseload:
    """The children who are open on the last day of the last return, counted.

    A child with several things open is counted in the last of: assessment, child in need plan, child protection plan,
    pre-proceedings; and a section 47 enquiry that has not ended is counted beside it. With nothing open a case has no
    plan since the last of them ended; one in which nothing ever was is a referral for as long as an assessment may
    take. Children of one family are those in the same stage since the same day, who were referred on the same day by
    the same source.

    Parameters
    ----------
    reading
        What `read_cin` returned.

    Returns
    -------
    OpeningCaseload
        Its counts of children and families are none of them small.
    """
    last_day = reading.returns[-1].last_day
    families: defaultdict[tuple[str, int], Counter[Hashable]] = defaultdict(Counter)
    for episode in reading.episodes:
        if episode.closure is None and not episode.no_further_action:
            for stage, since in _list_stages(episode, last_day):
                band = sum(count_weeks(since, last_day) >= begins for begins in CASELOAD_BANDS[1:])
                families[stage, band][since, episode.referral, episode.source] += 1
    counts = [
        OpeningCount(stage, begins, ends, len(families[stage, band]), families[stage, band].total())
        for stage in CASELOAD_STAGES
        for band, (begins, ends) in enumerate(zip(CASELOAD_BANDS, (*CASELOAD_BANDS[1:], None), strict=True))
    ]
    return OpeningCaseload(last_day, *pool_small_cells(counts))


def _list_stages(episode: Episode, last_day: date) -> Iterator[tuple[str, date]]:
    """The stages that an open case is in, and since when."""
    enquiries = [
        enquiry.start
        for enquiry in episode.enquiries
        if enquiry.conference is None and not enquiry.conference_not_required
    ]
    if enquiries:
        yield SECTION_47, max(enquiries)
    still = {
        PRE_PROCEEDINGS: [process.start for process in episode.pre_proceedings if process.decided is None],
        PLAN: [plan.start for plan in episode.plans if plan.end is None],
        CIN_PLAN: [plan.start for plan in episode.cin_plans if plan.end is None],
        ASSESSMENT: [assessment.start for assessment in episode.assessments if assessment.done is None],
    }
    for stage, starts in still.items():
        if starts:
            yield stage, max(starts)
            return
    ended = [
        *(assessment.done for assessment in episode.assessments if assessment.done),
        *(plan.end for plan in episode.cin_plans if plan.end),
        *(plan.end for plan in episode.plans if plan.end),
    ]
    if ended:
        yield NO_PLAN, max(ended)
    else:
        latest = episode.referral + timedelta(days=in_calendar_days(DECIDED_AFTER))
        yield REFERRAL if last_day <= latest else NO_PLAN, episode.referral
