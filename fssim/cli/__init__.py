"""The `fssim` command."""

from fssim.cli.start import main

__all__ = ["main"]
