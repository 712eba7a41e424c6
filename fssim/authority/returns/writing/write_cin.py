"""A children in need census of a simulated year: every family's children, and what happened to them by 31 March."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree as ET

from fssim.authority.returns.writing.census_year import (
    PRE_PROCEEDINGS_SINCE,
    SEX_SINCE,
    CensusYear,
    add,
    add_if_any,
    find_census_year,
    write_document,
)
from fssim.authority.returns.writing.family_cases import (
    Closing,
    DatedSpan,
    Enquiry,
    FamilyCase,
    ProtectionPlan,
    read_family_cases,
)
from fssim.authority.returns.writing.synthetic import (
    NAMES,
    OF_CHILDREN,
    OF_REFERRALS,
    Luck,
    draw_births,
    is_at_school,
    write_pupil_number,
)
from fssim.engine.event_log import EventLog

NO_LONGER_IN_NEED, NOT_IN_NEED, EARLY_HELP = "RC7", "RC8", "RC9"
NOT_AT_SCHOOL, NO_DISABILITY, NO_ETHNICITY = "UN1", "NONE", "NOBT"
YES, NO = "true", "false"


def write_cin(log: EventLog, year: int) -> bytes:
    """The children in need census of the year that ended on 31 March of `year`. Raises `ArgumentError`."""
    census = find_census_year(log, "cin", year)
    return write_document(census, _children(log, census), within="Children")


def _children(log: EventLog, year: CensusYear) -> Iterator[ET.Element]:
    """The children of each family that was open in the year, or referred in it, one family after another."""
    needs = log.tables.names.needs
    end_of_run = date.fromordinal(int(log.tables.day_ordinals[int(log.tables.horizon)]))
    number = 0
    for family, cases in read_family_cases(log):
        count, first = log.families.children[family], number
        number += count
        of_year = [case for case in cases if case.open_between(year.first, year.reference)]
        if not of_year:
            continue
        luck = Luck(log.families.key[family])
        births = draw_births(luck, count, cases[0].referred, cases[-1].closed or end_of_run)
        eldest_disabled = bool(_draw_disabilities(luck.of(0)))
        of_parents = [need for bit, need in enumerate(needs) if log.families.needs[family] >> bit & 1]
        details = [_details(case, year, luck, of_parents, eldest_disabled) for case in of_year]
        for child, born in enumerate(births):
            element = ET.Element("Child")
            of_child = luck.of(child)
            _identify(element, of_child, born, write_pupil_number(first + child, log.seed), year)
            _characterise(element, luck, of_child, is_born=born <= year.reference)
            element.extend(details)
            yield element


def _identify(child: ET.Element, luck: Luck, born: date, pupil_number: str, year: CensusYear) -> None:
    identifiers = add(child, "ChildIdentifiers")
    add(identifiers, "LAchildID", f"SIM{luck.key:016X}")
    if is_at_school(born, year.reference):
        add(identifiers, "UPN", pupil_number)
    else:
        add(identifiers, "UPNunknown", NOT_AT_SCHOOL)
    is_born = born <= year.reference
    add(identifiers, "PersonBirthDate" if is_born else "ExpectedPersonBirthDate", born)
    is_male = luck.happens(OF_CHILDREN["male"]["value"], "male")
    if year.year >= SEX_SINCE:
        add(identifiers, "Sex", ("M" if is_male else "F") if is_born else "U")
    else:
        add(identifiers, "GenderCurrent", ("1" if is_male else "2") if is_born else "0")


def _characterise(child: ET.Element, family: Luck, luck: Luck, is_born: bool) -> None:
    characteristics = add(child, "ChildCharacteristics")
    ethnicity = family.choose(OF_CHILDREN["ethnicity"]["shares"], "ethnicity")
    add(characteristics, "Ethnicity", ethnicity if is_born else NO_ETHNICITY)
    disabilities = add(characteristics, "Disabilities")
    for code in (_draw_disabilities(luck) if is_born else []) or [NO_DISABILITY]:
        add(disabilities, "Disability", code)


def _draw_disabilities(luck: Luck) -> list[str]:
    if not luck.happens(OF_CHILDREN["disabled"]["value"], "disabled"):
        return []
    chances = OF_CHILDREN["disability"]["chances"]
    return luck.some(chances, "disability") or [next(iter(chances))]


def _details(case: FamilyCase, year: CensusYear, luck: Luck, needs: list[str], eldest_disabled: bool) -> ET.Element:
    """What is told of a case, the same for every child of the family."""
    details = ET.Element("CINdetails")
    closed = year.until(case.closed)
    no_action = case.ended_at_once and closed is not None and year.holds(case.referred)
    reason = _reason_for_closure(case, luck)
    add(details, "CINreferralDate", case.referred)
    sources = OF_REFERRALS["source_of_referral"]["shares"]
    add(details, "ReferralSource", luck.choose(sources, "source of referral", case.number))
    if not no_action:
        add(details, "PrimaryNeedCode", _draw_primary_need(case, luck, eldest_disabled))
        if closed is not None:
            add(details, "CINclosureDate", closed)
            add(details, "ReasonForClosure", reason)
    enquiries = [enquiry for enquiry in case.enquiries if _is_told(enquiry, year)]
    if not any(year.holds(enquiry.conference) for enquiry in enquiries):
        conferences = [day for day in case.other_conferences if year.holds(day)]
        add_if_any(details, "DateOfInitialCPC", conferences[-1] if conferences else None)
    for number, assessment in enumerate(case.assessments):
        if assessment.begun <= year.reference and _is_told(assessment, year):
            factors = _draw_factors(case, number, luck, needs, closes=reason in (NOT_IN_NEED, EARLY_HELP))
            _add_assessment(details, assessment, year, factors)
    for plan in case.in_need_plans:
        if _was_open(plan, year):
            dates = add(details, "CINPlanDates")
            add(dates, "CINPlanStartDate", plan.start)
            add_if_any(dates, "CINPlanEndDate", year.until(plan.end))
    for enquiry in enquiries:
        _add_enquiry(details, enquiry, year)
    add(details, "ReferralNFA", YES if no_action else NO)
    for number, plan in enumerate(case.protection_plans):
        if _was_open(plan, year):
            categories = OF_REFERRALS["category_of_abuse"]["shares"]
            category = luck.of(case.number).choose(categories, "category of abuse", number)
            _add_protection_plan(details, plan, year, category)
    if year.year >= PRE_PROCEEDINGS_SINCE:
        for talks in case.pre_proceedings:
            if _was_open(talks, year):
                element = add(details, "PreProceedingsandFGDM")
                add(element, "PPStartDate", talks.start)
                add(element, "LBPSentDate", talks.start)
                add_if_any(element, "InitialPPMeetingDate", year.until(talks.meeting))
                add_if_any(element, "StepDecisionDate", year.until(talks.end))
                add_if_any(element, "CourtAppDate", year.until(talks.application))
    return details


def _is_told(span: DatedSpan, year: CensusYear) -> bool:
    """Whether a return has what began and ended so: what ended in the year, and of what had not ended, what began in
    it."""
    if span.start > year.reference:
        return False
    end = year.until(span.end)
    return span.start >= year.first if end is None else end >= year.first


def _was_open(span: DatedSpan, year: CensusYear) -> bool:
    return span.start <= year.reference and (span.end is None or span.end >= year.first)


def _reason_for_closure(case: FamilyCase, luck: Luck) -> str:
    """By whether anything besides an assessment came of it, as codes for cases that were closed after one ask for."""
    if case.exit in NAMES["closed_by"]:
        return luck.choose(NAMES["closed_by"][case.exit], "reason for closure", case.number)
    only_assessed = bool(case.assessments) and not case.had_more
    if only_assessed and case.closing in (Closing.not_in_need, Closing.no_further_action):
        return NOT_IN_NEED
    if only_assessed and case.closing is Closing.assessed:
        return EARLY_HELP
    return NO_LONGER_IN_NEED


def _draw_primary_need(case: FamilyCase, luck: Luck, eldest_disabled: bool) -> str:
    shares: dict[str, float] = dict(OF_REFERRALS["primary_need"]["shares"])
    abuse: str = OF_REFERRALS["abuse_or_neglect"]
    disability: str = OF_REFERRALS["disability"]
    of_disabled = shares.pop(disability)
    if case.protection_plans:
        return abuse
    chance = of_disabled / OF_CHILDREN["disabled"]["value"]
    if eldest_disabled and luck.happens(chance, "need is disability", case.number):
        return disability
    others = {need: share / (1.0 - of_disabled) for need, share in shares.items()}
    return luck.choose(others, "primary need", case.number)


def _draw_factors(case: FamilyCase, number: int, luck: Luck, needs: list[str], closes: bool) -> list[str]:
    """What an assessment found: factors of the parents' needs, which are the family's own; and others."""
    of_needs = OF_REFERRALS["of_needs"]
    factors = [factor for need in needs if need in of_needs for factor in luck.choose(of_needs[need], need).split()]
    factors += luck.of(case.number).some(OF_REFERRALS["factors"]["chances"], "factor", number)
    if any(need not in of_needs for need in needs):
        factors.append(OF_REFERRALS["another_factor"])
    return factors or [OF_REFERRALS["no_factors" if closes else "another_factor"]]


def _add_assessment(details: ET.Element, assessment: DatedSpan, year: CensusYear, factors: list[str]) -> None:
    element = add(details, "Assessments")
    add(element, "AssessmentActualStartDate", assessment.start)
    completed = year.until(assessment.end)
    if completed is not None:
        add(element, "AssessmentAuthorisationDate", completed)
        identified = add(element, "FactorsIdentifiedAtAssessment")
        for factor in factors:
            add(identified, "AssessmentFactors", factor)


def _add_enquiry(details: ET.Element, enquiry: Enquiry, year: CensusYear) -> None:
    element = add(details, "Section47")
    conference = year.until(enquiry.conference)
    not_required = conference is None and year.until(enquiry.end) is not None
    add(element, "S47ActualStartDate", enquiry.start)
    if not not_required:
        add(element, "InitialCPCtarget", enquiry.target)
    add_if_any(element, "DateOfInitialCPC", conference)
    add(element, "ICPCnotRequired", YES if not_required else NO)


def _add_protection_plan(details: ET.Element, plan: ProtectionPlan, year: CensusYear, category: str) -> None:
    element = add(details, "ChildProtectionPlans")
    add(element, "CPPstartDate", plan.start)
    add_if_any(element, "CPPendDate", year.until(plan.end))
    add(element, "InitialCategoryOfAbuse", category)
    add(element, "LatestCategoryOfAbuse", category)
    add(element, "NumberOfPreviousCPP", plan.before)
    held = [day for day in plan.reviews if day <= year.reference]
    if held:
        reviews = add(element, "Reviews")
        for day in held:
            add(reviews, "CPPreviewDate", day)
