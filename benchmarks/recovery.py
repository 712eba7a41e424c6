"""Are known values found again? Authorities simulated with values drawn from their ranges, and fitted to their figures.

    python -m benchmarks.recovery FOLDER [--authorities 20] [--tries 600] [--scenario FILE]

Each authority has values of its own for all that `scenarios/calibration/local.yaml` lets differ, drawn evenly from the
ranges. It is simulated for four years after the warm-up, once, under a seed of its own, and exported as the returns
that it would make. Those of the first three years are read in, as `fssim authority new` reads them; `fssim.calibrate`'s
search fits all the values to the targets that come out, knowing nothing else, and the return of the fourth year is
predicted. Told is how many known values lie within their 90% regions, and how wide the regions are beside what the
ranges alone would give (0.9).

What is done is kept in FOLDER: begun again, it goes on where it was. The first wave of runs is the same for all
authorities, and is run once.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import qmc

import fssim
from benchmarks.printing import Table, figures, printed
from fssim.arrays import Floats
from fssim.authority.new.authority_files import format_targets
from fssim.authority.new.figures.gather import Given, gather_figures
from fssim.authority.returns.writing.statutory_return import statutory_return
from fssim.scenario import Scenario
from fssim.scenario.override import with_values
from fssim.studies.calibration.fitting import (
    Point,
    Simulate,
    build_scenario_at,
    compute_values_at,
    measure_points,
    start_measuring,
)
from fssim.studies.calibration.free_parameters import FreeParameters, read_free_parameters
from fssim.studies.calibration.regions import find_regions, predict_later
from fssim.studies.calibration.search import search_values, share_out_tries
from fssim.studies.calibration.targets import Published, read_published_targets, read_targets

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "scenarios"
SCENARIO = HERE / "third_of_a_county.yaml"
FREE = SHIPPED / "calibration" / "local.yaml"
YEARS, LATER = 3, 1  # fitted to, and predicted
OWN_SEED = 1000  # of the first authority
DRAWN_WITH = 99


@dataclass(frozen=True)
class Authority:
    """One authority: its known values (steps from the lows of their ranges) and its figures."""

    number: int
    point: Point
    fitted_to: list[Published]
    later: list[Published]


def draw_points(parameters: FreeParameters, count: int) -> list[Point]:
    """The known values of so many authorities, spread evenly over the ranges."""
    lasts = np.array([parameter.steps for parameter in parameters.free.values()])
    shares = qmc.LatinHypercube(len(lasts), rng=np.random.default_rng(DRAWN_WITH)).random(count)
    return [tuple(point) for point in np.rint(shares * lasts).astype(int).tolist()]


def simulate_authority(
    scenario: Scenario, parameters: FreeParameters, number: int, point: Point, years: int = YEARS
) -> Authority:
    """An authority with these values: the targets in the returns of one history's first years, and of those after."""
    there = build_scenario_at(scenario, compute_values_at(scenario, parameters, point))
    there = with_values(there, {"clock.observed_years": years + LATER})
    log, first = fssim.simulate(there, seed=OWN_SEED + number), there.clock.observed_from.year + 1
    with tempfile.TemporaryDirectory() as place:

        def read(cin: range, csww: range) -> list[Published]:
            given = Given(
                cin=tuple(write_return(log, "cin", year, Path(place)) for year in cin),
                csww=tuple(write_return(log, "csww", year, Path(place)) for year in csww),
                children=there.demand.children.value,
            )
            targets = Path(place, "targets.csv")
            targets.write_text(format_targets(scenario, gather_figures("Somewhere", given)), encoding="utf-8")
            return [figure for figure in read_targets(targets, scenario) if figure.id not in parameters.leave_out]

        own = range(first, first + years)
        return Authority(number, point, read(own, own), read(range(first + years, first + years + LATER), range(0)))


def write_return(log: fssim.EventLog, kind: str, year: int, folder: Path) -> Path:
    """A return of one year, in a file."""
    file = folder / f"{kind}_{year}.xml"
    file.write_bytes(statutory_return(log, kind, year))
    return file


def fit_authority(
    scenario: Scenario, parameters: FreeParameters, authority: Authority, tries: int, simulate: Simulate, folder: Path
) -> dict[str, Any]:
    """What is found of an authority's values, by the same search as `fssim.calibrate`."""
    measures = [figure.measure for figure in (*authority.fitted_to, *authority.later)]
    counts = share_out_tries(tries, len(parameters.free), len(measures))
    every = tuple(figure.measure for figure in read_published_targets(scenario))  # whatever these returns tell

    def measure_at(points: Sequence[Point], first: int) -> Floats:
        measure = partial(measure_points, scenario, parameters, every, simulate)
        file = folder / "first_wave.npz"
        if first > 0:
            rows = measure(points, first)
        else:
            if not file.exists():
                np.savez(file, points=np.array(points), rows=measure(points, first), measures=np.array(every))
            kept = np.load(file)
            if kept["points"].tolist() != [list(point) for point in points] or tuple(kept["measures"]) != every:
                raise SystemExit(f"{file}: is of other runs; name another folder")
            rows = kept["rows"]
        return rows[:, [every.index(measure) for measure in measures]]

    began = time.process_time()
    lasts = np.array([parameter.steps for parameter in parameters.free.values()])
    years = scenario.clock.observed_years
    searched = search_values(lasts.tolist(), authority.fitted_to, counts, measure_at, years, 1)
    predicted = predict_later(searched, authority.later, years, 1)
    ends = {path: (parameter.low, parameter.high) for path, parameter in parameters.free.items()}
    regions = find_regions(searched.draws, ends, searched.posterior, [figure.id for figure in authority.fitted_to])
    known = {
        path: parameter.at(step)
        for (path, parameter), step in zip(parameters.free.items(), authority.point, strict=True)
    }
    likely = searched.posterior.compute_log_likelihood(np.array([authority.point]) / lasts)[0]
    return {
        "cpu_seconds": time.process_time() - began,
        "widened": searched.posterior.widened,
        "less_probable_draws": float((searched.posterior.compute_log_likelihood(searched.draws) <= likely).mean()),
        "values": {
            path: {
                "known": known[path],
                "low": region.low,
                "high": region.high,
                "inside": region.low <= known[path] <= region.high,
                "width": (region.high - region.low) / (ends[path][1] - ends[path][0]),
                "told": region.told,
                "mean": ends[path][0] + float(searched.draws[:, at].mean()) * (ends[path][1] - ends[path][0]),
            }
            for at, (path, region) in enumerate(regions.items())
        },
        "later": {one.figure.id: one.inside for one in predicted},
    }


def tabulate(found: Sequence[dict[str, Any]]) -> Table:
    """For each value: in how many authorities it lies in its region, how wide that is, and where it is told."""
    rows = []
    for path in found[0]["values"]:
        values = [one["values"][path] for one in found]
        rows.append(
            (
                path,
                f"{sum(value['inside'] for value in values)} of {len(values)}",
                figures(float(np.mean([value["width"] for value in values]))),
                f"{sum(value['told'] for value in values)} of {len(values)}",
            )
        )
    return Table(("value", "inside its 90% region", "width (range: 0.9)", "told"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--authorities", type=int, default=20)
    parser.add_argument("--tries", type=int, default=600)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--scenario", type=Path, default=SCENARIO)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    scenario, parameters = fssim.load(asked.scenario), read_free_parameters(FREE)
    found = []
    with start_measuring(1, asked.jobs, asked.tries, lambda: None) as simulate:
        for number, point in enumerate(draw_points(parameters, asked.authorities)):
            file = asked.folder / f"authority_{number:02}.json"
            if not file.exists():
                authority = simulate_authority(scenario, parameters, number, point)
                fitted = fit_authority(scenario, parameters, authority, asked.tries, simulate, asked.folder)
                file.write_text(json.dumps(fitted, indent=1))
            found.append(json.loads(file.read_text()))
            inside = sum(value["inside"] for value in found[-1]["values"].values())
            print(f"authority {number}: {inside} of {len(point)} known values inside their regions", flush=True)
    print(printed(tabulate(found), markdown=False))
    inside = [value["inside"] for one in found for value in one["values"].values()]
    later = [is_inside for one in found for is_inside in one["later"].values()]
    print(f"{sum(inside)} of {len(inside)} known values inside their 90% regions ({np.mean(inside):.0%}).")
    print(f"{sum(later)} of {len(later)} figures of the year after inside their 90% intervals ({np.mean(later):.0%}).")
    joint = sum(one["less_probable_draws"] > 0.1 for one in found)
    print(f"All known values together inside the joint 90% region in {joint} of {len(found)} authorities.")


if __name__ == "__main__":
    main()
