"""Logs in other tools' formats, held against what the formats say."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from datetime import datetime
from io import StringIO
from typing import Any

import pytest

from fssim.engine.log import EventLog
from fssim.report.export.formats import exported
from fssim.scenario import Scenario
from tests.unit.report.test_story import a_year_of

TRANSITIONS = {"start", "complete"}


@pytest.fixture(scope="module")
def district() -> tuple[Scenario, EventLog]:
    return a_year_of("one_district")


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode())))


def test_vidigis_columns_and_event_types(district: Any) -> None:
    rows = table(exported(*district, "vidigi"))
    assert list(rows[0])[:6] == ["entity_id", "pathway", "event_type", "event", "time", "resource_id"]
    times = [float(row["time"]) for row in rows]
    assert times == sorted(times)
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


def test_a_process_has_a_case_for_each_referral(district: Any) -> None:
    rows = table(exported(*district, "csv"))
    assert {row["lifecycle:transition"] for row in rows} == TRANSITIONS
    started: dict[str, datetime] = {}
    last: dict[str, datetime] = {}
    for row in rows:
        when = datetime.fromisoformat(row["time:timestamp"])
        assert 9 <= when.hour <= 17
        case = row["case:concept:name"]
        assert when >= last.get(case, when)
        last[case] = when
        if row["lifecycle:transition"] == "start":
            started[row["concept:instance"]] = when
        else:
            assert started.get(row["concept:instance"], when) <= when
    assert sum(row["concept:name"] == "Referred" for row in rows) == len(last)


def test_an_xes_file_is_in_the_standards_order_and_says_what_the_csv_says(district: Any) -> None:
    root = ET.fromstring(exported(*district, "xes"))
    assert root.tag == "log"
    assert root.attrib == {"xes.version": "1849.2016", "xes.features": ""}
    order = ["extension", "global", "classifier", "string", "int", "trace"]
    tags = [child.tag for child in root]
    assert tags == sorted(tags, key=order.index)
    prefixes = {extension.attrib["prefix"] for extension in root.iter("extension")}
    scopes = {each.attrib["scope"]: {one.attrib["key"] for one in each} for each in root.iter("global")}
    classifier = root.find("classifier")
    assert classifier is not None
    assert set(classifier.attrib["keys"].split()) <= scopes["event"]
    rows = table(exported(*district, "csv"))
    events = [(trace, event) for trace in root.iter("trace") for event in trace.iter("event")]
    assert len(events) == len(rows)
    for (trace, event), row in zip(events, rows, strict=True):
        values = {each.attrib["key"]: each.attrib["value"] for each in event}
        assert scopes["event"] <= set(values)
        assert {key.split(":")[0] for key in values if ":" in key} <= prefixes
        assert trace[0].attrib["value"] == row["case:concept:name"]
        assert all(values[key] == row[key] for key in ("concept:name", "time:timestamp", "lifecycle:transition"))
        assert values.get("org:resource", "") == row["org:resource"]


def test_what_a_scenario_says_is_text_and_not_a_formula_or_markup(district: Any) -> None:
    scenario, log = district
    evil = '=HYPERLINK("http://x")'
    stages = {
        name: stage.model_copy(update={"title": evil if name == "assessment" else f'</string><b a="{name}">&\x00'})
        for name, stage in scenario.pathway.stages.items()
    }
    pathway = scenario.pathway.model_copy(update={"stages": stages})
    scenario = scenario.model_copy(update={"pathway": pathway, "title": "<script>&"})
    for form in ("vidigi", "csv"):
        cells = [cell for row in table(exported(scenario, log, form)) for cell in row.values()]
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
        assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    root = ET.fromstring(exported(scenario, log, "xes"))
    values = {each.attrib["value"] for each in root.iter("string")}
    assert {"<script>&", evil} <= values
    assert any(value.startswith('</string><b a="child_in_need_plan">&') for value in values)


def test_other_formats_are_refused(district: Any) -> None:
    with pytest.raises(ValueError, match="it must be vidigi, csv, xes"):
        exported(*district, "parquet")
