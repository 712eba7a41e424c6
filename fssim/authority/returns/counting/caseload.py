"""Who is open on the last day of a return, as counts by stage and weeks in it: what a run may start from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator
from datetime import date, timedelta

from fssim.authority.returns.counting.periods import Coverage, count_weeks, find_days_covered, in_calendar_days
from fssim.authority.returns.figures import (
    CASELOAD_BANDS,
    CASELOAD_STAGES,
    DECIDED_AFTER,
    FIRST_YEAR_OF_PRE_PROCEEDINGS,
    SMALL_CELL,
    DayCount,
    OpeningCaseload,
    OpeningCount,
    pool_small_cells,
)
from fssim.authority.returns.reading.episodes_of_need import CinReading, EpisodeOfNeed
from fssim.model.calendar import add_months

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
    last = reading.returns[-1]
    families = _count_open(reading, last.last_day, CASELOAD_STAGES)
    counts = [
        OpeningCount(stage, begins, ends, len(families[stage, band]), families[stage, band].total())
        for stage in CASELOAD_STAGES
        for band, (begins, ends) in enumerate(zip(CASELOAD_BANDS, (*CASELOAD_BANDS[1:], None), strict=True))
    ]
    not_asked = (PRE_PROCEEDINGS,) if last.year < FIRST_YEAR_OF_PRE_PROCEEDINGS else ()
    by_month = tuple(_count_months(reading))
    return OpeningCaseload(last.last_day, *pool_small_cells(counts), by_month, not_asked)


def _count_months(reading: CinReading) -> Iterator[DayCount]:
    """Who was open at the end of each month that the returns tell of, but for stages of few children. Enquiries that
    led to no conference have no end in a return."""
    stages = [stage for stage in CASELOAD_STAGES if stage != SECTION_47]
    for day in _list_month_ends(find_days_covered(reading.returns)):
        families = _count_open(reading, day, stages)
        for stage in stages:
            bands = [(len(linked), linked.total()) for (of, _), linked in families.items() if of == stage]
            children = sum(of_band for _, of_band in bands)
            if children >= SMALL_CELL:
                yield DayCount(day, stage, sum(of_band for of_band, _ in bands), children)


def _list_month_ends(coverage: Coverage) -> Iterator[date]:
    for first, last in coverage.stretches:
        after = add_months(first.replace(day=1), 1)
        while after - timedelta(days=1) <= last:
            yield after - timedelta(days=1)
            after = add_months(after, 1)


def _count_open(
    reading: CinReading, day: date, stages: Collection[str]
) -> defaultdict[tuple[str, int], Counter[Hashable]]:
    """The children open at the end of a day, by stage and band of weeks in it, and there by what links a family."""
    families: defaultdict[tuple[str, int], Counter[Hashable]] = defaultdict(Counter)
    for episode in reading.episodes:
        is_open = episode.referral <= day and _goes_on(episode.referral, episode.closure, day)
        if is_open and not episode.no_further_action:
            for stage, since in _list_stages(episode, day):
                if stage in stages:
                    band = sum(count_weeks(since, day) >= begins for begins in CASELOAD_BANDS[1:])
                    families[stage, band][since, episode.referral, episode.source] += 1
    return families


def _goes_on(start: date, end: date | None, day: date) -> bool:
    """Whether what began and ended then, if it has ended, goes on at the end of a day."""
    return start <= day and (end is None or end > day)


def _list_stages(episode: EpisodeOfNeed, day: date) -> Iterator[tuple[str, date]]:
    """The stages that a case that is open at the end of a day is in, and since when."""
    enquiries = [
        enquiry.start
        for enquiry in episode.enquiries
        if _goes_on(enquiry.start, enquiry.conference, day) and not enquiry.conference_not_required
    ]
    if enquiries:
        yield SECTION_47, max(enquiries)
    spans = {
        PRE_PROCEEDINGS: [(process.start, process.decided) for process in episode.pre_proceedings],
        PLAN: [(plan.start, plan.end) for plan in episode.plans],
        CIN_PLAN: [(plan.start, plan.end) for plan in episode.cin_plans],
        ASSESSMENT: [(assessment.start, assessment.done) for assessment in episode.assessments],
    }
    for stage, of_it in spans.items():
        starts = [start for start, end in of_it if _goes_on(start, end, day)]
        if starts:
            yield stage, max(starts)
            return
    ended = [
        end for stage, of_it in spans.items() if stage != PRE_PROCEEDINGS for _, end in of_it if end and end <= day
    ]
    if ended:
        yield NO_PLAN, max(ended)
    else:
        latest = episode.referral + timedelta(days=in_calendar_days(DECIDED_AFTER))
        yield REFERRAL if day <= latest else NO_PLAN, episode.referral
