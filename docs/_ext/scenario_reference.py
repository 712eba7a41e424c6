"""A Sphinx directive, `scenario-fields`: every field that a kind of file may have, from the schema itself."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

BOUNDS = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most", "exclusiveMaximum": "below"}
COLUMNS = (("field", 22), ("what it takes", 30), ("if left out", 12), ("meaning", 36))


class ScenarioFields(SphinxDirective):
    """A section for each kind of thing, with a table of its fields. The argument is the kind of file."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        schema = _schema(self.arguments[0])
        parts = {"The file": schema, **schema.get("$defs", {})}
        return [
            self._section(name, part)
            for name, part in parts.items()
            if part.get("properties") or part.get("description")
        ]

    def _section(self, name: str, part: dict[str, Any]) -> nodes.section:
        section = nodes.section(ids=[nodes.make_id(f"{self.arguments[0]}-{name}")])
        section += nodes.title(text=name)
        for paragraph in part.get("description", "").split("\n\n"):
            if paragraph.strip():
                children, _ = self.state.inline_text(" ".join(paragraph.split()), self.lineno)
                section += nodes.paragraph("", "", *children)
        if part.get("enum"):
            section += nodes.paragraph(text=f"One of: {', '.join(map(str, part['enum']))}.")
        if part.get("properties"):
            section += self._table(part)
        return section

    def _table(self, part: dict[str, Any]) -> nodes.table:
        group = nodes.tgroup(cols=len(COLUMNS))
        group += [nodes.colspec(colwidth=width) for _, width in COLUMNS]
        head, body = nodes.thead(), nodes.tbody()
        head += _row([nodes.paragraph(text=title) for title, _ in COLUMNS])
        required = part.get("required", ())
        for name, field in part["properties"].items():
            meaning, _ = self.state.inline_text(" ".join(field.get("description", "").split()), self.lineno)
            left_out = "needed" if name in required else _shown(field.get("default"))
            takes = nodes.paragraph("", "", *self._kind(field))
            cells = [nodes.literal(text=name), takes, nodes.paragraph(text=left_out), nodes.paragraph("", "", *meaning)]
            body += _row(cells)
        group += [head, body]
        return nodes.table("", group)

    def _kind(self, field: dict[str, Any]) -> list[nodes.Node]:
        """What a field takes, with links to the kinds of thing that have a table of their own."""
        if "$ref" in field:
            name = field["$ref"].rsplit("/", 1)[-1]
            return [nodes.reference("", name, refid=nodes.make_id(f"{self.arguments[0]}-{name}"), internal=True)]
        for choice in ("anyOf", "oneOf", "allOf"):
            if choice in field:
                kinds = [self._kind(option) for option in field[choice] if option.get("type") != "null"]
                return _joined(kinds, " or ")
        if field.get("type") == "array":
            return [nodes.Text("a list of "), *self._kind(field.get("items", {}))]
        if field.get("type") == "object" and isinstance(field.get("additionalProperties"), dict):
            return [nodes.Text("names, each with "), *self._kind(field["additionalProperties"])]
        if "const" in field or "enum" in field:
            return [nodes.Text(", ".join(map(str, field.get("enum", [field.get("const")]))))]
        return [nodes.Text(_plain_kind(field))]


def _plain_kind(field: dict[str, Any]) -> str:
    words = {"string": "text", "number": "a number", "integer": "a whole number", "boolean": "true or false"}
    kind = words.get(field.get("type", ""), "a mapping" if field.get("type") == "object" else "a value")
    if field.get("format") == "date":
        kind = "a date"
    bounds = [f"{word} {field[key]:g}" for key, word in BOUNDS.items() if key in field]
    return f"{kind}, {', '.join(bounds)}" if bounds else kind


def _joined(kinds: list[list[nodes.Node]], between: str) -> list[nodes.Node]:
    joined: list[nodes.Node] = []
    for place, kind in enumerate(kinds):
        joined += [*([nodes.Text(between)] if place else []), *kind]
    return joined


def _shown(default: Any) -> str:
    return "nothing" if default in (None, [], {}, "") else str(default)


def _row(cells: list[nodes.Node]) -> nodes.row:
    row = nodes.row()
    row += [nodes.entry("", cell) for cell in cells]
    return row


def _schema(name: str) -> dict[str, Any]:
    if name == "sweep":
        from fssim.studies.sweeps.plan.sweep_file import build_sweep_schema

        return dict(build_sweep_schema())
    if name == "lesson":
        from fssim.lessons.lesson_plan import build_lesson_schema

        return dict(build_lesson_schema())
    if name == "optimisation":
        from fssim.studies.optimisation.plan_file import build_optimisation_schema

        return dict(build_optimisation_schema())
    if name == "trial":
        from fssim.trials.design_file import build_trial_schema

        return dict(build_trial_schema())
    from fssim.scenario import json_schema

    return dict(json_schema())


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("scenario-fields", ScenarioFields)
    return {"parallel_read_safe": True}
