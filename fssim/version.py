"""Which fssim this is."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def fssim_version() -> str:
    """The version that is installed; `0+uninstalled` in a checkout that is not."""
    try:
        return version("fssim")
    except PackageNotFoundError:
        return "0+uninstalled"
