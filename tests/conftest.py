"""Settings for every test.

Generated examples are the same on every run, so that a failure can be repeated. `HYPOTHESIS_PROFILE=exploring` looks
elsewhere each time, and for longer; what it finds is printed as a `reproduce_failure` line.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

SLOW_TO_GENERATE = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=SLOW_TO_GENERATE)
settings.register_profile(
    "exploring",
    derandomize=False,
    deadline=None,
    print_blob=True,
    suppress_health_check=SLOW_TO_GENERATE,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
