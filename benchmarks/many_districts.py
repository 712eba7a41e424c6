"""What a row of the log takes where many districts run together: python -m benchmarks.many_districts

Processor time of one replication after a year of warm-up, of one year and of eight, in one process and in turn: the
least of several for each number of districts, over the rows of its log, and how many times that of one district it is.
"""

from __future__ import annotations

from time import process_time

from benchmarks.services import service
from fssim.engine.simulate import prepare_engine, simulate_tables
from fssim.model.compile.compile_scenario import compile_scenario
from fssim.scenario.override import with_values

DISTRICTS = {1: 27, 9: 9, 81: 1}  # how often each is timed in a round
ROUNDS = {1: 4, 8: 3}  # of so many years, after one that warms up


def main() -> None:
    """Print a line for each number of years and of districts."""
    prepare_engine("compiled")
    for years, rounds in ROUNDS.items():
        _tell(years, rounds)


def _tell(years: int, rounds: int) -> None:
    clock = {"clock.warm_up_years": 1, "clock.observed_years": years}
    tables = {number: compile_scenario(with_values(service(str(number)), clock)) for number in DISTRICTS}
    taken: dict[int, list[float]] = {number: [] for number in DISTRICTS}
    rows = dict.fromkeys(DISTRICTS, 0)
    for number_of_round in range(1 + rounds):
        for number, times in DISTRICTS.items():
            for _ in range(times):
                began = process_time()
                rows[number] = len(simulate_tables(tables[number], seed=1, replication=0, engine="compiled"))
                if number_of_round:
                    taken[number].append(process_time() - began)
    each = {number: min(seconds) / rows[number] for number, seconds in taken.items()}
    for number, seconds in each.items():
        run = f"years {years}, districts {number}: {rows[number]:,} rows"
        print(f"{run}, {1e6 * seconds:.3f} microseconds each, {seconds / each[1]:.2f} times one")


if __name__ == "__main__":
    main()
