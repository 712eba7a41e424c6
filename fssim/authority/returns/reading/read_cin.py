"""Children in need censuses, read: every episode of need in them, and what became of everything that stands there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path

from fssim.authority.returns.codes import CIN
from fssim.authority.returns.reading.account import Account
from fssim.authority.returns.reading.case_parts import CASE_PARTS, CasePart
from fssim.authority.returns.reading.episodes_of_need import CinReading, Dates, EpisodeOfNeed
from fssim.authority.returns.reading.header import ReturnHeader, read_header, refuse_nothing_read, refuse_same_year
from fssim.authority.returns.reading.read_records import Element, Records
from fssim.authority.returns.reading.values import FieldReader
from fssim.dates import write_date
from fssim.scenario.findings import Code, Problem, ScenarioError
from fssim.whole_numbers import write_count

YEAR_ENDS = (3, 31)
CHILDREN, CASES = "children", "cases"
EARLIEST = date(1990, 1, 1)  # nobody who is a child in a return of 2017 or later was referred before
OLDEST_YEARS = 26  # anybody older has left the care of children's services
_KINDS: Mapping[str, str] = {
    "child": CHILDREN,
    "cindetails": CASES,
    **{name: part.kind for name, part in CASE_PARTS.items()},
}


def read_cin(paths: Iterable[str | Path]) -> CinReading:
    """Read children in need censuses of one or several years, of one authority.

    An episode that is in the returns of several years is taken from the last, with what had ended in it before: a
    return has only what was open or ended in its own year. Files are read as streams; nothing is asked of a network.

    Parameters
    ----------
    paths
        The XML files, in any order: the layouts of 2017 to 2027.

    Returns
    -------
    CinReading
        The returns, their episodes, and the account of what was read, used and set aside.

    Raises
    ------
    ScenarioError
        If a file is no such return that can be read to its end, or two are of the same year.
    """
    account = Account()
    headers = [read_header(Path(path), "CIN", YEAR_ENDS, ("child",), ("cinreferraldate",), account) for path in paths]
    in_order = refuse_same_year(headers, account)
    numbers: dict[str, int] = {}
    latest: dict[tuple[int, date], EpisodeOfNeed] = {}
    for header in reversed(in_order):
        for episode in _FileReader(header, numbers, account, latest).read():
            latest[episode.child, episode.referral] = episode
    return CinReading(tuple(in_order), list(latest.values()), account)


class _FileReader:
    """Reads one file. `numbers` has each identifier's number, `latest` the episodes of later years' returns."""

    def __init__(
        self,
        header: ReturnHeader,
        numbers: dict[str, int],
        account: Account,
        latest: Mapping[tuple[int, date], EpisodeOfNeed],
    ) -> None:
        self._header, self._numbers, self._account = header, numbers, account
        self._latest = dict(latest)
        self._in_file: set[tuple[int, date]] = set()
        self._children: set[int] = set()
        self._of_year = 0  # referrals
        self._fields = FieldReader(header.file, account, header.last_day, EARLIEST)
        self._not_later = f"after the last day of the return, {write_date(header.last_day)}"

    def read(self) -> Iterable[EpisodeOfNeed]:
        records = Records(self._header.file, ("child",), _KINDS)
        for record in records:
            yield from self._read_child(record)
        for name, kind in _KINDS.items():
            elsewhere = records.counts[name] - self._account.count_read(self._header.file, kind)
            self._set_aside(kind, "where none belongs", elsewhere)
        refuse_nothing_read(self._header.file, "CIN", "Child", self._account.count_read(self._header.file, CHILDREN))
        self._refuse_another_year()

    def _refuse_another_year(self) -> None:
        header = self._header
        cases = self._account.count_read(header.file, CASES)
        if cases and not self._of_year:
            message = (
                f"has {write_count(cases, 'case')}, and none was referred in the year to "
                f"{write_date(header.last_day)}, which its header gives; give the return of that year, or mend its "
                "header"
            )
            raise ScenarioError([Problem(header.file, 0, (), message, Code.wrong_return)])

    def _read_child(self, record: Element) -> Iterable[EpisodeOfNeed]:
        child = self._identify(record)
        again = child in self._children
        self._children.add(child)
        for part in (record, *record.fields):
            if part.fields and part.stray:
                self._account.note(self._header.file, part.stray, "text stands between fields", "left out")
        episodes = record.get_all("cindetails")
        usable = [episode for element in episodes if (episode := self._read_episode(element, child))]
        if again:
            self._fields.note(record, "the child is in the return already", "the cases are put together")
            self._set_aside(CHILDREN, "in the return already: put together", 1)
        elif usable:
            self._account.use(self._header.file, CHILDREN)
        else:
            self._set_aside(CHILDREN, "none of their cases is used" if episodes else "no case is given", 1)
        yield from usable

    def _identify(self, record: Element) -> int:
        """The number of a child, after looking whether it can be one."""
        identifiers = record.get("childidentifiers")
        given = identifiers.get("lachildid") if identifiers else None
        text = given.text.strip() if given else ""
        if identifiers:
            born = self._fields.read_day(identifiers, "personbirthdate", "date of birth")
            if born and not 0 <= self._header.last_day.year - born.year <= OLDEST_YEARS:
                self._fields.note(identifiers, "the date of birth is not a child's", "nothing: no age is used")
        if not text:
            self._fields.note(record, "the child has no identifier", "taken as a child of whom nothing else is read")
            text = f"\n{self._header.file}:{record.line}:{len(self._numbers)}"
        return self._numbers.setdefault(text, len(self._numbers))

    def _read_episode(self, element: Element, child: int) -> EpisodeOfNeed | None:
        fields = self._fields
        referral = fields.read_day(element, "cinreferraldate", "date of referral")
        closure = fields.read_end(element, "cinclosuredate", "date of closure")
        self._of_year += bool(referral and self._header.first_day <= referral <= self._header.last_day)
        why = self._find_why_unusable(child, referral, closure)
        if why or referral is None:
            fields.note(element, f"the case has {why}", "set aside")
            self._set_aside(CASES, why, 1)
            for name, part in CASE_PARTS.items():
                self._set_aside(part.kind, "of a case that was set aside", len(element.get_all(name)))
            return None
        self._in_file.add((child, referral))
        later = self._latest.get((child, referral))
        if later:
            self._set_aside(CASES, "in the return of a later year, which is gone by", 1)
            self._read_parts(element, later, already=True)
            return later
        self._account.use(self._header.file, CASES)
        episode = EpisodeOfNeed(
            child,
            referral,
            fields.read_code(element, "referralsource", "source of a referral", CIN["referral_source"]),
            bool(fields.read_flag(element, "referralnfa", "no further action")),
            closure,
            fields.read_code(element, "reasonforclosure", "reason for closure", CIN["reason_for_closure"]),
            transferred_conference=fields.read_day(element, "dateofinitialcpc", "date of the first conference"),
        )
        self._read_parts(element, episode, already=False)
        if episode.no_further_action and (episode.assessments or episode.enquiries or episode.plans):
            fields.note(element, "says no further action, and there was more", "taken as a case that went on")
            episode.no_further_action = False
        return episode

    def _find_why_unusable(self, child: int, referral: date | None, closure: date | None) -> str:
        """Why an episode cannot be used, or nothing."""
        if referral is None:
            return "no date of referral that can be read"
        if referral > self._header.last_day:
            return f"a referral {self._not_later}"
        if closure and closure < referral:
            return "a closure before its referral"
        if closure and closure < self._header.first_day:
            return "a closure before the year of the return"
        if (child, referral) in self._in_file:
            return "a place in the return already"
        return ""

    def _read_parts(self, element: Element, episode: EpisodeOfNeed, already: bool) -> None:
        """Read the parts of an episode into it, which may be there `already` from a later year's return."""
        known = {
            name: {kept.start for kept in getattr(episode, part.parts)} if already else frozenset()
            for name, part in CASE_PARTS.items()
        }
        for inner in element.fields:
            if inner.name in CASE_PARTS:
                self._read_part(inner, CASE_PARTS[inner.name], episode, known[inner.name], already)

    def _read_part(
        self, element: Element, part: CasePart, episode: EpisodeOfNeed, known: Collection[date], already: bool
    ) -> None:
        """Read one part of an episode into it, or set it aside."""
        fields = self._fields
        start = fields.read_day(element, part.starts, f"start of {part.one}")
        end = fields.read_end(element, part.ends, f"end of {part.one}")
        why = ""
        if start is None:
            why = "no start that can be read"
        elif start > self._header.last_day:
            why = f"a start {self._not_later}"
        elif end and end < start:
            why = "an end before its start"
        if why or start is None:
            fields.note(element, f"{part.one} has {why}", "set aside")
            self._set_aside(part.kind, why, 1)
            return
        if start in known:
            self._set_aside(part.kind, "in the return of a later year, which is gone by", 1)
            return
        if already and end is None and not fields.read_flag(element, part.needs_no_end, "no end"):
            self._set_aside(part.kind, "open, and no longer in the return of a later year", 1)
            return
        if start < episode.referral:
            fields.note(element, f"{part.one} began before the referral", "used as it stands")
        elif episode.closure and start > episode.closure:
            fields.note(element, f"{part.one} began after the case was closed", "used as it stands")
        self._account.use(self._header.file, part.kind)
        part.add(fields, element, episode, Dates(start, end))

    def _set_aside(self, kind: str, why: str, count: int) -> None:
        self._account.set_aside(self._header.file, kind, why, count)
