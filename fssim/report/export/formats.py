"""The formats a log can be written in: comma-separated files, and XES (IEEE 1849-2016) for process mining."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from xml.sax.saxutils import XMLGenerator, quoteattr
from xml.sax.xmlreader import AttributesImpl

from fssim.engine.event_log import EventLog
from fssim.errors import ArgumentError
from fssim.files.comma_separated import csv_text
from fssim.report.export.exported_episodes import apart, moment, write_moment
from fssim.report.export.process_log import Case, Step, cases_of, steps_of
from fssim.report.export.vidigi import COLUMNS as VIDIGI_COLUMNS
from fssim.report.export.vidigi import vidigi_rows
from fssim.report.wording.log_in_words import WordedLog

VERSION = "1849.2016"
EXTENSIONS = (("Concept", "concept"), ("Lifecycle", "lifecycle"), ("Organizational", "org"), ("Time", "time"))
GLOBALS = {
    "trace": (("string", "concept:name", ""),),
    "event": (
        ("string", "concept:name", ""),
        ("string", "lifecycle:transition", "complete"),
        ("date", "time:timestamp", "1970-01-01T00:00:00.000+00:00"),
    ),
}
Attribute = tuple[str, str, str]
_quoted = lru_cache(maxsize=10_000)(quoteattr)


def xes(worded: WordedLog) -> bytes:
    """An XES document: a trace for each episode open in the observed years, an event for each step of it."""
    document = BytesIO()
    writer = _Writer(document)
    writer.startDocument()
    writer.begin("log", {"xes.version": VERSION, "xes.features": ""})
    for name, prefix in EXTENSIONS:
        uri = f"http://www.xes-standard.org/{prefix}.xesext"
        writer.empty("extension", {"name": name, "prefix": prefix, "uri": uri})
    for scope, attributes in GLOBALS.items():
        writer.element("global", {"scope": scope}, attributes)
    keys = "concept:name lifecycle:transition"
    writer.empty("classifier", {"name": "Activity", "scope": "event", "keys": keys})
    writer.attributes([
        ("string", "concept:name", worded.title),
        ("string", "lifecycle:model", "standard"),
        ("int", "seed", str(worded.log.seed)),
        ("int", "replication", str(worded.log.replication)),
    ])  # fmt: skip
    for case in cases_of(worded):
        writer.trace(case, steps_of(worded, case))
    writer.endElement("log")
    writer.endDocument()
    return document.getvalue()


class _Writer(XMLGenerator):
    """Writes elements and attributes, escaped."""

    def __init__(self, out: BytesIO) -> None:
        super().__init__(out, encoding="utf-8", short_empty_elements=True)

    def begin(self, name: str, values: dict[str, str]) -> None:
        self.startElement(name, AttributesImpl(values))

    def empty(self, name: str, values: dict[str, str]) -> None:
        self.element(name, values, ())

    def element(self, name: str, values: dict[str, str], attributes: tuple[Attribute, ...]) -> None:
        self.characters("\n")
        self.begin(name, values)
        self.attributes(attributes)
        self.endElement(name)

    def attributes(self, attributes: tuple[Attribute, ...] | list[Attribute]) -> None:
        """Attributes, a line each: nearly all of a document. Few of their texts differ, and each is escaped once."""
        lines = (f"\n<{kind} key={_quoted(key)} value={_quoted(value)}/>" for kind, key, value in attributes)
        self.ignorableWhitespace("".join(lines))  # which is what writes a text as it is

    def trace(self, case: Case, steps: Sequence[Step]) -> None:
        self.characters("\n")
        self.begin("trace", {})
        self.attributes([
            ("string", "concept:name", case.name),
            ("int", "family", str(case.family)),
            ("int", "children", str(case.children)),
            ("string", "needs", case.needs),
        ])  # fmt: skip
        for step in steps:
            self.element("event", {}, _event(step))
        self.endElement("trace")


def _event(step: Step) -> tuple[Attribute, ...]:
    deed = step.deed
    who = (("string", "org:resource", deed.resource), ("string", "org:role", deed.role))
    return (
        ("string", "concept:name", deed.name),
        ("string", "concept:instance", deed.instance),
        ("string", "lifecycle:transition", step.transition),
        ("date", "time:timestamp", write_moment(step.when)),
        ("string", "stage", deed.stage),
        *((("string", "statutory_plan", deed.plan),) if deed.plan else ()),
        *who,
        *((("float", "hours", repr(step.hours)),) if step.hours == step.hours else ()),
    )


PROCESS_COLUMNS = (
    "case:concept:name", "concept:name", "lifecycle:transition", "time:timestamp", "org:resource", "org:role",
    "concept:instance", "hours", "stage", "statutory_plan", "event_number", "case:family", "case:children",
    "case:needs",
)  # fmt: skip
ACTIVITY_COLUMNS = (
    "case", "activity", "start", "end", "resource", "role", "hours", "stage", "statutory_plan", "completes", "number",
    "family", "children", "needs",
)  # fmt: skip


def vidigi_csv(worded: WordedLog) -> bytes:
    """The log in vidigi's columns."""
    return csv_text([VIDIGI_COLUMNS, *vidigi_rows(worded)], for_excel=False).encode()


def process_csv(worded: WordedLog) -> bytes:
    """The log for process mining, a row an event, with XES names for columns."""
    rows = (
        (case.name, step.deed.name, step.transition, write_moment(step.when), step.deed.resource, step.deed.role,
         step.deed.instance, step.hours, step.deed.stage, step.deed.plan, number, case.family, case.children,
         case.needs)
        for case in cases_of(worded) for number, step in enumerate(steps_of(worded, case), 1)
    )  # fmt: skip
    return csv_text([PROCESS_COLUMNS, *rows], for_excel=False).encode()


def activities_csv(worded: WordedLog) -> bytes:
    """The log for whoever wants one row for each activity, with its start and end.

    What took no time starts when it ends; what had not ended by the end of the run has no end. Work that several took
    part in has a row for each: `completes` is true of the one who completed it, and of whatever has one row.
    """
    rows = (row for case in cases_of(worded) for row in _activities(worded, case))
    return csv_text([ACTIVITY_COLUMNS, *rows], for_excel=False).encode()


def _activities(worded: WordedLog, case: Case) -> Iterator[tuple[object, ...]]:
    """The rows of a case in order of their starts, no two of which are at one time."""
    deeds = [(deed, "true") for deed in case.deeds] + [(deed, "false") for deed in case.parts]
    deeds.sort(key=lambda row: (row[0].starts, int(row[0].instance.partition(" ")[0])))
    starts = apart(moment(worded, deed.starts) for deed, _ in deeds)
    for number, (start, (deed, completes)) in enumerate(zip(starts, deeds, strict=True), 1):
        end = write_moment(max(start, moment(worded, deed.ends))) if deed.ends == deed.ends else ""
        yield (
            case.name, deed.name, write_moment(start), end, deed.resource, deed.role, deed.hours, deed.stage, deed.plan,
            completes, number, case.family, case.children, case.needs,
        )  # fmt: skip


FORMATS: dict[str, Callable[[WordedLog], bytes]] = {
    "vidigi": vidigi_csv,
    "csv": process_csv,
    "xes": xes,
    "activities": activities_csv,
}


def exported(log: EventLog, form: str) -> bytes:
    """The episodes of a log that were open in the observed years, in another tool's format.

    Parameters
    ----------
    log : EventLog
        What a scenario gave, in any replication.
    form : {'vidigi', 'csv', 'xes', 'activities'}
        CSV with vidigi's columns; CSV for process mining, one row an event, with the names of XES for columns; XES
        (IEEE 1849-2016); or CSV with one row an activity, with its start and end.

    Returns
    -------
    bytes
        A file's contents, in UTF-8. Every episode is whole, from its referral on, as a case: `214-1` is the first
        referral of family 214. Times are dates and hours in UTC, a working day being from nine to five; `hours` are of
        work.

    Raises
    ------
    ArgumentError
        If there is no such format.
    """
    if form not in FORMATS:
        raise ArgumentError(f"form is {form!r}; it must be {', '.join(FORMATS)}")
    return FORMATS[form](WordedLog(log))
