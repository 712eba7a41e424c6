"""From a file to a scenario, or to a list of everything wrong with it, each at the line that is at fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from fssim.scenario.checks.all_checks import MORE, findings
from fssim.scenario.findings import Code, FieldPath, Finding, Problem, ScenarioError, is_around, show_path
from fssim.scenario.reading.error_recovery import put_stand_ins
from fssim.scenario.reading.extends import Merged, merge_extended
from fssim.scenario.reading.file_text import located
from fssim.scenario.reading.kinds_of_file import SCENARIO, refuse_other_kind
from fssim.scenario.reading.shipped_files import file_meant, named_file
from fssim.scenario.reading.strict_yaml import plain_values, read
from fssim.scenario.schema.scenario import Scenario

MOST_NAMED = 2


def load(path: str | Path) -> Scenario:
    """Read a scenario file, with all it extends, and check that it could be run.

    Nothing is guessed: unknown fields, numbers in the wrong unit, names that refer to nothing, probabilities that do
    not sum to 1, stages a family could never leave and values that YAML readers disagree about are all refused. So is
    what would do nothing: a vacancy, shock, switch or course outside the clock's time, or a share of posts that is
    nobody. (`with_values` leaves that out: a shorter clock may be tried on any scenario.)

    Parameters
    ----------
    path : str or Path
        A file, or the name of a scenario that comes with fssim, such as "standard" (`shipped_scenarios` lists them). A
        file by that name in the current folder is meant before it.

    Returns
    -------
    Scenario
        Everything that the file says and inherits. Paths in `sources` and `compare_with` are absolute.

    Raises
    ------
    ScenarioError
        Anything is wrong with the file, or with one that it extends: all of it, each with its file, line, field and
        code, what was found and what would be right.

    Examples
    --------
    >>> import fssim
    >>> scenario = fssim.load("one_district")
    >>> print(scenario.clock.observed_years)
    3
    """
    whole = merge_extended(named_file(path))
    if whole.node is None:
        raise ScenarioError(whole.problems)
    refuse_other_kind(whole, SCENARIO)
    scenario, wrong, all_checked = _checked(plain_values(whole.node), of_file=True)
    already = {problem.field for problem in whole.problems}
    placed = blame_files(whole, wrong, lambda base: _alone(base))
    problems = [*whole.problems, *(problem for problem in placed if problem.field not in already)]
    if scenario is None or problems:
        problems.sort(key=lambda p: (p.file != whole.file, str(p.file), p.line))
        raise ScenarioError(
            problems if all_checked else [*problems, Problem(whole.file, 0, (), MORE, Code.more_to_check)]
        )
    return scenario


def remarks(path: str | Path) -> list[Problem]:
    """What is worth knowing of a file that can be used, and is not wrong: changed numbers with no source."""
    whole = merge_extended(Path(path))
    return [remark for remark in whole.remarks if remark.file == whole.file]


def scenario_from(
    mapping: Mapping[str, Any],
    file: str = "<mapping>",
    *,
    files: bool = True,
    of_file: bool = False,
    like: Scenario | None = None,
) -> Scenario:
    """Make a scenario of a plain mapping, such as a test or a generator writes, with the checks `load` makes.

    It may hold what would do nothing, which `load` refuses in a file, unless it is to become one (`of_file`). Paths in
    `sources` and `compare_with` are relative to the current folder, and are not looked for if `files` is False. `like`
    is a scenario that it may be a change of: if only numbers are changed, it is checked sooner. Raises `ScenarioError`;
    `file` is the name its problems go by, as a mapping has no lines.
    """
    scenario, wrong, all_checked = _checked(mapping, of_file, files, like)
    if scenario is None or wrong:
        problems = [Problem(file, 0, finding.path, finding.message, finding.code) for finding in wrong]
        raise ScenarioError(problems if all_checked else [*problems, Problem(file, 0, (), MORE, Code.more_to_check)])
    return scenario


def problem_at(path: str | Path, field: FieldPath, message: str, code: Code) -> Problem:
    """What is wrong with a field of a scenario file, found after it was loaded: a problem of the line that says it."""
    whole = merge_extended(Path(path))
    file, line = whole.place(field)
    return Problem(file, line, whole.own(field), message, code)


def extended_from(path: str | Path) -> Path | None:
    """The file that a scenario file extends, or None if it stands alone. Raises `ScenarioError` if it is not YAML."""
    file = located(path)
    extends = _top(file).get("extends")
    return file_meant(file.parent, extends) if isinstance(extends, str) else None


def place_of(path: str | Path, field: FieldPath) -> tuple[Path, int]:
    """The file and line that said a field of a scenario file, which may be a file it extends."""
    return merge_extended(Path(path)).place(field)


def compared_with(path: str | Path) -> list[Path]:
    """The files that a scenario file is compared with. Raises `ScenarioError` if it is not YAML."""
    file = located(path)
    listed = _top(file).get("compare_with")
    others = listed if isinstance(listed, list) else []
    return [file_meant(file.parent, other) for other in others if isinstance(other, str)]


def _top(file: Path) -> dict[str, Any]:
    node, problems = read(file)
    if node is None:
        raise ScenarioError(problems)
    values: dict[str, Any] = plain_values(node)
    return values


def _alone(base: Merged) -> list[Finding]:
    """What is wrong with a file that another extends, whatever the other says."""
    return _checked(plain_values(base.node), of_file=True)[1] if base.node is not None else []


def _checked(
    values: Mapping[str, Any], of_file: bool, files: bool = True, like: Scenario | None = None
) -> tuple[Scenario | None, list[Finding], bool]:
    """A scenario if nothing is wrong with any field by itself, all that is wrong, and whether all could be checked."""
    made = put_stand_ins(values)
    wrong, all_checked = findings(made, of_file, files, like)
    right = made.scenario if not made.findings else None
    return right, [*made.findings, *wrong], all_checked


def blame_files(whole: Merged, wrong: list[Finding], alone: Callable[[Merged], list[Finding]]) -> list[Problem]:
    """Each finding as a problem of a file and line.

    What shows in a file that is extended, and is not wrong there (`alone` says what is), comes of the file that
    extends it: it is told once at the `null` that removed what is missing or, where no such `null` is, with the file's
    name.
    """
    problems: list[Problem] = []
    removed: dict[FieldPath, list[str]] = {}
    theirs: set[Finding] | None = None
    for finding in wrong:
        file, line = whole.place(finding.path)
        placed = Problem(file, line, whole.own(finding.path), finding.message, finding.code)
        if file == whole.file or whole.base is None:
            problems.append(placed)
            continue
        if theirs is None:
            theirs = set(alone(whole.base))
        if finding in theirs:
            problems.append(placed)
            continue
        cause = _removal(whole, finding)
        if cause is None:
            problems.append(replace(placed, message=f"{finding.message} (in {show_path(whole.file)})"))
        else:
            removed.setdefault(cause, []).append(placed.field)
    return problems + [_removing(whole, cause, fields) for cause, fields in removed.items()]


def _removal(whole: Merged, finding: Finding) -> FieldPath | None:
    """The removal of what a finding refers to, if that is why it is wrong."""
    return next((path for path in whole.removed if any(is_around(path, other) for other in finding.refers_to)), None)


def _removing(whole: Merged, cause: FieldPath, fields: list[str]) -> Problem:
    fields = list(dict.fromkeys(fields))
    more = len(fields) - MOST_NAMED
    named = " and ".join(fields) if more <= 0 else f"{', '.join(fields[:MOST_NAMED])} and {more} more"
    message = f"is null, which removes what {named} cannot do without; keep it, or change what needs it too"
    removal = whole.removed[cause]
    return Problem(removal.file, removal.line, cause, message, Code.removes_what_is_needed)
