"""How often the intervals of figures from returns hold what they are of: `python benchmarks/returns_intervals.py`.

A shipped district is simulated many times. Two years of each are written as returns, and read again; each figure's
interval is held against the mean of the figure over all the other districts.
"""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path

import fssim
from fssim.authority.returns.counting.figures_of_cin import make_cin_figures
from fssim.authority.returns.counting.figures_of_csww import make_csww_figures
from fssim.authority.returns.figures import Figure
from fssim.authority.returns.reading.read_cin import read_cin
from fssim.authority.returns.reading.read_csww import read_csww

LEAST_TOLD = 0.8  # of the districts: a figure that fewer of them have is left out


def make_figures(scenario: fssim.Scenario, replication: int, folder: Path) -> dict[str, Figure]:
    """The figures of a simulated district's returns, of two years."""
    log = fssim.simulate(scenario, seed=11, replication=replication)
    first = scenario.clock.observed_from.year + 1
    files = {}
    for form, year in (("cin", first), ("cin", first + 1), ("csww", first)):
        files[form, year] = folder / f"{form}_{year}.xml"
        files[form, year].write_bytes(fssim.statutory_return(log, form, year))
    reading = read_cin([file for (form, _), file in files.items() if form == "cin"])
    workforce = read_csww([file for (form, _), file in files.items() if form == "csww"])
    return make_cin_figures(reading, float(log.tables.child_population)) | make_csww_figures(workforce)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--districts", type=int, default=40)
    districts: int = parser.parse_args().districts
    scenario = fssim.load("one_district_standard")
    by_name: defaultdict[str, list[Figure]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for replication in range(districts):
            for name, figure in make_figures(scenario, replication, Path(folder)).items():
                if not math.isnan(figure.low) and figure.low < figure.high:
                    by_name[name].append(figure)
    shares = {}
    for name, figures in by_name.items():
        if len(figures) >= LEAST_TOLD * districts:
            total = math.fsum(figure.value for figure in figures)
            others = [(total - figure.value) / (len(figures) - 1) for figure in figures]
            held = sum(figure.low <= mean <= figure.high for figure, mean in zip(figures, others, strict=True))
            shares[name] = held / len(figures)
    for name, share in sorted(shares.items(), key=lambda item: item[1]):
        print(f"{100 * share:5.0f}%  {name}")
    mean = 100 * statistics.fmean(shares.values())
    print(f"{mean:.1f}% of the intervals of {len(shares)} figures, in {districts} districts")


if __name__ == "__main__":
    main()
