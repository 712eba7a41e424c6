"""`fssim check`, `fssim scenarios`, `fssim init` and `fssim schema`: scenario files, and what to write one from."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from math import isfinite
from pathlib import Path
from textwrap import fill

import click
from rich.table import Table
from rich.text import Text

import fssim
from fssim import (
    OptimisationEstimate,
    Scenario,
    ScenarioError,
    SweepEstimate,
    estimate_optimisation,
    estimate_sweep,
    load,
)
from fssim.cli import options
from fssim.cli.internals import (
    OPTIMISATION,
    SWEEP,
    Problem,
    Varying,
    build_lesson_schema,
    build_manifest_schema,
    build_optimisation_schema,
    build_sweep_schema,
    build_trial_schema,
    compared_with,
    describe_confidence,
    describe_duration,
    describe_memory,
    describe_pressure,
    describe_read_loosely,
    describe_size,
    describe_what_differs,
    dotted,
    estimate_effort,
    estimate_sentences,
    estimate_size,
    extended_from,
    factor_sentences,
    find_most_bytes,
    find_unreadable,
    goal_sentences,
    in_list,
    json_schema,
    list_numbers_left,
    located,
    measure_spread,
    parts_of,
    posts_taken,
    read_kind,
    remarks,
    search_sentences,
    visible,
)
from fssim.cli.load_scenarios import load_all
from fssim.cli.screen import WIDTH_OF_PROSE, output_console

SPREAD_KEPT = 0.002  # what draws may fall short of a distribution's standard deviation by, as a share, without a word


@click.command()
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True, type=options.InputFile())
def check(scenarios: tuple[Path, ...]) -> None:
    """Check scenario files, and say in English what each one changes.

    What a file changes is told against the file it extends: old value to new, with units and the grade of the evidence
    behind each. It is told too how many of its numbers are of high, medium and low confidence; and of one that names
    its authority, which local numbers are still another's. The files it is compared with are checked as well. Of the
    file of a sweep or an optimisation it is told what varies and what is looked for, and what it will take before any
    of it is run: points or staffings, replications, time (by trying a few), disk and memory. If anything is wrong with
    any file, all of it is listed, with file, line and field, and the exit status is 2.

    \b
    For example:
      fssim check scenarios/*.yaml
      fssim check scenarios/sweeps/caseload_limit.yaml
    """
    kinds = {path: read_kind(path) for path in scenarios}
    plans = {path: kind for path, kind in kinds.items() if kind in (SWEEP, OPTIMISATION)}
    unreadable = {path: find_unreadable(path) for path in scenarios if path not in plans}
    alone = [path for path, wrong in unreadable.items() if not wrong]
    others = _comparators(tuple(alone))
    here = {located(path) for path in alone}
    also = {other: None for names in others.values() for other in names if other not in here}
    problems: list[Problem] = [problem for wrong in unreadable.values() for problem in wrong]
    estimates: dict[Path, SweepEstimate | OptimisationEstimate] = {}
    for path, kind in plans.items():
        try:
            estimates[path] = estimate_sweep(path) if kind is SWEEP else estimate_optimisation(path)
        except ScenarioError as error:
            problems += error.problems
    try:
        loaded = dict(zip(alone, load_all([*alone, *also]), strict=False))
    except ScenarioError as error:
        problems += error.problems
    if problems:
        raise ScenarioError(problems)
    for position, path in enumerate(scenarios):
        if position:
            click.echo()
        if path not in estimates:
            _tell(path, loaded[path], others.get(path, []))
        elif isinstance(estimate := estimates[path], SweepEstimate):
            _tell_sweep(path, estimate)
        else:
            _tell_optimisation(path, estimate)


def _tell_sweep(path: Path, estimate: SweepEstimate) -> None:
    sweep = estimate.sweep
    click.echo(visible(f"{path}: valid"))
    click.echo(_paragraph(sweep.plan.title))
    against = f", each compared with '{sweep.baseline.title}'" if sweep.baseline is not None else ""
    click.echo(_paragraph(f"A sweep of '{sweep.base.title}'{against}. It varies:"))
    for sentence in factor_sentences(sweep):
        _item(sentence)
    for sentence in estimate_sentences(estimate):
        click.echo(_paragraph(sentence))


def _tell_optimisation(path: Path, estimate: OptimisationEstimate) -> None:
    question = estimate.question
    click.echo(visible(f"{path}: valid"))
    click.echo(_paragraph(question.plan.title))
    limits = " within limits" if question.plan.limits else ""
    click.echo(_paragraph(f"An optimisation of '{question.sweep.base.title}'. It looks for what is best{limits}:"))
    for sentence in goal_sentences(question):
        _item(sentence)
    click.echo(_paragraph("It varies:"))
    for sentence in factor_sentences(question.sweep):
        _item(sentence)
    for sentence in search_sentences(estimate):
        click.echo(_paragraph(sentence))


def _tell(path: Path, scenario: Scenario, others: list[Path]) -> None:
    click.echo(visible(f"{path}: valid"))
    click.echo(_paragraph(scenario.title))
    if others:
        click.echo(_paragraph(f"Compared with {' and '.join(other.name for other in others)}: valid too."))
    base = extended_from(path)
    if base is None:
        click.echo(_paragraph("A whole scenario: it extends no other."))
    else:
        _tell_changes(path, base, scenario)
    _tell_numbers_left(path, scenario)
    _tell_confidence(scenario, is_whole=base is None)
    _tell_size(scenario)
    _tell_vacancies(scenario)
    _tell_pressure(scenario)
    _tell_cut_tails(scenario)


def _tell_size(scenario: Scenario) -> None:
    """What one replication of a large scenario takes; nothing of one that takes little."""
    size = estimate_size(scenario)
    if estimate_effort([scenario], 20, 1, "compiled").is_much:
        most = find_most_bytes()
        room = "" if size.bytes <= most else f", more than the {describe_memory(most)} that there may be here"
        click.echo(
            _paragraph(
                f"Large: one replication has {describe_size(size)}, and takes about {describe_memory(size.bytes)} of "
                f"memory{room}, and {describe_duration(size.seconds('compiled'))}."
            )
        )


def _tell_changes(path: Path, base: Path, scenario: Scenario) -> None:
    changes, sources = describe_what_differs(load(base), scenario)
    count = "nothing" if not changes else "1 thing" if len(changes) == 1 else f"{len(changes)} things"
    click.echo(_paragraph(f"Changes {count} from {base.name}:" if changes else f"Changes nothing from {base.name}."))
    for change in changes:
        _item(change)
    if sources:
        count = "1 number" if sources == 1 else f"{sources:,} numbers"
        click.echo(_paragraph(f"The source of {count} is another too."))
    worth_knowing = remarks(path)
    if worth_knowing:
        click.echo(_paragraph("Worth knowing:"))
    for remark in worth_knowing:
        _item(f"line {remark.line}, {remark.field}: {remark.message}")


def _tell_numbers_left(path: Path, scenario: Scenario) -> None:
    """Local numbers of a scenario that names its authority which are still another's."""
    left = list(list_numbers_left(path))
    if not left or scenario.authority is None:
        return
    whose = in_list(list(dict.fromkeys(number.whose for number in left)))
    click.echo(_paragraph(f"Still {whose}'s, though this is a scenario of {scenario.authority.name}; give its own:"))
    for number in left:
        more = "" if number.numbers == 1 else f" and {number.numbers - 1} more"
        _item(f"{number.title}: {number.path}{more}")


def _tell_confidence(scenario: Scenario, is_whole: bool) -> None:
    """How sure the numbers are; and of a whole scenario, which of its sources are read loosely."""
    click.echo(_paragraph(describe_confidence(scenario)))
    loose = describe_read_loosely(scenario) if is_whole else []
    if loose:
        click.echo(
            _paragraph("From law, published figures or studies, but read loosely, and so varied as guesses are:")
        )
    for sentence in loose:
        _item(sentence)


def _tell_vacancies(scenario: Scenario) -> None:
    if scenario.vacancies:
        click.echo(_paragraph("Posts kept empty:"))
    for name, vacancy in scenario.vacancies.items():
        taken = posts_taken(scenario, vacancy)
        part = f": {taken.describe_part()}" if taken.part else ""
        _item(f"{name}: {taken.of_kind(vacancy.role)}, from {vacancy.start} until {vacancy.until}{part}")


def _tell_pressure(scenario: Scenario) -> None:
    sentences = describe_pressure(scenario)
    if sentences:
        click.echo(_paragraph("Workload and pressure (work held, as a percentage of the hours of people in post):"))
    for sentence in sentences:
        _item(sentence)


def _tell_cut_tails(scenario: Scenario) -> None:
    """Distributions with tails so heavy that draws vary less than they do. Nothing without SciPy, to ask."""
    cut_tails = []
    for path, part in parts_of(scenario):
        if isinstance(part, Varying) and part.distribution is not None:
            with suppress(ImportError):
                drawn, wanted = measure_spread(part)
                if drawn < (1.0 - SPREAD_KEPT) * wanted:
                    size = f"{wanted:.3g}" if isfinite(wanted) else "no end"
                    cut_tails.append(
                        f"{dotted(path)}: {part.distribution.name} has a standard deviation of {size}, and what is "
                        f"drawn of it one of {drawn:.3g} {part.unit}"
                    )
    if cut_tails:
        click.echo(_paragraph("Tails too heavy to be drawn in full:"))
    for sentence in cut_tails:
        _item(sentence)


def _comparators(scenarios: tuple[Path, ...]) -> dict[Path, list[Path]]:
    """The files that each file says it is compared with. What is not there is told when the file itself is loaded."""
    others: dict[Path, list[Path]] = {}
    for path in scenarios:
        try:
            others[path] = [other for other in compared_with(path) if os.path.isfile(other)]
        except ScenarioError:
            others[path] = []
    return others


def _item(text: str) -> None:
    click.echo(fill(visible(text), 100, initial_indent="  - ", subsequent_indent="    "))


def _paragraph(text: str) -> str:

    return fill(visible(text), 100, initial_indent="  ", subsequent_indent="  ")


FOLDER = "scenarios"


@click.command()
def scenarios() -> None:
    """List the scenarios, sweeps, optimisations, trials and lessons that come with fssim, with their questions.

    Each can be named wherever a file can: by its name here, without a folder or an ending. A lesson goes by the name of
    its scenario. To change one, copy them all with `fssim init`.

    \b
    For example:
      fssim scenarios
      fssim run one_district_vacancy --replications 10
      fssim sweep length_of_vacancy --out out/
      fssim optimise one_more_post --out out/
      fssim trial stepped_wedge_of_five --out out/
      fssim lesson one_district_vacancy --out lesson.html
    """
    console = output_console()
    kinds = {
        "Scenario": fssim.shipped_scenarios(), "Sweep": fssim.shipped_sweeps(),
        "Optimisation": fssim.shipped_optimisations(), "Trial": fssim.shipped_trials(),
        "Lesson": fssim.shipped_lessons(),
    }  # fmt: skip
    for place, (kind, questions) in enumerate(kinds.items()):
        width = min(console.width, WIDTH_OF_PROSE)
        console.print(*([""] if place else []), _table(kind, questions), sep="\n", width=width)


@click.command()
@click.argument("folder", metavar="[FOLDER]", default=FOLDER, type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Copy the scenarios that come with fssim to a folder, to change them there.

    Their sources, sweeps, calibration files and JSON Schemas are copied with them. FOLDER is `scenarios` if left out.
    A folder that holds anything already is refused.

    \b
    For example:
      fssim init
      fssim check scenarios/*.yaml
    """
    files = fssim.copy_shipped_files(folder)
    click.echo(
        f"Written to {folder}: {len(files)} files. To check one: fssim check {folder / 'standard.yaml'}", err=True
    )


def _table(heading: str, questions: Mapping[str, str]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(heading, no_wrap=True)
    table.add_column("Question")
    for name, question in questions.items():
        table.add_row(Text(name), Text(question))
    return table


@click.command()
@click.option("--sweep", "of", flag_value="sweep", help="That of a sweep file.")
@click.option("--optimisation", "of", flag_value="optimisation", help="That of an optimisation's file.")
@click.option("--trial", "of", flag_value="trial", help="That of a trial's design.")
@click.option("--lesson", "of", flag_value="lesson", help="That of a lesson's file of decisions.")
@click.option("--manifest", "of", flag_value="manifest", help="That of the manifest.json that a run writes.")
def schema(of: str | None) -> None:
    """Print the JSON Schema of a scenario file, a sweep file, an optimisation's file, a trial's design, a lesson's
    file, or a run's manifest.

    An editor that is pointed at that of a file that you write offers fields, units and grades as you type, and marks
    mistakes; the manifest's says what programs can rely on.

    \b
    For example:
      fssim schema > scenario.schema.json
      fssim schema --sweep > sweep.schema.json
      fssim schema --optimisation > optimisation.schema.json
      fssim schema --trial > trial.schema.json
      fssim schema --lesson > lesson.schema.json
      fssim schema --manifest > manifest.schema.json
    """
    others = {
        "sweep": build_sweep_schema, "optimisation": build_optimisation_schema, "trial": build_trial_schema,
        "lesson": build_lesson_schema, "manifest": build_manifest_schema,
    }  # fmt: skip
    made = others.get(of or "", json_schema)
    click.echo(json.dumps(made(), indent=2))
