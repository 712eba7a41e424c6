"""Names of the parts of a scenario: what they may be made of, what they come to in the names of measures, and the place
of a field in words: `full time share of social_worker posts in team safeguarding`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from fssim.scenario.findings import Code, FieldError

LONGEST = 60
NAME_PATTERN = rf"^[A-Za-z](?:[A-Za-z0-9 _-]{{0,{LONGEST - 2}}}[A-Za-z0-9])?$"
RIGHT = (
    "a name begins with a letter from a to z, holds only such letters, digits, spaces, hyphens and underscores, and "
    f"has {LONGEST} characters at most"
)
_NAME = re.compile(NAME_PATTERN.removesuffix("$") + r"\Z")


@cache
def slug(name: str) -> str:
    """A name as part of a measure's name: lower case, with underscores."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _checked(name: str) -> str:
    if _NAME.match(name):
        return name
    if not name:
        raise FieldError(Code.wrong_name, f"the name is empty; {RIGHT}")
    shown = name if len(name) <= LONGEST else f"{name[:LONGEST]}..."
    wrong = sorted(set(re.findall(r"[^A-Za-z0-9 _-]", name)))
    has = f" has {', '.join(repr(character) for character in wrong[:5])}" if wrong else ""
    raise FieldError(Code.wrong_name, f"the name '{shown}'{has or ' cannot be used'}; {RIGHT}")


Name = Annotated[
    str, AfterValidator(_checked), WithJsonSchema({"type": "string", "pattern": NAME_PATTERN, "maxLength": LONGEST})
]

# The maps whose keys are names, and what a name in them is called.
KINDS = {
    "needs": "need",
    "services": "service",
    "roles": "role",
    "teams": "team",
    "pools": "pool",
    "stages": "stage",
    "activities": "activity",
    "participants": "participant",
    "working_models": "working model",
    "plan_work": "plan work in stage",
    "caseload_limits": "caseload limit of",
    "roll_out": "roll-out",
    "vacancies": "vacancy",
    "training": "training",
    "set_up_costs": "set-up cost",
    "month_factors": "month",
    "shocks": "shock",
    "streams": "stream",
    "other_holders": "other holder",
    "parameters": "distribution parameter",
}
TABLES = {"children": "with children", "needs": "with needs", "risk": "with risk"}
UNSAID = {"pathway"}
# Fields whose own names are no English, by their paths; {} is the name that stands below.
IN_ENGLISH = {
    ("re_referral", "chance"): "chance of re-referral",
    ("re_referral", "per_unresolved_need"): "odds of re-referral for each need that is not resolved",
    ("re_referral", "delay"): "time until re-referral",
    ("re_referral", "past", "had_plan"): "share with an earlier {} plan, of families closed before the run",
    ("re_referral", "past"): "families closed before the run",
    ("re_referral",): "re-referral",
    ("care_costs", "placement"): "a placement in care",
    ("care_costs", "proceedings"): "care proceedings to the council",
    ("care_costs", "court"): "care proceedings to the courts",
    ("care_costs",): "what care costs",
}


def named(path: Sequence[str | int]) -> str:
    """A field's place, from the field itself outwards."""
    parts = [str(part) for part in path]
    for start, words in IN_ENGLISH.items():
        if tuple(parts[: len(start)]) == start:
            below = parts[len(start) :]
            thing = words.format(below.pop(0) if below and "{}" in words else "statutory")
            field = named(below)
            return f"{field} of {thing}" if field else thing
    things: list[str] = []
    fields: list[str] = []
    position = 0
    while position < len(parts):
        part = parts[position]
        thing, used = _thing(parts, position)
        if thing:
            things.append(_together(fields, thing))
            fields = []
        elif part not in UNSAID:
            fields.append(part.replace("_", " "))
        position += used
    place = " in ".join(reversed(things))
    own = " ".join(fields)
    return f"{own} of {place}" if own and place else own or place


def named_together(dotted_paths: Sequence[str]) -> str:
    """The place of the first of several numbers that are one, and how many more there are."""
    paths = [path.removesuffix(".value").split(".") for path in dotted_paths]
    first = named(tuple(paths[0])).replace("_", " ")
    return first if len(paths) == 1 else f"{first}, and {len(paths) - 1} more"


def _thing(parts: list[str], position: int) -> tuple[str, int]:
    """The named thing that begins here, if one does, and how many parts of the path it takes."""
    part, rest = parts[position], parts[position + 1 :]
    above = parts[position - 1] if position else ""
    if not rest:
        return "", 1
    if above == "families" and part in TABLES:
        return f"{TABLES[part]} {rest[0]}", 2
    if part == "posts" and parts[0] in ("teams", "pools"):
        return _posts(rest)
    if part == "decisions":
        return _decision(rest, in_stage="stages" in parts[:position])
    if part in KINDS and not (part == "plan_work" and "stages" in parts[:position]):
        return f"{KINDS[part]} {rest[0]}", 2
    return "", 1


def _posts(rest: list[str]) -> tuple[str, int]:
    role, *within = rest
    group = int(within[0]) + 1 if within and within[0].isdecimal() else 0
    posts = f"group {group} of {role} posts" if group else f"{role} posts"
    used = 3 if group else 2
    return posts, used + (within[used - 2 :] == ["posts"])


def _decision(rest: list[str], in_stage: bool) -> tuple[str, int]:
    if in_stage:
        return f"decision at {rest[0]}", 2
    if len(rest) > 1:
        return f"outcome {rest[1]} in decision table {rest[0]}", 3
    return f"decision table {rest[0]}", 2


def _together(fields: list[str], thing: str) -> str:
    return f"{' '.join(fields)} {thing}" if fields else thing
