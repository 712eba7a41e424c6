"""fssim: a discrete-event simulation of families moving through multi-disciplinary children's safeguarding teams.

>>> import fssim
>>> scenario = fssim.load("scenarios/one_district.yaml")
>>> log = fssim.simulate(scenario, seed=1, replication=0)  # what happened, event by event: log.to_frame()
>>> row = fssim.measure(log)  # the measures of that replication
>>> results = fssim.run(scenario, replications=20, seed=1)  # many replications: results.frame, results.summary()
>>> baseline = fssim.run(fssim.load("scenarios/standard.yaml"), replications=20, seed=1)
>>> fssim.compare(results, baseline)  # paired differences, with intervals and verdicts

`load` reads a scenario file strictly, and raises `ScenarioError` with everything wrong with it. `Scenario` is what it
returns: frozen, so that what was run is what was written. `simulate` and `run` give the same to the last bit for the
same scenario, seed and replication, on any number of processes; `run` with `check=True` raises `LawsBroken` if a log
breaks a law of the model. `EventLog` and `Results` are what they return.

`story` tells one family's story in several scenarios, `animation` shows families moving, and `exported` is a log in
another tool's format: each of scenarios with their logs.

Importing fssim is quick: what a name needs is imported when the name is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fssim.engine.log import EventLog
    from fssim.experiment.compare import compare
    from fssim.experiment.errors import LawsBroken
    from fssim.experiment.replicate import measure, simulate
    from fssim.experiment.results import Results
    from fssim.experiment.runner import run
    from fssim.report.export.formats import exported
    from fssim.report.motion.film import animation
    from fssim.report.story.story import Story, story
    from fssim.scenario.load import load
    from fssim.scenario.problems import ScenarioError
    from fssim.scenario.scenario import Scenario

    __version__: str

__all__ = [
    "EventLog",
    "LawsBroken",
    "Results",
    "Scenario",
    "ScenarioError",
    "Story",
    "animation",
    "compare",
    "exported",
    "load",
    "measure",
    "run",
    "simulate",
    "story",
]

_HOMES = {
    "EventLog": "fssim.engine.log",
    "LawsBroken": "fssim.experiment.errors",
    "Results": "fssim.experiment.results",
    "Scenario": "fssim.scenario.scenario",
    "ScenarioError": "fssim.scenario.problems",
    "Story": "fssim.report.story.story",
    "animation": "fssim.report.motion.film",
    "compare": "fssim.experiment.compare",
    "exported": "fssim.report.export.formats",
    "load": "fssim.scenario.load",
    "measure": "fssim.experiment.replicate",
    "run": "fssim.experiment.runner",
    "simulate": "fssim.experiment.replicate",
    "story": "fssim.report.story.story",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        found = _version()
    elif name in _HOMES:
        found = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'fssim' has no attribute '{name}'")
    globals()[name] = found
    return found


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("fssim")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0+uninstalled"


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
