"""The rules that a children in need census has to obey: the Department for Education's own, by their numbers.

Written from what each rule says (validation rules 2022 to 2025). Those about a child's death, former pupil numbers and
shares of a whole return are left out, as nothing here has any.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

from fssim.authority.returns.codes import CIN
from fssim.authority.returns.writing.synthetic import CHECK_LETTERS

LAYOUT = {  # what each element may hold, in order: 1 is once, ? at most once, * any number, + at least once
    "Message": "Header1 Children1",
    "Header": "CollectionDetails1 Source1",
    "CollectionDetails": "Collection1 Year1 ReferenceDate1",
    "Source": "SourceLevel1 LEA1 SoftwareCode? Release? SerialNo? DateTime?",
    "Children": "Child+",
    "Child": "ChildIdentifiers1 ChildCharacteristics1 CINdetails+",
    "ChildIdentifiers": "LAchildID1 UPN? FormerUPN? UPNunknown? PersonBirthDate? ExpectedPersonBirthDate?"
    " GenderCurrent? Sex? PersonDeathDate?",
    "ChildCharacteristics": "Ethnicity1 Disabilities?",
    "Disabilities": "Disability+",
    "CINdetails": "CINreferralDate1 ReferralSource1 PrimaryNeedCode? CINclosureDate? ReasonForClosure?"
    " DateOfInitialCPC? Assessments* CINPlanDates* Section47* ReferralNFA1 ChildProtectionPlans*"
    " PreProceedingsandFGDM*",
    "Assessments": "AssessmentActualStartDate1 AssessmentInternalReviewDate? AssessmentAuthorisationDate?"
    " FactorsIdentifiedAtAssessment?",
    "FactorsIdentifiedAtAssessment": "AssessmentFactors+",
    "CINPlanDates": "CINPlanStartDate1 CINPlanEndDate?",
    "Section47": "S47ActualStartDate1 InitialCPCtarget? DateOfInitialCPC? ICPCnotRequired1",
    "ChildProtectionPlans": "CPPstartDate1 CPPendDate? InitialCategoryOfAbuse1 LatestCategoryOfAbuse1"
    " NumberOfPreviousCPP1 Reviews?",
    "Reviews": "CPPreviewDate+",
    "PreProceedingsandFGDM": "PPStartDate1 LBPSentDate? InitialPPMeetingDate? StepDecisionDate? CourtAppDate?",
}
OF_CODES = {
    "Ethnicity": "ethnicity",
    "Disability": "disability",
    "ReferralSource": "referral_source",
    "PrimaryNeedCode": "primary_need",
    "ReasonForClosure": "reason_for_closure",
    "AssessmentFactors": "factor",
    "InitialCategoryOfAbuse": "category_of_abuse",
    "LatestCategoryOfAbuse": "category_of_abuse",
}
QUERIES = ("2991Q", "8670Q", "8675Q")  # what a late service is asked about, and may answer
Broken = tuple[str, str]  # a rule's number, and the child


def find_broken(content: bytes) -> list[Broken]:
    """Each rule that is broken, once for each child that breaks it."""
    message = fromstring(content)
    reference = _day(message, "Header/CollectionDetails/ReferenceDate")
    assert reference is not None
    first = reference.replace(year=reference.year - 1) + timedelta(days=1)
    broken = [("layout", words) for element in message.iter() for words in _check_layout(element)]
    children = message.findall("Children/Child")
    for path, rule in (("ChildIdentifiers/LAchildID", "8510"), ("ChildIdentifiers/UPN", "1520")):
        counts = Counter(child.findtext(path) for child in children if child.find(path) is not None)
        broken += [(rule, str(value)) for value, count in counts.items() if count > 1]
    for child in children:
        name = child.findtext("ChildIdentifiers/LAchildID", "")
        broken += [(rule, name) for rule in _check_child(child, first, reference)]
    conferences = sum(1 for element in message.iter("DateOfInitialCPC"))
    begun = sum(1 for day in _days(message, "CPPstartDate", deep=True) if day >= first)
    return broken + [("2883", "all")] * (begun > conferences)


def _check_layout(element: Element) -> Iterator[str]:
    if element.tag in LAYOUT:
        pattern = "".join(
            f"(<{part[:-1]}>)" + ("" if part[-1] == "1" else part[-1]) for part in LAYOUT[element.tag].split()
        )
        if not re.fullmatch(pattern, "".join(f"<{part.tag}>" for part in element)):
            yield f"{element.tag}: {[part.tag for part in element]}"
    elif len(element):
        yield f"{element.tag} holds others"
    elif not element.text:
        yield f"{element.tag} is empty"
    elif element.tag in OF_CODES:
        known = CIN[OF_CODES[element.tag]]
        code = known.get(element.text) if isinstance(known, dict) else element.text in known
        if not code or (isinstance(code, dict) and code.get("superseded")):
            yield f"{element.tag} is {element.text}"


def _day(element: Element, path: str) -> date | None:
    text = element.findtext(path)
    return None if text is None else date.fromisoformat(text)


def _days(element: Element, tag: str, deep: bool = False) -> list[date]:
    elements = element.iter(tag) if deep else element.findall(tag)
    return [date.fromisoformat(one.text or "") for one in elements]


def _is_true(element: Element, tag: str) -> bool:
    return element.findtext(tag) in ("true", "1")


def _check_child(child: Element, first: date, reference: date) -> Iterator[str]:
    yield from _check_identifiers(child, reference)
    details = child.findall("CINdetails")
    referrals = _days(child, "CINreferralDate", deep=True)
    born = _day(child, "ChildIdentifiers/PersonBirthDate") or _day(child, "ChildIdentifiers/ExpectedPersonBirthDate")
    assert born is not None
    if min(referrals) < born - timedelta(weeks=40):
        yield "8606"
    still_open = [one for one in details if one.find("CINclosureDate") is None and not _is_true(one, "ReferralNFA")]
    if len(still_open) > 1:
        yield "8815"
    if any(_day(one, "CINreferralDate") != max(referrals) for one in still_open):
        yield "8816"
    for one, other in pairwise(sorted(details, key=lambda one: one.findtext("CINreferralDate", ""))):
        closed = _day(one, "CINclosureDate")
        if not _is_true(one, "ReferralNFA") and (closed is None or (_day(other, "CINreferralDate") or closed) < closed):
            yield "8820"
    for one in details:
        yield from _check_case(one, first, reference)
    plans = [plan for one in details for plan in one.findall("ChildProtectionPlans")]
    in_need = [plan for one in details for plan in one.findall("CINPlanDates")]
    yield from _check_plans(plans, in_need, reference)


def _check_identifiers(child: Element, reference: date) -> Iterator[str]:
    identifiers, characteristics = child[0], child[1]
    name = identifiers.findtext("LAchildID", "")
    if len(name) > 20:
        yield "1570"
    if not name.isalnum():
        yield "1580"
    born, expected = _day(identifiers, "PersonBirthDate"), _day(identifiers, "ExpectedPersonBirthDate")
    if (born is None) == (expected is None):
        yield "8525Q"
    if born is not None and born > reference:
        yield "8520"
    if born is not None and (reference - born).days > 25 * 365.25:
        yield "8775Q"
    if expected is not None and not -30 <= (expected - reference).days <= 275:
        yield "8530Q"
    sexes = ("M", "F", "U") if reference.year >= 2025 else ("0", "1", "2", "9")
    sex = identifiers.findtext("Sex" if reference.year >= 2025 else "GenderCurrent")
    if sex not in sexes or len({"Sex", "GenderCurrent"} & {one.tag for one in identifiers}) != 1:
        yield "4180"
    if expected is not None and sex not in ("0", "U"):
        yield "8750"
    pupil, unknown = identifiers.findtext("UPN"), identifiers.findtext("UPNunknown")
    if pupil is not None:
        if not re.fullmatch(r"[A-Z]\d{12}", pupil):
            yield "1540"
        elif CHECK_LETTERS[sum(int(digit) * at for at, digit in enumerate(pupil[1:], 2)) % 23] != pupil[0]:
            yield "1510"
    elif unknown not in CIN["upn_unknown"] or (
        unknown == "UN1" and born is not None and born <= date(reference.year - 6, 8, 31)
    ):
        yield "8770Q"
    disabilities = [one.text for one in characteristics.iter("Disability")]
    if not disabilities:
        yield "8540"
    if "NONE" in disabilities and len(disabilities) > 1:
        yield "8790"
    if len(set(disabilities)) < len(disabilities):
        yield "8794"


def _check_case(case: Element, first: date, reference: date) -> Iterator[str]:
    referred, closed = _day(case, "CINreferralDate"), _day(case, "CINclosureDate")
    no_action, reason = _is_true(case, "ReferralNFA"), case.findtext("ReasonForClosure")
    assert referred is not None
    assessments, enquiries = case.findall("Assessments"), case.findall("Section47")
    plans, in_need = case.findall("ChildProtectionPlans"), case.findall("CINPlanDates")
    if referred > reference:
        yield "8600"
    if no_action and referred < first - timedelta(days=1):
        yield "8569Q"
    if no_action and (assessments or enquiries or case.find("DateOfInitialCPC") is not None):
        yield "8831"
    if no_action and plans:
        yield "8832"
    if no_action and in_need:
        yield "4000"
    if not no_action and case.find("PrimaryNeedCode") is None:
        yield "8610"
    if (closed is None) != (reason is None):
        yield "8805/8810"
    if closed is not None and not first <= closed <= reference:
        yield "8620"
    if closed is not None and closed < referred:
        yield "8630"
    if reason in ("RC8", "RC9") and (enquiries or plans or in_need or case.find("DateOfInitialCPC") is not None):
        yield "2990"
    if reason in ("RC8", "RC9") and not assessments:
        yield "8825Q"
    activity = [
        day
        for tag in (
            "AssessmentActualStartDate", "AssessmentAuthorisationDate", "S47ActualStartDate", "DateOfInitialCPC",
            "CPPstartDate", "CPPendDate", "CINPlanStartDate", "CINPlanEndDate", "CPPreviewDate",
        )
        for day in _days(case, tag, deep=True)
    ]  # fmt: skip
    if closed is not None and any(day > closed for day in activity):
        yield "8565"
    if any(day < referred for day in activity):
        yield "1103/1104/1105/2889/4015"
    if any(day > reference for day in activity):
        yield "after the year"
    if enquiries and not assessments:
        yield "2991Q"
    yield from _check_assessments(assessments, reason, closed, first, reference)
    yield from _check_enquiries(case, closed, first, reference)
    began = [day for day in _days(case, "CPPstartDate", deep=True) if day >= first]
    of_case = case.findall("DateOfInitialCPC") if not enquiries else case.findall("Section47/DateOfInitialCPC")
    if any(str(day) not in [one.text for one in of_case] for day in began):
        yield "2885"


def _check_assessments(
    assessments: list[Element], reason: str | None, closed: date | None, first: date, reference: date
) -> Iterator[str]:
    spans = []
    for assessment in assessments:
        start, end = (_day(assessment, f"Assessment{what}Date") for what in ("ActualStart", "Authorisation"))
        factors = [one.text for one in assessment.iter("AssessmentFactors")]
        assert start is not None
        spans.append((start, end or reference))
        if end is not None and end < start:
            yield "8608"
        if end is not None and not first <= end <= reference:
            yield "8696"
        if end is None and not first <= start <= reference:
            yield "8736"
        if end is None and (reference - start).days > 66:
            yield "8670Q"
        if end is None and closed is not None:
            yield "8867"
        if (end is None) == bool(factors):
            yield "8614/8897Q"
        if "21" in factors and len(factors) > 1:
            yield "8869"
        if "21" in factors and len(assessments) == 1 and reason not in ("RC8", "RC9"):
            yield "8873Q"
        if len(set(factors)) < len(factors):
            yield "8898"
    yield from _check_apart(spans, "8863Q/8896", may_touch=False)


def _check_enquiries(case: Element, closed: date | None, first: date, reference: date) -> Iterator[str]:
    spans = []
    for enquiry in case.findall("Section47"):
        start, conference = _day(enquiry, "S47ActualStartDate"), _day(enquiry, "DateOfInitialCPC")
        target, not_required = _day(enquiry, "InitialCPCtarget"), _is_true(enquiry, "ICPCnotRequired")
        assert start is not None
        if conference is not None and conference < start:
            yield "8615"
        if conference is not None and not first <= conference <= reference:
            yield "8715"
        if conference is not None and conference.weekday() >= 5:
            yield "8875"
        if conference is not None and case.find("DateOfInitialCPC") is not None:
            yield "2884"
        if conference is not None and not_required:
            yield "held and not required"
        if target is not None and target.weekday() >= 5:
            yield "8870Q"
        if conference is None and not not_required:
            if not first <= start <= reference:
                yield "8740"
            if (reference - start).days > 25:
                yield "8675Q"
            if closed is not None:
                yield "8868"
        if not not_required:
            spans.append((start, conference or reference))
    yield from _check_apart(spans, "8890/8839", may_touch=False)


def _check_plans(plans: list[Element], in_need: list[Element], reference: date) -> Iterator[str]:
    protected, planned = [], []
    for plan in plans:
        start, end = _day(plan, "CPPstartDate"), _day(plan, "CPPendDate")
        assert start is not None
        protected.append((start, end or reference + timedelta(days=1)))
        if end is not None and not reference.replace(year=reference.year - 1) < end <= reference:
            yield "8930"
        if end is not None and end <= start:
            yield "8840/8925"
        if int(plan.findtext("NumberOfPreviousCPP", "-1")) < 0:
            yield "8730"
        held = _days(plan, "CPPreviewDate", deep=True)
        if any(day <= start or (end is not None and day > end) for day in held):
            yield "8841"
        for review in held:
            for of_need in in_need:
                since, until = _day(of_need, "CINPlanStartDate"), _day(of_need, "CINPlanEndDate") or reference
                if since is not None and since <= review < until and review != end:
                    yield "4003"
    for of_need in in_need:
        begun, over = _day(of_need, "CINPlanStartDate"), _day(of_need, "CINPlanEndDate")
        assert begun is not None
        planned.append((begun, over or reference + timedelta(days=1)))
        if over is not None and over < begun:
            yield "4011"
        if over == begun:
            yield "4012Q"
        if over is not None and not reference.replace(year=reference.year - 1) < over <= reference:
            yield "4013"
    yield from _check_apart(protected, "8935/8940", may_touch=True)
    yield from _check_apart(planned, "4004/4014", may_touch=True)
    for start, end in protected:
        if any(start < over and begun < end for begun, over in planned):
            yield "4001/4016/4017"


def _check_apart(spans: list[tuple[date, date]], rule: str, may_touch: bool) -> Iterator[str]:
    for (_, end), (start, _) in pairwise(sorted(spans)):
        if start < end or (start == end and not may_touch):
            yield rule
