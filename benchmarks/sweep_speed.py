"""What a sweep adds to its simulations: `python -m benchmarks.sweep_speed [--rounds 15] [--points 1000000]`.

A worker process simulates one district again and again, and beside it, turn and turn about, does points of a sweep:
scenario made, checked and compiled, replications simulated, measured and handed back. For small sets of measures of
each kind it is printed how many times the CPU time of the simulation beside it that takes, the middle one of the
rounds, and what 200,000 replications would take on two cores, by the least time of a simulation. Then what it takes to
make and to compile a point, by what is varied.
Then a sweep of very many points is planned, each design in a process of its own: every point made, and its blocks
counted, as before its first replication and when it goes on; the CPU time and the most memory are printed.
"""

from __future__ import annotations

import argparse
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from math import inf
from statistics import median
from time import process_time, time_ns
from typing import Any

import fssim
from fssim.engine.simulate import prepare_engine, simulate_tables
from fssim.measures.headline import STAFF_COST, lead_measures
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.runs.process_pool import start_process_pool
from fssim.scenario.override import with_values
from fssim.studies.optimisation.plan_file import load_optimisation
from fssim.studies.sweeps.plan.sweep import Sweep, build_sweep
from fssim.studies.sweeps.plan.sweep_file import Design, DesignKind
from fssim.studies.sweeps.work.sweep_manifest import build_sweep_manifest
from fssim.studies.sweeps.work.work_units import WorkUnit, count_blocks, do_work, generate_blocks, identify_version

SCENARIO = "one_district_vacancy"
CHILDREN = "demand.children.value"
KINDS = {  # small sets of each kind
    "three of case holding": (
        "assessment_within_45_working_days_percent", "visits_in_time_percent", "caseload_children_per_full_time_worker",
    ),
    "three of waits and plans": (
        "wait_mental_health_from_first_referral_mean_working_days", "duration_child_protection_mean_weeks",
        "re_referred_within_12_months_percent",
    ),
    "five of the ledger": (
        "ledger_in_plans_drift_days_per_family", "ledger_in_plans_waiting_post_vacant_days_per_family",
        "ledger_in_plans_unallocated_percent", "ledger_overdue_days_per_family", "critical_mental_health_percent",
    ),
    "three of care": ("care_entries_children_a_year", "care_children_mean", "care_council_gbp_a_year"),
    "three of costs": (STAFF_COST, "cost_everything_gbp_a_year", "cost_specialists_gbp_per_family"),
    "time in use and extra hours": ("utilisation_social_worker_percent", "extra_hours_social_worker_per_week"),
}  # fmt: skip
REPLICATIONS = (1, 5, 20)
GOAL_TIMES, GOAL_REPLICATIONS, GOAL_MINUTES, CORES = 1.3, 200_000, 90, 2
DESIGNS = ("latin hypercube", "sobol")
VARIED = "one_more_post"
MADE = {  # what is varied of a point, from one to the next
    "how many children there are": (CHILDREN,),
    "sessions of a need and of a plan, which are distributions": (
        "needs.mental_health.sessions.value", "pathway.stages.child_protection_plan.plan_work.sessions.value",
    ),
}  # fmt: skip


def main() -> None:
    """Print both tables, or plan one design."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--plan", choices=DESIGNS)
    asked = parser.parse_args()
    if asked.plan:
        _plan(asked.plan, asked.points)
        return
    with start_process_pool(1) as pool:
        for lines in (pool.submit(_time_points, asked.rounds), pool.submit(_time_making, asked.rounds)):
            print(*lines.result(), sep="\n", flush=True)
    for design in DESIGNS:
        command = [sys.executable, "-m", "benchmarks.sweep_speed", "--plan", design, "--points"]
        for points in (1_024, asked.points):
            subprocess.run([*command, str(points)], check=True)


def _time_points(rounds: int) -> list[str]:
    scenario = fssim.load(SCENARIO)
    prepare_engine()
    tables = compile_scenario(scenario)
    base = pickle.dumps(scenario)
    asked = {"five an answer is given in": lead_measures(scenario), **KINDS}
    least = inf
    times: dict[str, list[list[float]]] = {name: [] for name in asked}
    children = scenario.demand.children.value
    for _ in range(rounds):
        for name, measures in asked.items():  # one after another, so that all are slowed alike by what else runs
            children += 1  # another point each time, so that it is made and compiled anew
            changes = ((CHILDREN, children),)
            work = WorkUnit(base, changes, "compiled", 1, 0, 1, measures, identify_version(), chosen=True)
            bare = _seconds(partial(simulate_tables, tables, 1, 0))
            first, further = (_seconds(partial(do_work, work)) for _ in range(2))
            least = min(least, bare)
            times[name].append([(first + (count - 1) * further) / count / bare for count in REPLICATIONS])
    middle = {name: [median(of_count) for of_count in zip(*of_name, strict=True)] for name, of_name in times.items()}
    minutes = least * middle["five an answer is given in"][-1] * GOAL_REPLICATIONS / CORES / 60.0
    return [
        f"one district, simulated: {1e3 * least:.1f} ms",
        f"{'times that, with the share of a point of so many':58}{''.join(f'{count:>6}' for count in REPLICATIONS)}",
        *(
            f"{name:58}{''.join(f'{time:6.2f}' + ('!' if time > GOAL_TIMES else '') for time in of_name)}"
            for name, of_name in middle.items()
        ),
        f"{GOAL_REPLICATIONS:,} replications on {CORES} cores: {minutes:.0f} minutes (goal {GOAL_MINUTES})",
    ]


def _time_making(rounds: int) -> list[str]:
    base = fssim.load(SCENARIO)
    tables = compile_scenario(base)
    lines = ["what is varied, and ms to make the point and to compile it, after a simulation"]
    for name, paths in MADE.items():
        times: list[tuple[float, float]] = []
        for _ in range(rounds):
            other = 1.0 + time_ns() % 10**8 / 1e10  # than any that this computer has seen, and may have kept
            values = {path: _value_at(base, path) * other for path in paths}
            simulate_tables(tables, 1, 0)  # after which little of a scenario is near
            begun = process_time()
            made = with_values(base, values, files=False)
            between = process_time()
            compile_scenario(made)
            times.append((between - begun, process_time() - between))
        making, compiling = (1e3 * median(of_part) for of_part in zip(*times, strict=True))
        lines.append(f"{name:58}{making:6.1f}{compiling:6.1f}")
    return lines


def _value_at(part: Any, path: str) -> float:
    for name in path.split("."):
        part = part[name] if isinstance(part, dict) else getattr(part, name)
    return float(part)


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
