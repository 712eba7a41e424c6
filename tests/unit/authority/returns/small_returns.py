"""Small returns to read: made up, and as short as they can be."""

from __future__ import annotations

from pathlib import Path

CASE = """\
      <CINdetails>
        <CINreferralDate>2023-05-02</CINreferralDate>
        <ReferralSource>6</ReferralSource>
        <PrimaryNeedCode>N1</PrimaryNeedCode>
        <CINclosureDate>2023-12-20</CINclosureDate>
        <ReasonForClosure>RC7</ReasonForClosure>
        <Assessments>
          <AssessmentActualStartDate>2023-05-03</AssessmentActualStartDate>
          <AssessmentAuthorisationDate>2023-06-20</AssessmentAuthorisationDate>
          <FactorsIdentifiedAtAssessment>
            <AssessmentFactors>3B</AssessmentFactors>
            <AssessmentFactors>4B</AssessmentFactors>
          </FactorsIdentifiedAtAssessment>
        </Assessments>
        <CINPlanDates>
          <CINPlanStartDate>2023-09-20</CINPlanStartDate>
          <CINPlanEndDate>2023-12-20</CINPlanEndDate>
        </CINPlanDates>
        <Section47>
          <S47ActualStartDate>2023-05-04</S47ActualStartDate>
          <DateOfInitialCPC>2023-05-24</DateOfInitialCPC>
          <ICPCnotRequired>false</ICPCnotRequired>
        </Section47>
        <ReferralNFA>false</ReferralNFA>
        <ChildProtectionPlans>
          <CPPstartDate>2023-05-24</CPPstartDate>
          <CPPendDate>2023-09-20</CPPendDate>
          <InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
          <LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse>
          <NumberOfPreviousCPP>1</NumberOfPreviousCPP>
          <Reviews>
            <CPPreviewDate>2023-08-10</CPPreviewDate>
          </Reviews>
        </ChildProtectionPlans>
        <PreProceedingsandFGDM>
          <PPStartDate>2023-06-01</PPStartDate>
          <StepDecisionDate>2023-09-01</StepDecisionDate>
          <PPOutcome>A</PPOutcome>
        </PreProceedingsandFGDM>
      </CINdetails>
"""
NO_FURTHER_ACTION = """\
      <CINdetails>
        <CINreferralDate>2023-08-01</CINreferralDate>
        <ReferralSource>2A</ReferralSource>
        <ReferralNFA>true</ReferralNFA>
      </CINdetails>
"""
SEX = "<GenderCurrent>1</GenderCurrent>"
HEADER = """\
  <Header>
    <CollectionDetails>
      <Collection>{collection}</Collection>
      <Year>{year}</Year>
      <ReferenceDate>{reference_date}</ReferenceDate>
    </CollectionDetails>
    <Source><SourceLevel>L</SourceLevel><LEA>999</LEA></Source>
  </Header>
"""


def child(*cases: str, name: str = "A1", sex: str = SEX) -> str:
    """A child of a children in need census with these cases."""
    return f"""\
    <Child>
      <ChildIdentifiers>
        <LAchildID>{name}</LAchildID>
        <UPN>A123456789012</UPN>
        <PersonBirthDate>2015-07-09</PersonBirthDate>
        {sex}
      </ChildIdentifiers>
      <ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>
{"".join(cases)}    </Child>
"""


def cin(*children: str, year: int = 2024, reference_date: str = "", header: str = HEADER) -> str:
    """A children in need census."""
    filled = header.format(collection="CIN", year=year, reference_date=reference_date or f"{year}-03-31")
    return f"<Message>\n{filled}  <Children>\n{''.join(children)}  </Children>\n</Message>\n"


WORKER = """\
  <CSWWWorker>
    <AgencyWorker>{agency}</AgencyWorker>
    <SWENo>SW{number:010}</SWENo>
    <FTE>{share}</FTE>
    <PersonBirthDate>1980-01-01</PersonBirthDate>
    <QualInst>A university</QualInst>
    <OrgRole>{role}</OrgRole>
    <RoleStartDate>{began}</RoleStartDate>
{left}    <FTE30>{share}</FTE30>
    <Cases30>{cases}</Cases30>
    <WorkingDaysLost>5.00</WorkingDaysLost>
  </CSWWWorker>
"""


def worker(
    number: int, role: int = 5, cases: int = 16, share: float = 1.0, agency: int = 0, began: str = "", left: str = ""
) -> str:
    """A worker of a workforce census, who has left on the day `left` if that is given."""
    ended = f"    <RoleEndDate>{left}</RoleEndDate>\n" if left else ""
    return WORKER.format(
        number=number, role=role, cases=cases, share=share, agency=agency, began=began or "2020-09-01", left=ended
    )


def csww(*workers: str, vacancies: float = 10.0, year: int = 2023, header: str = HEADER) -> str:
    """A workforce census."""
    filled = header.format(collection="CSWW", year=year, reference_date=f"{year}-09-30")
    counts = f"""\
  <LALevelVacancies>
    <NumberOfVacancies>{vacancies}</NumberOfVacancies>
    <NoAgencyFTE>4.00</NoAgencyFTE>
    <NoAgencyHeadcount>4</NoAgencyHeadcount>
  </LALevelVacancies>
"""
    return f"<Message>\n{filled}{counts}{''.join(workers)}</Message>\n"


def written(folder: Path, text: str, name: str = "a return.xml", encoding: str = "utf-8") -> Path:
    """A file that holds a return."""
    file = folder / name
    file.write_text(text, encoding=encoding)
    return file
