"""One engine in a process of its own: python -m benchmarks.reference_workflow.worker NAME REPLICATIONS small|whole

Prints one line of JSON: what getting ready took, each replication's answers and CPU seconds, and the peak memory.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from importlib import import_module
from time import process_time

from benchmarks.reference_workflow.engines import ENGINES


def main() -> None:
    """Get ready with one replication of a tenth of the workflow, then run what was asked for."""
    name, replications, size = sys.argv[1:]
    engine = next(engine for engine in ENGINES if engine.name == name)
    began = _cpu_seconds()
    run = getattr(import_module(f"benchmarks.reference_workflow.{engine.module}"), engine.function)
    service = import_module("benchmarks.reference_workflow.service")
    run(service.reference_service(small=True), [0])
    ready = _cpu_seconds() - began
    done = run(service.reference_service(small=size == "small"), range(int(replications)))
    print(json.dumps({"ready": ready, "events": [t.answers.events for t in done.replications], **asdict(done)}))


def _cpu_seconds() -> float:
    """Of this process and of those it waited for (a compiler)."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main()
