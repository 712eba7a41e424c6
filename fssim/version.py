"""Which fssim this is: `__version__`, worked out when it is first asked for."""

from __future__ import annotations

from functools import cache

__version__: str


def __getattr__(name: str) -> str:
    if name != "__version__":
        raise AttributeError(f"module 'fssim.version' has no attribute '{name}'")
    return fssim_version()


@cache
def fssim_version() -> str:
    """The version that is installed; `0+uninstalled` in a checkout that is not."""
    from importlib.metadata import PackageNotFoundError, version  # as slow as all that `fssim --help` needs besides

    try:
        return version("fssim")
    except PackageNotFoundError:
        return "0+uninstalled"
