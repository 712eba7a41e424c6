"""What a form does not show of its base, and keeps as it is."""

from __future__ import annotations

from fssim.app.form.change_scenario import form_path
from fssim.app.form.field_makers import readable_name
from fssim.app.form.fields import Form
from fssim.runs.folder.provenance import list_parameters
from fssim.scenario.differences import changes, describe_change
from fssim.scenario.schema.scenario import Scenario


def list_hidden_parts(form: Form) -> list[str]:
    """The parts of the base with numbers that no field shows, and how many: `Pathway: 312 numbers`."""
    count: dict[str, int] = {}
    for path, _ in list_parameters(form.base):
        if not form.shows(form_path(path)):
            count[str(path[0])] = count.get(str(path[0]), 0) + 1
    return [
        f"{readable_name(part)}: {number:,} {'number' if number == 1 else 'numbers'}" for part, number in count.items()
    ]


def describe_hidden_changes(form: Form, root: Scenario | None) -> list[str]:
    """What the base changes of the scenario that it extends where no field shows it, in English."""
    if root is None or root is form.base:
        return []
    return [
        sentence
        for change in changes(root, form.base)
        if not form.shows(form_path(change.path))
        for sentence in describe_change(change)
    ]
