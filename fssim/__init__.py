"""fssim: a discrete-event simulation of families moving through multi-disciplinary children's safeguarding teams.

>>> import fssim
>>> scenario = fssim.load("scenarios/one_district.yaml")
>>> log = fssim.simulate(scenario, seed=1, replication=0)  # what happened, event by event: log.to_frame()
>>> row = fssim.measure(log)  # the measures of that replication
>>> results = fssim.run(scenario, replications=20, seed=1)  # many replications: results.frame, results.summary()
>>> baseline = fssim.run(fssim.load("scenarios/standard.yaml"), replications=20, seed=1)
>>> fssim.compare(results, baseline)  # paired differences, with intervals and verdicts
>>> fssim.run_to_precision(scenario, fssim.load("scenarios/standard.yaml"), 0.05)  # as many as it takes to know +-5%
>>> swept = fssim.sweep("scenarios/sweeps/length_of_vacancy.yaml", "out")  # one scenario over many values: swept.frame
>>> fssim.attribute(scenario, fssim.load("scenarios/one_district_standard.yaml")).plot()  # why they differ, by part

Every error that fssim raises for a reason it foresaw is an `Error`, and says what is wrong and what would be right.

`breakeven` says how much would be enough, `rank` which point of a sweep is best, and `sensitivity` which number moves
the answer most; `what_turns` tries the least certain numbers at the ends of their ranges. They and `attribute` raise
`QuestionError` for what cannot be answered.

What `run`, `sweep`, `attribute`, `breakeven`, `rank`, `sensitivity`, `what_turns` and `calibrate` return has its data
in `frame`, a pandas DataFrame, and draws itself with `plot`, on matplotlib Axes.

`load` reads a scenario file strictly, and raises `ScenarioError` with everything wrong with it. The scenarios that
come with fssim go by their names, as in `load("standard")`: `shipped_scenarios` and `shipped_sweeps` list them, and
`copy_shipped_files` copies them to a folder. `Scenario` is what `load` returns: frozen, so that what was run is what
was written. `simulate`, `run` and `run_to_precision` give the same to the last bit for the same scenario, seed and
replication, on any number of processes, and raise `CannotSimulate` for one in which time does not pass; with
`check=True` a run raises `LawsBroken` if a log breaks a law of the model. `EventLog`, `Results` and `PreciseResults`
are what they return. `calibrate` fits a scenario's free parameters to published figures, and returns a `Calibration`.

`answer` says in sentences how results differ, and `figure` draws it; `describe` says what a measure is. `with_values`
is a scenario with a few numbers changed, and `describe_changes` says in English what one scenario changes from another.
`check_laws` holds a log against the laws of the model, and `targets` sets results beside published statistics.
`validate` holds a scenario against published figures of other authorities, and returns a `Validation`.

`story` tells one family's story in several scenarios, `animation` shows families moving, and `exported` is a log in
another tool's format: each of logs, which carry their scenarios.

Importing fssim is quick: what a name needs is imported when the name is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fssim.analysis.attribute import Attribution, attribute
    from fssim.analysis.break_even import BreakEven, breakeven
    from fssim.analysis.rank import Ranking, rank
    from fssim.analysis.sensitivity import Sensitivity, sensitivity
    from fssim.analysis.what_turns import TurningValues, what_turns
    from fssim.calibration.calibrate import calibrate
    from fssim.calibration.calibration import Calibration
    from fssim.calibration.targets import targets
    from fssim.engine.event_log import EventLog
    from fssim.errors import (
        ArgumentError,
        ArgumentTypeError,
        CannotSimulate,
        EngineUnusable,
        Error,
        LawsBroken,
        ModelError,
        NoSuchFamily,
        OutputError,
        QuestionError,
        SlowerEngine,
        TooLarge,
        UnknownMeasure,
        WorkerLost,
    )
    from fssim.measures.catalogue import describe
    from fssim.measures.laws import check_laws
    from fssim.report.animation.film import CannotAnimate, animation
    from fssim.report.answer import answer
    from fssim.report.charts.figures import figure
    from fssim.report.export.formats import exported
    from fssim.report.story.story import Story, story
    from fssim.runs.compare import compare
    from fssim.runs.paired import OtherClocks
    from fssim.runs.replicate import measure, simulate
    from fssim.runs.results import Results
    from fssim.runs.run_to_precision import PreciseResults, run_to_precision
    from fssim.runs.runner import run
    from fssim.scenario.differences import describe_changes
    from fssim.scenario.findings import ScenarioError
    from fssim.scenario.override import with_values
    from fssim.scenario.reading.load import load
    from fssim.scenario.reading.shipped_files import copy_shipped_files, shipped_scenarios, shipped_sweeps
    from fssim.scenario.schema.scenario import Scenario
    from fssim.sweeps.plan.load_sweep import load_sweep
    from fssim.sweeps.run_sweep import sweep
    from fssim.sweeps.sweep_results import SweepResults, read_sweep
    from fssim.validation.validate import validate
    from fssim.validation.validation import Validation

    __version__: str

__all__ = [
    "ArgumentError",
    "ArgumentTypeError",
    "Attribution",
    "BreakEven",
    "Calibration",
    "CannotAnimate",
    "CannotSimulate",
    "EngineUnusable",
    "Error",
    "EventLog",
    "LawsBroken",
    "ModelError",
    "NoSuchFamily",
    "OtherClocks",
    "OutputError",
    "PreciseResults",
    "QuestionError",
    "Ranking",
    "Results",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "SlowerEngine",
    "Story",
    "SweepResults",
    "TooLarge",
    "TurningValues",
    "UnknownMeasure",
    "Validation",
    "WorkerLost",
    "animation",
    "answer",
    "attribute",
    "breakeven",
    "calibrate",
    "check_laws",
    "compare",
    "copy_shipped_files",
    "describe",
    "describe_changes",
    "exported",
    "figure",
    "load",
    "load_sweep",
    "measure",
    "rank",
    "read_sweep",
    "run",
    "run_to_precision",
    "sensitivity",
    "shipped_scenarios",
    "shipped_sweeps",
    "simulate",
    "story",
    "sweep",
    "targets",
    "validate",
    "what_turns",
    "with_values",
]

_HOMES = {
    "ArgumentError": "fssim.errors",
    "ArgumentTypeError": "fssim.errors",
    "Attribution": "fssim.analysis.attribute",
    "BreakEven": "fssim.analysis.break_even",
    "Calibration": "fssim.calibration.calibration",
    "CannotAnimate": "fssim.report.animation.film",
    "CannotSimulate": "fssim.errors",
    "EngineUnusable": "fssim.errors",
    "Error": "fssim.errors",
    "EventLog": "fssim.engine.event_log",
    "LawsBroken": "fssim.errors",
    "ModelError": "fssim.errors",
    "NoSuchFamily": "fssim.errors",
    "OtherClocks": "fssim.runs.paired",
    "OutputError": "fssim.errors",
    "PreciseResults": "fssim.runs.run_to_precision",
    "QuestionError": "fssim.errors",
    "Ranking": "fssim.analysis.rank",
    "Results": "fssim.runs.results",
    "Scenario": "fssim.scenario.schema.scenario",
    "Sensitivity": "fssim.analysis.sensitivity",
    "ScenarioError": "fssim.scenario.findings",
    "Story": "fssim.report.story.story",
    "SweepResults": "fssim.sweeps.sweep_results",
    "TooLarge": "fssim.errors",
    "TurningValues": "fssim.analysis.what_turns",
    "UnknownMeasure": "fssim.errors",
    "Validation": "fssim.validation.validation",
    "SlowerEngine": "fssim.errors",
    "WorkerLost": "fssim.errors",
    "animation": "fssim.report.animation.film",
    "answer": "fssim.report.answer",
    "attribute": "fssim.analysis.attribute",
    "breakeven": "fssim.analysis.break_even",
    "calibrate": "fssim.calibration.calibrate",
    "check_laws": "fssim.measures.laws",
    "compare": "fssim.runs.compare",
    "copy_shipped_files": "fssim.scenario.reading.shipped_files",
    "describe": "fssim.measures.catalogue",
    "describe_changes": "fssim.scenario.differences",
    "exported": "fssim.report.export.formats",
    "figure": "fssim.report.charts.figures",
    "load": "fssim.scenario.reading.load",
    "load_sweep": "fssim.sweeps.plan.load_sweep",
    "measure": "fssim.runs.replicate",
    "rank": "fssim.analysis.rank",
    "read_sweep": "fssim.sweeps.sweep_results",
    "run": "fssim.runs.runner",
    "run_to_precision": "fssim.runs.run_to_precision",
    "sensitivity": "fssim.analysis.sensitivity",
    "shipped_scenarios": "fssim.scenario.reading.shipped_files",
    "shipped_sweeps": "fssim.scenario.reading.shipped_files",
    "simulate": "fssim.runs.replicate",
    "story": "fssim.report.story.story",
    "sweep": "fssim.sweeps.run_sweep",
    "targets": "fssim.calibration.targets",
    "validate": "fssim.validation.validate",
    "what_turns": "fssim.analysis.what_turns",
    "with_values": "fssim.scenario.override",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value = import_module("fssim.version").fssim_version()
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'fssim' has no attribute '{name}'")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
