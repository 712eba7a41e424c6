"""Which fssim this is."""

from __future__ import annotations

from functools import cache


@cache
def fssim_version() -> str:
    """The version that is installed; `0+uninstalled` in a checkout that is not."""
    from importlib.metadata import PackageNotFoundError, version  # as slow as all that `fssim --help` needs besides

    try:
        return version("fssim")
    except PackageNotFoundError:
        return "0+uninstalled"
