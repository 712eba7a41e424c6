"""Names of the parts of a scenario: what they may be made of, and what each comes to as part of a measure's name."""

from __future__ import annotations

import re
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
