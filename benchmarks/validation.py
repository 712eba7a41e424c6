"""Whether the standard model's predictions hold: `python -m benchmarks.validation`, some minutes.

Keeps what comes of it in `scenarios/published/standard_model`, writes `docs/validation.md` from that, prints the goals,
and ends with status 1 if any is missed. With `--check` nothing is kept or written.
"""

from __future__ import annotations

import argparse
import sys
import time

import fssim
from benchmarks.printing import Table, printed
from fssim.report.validation_page import PAGE, validation_page
from fssim.studies.validation.validate import store_validation


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=4, help="of each authority and each change")
    parser.add_argument("--jobs", type=int, help="processes")
    parser.add_argument("--check", action="store_true", help="keep and write nothing")
    asked = parser.parse_args()
    started = time.perf_counter()
    validation = fssim.validate(replications=asked.replications, jobs=asked.jobs)
    seconds = time.perf_counter() - started
    if not asked.check:
        store_validation(validation)
        PAGE.write_text(validation_page(), encoding="utf-8")
    rows = [
        (str(row.goal), str(row.inside), str(row.rows), str(row.needed), "met" if row.met else "missed")
        for row in validation.goals.itertuples()
    ]
    print(printed(Table(("goal", "inside", "of", "needed", ""), rows), False))
    print(f"{seconds:,.0f} seconds")
    return 0 if validation.holds else 1


if __name__ == "__main__":
    sys.exit(main())
