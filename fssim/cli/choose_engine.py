"""Which engine simulates when nobody says, and a word where the fast one is missing."""

from __future__ import annotations

import click

from fssim.engine.simulate import ENGINES

WITHOUT_NUMBA = (
    "The SimPy engine is used, as Numba is not installed. It gives the same answers about a hundred times as slowly; "
    "for the compiled engine: pip install numba"
)


def default_engine(quiet: bool) -> str:
    """The fastest engine that runs here. Says so on the standard error stream if it is not the compiled one."""
    engine = ENGINES[0]
    if engine != "compiled" and not quiet:
        click.echo(WITHOUT_NUMBA, err=True)
    return engine
