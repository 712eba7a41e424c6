"""The parts of a case in a children in need census: assessments, enquiries, plans and pre-proceedings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fssim.authority.returns.codes import CIN
from fssim.authority.returns.reading.episodes_of_need import (
    Assessment,
    ChildEnquiry,
    ChildPreProceedings,
    ChildProtectionPlan,
    Dates,
    EpisodeOfNeed,
)
from fssim.authority.returns.reading.read_records import Element
from fssim.authority.returns.reading.values import FieldReader, read_day

MOST_PLANS = 50


def _add_assessment(fields: FieldReader, element: Element, episode: EpisodeOfNeed, span: Dates) -> None:
    around = element.get("factorsidentifiedatassessment") or element
    factors = []
    for inner in around.get_all("assessmentfactors"):
        code = inner.text.strip().upper()
        if code in CIN["factor"]:
            factors.append(code)
        else:
            fields.note(inner, "there is no such factor", "left out")
    episode.assessments.append(Assessment(span.start, span.end, tuple(factors)))


def _add_enquiry(fields: FieldReader, element: Element, episode: EpisodeOfNeed, span: Dates) -> None:
    not_required = fields.read_flag(element, "icpcnotrequired", "whether a first conference is not required")
    episode.enquiries.append(ChildEnquiry(span.start, span.end, bool(not_required)))


def _add_cin_plan(_: FieldReader, __: Element, episode: EpisodeOfNeed, span: Dates) -> None:
    episode.cin_plans.append(span)


def _add_protection_plan(fields: FieldReader, element: Element, episode: EpisodeOfNeed, span: Dates) -> None:
    before = fields.read_number(element, "numberofpreviouscpp", "number of plans before", MOST_PLANS)
    reviews = []
    around = element.get("reviews") or element
    for inner in around.get_all("cppreviewdate"):
        day = read_day(inner.text)
        if day and span.start <= day <= (span.end or fields.last_day):
            reviews.append(day)
        else:
            fields.note(inner, "the date of a review is no day of the plan", "left out")
    plan = ChildProtectionPlan(span.start, span.end, None if before is None else int(before), tuple(sorted(reviews)))
    episode.plans.append(plan)


def _add_pre_proceedings(fields: FieldReader, element: Element, episode: EpisodeOfNeed, span: Dates) -> None:
    applied = fields.read_end(element, "courtappdate", "date of the application to court")
    episode.pre_proceedings.append(ChildPreProceedings(span.start, span.end, applied))


@dataclass(frozen=True, slots=True)
class CasePart:
    """A part of an episode: what it is called, where an episode keeps it, and what puts it there; the fields of its
    start and end, and that by which it needs no end."""

    kind: str
    one: str
    parts: str
    starts: str
    ends: str
    needs_no_end: str
    add: Callable[[FieldReader, Element, EpisodeOfNeed, Dates], None]


CASE_PARTS: Mapping[str, CasePart] = {
    "assessments": CasePart(
        "assessments",
        "an assessment",
        "assessments",
        "assessmentactualstartdate",
        "assessmentauthorisationdate",
        "",
        _add_assessment,
    ),
    "section47": CasePart(
        "section 47 enquiries",
        "a section 47 enquiry",
        "enquiries",
        "s47actualstartdate",
        "dateofinitialcpc",
        "icpcnotrequired",
        _add_enquiry,
    ),
    "cinplandates": CasePart(
        "child in need plans",
        "a child in need plan",
        "cin_plans",
        "cinplanstartdate",
        "cinplanenddate",
        "",
        _add_cin_plan,
    ),
    "childprotectionplans": CasePart(
        "child protection plans",
        "a child protection plan",
        "plans",
        "cppstartdate",
        "cppenddate",
        "",
        _add_protection_plan,
    ),
    "preproceedingsandfgdm": CasePart(
        "pre-proceedings",
        "pre-proceedings",
        "pre_proceedings",
        "ppstartdate",
        "stepdecisiondate",
        "",
        _add_pre_proceedings,
    ),
}
