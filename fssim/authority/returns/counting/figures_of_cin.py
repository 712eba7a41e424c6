"""The figures of children in need censuses: what arrives, what is decided, how long it takes, and who comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from fssim.authority.returns.codes import CIN, CLOSURE_NAMES, NEEDS, SOURCE_GROUPS
from fssim.authority.returns.counting.coming_back import describe_coming_back
from fssim.authority.returns.counting.counted_cases import (
    CountedCases,
    compute_cluster,
    list_family_sizes,
    list_needs,
    list_needs_of_new,
)
from fssim.authority.returns.counting.make_figures import TEN_THOUSAND, FigureMaker
from fssim.authority.returns.counting.periods import (
    count_weeks,
    count_working_days,
    find_band,
    find_days_covered,
    find_month_band,
    in_calendar_days,
)
from fssim.authority.returns.figures import (
    ASSESSMENT_BAND_ENDS,
    ASSESSMENT_BANDS,
    CONFERENCE_BAND_ENDS,
    CONFERENCE_BANDS,
    CONFERENCE_LIMIT,
    DECIDED_AFTER,
    FIRST_REVIEW_WITHIN,
    GIVEN_BY,
    MONTH_BAND_ENDS,
    MONTH_BANDS,
    MONTHS,
    THEN_REVIEWS_WITHIN,
    Figure,
    combine_needs,
)
from fssim.authority.returns.reading.episodes_of_need import (
    Assessment,
    ChildEnquiry,
    ChildProtectionPlan,
    CinReading,
    EpisodeOfNeed,
)
from fssim.model.calendar import add_months
from fssim.scenario.schema.units import DAYS_A_WEEK, DAYS_A_YEAR

MONTH_BAND_NAMES: tuple[str, ...] = tuple(MONTH_BANDS)
OF_SOURCE = {code: source["group"] for code, source in CIN["referral_source"].items()}
MOST_CHILDREN_SHOWN = 5  # in a family; this and more are together


def make_cin_figures(reading: CinReading, children: float | None = None) -> dict[str, Figure]:
    """The figures of children in need censuses, by name, of all their years together.

    Flows are counted in the years that the returns are of; what is open, on the last day of the last. Intervals allow
    for brothers and sisters who are referred together.

    Parameters
    ----------
    reading
        What `read_cin` returned.
    children
        How many children live in the authority, for rates; without it there are none.

    Returns
    -------
    dict of str to Figure
        By name; `fssim.authority.returns.figures.MEANINGS` says what each is. A figure of which nothing can be told
        from so many years is not there.
    """
    coverage = find_days_covered(reading.returns)
    sizes = list_family_sizes(reading.episodes, coverage)
    years = ", ".join(str(header.year) for header in reading.returns)
    source = f"children in need census {years}"
    counts = CountedCases(reading, coverage)
    flows = FigureMaker(coverage.ends, source, compute_cluster(sizes), coverage)
    _describe_referrals(flows, counts)
    _describe_decisions(flows, counts)
    _describe_assessments(flows, counts)
    _describe_conferences(flows, counts)
    _describe_plans(flows, counts)
    _describe_pre_proceedings(flows, counts)
    describe_coming_back(flows, counts)
    _describe_families(flows, sizes)
    stocks = FigureMaker((coverage.ends[1],) * 2, source, compute_cluster(sizes))
    _describe_open_cases(stocks, counts)
    if children:
        _describe_rates(flows, stocks, counts, children)
    return flows.figures | stocks.figures


def _describe_referrals(maker: FigureMaker, counts: CountedCases) -> None:
    referrals, within = counts.referrals, counts.coverage
    maker.add_rate("referrals_a_year", counts.referred_on, within.years)
    days, by_month = within.count_days_by_month(), Counter(episode.referral.month for episode in referrals)
    usual = len(referrals) / within.days
    for number, month in enumerate(MONTHS, start=1):
        maker.add_rate(f"month_factor_{month}", by_month[number], usual * days[number])
    groups = ((OF_SOURCE.get(episode.source or "", "unknown"), episode.referral) for episode in referrals)
    maker.add_shares("referred_by_{}", _by_name(SOURCE_GROUPS, groups))


def _describe_decisions(maker: FigureMaker, counts: CountedCases) -> None:
    referrals, referred_on = counts.referrals, counts.referred_on
    closed = [episode.referral for episode in referrals if episode.no_further_action]
    maker.add_share("nfa_share", closed, referred_on)
    maker.add_share("assessed_share", [episode.referral for episode in referrals if episode.assessments], referred_on)
    reasons = _by_name(
        CLOSURE_NAMES.values(),
        ((CLOSURE_NAMES[case.reason], case.closure) for case in counts.closed if case.reason and case.closure),
    )
    maker.add_share("assessed_not_in_need", reasons["not_in_need"], referred_on)
    maker.add_share("closed_to_early_help", reasons["early_help"], referred_on)
    maker.add_shares("closed_{}", reasons)
    maker.add_share("s47_share", counts.enquired_on, referred_on)
    maker.add_share("icpc_per_s47", _list_conferences(counts.conferences), counts.enquired_on)
    maker.add_share("cpp_per_icpc", counts.begun_on, counts.all_conferences)
    latest = counts.last_day - timedelta(days=in_calendar_days(DECIDED_AFTER))
    decided = [
        (assessment.done, _is_planned(episode, assessment))
        for episode, assessment in counts.assessed
        if assessment.done and assessment.done <= latest
    ]
    planned = [done for done, is_planned in decided if is_planned]
    maker.add_share("cin_plan_after_assessment", planned, [done for done, _ in decided])


def _by_name(names: Iterable[str], happened: Iterable[tuple[str, date]]) -> dict[str, list[date]]:
    """When each happened, by name."""
    days: dict[str, list[date]] = {name: [] for name in names}
    for name, day in happened:
        days[name].append(day)
    return days


def _list_conferences(enquiries: Iterable[ChildEnquiry]) -> list[date]:
    return [enquiry.conference for enquiry in enquiries if enquiry.conference]


def _is_planned(episode: EpisodeOfNeed, assessment: Assessment) -> bool:
    """Whether a child in need plan began in the course of an assessment, or soon after it."""
    latest = (assessment.done or assessment.start) + timedelta(days=in_calendar_days(DECIDED_AFTER))
    return any(assessment.start <= plan.start <= latest for plan in episode.cin_plans)


def _describe_assessments(maker: FigureMaker, counts: CountedCases) -> None:
    spans = [(assessment.start, assessment.done) for _, assessment in counts.assessed if assessment.done]
    days = count_working_days(spans)
    done_on = [done for _, done in spans]
    maker.add_rate("assessments_a_year", done_on, counts.coverage.years)
    maker.add_median("assessment_median", days, done_on)
    in_time = [done for done, length in zip(done_on, days, strict=True) if length <= DECIDED_AFTER]
    maker.add_share("assessment_45wd", in_time, done_on)
    maker.add_shares("assessment_{}", _by_band(ASSESSMENT_BANDS, ASSESSMENT_BAND_ENDS, days, done_on))
    together = list_needs(assessment for _, assessment in counts.assessed)
    single = _by_name(NEEDS, ((need, done) for needs, done in together for need in needs))
    maker.add_shares("need_{}", single, [done for _, done in together])
    combined = ((combine_needs(needs), done) for needs, done in list_needs_of_new(counts))
    maker.add_shares("needs_{}", _by_name(GIVEN_BY["needs"], combined))


def _describe_conferences(maker: FigureMaker, counts: CountedCases) -> None:
    spans = [(enquiry.start, enquiry.conference) for enquiry in counts.conferences if enquiry.conference]
    days, held_on = count_working_days(spans), [held for _, held in spans]
    maker.add_median("icpc_median", days, held_on)
    in_time = [held for held, length in zip(held_on, days, strict=True) if length <= CONFERENCE_LIMIT]
    maker.add_share("icpc15", in_time, held_on)
    maker.add_shares("icpc_{}", _by_band(CONFERENCE_BANDS, CONFERENCE_BAND_ENDS, days, held_on))


def _describe_plans(maker: FigureMaker, counts: CountedCases) -> None:
    within = counts.coverage
    episodes = counts.reading.episodes
    ended = [(plan.start, plan.end) for plan in counts.plans if plan.end and plan.end in within]
    cin_plans = [
        (plan.start, plan.end) for episode in episodes for plan in episode.cin_plans if plan.end and plan.end in within
    ]
    cases = [(episode.referral, episode.closure) for episode in counts.closed if episode.closure]
    _add_mean_weeks(maker, "cpp_ended_mean_weeks", ended)
    _add_mean_weeks(maker, "cin_plan_mean_weeks", cin_plans)
    for pattern, spans in (("cpp_ended_{}", ended), ("cin_plan_ended_{}", cin_plans), ("cin_ended_{}", cases)):
        bands = ((MONTH_BAND_NAMES[find_month_band(*span, MONTH_BAND_ENDS)], span[1]) for span in spans)
        maker.add_shares(pattern, _by_name(MONTH_BAND_NAMES, bands))
    known = [plan for plan in counts.begun if plan.before is not None]
    maker.add_share("cpp_repeat", [plan.start for plan in known if plan.before], [plan.start for plan in known])
    still_open = sum(plan.end is None for plan in counts.plans)
    maker.add_ratio("cpp_mean_weeks", still_open, len(counts.begun), within.days / DAYS_A_WEEK)


def _add_mean_weeks(maker: FigureMaker, name: str, spans: Sequence[tuple[date, date]]) -> None:
    maker.add_mean(name, [count_weeks(*span) for span in spans], [end for _, end in spans])


def _by_band(
    bands: Iterable[str], band_ends: Sequence[int], lengths: Iterable[float], days: Iterable[date]
) -> dict[str, list[date]]:
    """When each was, by the band that its length is in."""
    names = tuple(bands)
    return _by_name(
        names, ((names[find_band(length, band_ends)], day) for length, day in zip(lengths, days, strict=True))
    )


def _count_open(starts: Iterable[date], last_day: date) -> dict[str, int]:
    """How many are in each band of months, of what is still open on the last day."""
    counted = Counter(find_month_band(start, last_day, MONTH_BAND_ENDS) for start in starts)
    return {name: counted[number] for number, name in enumerate(MONTH_BAND_NAMES)}


def _describe_pre_proceedings(maker: FigureMaker, counts: CountedCases) -> None:
    within = counts.pre_proceedings_cover
    ended = [process for process in counts.pre_proceedings if process.decided in within]
    if ended:
        spans = [(process.start, process.decided) for process in ended if process.decided]
        applied = [process.decided for process in ended if process.applied and process.decided]
        maker.add_share("pre_proceedings_to_court", applied, [end for _, end in spans])
        _add_mean_weeks(maker, "pre_proceedings_mean_weeks", spans)


def _describe_families(maker: FigureMaker, sizes: Sequence[int]) -> None:
    if sizes:
        shown = Counter(min(size, MOST_CHILDREN_SHOWN) for size in sizes)
        alone = FigureMaker(*maker.about)
        alone.add_shares("children_in_family_{}", {number: shown[int(number)] for number in GIVEN_BY["number"]})
        alone.add_mean("children_a_family", [float(size) for size in sizes], least=1.0)
        maker.figures |= alone.figures


def _describe_open_cases(maker: FigureMaker, counts: CountedCases) -> None:
    plans = [plan for plan in counts.plans if plan.end is None]
    maker.add_shares("cin_open_{}", _count_open((episode.referral for episode in counts.open), counts.last_day))
    maker.add_shares("cpp_open_{}", _count_open((plan.start for plan in plans), counts.last_day))
    on_plan = sum(any(plan.end is None for plan in episode.cin_plans) for episode in counts.open)
    maker.add_share("cin_plan_share", on_plan, len(counts.open))
    due = [plan for plan in plans if add_months(plan.start, FIRST_REVIEW_WITHIN) <= counts.last_day]
    maker.add_share("revcp", sum(_is_reviewed_in_time(plan, counts.last_day) for plan in due), len(due))


def _is_reviewed_in_time(plan: ChildProtectionPlan, last_day: date) -> bool:
    limits = [
        add_months(plan.start, FIRST_REVIEW_WITHIN),
        *(add_months(held, THEN_REVIEWS_WITHIN) for held in plan.reviews),
    ]
    return all(day <= limit for day, limit in zip([*plan.reviews, last_day], limits, strict=True))


def _describe_rates(flows: FigureMaker, stocks: FigureMaker, counts: CountedCases, children: float) -> None:
    a_year = children / TEN_THOUSAND * counts.coverage.years
    flows.add_rate("referral_rate", counts.referred_on, a_year)
    flows.add_rate("s47_rate", counts.enquired_on, a_year)
    flows.add_rate("icpc_rate", counts.all_conferences, a_year)
    flows.add_rate("cpp_start_rate", counts.begun_on, a_year)
    stocks.add_rate("cin_rate", len(counts.open), children / TEN_THOUSAND)
    stocks.add_rate("cpp_stock_rate", sum(plan.end is None for plan in counts.plans), children / TEN_THOUSAND)
    within = counts.pre_proceedings_cover
    if within.stretches:
        of_these = children / TEN_THOUSAND * within.days / DAYS_A_YEAR
        flows.add_rate(
            "pre_proceedings_rate", sum(process.start in within for process in counts.pre_proceedings), of_these
        )
        flows.add_rate(
            "care_applications", sum(process.applied in within for process in counts.pre_proceedings), of_these
        )
