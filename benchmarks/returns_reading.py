"""How long a return of 60 MB takes to read and count, and how much memory: `python benchmarks/returns_reading.py`."""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from fssim.authority.returns.counting.caseload import take_caseload
from fssim.authority.returns.counting.figures_of_cin import make_cin_figures
from fssim.authority.returns.reading.read_cin import read_cin

FIRST_DAY = date(2023, 4, 1)
BEGINNING = """\
<?xml version="1.0" encoding="utf-8"?>
<Message>
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection>
      <Year>2024</Year>
      <ReferenceDate>2024-03-31</ReferenceDate>
    </CollectionDetails>
    <Source><SourceLevel>L</SourceLevel><LEA>999</LEA></Source>
  </Header>
  <Children>
"""
END = "  </Children>\n</Message>\n"


def write_children(draws: random.Random) -> Iterator[str]:
    """Children of made-up cases, without end, each of a kilobyte or two."""
    number = 0
    while True:
        number += 1
        referred = FIRST_DAY + timedelta(days=draws.randrange(366))
        assessed = referred + timedelta(days=draws.randrange(70))
        planned = draws.random() < 0.3
        began, ended = assessed + timedelta(days=1), assessed + timedelta(days=draws.randrange(2, 500))
        factors = "".join(
            f"            <AssessmentFactors>{code}</AssessmentFactors>\n"
            for code in draws.sample(["3B", "4B", "2B", "16A", "18C"], 2)
        )
        plan = f"""\
        <Section47>
          <S47ActualStartDate>{referred}</S47ActualStartDate>
          <DateOfInitialCPC>{began}</DateOfInitialCPC>
          <ICPCnotRequired>false</ICPCnotRequired>
        </Section47>
        <ReferralNFA>false</ReferralNFA>
        <ChildProtectionPlans>
          <CPPstartDate>{began}</CPPstartDate>
          <CPPendDate>{ended}</CPPendDate>
          <InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
          <LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse>
          <NumberOfPreviousCPP>{draws.randrange(3)}</NumberOfPreviousCPP>
        </ChildProtectionPlans>
"""
        yield f"""\
    <Child>
      <ChildIdentifiers>
        <LAchildID>C{number:08}</LAchildID>
        <UPN>A{number:012}</UPN>
        <PersonBirthDate>{date(2010, 1, 1) + timedelta(days=draws.randrange(4000))}</PersonBirthDate>
        <GenderCurrent>{draws.randrange(1, 3)}</GenderCurrent>
      </ChildIdentifiers>
      <ChildCharacteristics>
        <Ethnicity>WBRI</Ethnicity>
        <Disabilities>
          <Disability>NONE</Disability>
        </Disabilities>
      </ChildCharacteristics>
      <CINdetails>
        <CINreferralDate>{referred}</CINreferralDate>
        <ReferralSource>{draws.choice(["1A", "2A", "3B", "6", "8"])}</ReferralSource>
        <PrimaryNeedCode>N1</PrimaryNeedCode>
        <Assessments>
          <AssessmentActualStartDate>{referred}</AssessmentActualStartDate>
          <AssessmentAuthorisationDate>{assessed}</AssessmentAuthorisationDate>
          <FactorsIdentifiedAtAssessment>
{factors}          </FactorsIdentifiedAtAssessment>
        </Assessments>
{plan if planned else "        <ReferralNFA>false</ReferralNFA>" + chr(10)}      </CINdetails>
    </Child>
"""


def write_return(file: Path, megabytes: float) -> None:
    """A children in need census of so many megabytes."""
    with open(file, "w", encoding="utf-8") as content:
        written = content.write(BEGINNING)
        for child in write_children(random.Random(1)):
            written += content.write(child)
            if written > megabytes * 1e6:
                break
        content.write(END)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=60.0)
    megabytes = parser.parse_args().megabytes
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cin.xml"
        write_return(file, megabytes)
        began, cpu = time.perf_counter(), time.process_time()
        reading = read_cin([file])
        read = time.perf_counter()
        figures = make_cin_figures(reading, 130_000.0)
        caseload = take_caseload(reading)
        ended = time.perf_counter()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(f"{megabytes:g} MB, {len(reading.episodes):,} cases")
    print(f"read in {read - began:.1f} s, counted in {ended - read:.1f} s")
    print(f"{time.process_time() - cpu:.1f} s of CPU, {most:.0f} MB of memory; {len(figures)} figures")
    print(
        f"{sum(count.children for count in caseload.counts):,} children in {len(caseload.counts)} cells of the caseload"
    )


if __name__ == "__main__":
    main()
