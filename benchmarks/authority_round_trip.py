"""Whether an authority's numbers come back from the returns of its simulated years.

An authority is made from what is published of it, simulated, exported as its children in need and workforce censuses,
and made again from those. What is printed is each local number as it was, and as it came back.

    python -m benchmarks.authority_round_trip Barnet --year 2019

Of Barnet as it was published for 2019, from the returns of three and two years (28 November 2026, two shared cores): as
many teams, and as many posts but for one of a hundred; social workers' full time 5 to 6% lower; rates of referral and
re-referral and every decision within 6%; families with no need 0.355 for 0.362 (0.302 before they were counted when
they are new: those with needs come back more often). Further off are what small numbers tell: plans before, 0.15 for
0.21; leaving, 0.133 a year for 0.148.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from time import perf_counter

import fssim
from fssim.authority.new.figures.local_figures import read_local_figures
from fssim.authority.returns.writing.statutory_return import statutory_return
from fssim.runs.folder.provenance import list_parameters
from fssim.scenario.findings import dotted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("authority")
    parser.add_argument("--year", type=int)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        first = fssim.new_authority(asked.authority, folder / "first", published="authorities.csv", year=asked.year)
        cin, csww = export_returns(first.scenario, folder, asked.seed)
        began = perf_counter()
        children = first.scenario.demand.children.value
        again = fssim.new_authority(asked.authority, folder / "again", cin=cin, csww=csww, children=children)
        print(f"Made again from {len(cin)} and {len(csww)} returns in {perf_counter() - began:.0f} s.\n")
    print_numbers(first.scenario, again.scenario)


def export_returns(scenario: fssim.Scenario, folder: Path, seed: int) -> tuple[list[Path], list[Path]]:
    """The returns of every year that the scenario observes whole."""
    log = fssim.simulate(scenario, seed=seed)
    begins = scenario.clock.observed_from.year
    files: dict[str, list[Path]] = {"cin": [], "csww": []}
    for kind, years in (("cin", scenario.clock.observed_years), ("csww", scenario.clock.observed_years - 1)):
        for year in range(begins + 1, begins + 1 + years):
            file = folder / f"{kind}_{year}.xml"
            file.write_bytes(statutory_return(log, kind, year))
            files[kind].append(file)
    return files["cin"], files["csww"]


def print_numbers(before: fssim.Scenario, after: fssim.Scenario) -> None:
    """Each local number that is a value, as it was and as it came back."""
    local, came_back = read_local_figures(), dict(list_parameters(after))
    print(f"{'number':80s} {'true':>10s} {'back':>10s}")
    for path, number in list_parameters(before):
        if local.find(dotted(path)) is not None and path in came_back:
            print(f"{dotted(path):80s} {number.value:10.4g} {came_back[path].value:10.4g}")


if __name__ == "__main__":
    main()
