"""How fast fssim is, beside other engines and as services grow: python benchmarks/engines.py

Three tables: the reference case workflow (`benchmarks/README.md`) on every engine that is installed, whose answers are
held against one another; the county on fssim's two engines; and one district said again and again. Each line is run in
a process of its own and timed in CPU seconds, the median of several replications; the quick ones in several rounds, so
that what else the computer does disturbs all alike. About six minutes in all.

Ends with status 1, and says where, if two engines give different answers.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.growth import county_lines, growth_lines
from benchmarks.machine import machine
from benchmarks.printing import Table, printed
from benchmarks.reference_workflow.engines import ENGINES
from benchmarks.reference_workflow.measured import compare_logs, disagreements, measure_in_rounds, unchecked
from benchmarks.reference_workflow.speeds import notes, speeds

PARTS = ("workflow", "county", "growth")


def main() -> int:
    """Measure and print; the exit status."""
    asked = _arguments()
    print(machine(), end="\n\n")
    wrong = 0
    if "workflow" in asked.part:
        wrong = _workflow(asked)
    if "county" in asked.part:
        _print(county_lines(), asked.markdown)
    if "growth" in asked.part:
        _print(growth_lines(), asked.markdown)
    return wrong


def _workflow(asked: argparse.Namespace) -> int:
    chosen = [engine for engine in ENGINES if asked.engine is None or engine.name in asked.engine]
    left_out = [f"{engine.name} left out: {engine.missing()}." for engine in chosen if engine.missing()]
    done = measure_in_rounds([engine for engine in chosen if not engine.missing()], asked.replications, asked.small)
    _print(speeds(done), asked.markdown)
    logs = compare_logs(done, asked.small)
    differing = [*disagreements(done), *(logs or ())]
    told = [*left_out, *notes(done), *(f"Nothing to hold the answers of {name} against." for name in unchecked(done))]
    if logs == []:
        told.append("C++ by hand writes the same log as fssim, bit for bit, in every replication.")
    print(*told, sep="\n", end="\n\n")
    if differing:
        print("The engines do not agree:", *differing, sep="\n", file=sys.stderr)
    return 1 if differing else 0


def _print(table: Table, markdown: bool) -> None:
    print(printed(table, markdown), end="\n\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = ", ".join(f"'{engine.name}'" for engine in ENGINES)
    parser.add_argument("--engine", action="append", metavar="NAME", help=f"only this one; may be repeated: {names}")
    parser.add_argument("--replications", type=int, metavar="N", help="of the workflow on each engine")
    parser.add_argument("--small", action="store_true", help="a tenth of the workflow")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this table; may be repeated")
    parser.add_argument("--markdown", action="store_true", help="print the tables as README.md has them")
    asked = parser.parse_args()
    asked.part = asked.part or PARTS
    unknown = set(asked.engine or ()) - {engine.name for engine in ENGINES}
    if unknown:
        parser.error(f"no engine is called {', '.join(sorted(unknown))}; there are {names}")
    if asked.replications is not None and asked.replications < 1:
        parser.error(f"--replications is {asked.replications}; it must be 1 or more")
    return asked


if __name__ == "__main__":
    sys.exit(main())
