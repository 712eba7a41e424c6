"""Where each problem of a file is said: the line that is at fault, which may not be the line that shows it."""

from __future__ import annotations

import re
from collections.abc import Callable

from fssim.scenario.findings import FieldPath, Finding, Problem, dotted, shown
from fssim.scenario.reading.extends import Merged

MOST_NAMED = 2


def blamed(whole: Merged, found: list[Finding], alone: Callable[[Merged], list[Finding]]) -> list[Problem]:
    """Each finding as a problem of a file and line.

    What shows in a file that is extended, and is not wrong there (`alone` says what is), comes of the file that
    extends it: it is told once at the `null` that removed what is missing or, where no such `null` is, with the file's
    name.
    """
    problems: list[Problem] = []
    removed: dict[FieldPath, list[str]] = {}
    theirs: set[Finding] | None = None
    for path, message in found:
        file, line = whole.place(path)
        field = dotted(whole.own(path))
        if file == whole.file or whole.base is None:
            problems.append(Problem(file, line, field, message))
            continue
        if theirs is None:
            theirs = set(alone(whole.base))
        if (path, message) in theirs:
            problems.append(Problem(file, line, field, message))
            continue
        cause = _removal(whole, message)
        if cause is None:
            problems.append(Problem(file, line, field, f"{message} (in {shown(whole.file)})"))
        else:
            removed.setdefault(cause, []).append(field)
    return problems + [_removing(whole, cause, fields) for cause, fields in removed.items()]


def _removal(whole: Merged, message: str) -> FieldPath | None:
    """The removal that a message is about: of a thing that it names, or of a field of one."""
    for path in whole.removed:
        if f"'{path[-1]}'" in message:
            return path
    for path in whole.removed:
        if f"'{path[-2:][0]}'" in message and re.search(rf"\b{re.escape(str(path[-1]))}\b", message):
            return path
    return None


def _removing(whole: Merged, cause: FieldPath, fields: list[str]) -> Problem:
    fields = list(dict.fromkeys(fields))
    more = len(fields) - MOST_NAMED
    named = " and ".join(fields) if more <= 0 else f"{', '.join(fields[:MOST_NAMED])} and {more} more"
    message = f"is null, which removes what {named} cannot do without; keep it, or change what needs it too"
    return Problem(whole.removed[cause].file, whole.removed[cause].line, dotted(cause), message)
