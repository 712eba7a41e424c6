"""Logs in other tools' formats, held against what the formats say."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest

from fssim.engine.event_log import Event, EventLog
from fssim.engine.simulate import simulate_tables
from fssim.measures.log_view.people_in_post import holdings_of
from fssim.measures.log_view.view import View
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.report.export.formats import exported
from fssim.scenario.override import with_values
from tests.unit.report.logs import a_year_of, as_log_of

TRANSITIONS = {"start", "complete"}


@pytest.fixture(scope="module")
def district() -> EventLog:
    return a_year_of("one_district")


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode())))


def test_vidigis_columns_and_event_types(district: EventLog) -> None:
    rows = table(exported(district, "vidigi"))
    assert list(rows[0])[:6] == ["entity_id", "pathway", "event_type", "event", "time", "resource_id"]
    times = [float(row["time"]) for row in rows]
    assert times == sorted(set(times))
    began = datetime(2019, 4, 1, tzinfo=UTC)  # the start_date to give it
    for row, time in zip(rows, times, strict=True):
        assert abs(began + timedelta(days=time) - datetime.fromisoformat(row["date"])) < timedelta(milliseconds=1)
    in_use: set[tuple[str, str]] = set()
    arrived: set[str] = set()
    departed: set[str] = set()
    for row in rows:
        kind, entity = row["event_type"], row["entity_id"]
        if kind == "arrival_departure":
            seen = {"arrival": arrived, "depart": departed}[row["event"]]
            assert entity not in seen
            seen.add(entity)
            continue
        assert entity in arrived
        assert entity not in departed
        place = (row["event"].removesuffix(" ends"), row["resource_id"])
        if kind == "resource_use":
            assert place not in in_use
            assert int(row["resource_id"]) >= 1
            assert row["worker"]
            in_use.add(place)
        elif kind == "resource_use_end":
            in_use.remove(place)
        else:
            assert kind == "queue"
    assert {row["entity_id"] for row in rows} == arrived
    assert len(departed) > len(arrived) / 3


def test_a_process_has_a_case_for_each_referral(district: EventLog) -> None:
    rows = table(exported(district, "csv"))
    assert {row["lifecycle:transition"] for row in rows} == TRANSITIONS
    started: dict[str, datetime] = {}
    last: dict[str, datetime] = {}
    count: Counter[str] = Counter()
    for row in rows:
        when = datetime.fromisoformat(row["time:timestamp"])
        assert 9 <= when.hour <= 17
        case = row["case:concept:name"]
        assert case not in last or when > last[case]  # whoever sorts them keeps their order
        assert int(row["event_number"]) == 1 + count[case]
        assert row["org:resource"]
        assert row["org:role"]
        count[case] += 1
        last[case] = when
        if row["lifecycle:transition"] == "start":
            started[row["concept:instance"]] = when
        else:
            assert started.get(row["concept:instance"], when) <= when
    assert sum(row["concept:name"] == "Referred" for row in rows) == len(last)


def test_practitioners_work_has_a_start_and_hours(district: EventLog) -> None:
    log = district
    contacts = {*log.tables.needs.first_contact, *log.tables.needs.session}
    held = [
        row for row in range(len(log))
        if log.columns["kind"][row] == Event.HELD and log.columns["subject"][row] in contacts
    ]  # fmt: skip
    rows = table(exported(district, "csv"))
    outcomes = (
        "help: starts",
        "help: first appointment offered, parent does not engage",
        "help: session",
        "help: session missed",
    )
    seen = [row for row in rows if row["concept:name"].endswith(outcomes) and "practitioner" in row["org:role"]]
    ended = [row for row in seen if row["lifecycle:transition"] == "complete" and row["hours"]]
    assert len(ended) == len(held) > 0
    assert sum(float(row["hours"]) for row in ended) == pytest.approx(sum(log.columns["hours"][row] for row in held))
    started = {row["concept:instance"] for row in seen if row["lifecycle:transition"] == "start"}
    assert {row["concept:instance"] for row in ended} <= started


def test_waiting_for_a_worker_is_nobodys_work(district: EventLog) -> None:
    crowded = with_values(district.scenario, {"demand.children.value": 3.0 * district.scenario.demand.children.value})
    log = simulate_tables(compile_scenario(crowded), 1, 0)
    rows = table(exported(log, "activities"))
    waits = [row for row in rows if row["activity"] == "Waiting for allocation"]
    assert waits
    assert {(row["resource"], row["role"], row["hours"]) for row in waits} == {("unallocated", "unallocated", "")}
    unallocated = holdings_of(View(log)).unallocated()
    assert len(waits) == len(unallocated.start)
    assert all(row["start"] == row["end"] and row["role"] for row in rows if row["activity"] == "Allocated")


def test_a_decision_says_who_took_it(district: EventLog) -> None:
    rows = [row for row in table(exported(district, "csv")) if row["lifecycle:transition"] == "complete"]
    deciders = {
        activity: {row["org:role"] for row in rows if row["concept:name"].startswith(f"{activity}: ")}
        for activity in (
            "Review child protection conference",
            "Assessment sign-off",
            "Child in need review",
            "Final hearing",
        )
    }
    assert deciders["Review child protection conference"] == {"conference chair (IRO)"}
    assert deciders["Assessment sign-off"] == {"team manager"}
    assert deciders["Child in need review"] == {"social worker"}
    assert deciders["Final hearing"] <= {"court"}


def test_the_plan_in_force_is_that_of_the_stage(district: EventLog) -> None:
    scenario = district.scenario
    plans = {stage.title: (stage.statutory_plan or "").replace("_", " ") for stage in scenario.pathway.stages.values()}
    rows = table(exported(district, "csv"))
    assert all(row["statutory_plan"] == plans[row["stage"]] for row in rows)
    assert {row["statutory_plan"] for row in rows} == {"", "child protection"}


def test_one_row_an_activity_has_all_the_hours_there_are(district: EventLog) -> None:
    log = district
    rows = table(exported(district, "activities"))
    cases = {row["family"] for row in rows}
    done = [
        row for row in range(len(log))
        if log.columns["kind"][row] in (Event.HELD, Event.PART_DONE) and str(log.columns["family"][row]) in cases
    ]  # fmt: skip
    assert sum(float(row["hours"] or 0.0) for row in rows) == pytest.approx(sum(log.columns["hours"][r] for r in done))
    last: dict[str, str] = {}
    for row in rows:
        assert row["start"] > last.get(row["case"], "")
        assert row["end"] >= row["start"] or (row["end"] == "" and row["activity"] == "Waiting for allocation")
        last[row["case"]] = row["start"]


def test_an_xes_file_is_in_the_standards_order_and_says_what_the_csv_says(district: EventLog) -> None:
    root = ET.fromstring(exported(district, "xes"))
    assert root.tag == "log"
    assert root.attrib == {"xes.version": "1849.2016", "xes.features": ""}
    order = ["extension", "global", "classifier", "string", "int", "trace"]
    tags = [child.tag for child in root]
    assert tags == sorted(tags, key=order.index)
    prefixes = {extension.attrib["prefix"] for extension in root.iter("extension")}
    scopes = {element.attrib["scope"]: {one.attrib["key"] for one in element} for element in root.iter("global")}
    classifier = root.find("classifier")
    assert classifier is not None
    assert set(classifier.attrib["keys"].split()) <= scopes["event"]
    rows = table(exported(district, "csv"))
    events = [(trace, event) for trace in root.iter("trace") for event in trace.iter("event")]
    assert len(events) == len(rows)
    for (trace, event), row in zip(events, rows, strict=True):
        values = {attribute.attrib["key"]: attribute.attrib["value"] for attribute in event}
        assert scopes["event"] <= set(values)
        assert {key.split(":")[0] for key in values if ":" in key} <= prefixes
        assert trace[0].attrib["value"] == row["case:concept:name"]
        assert all(values[key] == row[key] for key in ("concept:name", "time:timestamp", "lifecycle:transition"))
        assert values["org:resource"] == row["org:resource"]
        assert values.get("statutory_plan", "") == row["statutory_plan"]
        assert values.get("hours", "") == row["hours"]


def test_what_a_scenario_says_is_text_and_not_a_formula_or_markup(district: EventLog) -> None:
    scenario = district.scenario
    evil = '=HYPERLINK("http://x")'
    stages = {
        name: stage.model_copy(update={"title": evil if name == "assessment" else f'</string><b a="{name}">&\x00'})
        for name, stage in scenario.pathway.stages.items()
    }
    pathway = scenario.pathway.model_copy(update={"stages": stages})
    scenario = scenario.model_copy(update={"pathway": pathway, "title": "<script>&"})
    log = as_log_of(scenario, district)
    for form in ("vidigi", "csv", "activities"):
        cells = [cell for row in table(exported(log, form)) for cell in row.values()]
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
        assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    root = ET.fromstring(exported(log, "xes"))
    values = {attribute.attrib["value"] for attribute in root.iter("string")}
    assert {"<script>&", evil} <= values
    assert any(value.startswith('</string><b a="child_in_need_plan">&') for value in values)


def test_other_formats_are_refused(district: EventLog) -> None:
    with pytest.raises(ValueError, match="it must be vidigi, csv, xes, activities"):
        exported(district, "parquet")
