"""Whether the C++ loop writes fssim's log: python -m benchmarks.reference_workflow.log_by_hand REPLICATIONS small|whole

Prints one line of JSON: a sentence for each replication and column that differs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.reference_workflow.cpp import read_logs
from benchmarks.reference_workflow.service import SEED, Service, reference_service
from fssim.engine.event_log import COLUMNS
from fssim.engine.simulate import prepare_engine, simulate_tables


def main() -> None:
    """Compare as many logs as are asked for."""
    replications, size = sys.argv[1:]
    print(json.dumps(list(differing_logs(reference_service(small=size == "small"), range(int(replications))))))


def differing_logs(service: Service, replications: Sequence[int]) -> Iterator[str]:
    """Every column of a log in which the loop's differs, by a bit or by its length, from the compiled engine's."""
    prepare_engine("compiled")
    for replication, written in zip(replications, read_logs(service, replications), strict=True):
        log = simulate_tables(service.tables, SEED, replication, "compiled")
        rows, left = divmod(len(written), sum(np.dtype(code).itemsize for code in COLUMNS.values()))
        if left or rows != len(log):
            yield f"replication {replication}: the log by hand has {rows:,} rows, fssim's {len(log):,}"
            continue
        at = 0
        for name, code in COLUMNS.items():
            theirs = np.asarray(log.columns[name]).tobytes()
            ours, at = written[at : at + len(theirs)], at + len(theirs)
            if ours != theirs:
                words = f"V{np.dtype(code).itemsize}"
                row = int(np.flatnonzero(np.frombuffer(ours, words) != np.frombuffer(theirs, words))[0])
                one, other = (np.frombuffer(column, code)[row] for column in (ours, theirs))
                yield f"replication {replication}: {name} of row {row:,} is {one} by hand, {other} of fssim"


if __name__ == "__main__":
    main()
