"""The engines that the workflow runs on, what each needs, and which must give the same answers.

This and what imports it need nothing but the standard library, so that the process that measures stays small.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from enum import Enum
from importlib.metadata import PackageNotFoundError, version


class Rules(Enum):
    """What makes two engines' answers the same. The workflow is `FIRST_COME`."""

    FIRST_COME = "waiting lines are first come, first served"
    DUE_DATE = "waiting lines go by when the interval or gap before began"
    NO_SLOTS = "every family has a slot at once"


QUICK = 9  # replications


@dataclass(frozen=True)
class Engine:
    """One engine: `function` of `module` runs it, and `package` is what has to be installed.

    `replications` is how many are timed unless the command says otherwise. Those only to check others against are not
    in the table.
    """

    name: str
    module: str
    package: str
    rules: Rules
    replications: int
    function: str = "run"
    only_to_check: bool = False

    @property
    def is_quick(self) -> bool:
        """Whether it is worth running again, to have times that are disturbed as others' are."""
        return self.replications >= QUICK and not self.only_to_check

    def missing(self) -> str | None:
        """Why it cannot run here, or None."""
        if self.package == "g++":
            return None if shutil.which(self.package) else f"no {self.package} here"
        try:
            version(self.package)
        except PackageNotFoundError:
            return f"{self.package} is not installed"
        return None

    def version(self) -> str:
        """The version of what has to be installed."""
        if self.package != "g++":
            return f"{self.package} {version(self.package)}"
        told = subprocess.run([self.package, "-dumpfullversion"], capture_output=True, text=True, check=True)
        return f"{self.package} {told.stdout.strip()}"


BASE, BEST = "fssim, SimPy engine", "C++ by hand"  # that others' speeds are divided by
COMPILED, LOGGED = "fssim, compiled", "C++ by hand, writing the same log"
ENGINES = (
    Engine(BEST, "cpp", "g++", Rules.FIRST_COME, 9),
    Engine(LOGGED, "cpp", "g++", Rules.DUE_DATE, 9, "run_writing_the_log"),
    Engine(COMPILED, "fssim_engines", "numba", Rules.DUE_DATE, 9, "run_compiled"),
    Engine("Cimba", "cimba_model", "cimba", Rules.FIRST_COME, 9),
    Engine("SimPy", "simpy_model", "simpy", Rules.FIRST_COME, 5),
    Engine(BASE, "fssim_engines", "simpy", Rules.DUE_DATE, 3, "run_simpy"),
    Engine("salabim", "salabim_model", "salabim", Rules.FIRST_COME, 2),
    Engine("Ciw, no limit on slots", "ciw_model", "ciw", Rules.NO_SLOTS, 1),
    Engine("C++ by due date", "cpp", "g++", Rules.DUE_DATE, 9, "run_by_due_date", only_to_check=True),
    Engine(
        "C++, no limit on slots", "cpp", "g++", Rules.NO_SLOTS, 9, "run_without_a_limit_on_slots", only_to_check=True
    ),
)
