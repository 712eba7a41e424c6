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
the answer most; `emulate` says what points would give that a sweep does not have, and how surely; `what_turns` tries
the least certain numbers at the ends of their ranges. Over what is not known, `rank_robustly` says which staffing is
best by several criteria, `discover_failures` where a plan fails, and `value_of_information` what to find out first.
They and `attribute` raise `QuestionError` for what cannot be answered, and what compares scenarios raises `OtherClocks`
if they run over other days.

What `run`, `sweep`, `attribute`, `breakeven`, `rank`, `emulate`, `sensitivity`, `what_turns` and `calibrate` return has
its data in `frame`, a pandas DataFrame, and draws itself with `plot`, on matplotlib Axes.

`load` reads a scenario file strictly, and raises `ScenarioError` with everything wrong with it. The scenarios that come
with fssim go by their names, as in `load("standard")`: `shipped_scenarios`, `shipped_sweeps`, `shipped_trials` and
`shipped_lessons` list them, and `copy_shipped_files` copies them to a folder. `Scenario` is what `load` returns:
frozen, so that what was run is what was written. `simulate`, `run` and `run_to_precision` give the same to the last bit
for the same scenario, seed and replication, on any number of processes, and raise `CannotSimulate` for one in which
time does not pass; with `check=True` a run raises `LawsBroken` if a log breaks a law of the model. `EventLog`,
`Results` and `PreciseResults` are what they return. `calibrate` fits a scenario's free parameters to published figures,
and returns a `Calibration`. `fit_ensemble` finds parameter sets that all fit, an `Ensemble`, which `load_ensemble`
reads back and `run` takes.

`answer` says in sentences how results differ, and `figure` draws it; `describe` says what a measure is. `with_values`
is a scenario with a few numbers changed, and `describe_changes` says in English what one scenario changes from another.
`check_laws` holds a log against the laws of the model, and `targets` sets results beside published statistics.
`estimate_sweep` says what a sweep will take, `read_sweep` reads the folder of one, and `report_sweep` says what a
finished one shows, a `SweepReport`.
`explore` makes a finished sweep into a page that needs nothing but a browser, an `Exploration`.
`validate` holds a scenario against published figures of other authorities, and returns a `Validation`.
`optimise` looks over many levers for the staffing that is best within limits (`load_optimisation`, an `Optimisation`),
and returns an `OptimisedStaffing`; `estimate_optimisation` says what that will take. `shipped_optimisations` lists
those that come with fssim.
`trial` says what a trial's design (`load_trial`) would find among simulated authorities: `TrialResults`.
`new_authority` makes a scenario of an authority from its own figures, a `NewAuthority`, and `statutory_return` writes a
simulated year as the return that an authority makes of it. `take_census` counts who is open on a day of a log, and
`forecast` simulates the months after such a count, a `Forecast`.

`lesson` makes a page for a trainer and a class of a scenario, what it is compared with, and decisions to take.

`story` tells one family's story in several scenarios, `animation` shows families moving, and `exported` is a log in
another tool's format: each of logs, which carry their scenarios.

Importing fssim is quick: what a name needs is imported when the name is first used.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
