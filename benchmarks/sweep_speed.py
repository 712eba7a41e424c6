"""What a sweep adds to its simulations: `python -m benchmarks.sweep_speed [--rounds 5] [--points 1000000]`.

One district is simulated again and again, and beside it, turn and turn about, the points of a sweep are done as a
worker process does them: scenario made, checked and compiled, replications simulated, measured and handed back. Of each
the least CPU time of the rounds is taken. What 200,000 replications would take on two cores follows from it. Then a
sweep of very many points is planned, each design in a process of its own: every point made, and its blocks counted, as
before its first replication and when it goes on; the CPU time and the most memory are printed.
"""

from __future__ import annotations

import argparse
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from time import process_time

import fssim
from fssim.engine.simulate import prepare, simulate
from fssim.measures.headline import STAFF_COST, lead_measures
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.model.tables import Tables
from fssim.studies.optimisation.plan_file import load_optimisation
from fssim.studies.sweeps.plan.sweep import Sweep, build_sweep
from fssim.studies.sweeps.plan.sweep_file import Design, DesignKind
from fssim.studies.sweeps.work.sweep_manifest import build_sweep_manifest
from fssim.studies.sweeps.work.work_units import WorkUnit, count_blocks, do_work, generate_blocks, identify_version

SCENARIO = "one_district_vacancy"
CHILDREN = "demand.children.value"
CASE_HOLDING = (
    "assessment_within_45_working_days_percent",
    "visits_in_time_percent",
    "caseload_children_per_full_time_worker",
)
REPLICATIONS = (1, 5, 20)
GOAL_TIMES, GOAL_REPLICATIONS, GOAL_MINUTES, CORES = 1.3, 200_000, 90, 2
DESIGNS = ("latin hypercube", "sobol")
VARIED = "one_more_post"


def main() -> None:
    """Print both tables, or plan one design."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--plan", choices=DESIGNS)
    asked = parser.parse_args()
    if asked.plan:
        _plan(asked.plan, asked.points)
        return
    _time_points(asked.rounds)
    for design in DESIGNS:
        command = [sys.executable, "-m", "benchmarks.sweep_speed", "--plan", design, "--points"]
        for points in (1_024, asked.points):
            subprocess.run([*command, str(points)], check=True)


def _time_points(rounds: int) -> None:
    scenario = fssim.load(SCENARIO)
    prepare()
    tables = compile_scenario(scenario)
    base = pickle.dumps(scenario)
    asked = {"five an answer is given in": lead_measures(scenario), "three of case holding": CASE_HOLDING,
             "the staff cost": (STAFF_COST,)}  # fmt: skip
    least: dict[tuple[str, int], float] = {}
    bare: dict[int, float] = {}
    children = scenario.demand.children.value
    for _ in range(rounds):
        for count in REPLICATIONS:  # as many one after another, so that both are slowed alike by what else runs
            took = _seconds(partial(_simulate_all, tables, count)) / count
            bare[count] = min(bare.get(count, took), took)
        for name, measures in asked.items():
            for count in REPLICATIONS:
                children += 1  # another point each time, so that it is made and compiled anew
                changes = ((CHILDREN, children),)
                work = WorkUnit(base, changes, "compiled", 1, 0, count, measures, identify_version(), chosen=True)
                took = _seconds(partial(do_work, work)) / count
                least[name, count] = min(least.get((name, count), took), took)
    print(f"one district, simulated: {1e3 * bare[REPLICATIONS[-1]]:.1f} ms")
    for (name, count), seconds in least.items():
        times = seconds / bare[count]
        note = "" if times <= GOAL_TIMES else f"  (more than {GOAL_TIMES})"
        print(f"{name}, {count} replications a point: {1e3 * seconds:.1f} ms each, {times:.2f} times{note}")
    minutes = least["five an answer is given in", REPLICATIONS[-1]] * GOAL_REPLICATIONS / CORES / 60.0
    print(f"{GOAL_REPLICATIONS:,} replications on {CORES} cores: {minutes:.0f} minutes (goal {GOAL_MINUTES})")


def _simulate_all(tables: Tables, count: int) -> None:
    for replication in range(count):
        simulate(tables, 1, replication)


def _seconds(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


def _plan(design: str, points: int) -> None:
    loaded = load_optimisation(VARIED).sweep
    count = points if design == "latin hypercube" else 1 << (points.bit_length() - 1)
    plan = loaded.plan.model_copy(update={"design": Design(kind=DesignKind(design), points=count)})
    sweep: Sweep = build_sweep(plan, loaded.base, loaded.baseline)
    begun = process_time()
    build_sweep_manifest(sweep, "compiled", ["a"])
    made = sum(len(block.runs) for block in generate_blocks(sweep))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(
        f"{design}, {made:,} points of {len(sweep.factors)} things that vary, {count_blocks(sweep):,} blocks: "
        f"{process_time() - begun:.0f} s, {most:,.0f} MB at most",
        flush=True,
    )


if __name__ == "__main__":
    main()
