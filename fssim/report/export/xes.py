"""The log as an XES file (IEEE 1849-2016, eXtensible Event Stream), which process mining tools open."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from fssim.report.export.clock_moments import written
from fssim.report.export.process_log import Case, Step, cases_of, steps_of
from fssim.report.wording.log_in_words import Told

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


def xes(told: Told) -> bytes:
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
        ("string", "concept:name", told.title),
        ("string", "lifecycle:model", "standard"),
        ("int", "seed", str(told.log.seed)),
        ("int", "replication", str(told.log.replication)),
    ])  # fmt: skip
    for case in cases_of(told):
        writer.trace(case, steps_of(told, case))
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
        for kind, key, value in attributes:
            self.characters("\n")
            self.begin(kind, {"key": key, "value": value})
            self.endElement(kind)

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
        ("date", "time:timestamp", written(step.when)),
        ("string", "stage", deed.stage),
        *((("string", "statutory_plan", deed.plan),) if deed.plan else ()),
        *who,
        *((("float", "hours", repr(step.hours)),) if step.hours == step.hours else ()),
    )
