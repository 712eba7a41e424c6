"""The services that come with fssim, as a planner chooses among them."""

from __future__ import annotations

import subprocess
import sys

from fssim.app.form.bases import BEGUN_WITH, list_services
from fssim.scenario.reading.shipped_files import shipped_folder


def test_what_a_planner_begins_with_comes_first_and_the_rest_in_order_of_titles() -> None:
    services = list_services()
    first, rest = services[: len(BEGUN_WITH)], services[len(BEGUN_WITH) :]
    assert tuple(service.name for service in first) == BEGUN_WITH
    assert [service.title for service in rest] == sorted(service.title for service in rest)
    assert {service.name for service in services} == {file.stem for file in shipped_folder().glob("*.yaml")}


def test_the_app_starts_without_what_its_jobs_need() -> None:
    """Its jobs run in processes of their own: tables and drawings would double the memory that it holds all day."""
    heavy = ("pandas", "pyarrow", "matplotlib", "scipy", "numba")
    asked = f"import sys, fssim.app.serving.serve; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
