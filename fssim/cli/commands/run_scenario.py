"""`fssim run`: a scenario against what it is compared with; and `fssim report`: its report, made again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

import click
from rich.text import Text

from fssim import PreciseResults, Results, answer, load_ensemble, report_sweep
from fssim.cli import options
from fssim.cli.command_group import standard_output
from fssim.cli.internals import (
    AT_MOST,
    BRIEF,
    ENGINES,
    MOST_MEASURES,
    REPORT_FILES,
    RUN_FILES,
    SWEEP_REPORT_FILES,
    TRIED_VALUES,
    TriedValue,
    add_to_run,
    check_effort,
    choose_caveat,
    choose_numbers,
    count_most_replications,
    estimate_bytes,
    find_targets,
    import_libraries,
    in_list,
    is_sweep,
    ledger_bars,
    measures_table,
    name_log,
    output_folder,
    overload_sentences,
    paired_note,
    plain,
    precision_reached,
    read_run,
    read_targets,
    refuse_another_run,
    run_all,
    run_all_to_precision,
    save_brief,
    save_report,
    save_run,
    say_what_leads_leave_open,
    starts_empty,
    tellable_measures,
    try_values,
    turning_sentences,
    warn_of_short_warm_up,
    what_pairing_bought,
)
from fssim.cli.load_scenarios import default_engine, load_with_comparators
from fssim.cli.options import precision_options, refuse_beside_ensemble, refuse_contradictions
from fssim.cli.screen import WIDTH_OF_PROSE, bullets, output_console, progress_bar
from fssim.cli.start import STOPPED_WITH_CTRL_C

REPLICATIONS = 20


@click.command()
@click.argument("scenario", type=options.InputFile())
@click.option(
    "--replications", metavar="N", type=options.WholeNumber(min=1),
    help=f"Number of replications.  [default: {REPLICATIONS}, unless --precision says how sure to be]",
)  # fmt: skip
@precision_options
@options.seed
@click.option(
    "--out",
    type=options.Folder(path_type=Path),
    help="Folder to write the report, data and figures into.",
)
@click.option("--overwrite", is_flag=True, help="Replace what --out holds even if it is of another scenario.")
@click.option(
    "--against", multiple=True, metavar="FILE", type=options.InputFile(),
    help="A scenario to compare with, in place of those the file names. May be given more than once.",
)  # fmt: skip
@click.option(
    "--years", metavar="N", type=options.WholeNumber(1, 20), help="Years to observe, in place of the scenario's."
)
@click.option(
    "--warm-up",
    metavar="N",
    type=options.WholeNumber(0, 20),
    help="Years to simulate first and discard, in place of its own.",
)
@click.option("--engine", show_default=ENGINES[0], type=click.Choice(ENGINES), help="What simulates.")
@options.jobs
@click.option("--log", is_flag=True, help="Also write the event log of each scenario's replication 0.")
@click.option(
    "--check", is_flag=True, help="Hold every log against the laws of the model; exit status 1 if one breaks."
)
@click.option(
    "--try-ranges", is_flag=True,
    help="Also try the least certain numbers at the ends of their ranges, and say which would turn the answer round. "
    "Takes several times as long.",
)  # fmt: skip
@click.option(
    "--ensemble", metavar="FILE", type=click.Path(path_type=Path),
    help="Spread replications over the parameter sets that fssim ensemble wrote, two of each, so that intervals hold "
    "what is not known besides luck. A set's values come first; what a scenario changes of them stays changed.",
)  # fmt: skip
@options.quiet
def run(
    scenario: Path,
    replications: int | None,
    precision: float | None,
    measure: tuple[str, ...],
    replications_at_most: int | None,
    seed: int,
    out: Path | None,
    overwrite: bool,
    against: tuple[Path, ...],
    years: int | None,
    warm_up: int | None,
    engine: str | None,
    jobs: int | None,
    log: bool,
    check: bool,
    try_ranges: bool,
    ensemble: Path | None,
    quiet: bool,
) -> None:
    """Run a scenario against what it is compared with.

    Prints the measures that matter, with paired differences and how sure they are; where families' days go; and the
    answer in words. What a scenario is compared with stands in its file (compare_with), unless --against says
    otherwise. All files and the output folder are checked before anything is simulated.

    \b
    For example:
      fssim run scenarios/mental_health_vacancy.yaml --replications 20 --seed 1 --out out/
      fssim run scenarios/one_district_vacancy.yaml --precision 5%
      fssim run scenarios/family_safeguarding.yaml --ensemble sets.yaml --replications 40
    """
    refuse_contradictions(replications, precision, measure, replications_at_most)
    if ensemble is not None:
        refuse_beside_ensemble(replications, precision, try_ranges)
    if overwrite and out is None:
        raise click.UsageError("--overwrite replaces what is in a folder: say which with --out FOLDER")
    if log and out is None:
        raise click.UsageError("--log writes event logs: say where with --out FOLDER")
    clock = {"observed_years": years, "warm_up_years": warm_up}
    scenarios = load_with_comparators(scenario, against, {field: n for field, n in clock.items() if n is not None})

    sets = load_ensemble(ensemble) if ensemble is not None else None

    count = replications or REPLICATIONS
    if try_ranges and (len(scenarios) < 2 or (precision is None and count < 2)):
        raise click.UsageError(
            "--try-ranges says what turns a difference: it needs a scenario to compare with "
            "(--against) and 2 replications or more"
        )
    first = next(iter(scenarios.values()))
    published = find_targets(first)
    if out and published:
        read_targets(published, first)  # the report shows them: what is wrong is told before anything is simulated
    name, first = next(iter(scenarios.items()))
    if out and not overwrite:
        refuse_another_run(out, name, first.title)
    names = [
        *RUN_FILES,
        *([name_log(name, 0) for name in scenarios] if log else []),
        *([TRIED_VALUES] if try_ranges else []),
    ]
    at_most = replications_at_most or AT_MOST
    most = count if precision is None else at_most
    engine = engine or default_engine(quiet)
    effort = check_effort(list(scenarios.values()), most, jobs, engine)
    if effort.is_much and not quiet:
        click.echo(f"To simulate: {'' if precision is None else 'up to '}{effort}.", err=True)
    if try_ranges:
        choose_numbers(*list(scenarios.values())[:2])  # that there are none is said before anything is simulated
        effort = check_effort(list(scenarios.values())[:2], count_most_replications(most), jobs, engine)
        if effort.is_much and not quiet:
            click.echo(f"To try numbers at the ends of their ranges: up to {effort}.", err=True)
    needed = estimate_bytes(len(scenarios), most, log)
    precise = None
    with output_folder(out, needed, names) if out else nullcontext() as folder:
        with progress_bar(quiet) as on_progress:
            log_folder = folder if log else None
            if folder is not None:
                on_progress = _importing_meanwhile(on_progress)
            if precision is None:
                results = run_all(
                    scenarios, count, seed, jobs, engine=engine, check=check, log_folder=log_folder,
                    ensemble=sets, on_progress=on_progress,
                )  # fmt: skip
            else:
                precise = run_all_to_precision(
                    scenarios, precision, measure, at_most, seed, jobs, engine=engine, check=check,
                    log_folder=log_folder, on_progress=on_progress,
                )  # fmt: skip
                results = precise.results
        tried = None
        if try_ranges:
            with progress_bar(quiet) as on_progress:
                tried = try_values(
                    results[0], results[1], tellable_measures(results)[:MOST_MEASURES], jobs, on_progress=on_progress
                )
        if folder is not None:
            save_run(folder, results, precise, tried, jobs)
    if quiet:
        return
    try:  # the files are there by now, whatever becomes of what is printed
        with standard_output():
            show(results, precise, tried)
    except KeyboardInterrupt:
        sys.exit(STOPPED_WITH_CTRL_C)
    finally:
        click.echo(
            f"Written to {out}" if out else "Nothing is written. Add --out FOLDER for a report, data and figures.",
            err=True,
        )


def _importing_meanwhile(on_progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """`on_progress` that imports what is written takes, as soon as it is told that worker processes have begun."""

    def call(done: int, total: int) -> None:
        on_progress(done, total)
        if done == 0:
            import_libraries()

    return call


def show(results: Sequence[Results], precise: PreciseResults | None, tried: Sequence[TriedValue] | None = None) -> None:
    """Print the question, the measures that matter, where the days go, and the answer in words.

    `precise` is what the results came from, if that was a run to a precision; `tried` what came of trying numbers at
    other values, None if none was tried.
    """
    console = output_console()
    width_of_prose = min(console.width, WIDTH_OF_PROSE)
    scenario = results[0].scenario
    opening, *findings = answer(results)
    console.print(
        Text(plain(scenario.title), style="bold"), Text(plain(scenario.question)), sep="\n", width=width_of_prose
    )
    overloaded = overload_sentences(results)
    for note in (starts_empty(results), *overloaded, warn_of_short_warm_up(results)):
        if note:
            console.print(Text(plain(note)), width=width_of_prose)
    for sentence in say_what_leads_leave_open(scenario):
        console.print(Text(sentence), width=width_of_prose)
    console.print(measures_table(results, console.width))
    if precise is not None:
        console.print(Text(precision_reached(precise)), width=width_of_prose)
    for note in (paired_note(results), what_pairing_bought(results)) if len(results) > 1 else ():
        if note:
            console.print(Text(note, style="dim"), width=width_of_prose)
    console.print("", ledger_bars(results, console.width, console.options.ascii_only), sep="\n")
    findings = [finding for finding in findings if finding not in overloaded]
    if tried is not None:
        findings += turning_sentences(results, tried)
    for part in (Text(opening), bullets(findings), Text(choose_caveat([result.scenario for result in results]))):
        console.print("", part, sep="\n", width=width_of_prose)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--brief", is_flag=True, help="Only brief.html: the first page, which prints on one sheet of A4.")
def report(folder: Path, brief: bool) -> None:
    """Write the report of a sweep, or a run's again, from its folder alone.

    DIR is a folder that `fssim run --out DIR` has written. Its report.html (which opens anywhere and asks nothing of
    any network), its first page by itself, brief.html, and report.xlsx are made again from the data there. Of a folder
    that `fssim sweep --out DIR` has finished, report.html and report.xlsx show how measures answer to what varies.

    \b
    For example:
      fssim report out/
      fssim report out/ --brief
      fssim report out/posts
    """
    if is_sweep(folder):
        if brief:
            raise click.UsageError("--brief is of a run's report: a sweep's has no page by itself")
        report_sweep(folder).save()
        click.echo(f"Written to {folder}: {in_list(list(SWEEP_REPORT_FILES))}", err=True)
        return
    run = read_run(folder)
    files = (BRIEF,) if brief else REPORT_FILES
    with add_to_run(folder, files) as partial:
        (save_brief if brief else save_report)(partial, run)
    click.echo(f"Written to {folder}: {in_list(list(files))}", err=True)
