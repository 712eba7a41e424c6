"""What the commands use of fssim besides its public names: here alone, and imported when a command that uses it is."""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fssim.app.serving.guard import Door
    from fssim.app.serving.serve import default_folder, serve
    from fssim.authority.forecasts.forecast import MONTHS as FORECAST_MONTHS
    from fssim.authority.forecasts.forecast import REPLICATIONS as FORECAST_REPLICATIONS
    from fssim.authority.new.authority_files import READ_FILE, SCENARIO_FILE
    from fssim.authority.new.figures.figures_workbook import make_template
    from fssim.authority.new.figures.published_row import PANEL
    from fssim.authority.new.opening_files import COUNTED_FILE, FROM_TODAY_FILE
    from fssim.authority.new.whose_numbers import group_by_basis, list_numbers_left, list_set_aside
    from fssim.engine.simulate import ENGINES
    from fssim.files.atomic_write import PartialFile, explained, not_written, write_files
    from fssim.files.comma_separated import frame_csv
    from fssim.lessons.lesson import REPLICATIONS as LESSON_REPLICATIONS
    from fssim.lessons.lesson_plan import build_lesson_schema, find_plan
    from fssim.measures.headline import lead_measures
    from fssim.model.quantile_tables import measure_spread
    from fssim.model.size import (
        check_effort,
        describe_duration,
        describe_memory,
        describe_size,
        estimate_effort,
        estimate_size,
        find_most_bytes,
    )
    from fssim.model.tabulation import Tabulation
    from fssim.report.answer import tellable_measures
    from fssim.report.document.save_report import (
        BRIEF,
        REPORT_FILES,
        RUN_FILES,
        import_libraries,
        save_brief,
        save_report,
        save_run,
    )
    from fssim.report.forecast_page import forecast_page, forecast_table
    from fssim.report.story.why.explain_why import REPLAYS
    from fssim.report.sweep_report.report_sweep import SWEEP_REPORT_FILES
    from fssim.report.terminal.checked_plans import (
        estimate_sentences,
        factor_sentences,
        goal_sentences,
        search_sentences,
    )
    from fssim.report.terminal.difference_tables import (
        attribution_footnote,
        attribution_sentences,
        attribution_table,
        break_even_footnote,
        break_even_sentences,
        break_even_table,
        parts_in_words,
    )
    from fssim.report.terminal.futures_tables import (
        discovery_notes,
        discovery_sentences,
        discovery_table,
        information_notes,
        information_sentences,
        information_table,
        robust_notes,
        robust_sentences,
        robust_table,
    )
    from fssim.report.terminal.optimisation_tables import (
        optimisation_notes,
        optimisation_sentences,
        optimisation_table,
    )
    from fssim.report.terminal.published_tables import calibration_tables, ensemble_table, validation_tables
    from fssim.report.terminal.ranking_tables import ranking_notes, ranking_sentences, ranking_table
    from fssim.report.terminal.run_tables import NARROW, ledger_bars, measures_table, precision_reached, stack_rows
    from fssim.report.terminal.sensitivity_tables import (
        emulation_footnote,
        emulations_table,
        sensitivity_footnote,
        sensitivity_sentences,
        sensitivity_table,
    )
    from fssim.report.terminal.sweep_tables import sweep_table
    from fssim.report.wording.answer_notes import (
        choose_caveat,
        observed_years,
        overload_sentences,
        paired_note,
        starts_empty,
        turning_sentences,
        what_pairing_bought,
    )
    from fssim.report.wording.leads_in_words import say_what_leads_leave_open
    from fssim.report.wording.words import in_list, interval, number, plain
    from fssim.runs.ensemble import FEWEST_REPLICATIONS
    from fssim.runs.folder.provenance import find_targets
    from fssim.runs.folder.run_folder import (
        add_to_run,
        build_manifest_schema,
        output_folder,
        refuse_another_run,
        refuse_file_as_folder,
    )
    from fssim.runs.folder.stored_run import (
        TRIED_VALUES,
        TriedValue,
        estimate_bytes,
        read_run,
    )
    from fssim.runs.paired import compare_clocks
    from fssim.runs.replicate import list_measures
    from fssim.runs.run_to_precision import run_all_to_precision
    from fssim.runs.runner import name_log, run_all
    from fssim.runs.steady_state import warn_of_short_warm_up
    from fssim.scenario.checks.table_checks import parts_of
    from fssim.scenario.differences import describe_what_differs
    from fssim.scenario.findings import Code, Problem, dotted, instead_of, readable, show_path, visible
    from fssim.scenario.reading.file_text import located
    from fssim.scenario.reading.kinds_of_file import OPTIMISATION, SWEEP, find_unreadable, read_kind
    from fssim.scenario.reading.load import compared_with, extended_from, place_of, problem_at, remarks
    from fssim.scenario.reading.shipped_files import named_file
    from fssim.scenario.scenario_in_words import (
        describe_confidence,
        describe_doubts,
        describe_pressure,
        describe_read_loosely,
    )
    from fssim.scenario.schema.parameter import LONGEST_TITLE, Varying
    from fssim.scenario.schema.scenario import json_schema
    from fssim.scenario.vacant_posts import posts_taken
    from fssim.statistics.stopping_rule import AT_MOST, FIRST_LOOK
    from fssim.studies.analysis.differences.attribute import count_runs, split_difference
    from fssim.studies.analysis.differences.combinations import combine, find_differing_parts
    from fssim.studies.analysis.differences.what_turns import (
        MOST_MEASURES,
        choose_numbers,
        count_most_replications,
        try_values,
    )
    from fssim.studies.analysis.staffings import FURTHER
    from fssim.studies.calibration.fitted_file import (
        refuse_ensemble_file,
        refuse_fitted_file,
        write_ensemble_file,
        write_fitted_file,
    )
    from fssim.studies.calibration.free_parameters import find_free_parameters
    from fssim.studies.calibration.targets import Target, compare_with_targets, read_published_targets, read_targets
    from fssim.studies.optimisation.plan_file import build_optimisation_schema
    from fssim.studies.sweeps.failed_points import note_failed_baseline
    from fssim.studies.sweeps.plan.sweep_file import build_sweep_schema
    from fssim.studies.sweeps.sweep_results import is_sweep
    from fssim.studies.validation.validate import SHIPPED
    from fssim.trials.design_file import build_trial_schema
    from fssim.trials.trial_results import PAGE as TRIAL_PAGE
    from fssim.trials.trial_table import trial_notes, trial_table
    from fssim.whole_numbers import NUMBERS, write_count


@cache
def homes() -> dict[str, tuple[str, str]]:
    """The module of each name, and its name there: what the imports above say, which only type checkers make."""
    tree = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    (checked,) = (node for node in tree.body if isinstance(node, ast.If))
    return {
        name.asname or name.name: (str(node.module), name.name)
        for node in checked.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }


def __getattr__(name: str) -> Any:
    if name not in homes():
        raise AttributeError(f"module 'fssim.cli.internals' has no attribute '{name}'")
    module, attribute = homes()[name]
    value = globals()[name] = getattr(import_module(module), attribute)
    return value
